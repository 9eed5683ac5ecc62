"""Laporan saya: the named reports that a citizen's account keeps, opened without a receipt."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lapor.agencies.request import Request
from lapor.kit.codes import read_number, read_receipt
from lapor.reports import kept
from lapor.reports.access import digest, get_report
from lapor.reports.terms import NotFound, Refused
from lapor.web.app import devices
from lapor.web.public import files
from lapor.web.public.account_gate import View, citizens_only, reporter_by_account
from lapor.web.public.thread import thread
from lapor.web.public.track import CODE, UNKNOWN_RECEIPTS

LONGEST = 40
WRONG, TOO_MANY = 422, 429


@citizens_only
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: Request) -> HttpResponse:
    """List what the account keeps, twenty at a time; by POST put in the report of a receipt."""
    if request.method != "POST":
        return _show(request)
    if UNKNOWN_RECEIPTS.is_empty(request):
        says = _(
            "Terlalu banyak kode yang keliru dari jaringan Anda. Coba lagi sepuluh menit lagi."
        )
        return _show(request, says, TOO_MANY)
    code = read_receipt(request.POST.get(CODE, "")[:LONGEST])
    if code is None:
        return _show(request, _("Kunci balasan terdiri atas 17 huruf dan angka. Periksa lagi."))
    try:
        report = kept.keep(digest(code), reporter_by_account(request).account)
    except NotFound:
        UNKNOWN_RECEIPTS.take(request)
        return _show(request, _("Kunci balasan itu tidak cocok. Periksa lagi tanda terima Anda."))
    except Refused as refused:
        return _show(request, str(refused.says))
    messages.success(request, _("“%(title)s” sekarang ada di akun ini.") % {"title": report.title})
    return redirect("account-reports")


@citizens_only
@require_http_methods(["GET", "HEAD", "POST"])
def opened(request: Request, number: str) -> HttpResponse:
    """Show a report of the account as its receipt would, and take the reporter's steps."""
    request.reporter = kept.own_by_account(number, reporter_by_account(request))
    return thread(request)


def _of_a_report(view: View) -> View:
    """Mount a page beside the thread for the report of this number in this account."""

    def shown(request: Request, number: str, **place: int) -> HttpResponseBase:
        request.reporter = kept.own_by_account(number, reporter_by_account(request))
        return view(request, **place)

    return citizens_only(shown)


file, file_small, file_seen = map(_of_a_report, (files.mine, files.mine_small, files.mine_seen))
device, device_stop = map(_of_a_report, (devices.tell_here, devices.stop))


@citizens_only
@require_http_methods(["GET", "HEAD", "POST"])
def let_go(request: Request, number: str) -> HttpResponse:
    """Take a report out of the account, after a yes."""
    reporter = reporter_by_account(request)
    if request.method != "POST":
        number = get_report(number, reporter).number
        return render(request, "account/let_go.html", {"number": number, "here": "account"})
    kept.let_go(number, reporter)
    messages.success(request, _("Laporan itu sudah keluar dari akun ini."))
    return redirect("account-reports")


def _show(request: Request, says: str = "", status: int = WRONG) -> HttpResponse:
    after = read_number(request.GET.get("lewat", "")) or ""
    context = {
        "shelf": kept.shelf(reporter_by_account(request), after),
        "is_later": bool(after),
        "says": says,
        "here": "account",
    }
    return render(request, "account/reports.html", context, status=status if says else 200)
