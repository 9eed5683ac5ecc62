"""Going on in a chat: a link for the one who holds the report open here, used once."""

from collections.abc import Callable
from functools import wraps

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lapor.agencies.request import Request
from lapor.outbox import crossing
from lapor.outbox.models import ChannelAccount
from lapor.reports import reaching
from lapor.reports.access import get_own
from lapor.reports.terms import NotFound
from lapor.web.public.throttle import Limit, block_of

ANOTHER_REPORT = gettext_lazy(
    "Di perangkat ini sekarang terbuka laporan lain. Tidak ada yang diubah."
)
# What has to be done once a chat is open: where the words are not sent by the button itself.
STARTS = (ChannelAccount.Kind.TELEGRAM,)
LINKS = Limit("crossing", tries=10, seconds=600)


def by_key(view: Callable[[Request], HttpResponse]) -> Callable[[Request], HttpResponse]:
    """Show a page only to who has opened a report by its reply key; others go to the thread."""

    @wraps(view)
    def shown(request: Request) -> HttpResponse:
        try:
            if request.reporter.receipt:
                return view(request)
        except NotFound:
            pass
        return HttpResponseRedirect(reverse("thread"))

    return shown


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@by_key
def cross(request: Request) -> HttpResponse:
    """Say what going on in a chat means; by POST make the link, and show it once.

    Whoever uses it reads the report, so only the reply key itself opens this page.
    """
    report = get_own(request.reporter)
    chats = crossing.leading_over()
    context: dict[str, object] = {"number": report.number, "chats": chats, "here": "track"}
    if request.method == "POST":
        chosen = next((one for one in chats if str(one.pk) == request.POST.get("akun")), None)
        if chosen is None:
            return _show(request, context | {"says": _("Pilih satu dari daftar ini.")}, 422)
        if LINKS.take(block_of(request)) < 1:
            says = _("Terlalu banyak tautan dibuat dari jaringan Anda. Coba sepuluh menit lagi.")
            return _show(request, context | {"says": says}, 429)
        secret = crossing.make(chosen, request.reporter.receipt, timezone.now())
        link = crossing.link_of(chosen, secret)
        drawn = segno.make(link, error="m").svg_data_uri(border=0, omitsize=True)
        minutes = int(crossing.VALID.total_seconds()) // 60
        context["starts"] = chosen.channel in STARTS
        context |= {"chosen": chosen, "link": link, "drawn": drawn, "minutes": minutes}
    return _show(request, context)


@never_cache
@require_POST
@by_key
def go_back(request: Request) -> HttpResponse:
    """Send word where it went before the chat it goes to now; of the report that is open here."""
    report = get_own(request.reporter)
    if request.POST.get("number") != report.number:
        messages.error(request, ANOTHER_REPORT)
        return HttpResponseRedirect(reverse("thread"))
    behind = reaching.place_of(report).behind
    reaching.go_back(report)
    messages.success(request, _said(behind))
    return HttpResponseRedirect(reverse("thread"))


def _said(behind: str) -> str:
    """Say where word goes once it was taken away from a chat. behind: the channel before it."""
    if behind == ChannelAccount.Kind.EMAIL:
        return _("Kabar tidak lagi dikirim ke percakapan itu, tetapi ke surel Anda.")
    if behind:
        return _("Kabar tidak lagi dikirim ke percakapan itu, tetapi ke tempat sebelumnya.")
    return _("Kabar tidak lagi dikirim ke percakapan itu.")


def _show(request: HttpRequest, context: dict[str, object], status: int = 200) -> HttpResponse:
    return render(request, "public/crossing.html", context, status=status)
