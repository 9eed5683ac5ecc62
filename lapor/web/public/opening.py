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
from lapor.agencies.actor import Actor
from lapor.agencies.models import Role
from lapor.outbox import crossing
from lapor.reports.access import get_own
from lapor.reports.terms import NotFound
from lapor.web.public.throttle import Bucket
from lapor.web.templatetags.lapor import grouped

# A network of a telephone company is one block, and so is a chat's that looks at links.
OPENINGS = Bucket("opening", tries=120, seconds=600)
GONE, MANY = 410, 429


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_here(request: HttpRequest, secret: str) -> HttpResponse:
    """Show what the link does; by POST use it up, and open the report in this browser.

    Reading changes nothing, because chats look at every link that passes through them. The page
    names the report by its number, as the words that brought the link do. Each look counts, before
    anything is looked up.
    """
    if OPENINGS.is_empty(request):
        says = _("Terlalu banyak tautan dibuka dari jaringan Anda. Coba sepuluh menit lagi.")
        return _show(request, {"says": says}, MANY)
    OPENINGS.take(request)
    now = timezone.now()
    is_pressed = request.method == "POST"
    receipt = crossing.take_back(secret, now) if is_pressed else crossing.leads_back(secret, now)
    number = _number_of(receipt) if receipt else ""
    if receipt is None or not number:
        return _show(request, {}, GONE)
    if not is_pressed:
        minutes = int(crossing.VALID.total_seconds()) // 60
        return _show(request, {"number": number, "minutes": minutes})
    response = HttpResponseRedirect(reverse("thread"))
    opened.keep(response, receipt)
    messages.success(
        request,
        _(
            "Laporan %(number)s terbuka di perangkat ini. Kabarnya tetap datang di percakapan Anda;"
            " kirim WEB di sana untuk membukanya lagi."
        )
        % {"number": grouped(number)},
    )
    return response


def _number_of(receipt: bytes) -> str:
    """Return the number of the report that a link opens; empty where there is none any more."""
    try:
        return get_own(Actor(Role.REPORTER, receipt=receipt)).number
    except NotFound:
        return ""


def _show(request: HttpRequest, context: dict[str, object], status: int = 200) -> HttpResponse:
    response = render(request, "public/opening.html", {"here": "track"} | context, status=status)
    response.headers["X-Robots-Tag"] = "noindex"
    # No site is told the address, our own neither; with `no-referrer` a browser would not say
    # either where the form comes from, and it would be refused.
    response.headers["Referrer-Policy"] = "strict-origin"
    return response
