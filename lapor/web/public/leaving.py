"""Leaving the site at once: the browser forgets the receipt and shows something harmless."""

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lapor.agencies import opened

ELSEWHERE = "cross-site"  # a page of somebody else must not sign anybody out


@never_cache
@require_safe
def leave_site(request: HttpRequest) -> HttpResponse:
    """Forget the receipt, sign out, and go to a neutral site that is not told from where.

    A link and no form: the policy that forms are sent nowhere else also stops their redirects.
    """
    response = HttpResponseRedirect(settings.LEAVE_TO)
    response.headers["Referrer-Policy"] = "no-referrer"
    if request.headers.get("Sec-Fetch-Site") != ELSEWHERE:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            logout(request)
        opened.forget(response)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
