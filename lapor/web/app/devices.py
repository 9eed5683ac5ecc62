"""Being told on this device: a reporter asks for it where their report or its receipt is shown."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from lapor.agencies.actor import Actor
from lapor.agencies.models import Role
from lapor.agencies.request import Request
from lapor.kit.codes import read_receipt
from lapor.kit.push import Device, NoDevice, device
from lapor.outbox import devices
from lapor.outbox.models import ChannelAccount
from lapor.reports import reaching
from lapor.reports.access import digest, get_own
from lapor.reports.terms import NotFound
from lapor.web.public.track import CODE, UNKNOWN_RECEIPTS

PARTS = ("endpoint", "p256dh", "auth")  # as the browser names them
STOP = "/perangkat/henti"
WRONG, ELSEWHERE, MISSING, MANY = 422, 409, 404, 429


@never_cache
@sensitive_post_parameters(*PARTS, CODE)
@require_http_methods(["GET", "POST"])
def tell_here(request: Request) -> JsonResponse:
    """Give a browser the key to subscribe with; by POST send word of the report to it.

    The report is the one that is open here, or that of the receipt which is shown here: `kode`.
    """
    by = devices.account()
    if by is None:
        return _says(_("Kabar di perangkat sedang tidak tersedia."), MISSING)
    if request.method != "POST":
        return JsonResponse({"key": devices.public_key(by)})
    try:
        told = _device(request, by)
        if CODE in request.POST and UNKNOWN_RECEIPTS.is_empty(request):
            return _says(_("Coba lagi sepuluh menit lagi."), MANY)
        report = get_own(_reporter(request))
    except NoDevice:
        return _says(_("Peramban ini tidak dapat dikabari. Kabar tetap ada di sini."), WRONG)
    except NotFound:
        UNKNOWN_RECEIPTS.take(request)
        return _says(_("Laporan ini sudah tertutup di perangkat ini. Buka lagi."), MISSING)
    if request.POST.get("number", report.number) != report.number:
        return _says(_("Di perangkat ini sekarang terbuka laporan lain."), ELSEWHERE)
    reaching.reach_at(report, told.written, by=by, at=timezone.now())
    return _says(_("Kabar laporan ini datang di perangkat ini."), 200)


@never_cache
@require_POST
def stop(request: Request) -> HttpResponse:
    """Tell no device of this report any more, and go back to it. Raises NotFound."""
    reaching.leave(get_own(request.reporter), devices.PUSH)
    messages.success(request, _("Kabar di perangkat sudah dihentikan."))
    return HttpResponseRedirect(request.path.removesuffix(STOP))


def _device(request: HttpRequest, by: ChannelAccount) -> Device:
    endpoint, p256dh, auth = (request.POST.get(name, "") for name in PARTS)
    return device(endpoint, p256dh, auth, also=devices.own_hosts(by))


def _reporter(request: Request) -> Actor:
    """Return who holds the receipt that was sent, else the one that this browser keeps."""
    if CODE not in request.POST:
        return request.reporter
    code = read_receipt(request.POST[CODE])
    if code is None:
        raise NotFound
    return Actor(Role.REPORTER, receipt=digest(code))


def _says(text: str, status: int) -> JsonResponse:
    return JsonResponse({"says": text}, status=status)
