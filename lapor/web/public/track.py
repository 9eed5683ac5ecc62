"""Following a report: its number shows the status, its receipt opens the conversation."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lapor.agencies import opened
from lapor.agencies.actor import Actor
from lapor.agencies.models import Role
from lapor.kit.codes import read_number, read_receipt
from lapor.reports.access import digest, get_own
from lapor.reports.disclosure import status_of
from lapor.reports.terms import NotFound
from lapor.web.public.throttle import Bucket

WRONG_TRIES = Bucket("receipt", tries=30, seconds=600)
# A receipt whose check letter fits is hardly ever a slip, and 80 bits are not guessed: whoever
# holds one must not be shut out by what a neighbour types.
UNKNOWN_RECEIPTS = Bucket("unknown-receipt", tries=300, seconds=600)
CODE = "kode"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Take a number, or by POST a receipt. A receipt in an address is refused, and not repeated."""
    sent = request.POST if request.method == "POST" else request.GET
    typed = sent.get(CODE, "").strip()
    if not typed:
        says = _("Tulis kode laporan atau kunci balasan.") if CODE in sent else ""
        return _show(request, says, status=422 if says else 200)
    if number := read_number(typed):
        return _status(request, number)
    if request.method != "POST":
        says = _(
            "Di alamat halaman hanya boleh ada kode laporan 8 huruf."
            " Kunci balasan diketik di kotak di bawah ini."
        )
        return _show(request, says, status=422)
    return _open(request, typed)


@never_cache
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the receipt on this device."""
    response = HttpResponseRedirect(reverse("track"))
    opened.forget(response)
    return response


def _status(request: HttpRequest, number: str) -> HttpResponse:
    if WRONG_TRIES.is_empty(request):
        return _too_many(request)
    status = status_of(number)
    if status is None:
        WRONG_TRIES.take(request)
        says = _("Kode %(number)s tidak ada. Periksa lagi huruf demi huruf.") % {
            "number": f"{number[:4]}-{number[4:]}"
        }
        return _show(request, says, status=404)
    return render(
        request, "public/track.html", {"number": number, "status": status, "here": "track"}
    )


def _open(request: HttpRequest, typed: str) -> HttpResponse:
    code = read_receipt(typed)
    bucket = UNKNOWN_RECEIPTS if code else WRONG_TRIES
    if bucket.is_empty(request):
        return _too_many(request)
    try:
        if code is None:
            raise NotFound
        receipt = digest(code)
        get_own(Actor(Role.REPORTER, receipt=receipt))
    except NotFound:
        bucket.take(request)
        says = _(
            "Kode itu tidak cocok. Kode laporan terdiri atas 8 huruf dan angka,"
            " kunci balasan 17. Periksa lagi tanda terima Anda."
        )
        return _show(request, says, status=404)
    response = HttpResponseRedirect(reverse("thread"))
    opened.keep(response, receipt)
    return response


def _too_many(request: HttpRequest) -> HttpResponse:
    says = _(
        "Terlalu banyak kode yang keliru dari jaringan Anda. Coba lagi sepuluh menit lagi;"
        " kode dan laporan Anda tetap aman."
    )
    return _show(request, says, status=429)


def _show(request: HttpRequest, says: str, status: int) -> HttpResponse:
    return render(request, "public/track.html", {"says": says, "here": "track"}, status=status)
