"""The link that a conversation was sent on request: its button opens the report, once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lapor.agencies import opened
from lapor.outbox import crossing
from lapor.web.public.track import UNKNOWN_RECEIPTS

GONE, MANY = 410, 429


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_here(request: HttpRequest, secret: str) -> HttpResponse:
    """Show what the link does; by POST use it up, and open the report in this browser.

    Reading changes nothing, because chats look at every link that passes through them. The page
    names no report.
    """
    if UNKNOWN_RECEIPTS.is_empty(request):
        says = _("Terlalu banyak tautan yang keliru dari jaringan Anda. Coba sepuluh menit lagi.")
        return _show(request, {"says": says}, MANY)
    now = timezone.now()
    if request.method != "POST":
        if crossing.leads_back(secret, now):
            minutes = int(crossing.VALID.total_seconds()) // 60
            return _show(request, {"good": True, "minutes": minutes})
        return _over(request)
    receipt = crossing.take_back(secret, now)
    if receipt is None:
        return _over(request)
    response = HttpResponseRedirect(reverse("thread"))
    opened.keep(response, receipt)
    messages.success(
        request,
        _(
            "Laporan Anda terbuka di perangkat ini. Kabarnya tetap datang di percakapan Anda; kirim"
            " WEB di sana untuk membukanya lagi."
        ),
    )
    return response


def _over(request: HttpRequest) -> HttpResponse:
    UNKNOWN_RECEIPTS.take(request)
    return _show(request, {}, GONE)


def _show(request: HttpRequest, context: dict[str, object], status: int = 200) -> HttpResponse:
    response = render(request, "public/opening.html", {"here": "track"} | context, status=status)
    response.headers["X-Robots-Tag"] = "noindex"
    # No site is told the address, our own neither; with `no-referrer` a browser would not say
    # either where the form comes from, and it would be refused.
    response.headers["Referrer-Policy"] = "strict-origin"
    return response
