"""Files on their way in, piece by piece; and out again, to who holds the receipt and to anyone."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lapor.agencies.request import Request
from lapor.files import arriving
from lapor.files.models import File
from lapor.files.shelf import Unwritten
from lapor.kit.codes import read_number
from lapor.reports.access import get_own
from lapor.reports.enclosures import Enclosure
from lapor.reports.fetching import Fetched, fetch
from lapor.reports.public import public_file
from lapor.reports.terms import Audience, NotFound
from lapor.web.bringing import NO_ROOM
from lapor.web.public.throttle import READING, UPLOADING, slowed
from lapor.web.serving import (
    OF_ANYBODY,
    OF_ITS_READER,
    asked_of,
    handed_out,
    shown_at_once,
    small,
)

TOKEN, OFFSET, LENGTH = "X-Berkas", "X-Mulai", "X-Panjang"  # a token is never part of an address
LONGEST_NUMBER = 9  # digits
GONE = _("Berkas ini sudah tidak ada pada kami. Pilih lagi bila masih perlu.")


@never_cache
@slowed(UPLOADING, when=lambda request: request.method == "POST")
@require_http_methods(["GET", "POST", "PATCH", "DELETE"])
def upload(request: HttpRequest) -> HttpResponse:
    """Begin a file (POST), go on with it (PATCH), ask how it stands (GET), take it back (DELETE).

    Answers are JSON; each names where to go on, and in words what is wrong.
    """
    token = request.headers.get(TOKEN, "")
    try:
        if request.method == "POST":
            file, token = arriving.begin(_number(request, LENGTH))
            return JsonResponse({"token": token, **_told(file)}, status=201)
        return STEPS[str(request.method)](request, token)
    except arriving.FileRefused as refused:
        return JsonResponse({"refused": True, "says": str(refused.fault.label)}, status=422)
    except arriving.OutOfOrder as wrong:
        return JsonResponse({"received": wrong.received}, status=409)
    except Unwritten:
        return JsonResponse({"says": str(NO_ROOM)}, status=507)
    except LookupError:
        return JsonResponse({"gone": True, "says": str(GONE)}, status=404)


def _append(request: HttpRequest, token: str) -> HttpResponse:
    return JsonResponse(_told(arriving.append(token, _number(request, OFFSET), request.body)))


def _ask(request: HttpRequest, token: str) -> HttpResponse:
    file = arriving.find(token)
    if "kecil" in request.GET:
        try:
            return shown_at_once(file)
        except NotFound:
            raise LookupError from None
    return JsonResponse(_told(file))


def _drop(request: HttpRequest, token: str) -> HttpResponse:
    arriving.drop(token)
    return JsonResponse({})


STEPS: Mapping[str, Callable[[HttpRequest, str], HttpResponse]] = {
    "GET": _ask,
    "PATCH": _append,
    "DELETE": _drop,
}


@never_cache
@require_safe
def mine(request: Request, place: int) -> HttpResponseBase:
    """Hand out a file of the report whose receipt this browser keeps."""
    report, got = _own(request, place)
    asked = asked_of(request)
    return handed_out(got.file, report.number, place, cache=OF_ITS_READER, asked=asked)


@never_cache
@require_safe
def mine_small(request: Request, place: int) -> HttpResponseBase:
    """Show the thumbnail of a picture of that report."""
    _report, got = _own(request, place)
    return small(got.file, cache=OF_ITS_READER)


@never_cache
@require_safe
def mine_seen(request: Request, place: int) -> HttpResponse:
    """Show a picture of that report on a page of its own."""
    report, got = _own(request, place)
    return look_at(request, report.number, got.told, "track")


@slowed(READING)
@require_safe
def public(request: HttpRequest, number: str, place: int) -> HttpResponseBase:
    """Hand out the copy of a file that was published."""
    plain = read_number(number) or ""
    return handed_out(public_file(plain, place)[0], plain, place, cache=OF_ANYBODY)


@slowed(READING)
@require_safe
def public_small(request: HttpRequest, number: str, place: int) -> HttpResponseBase:
    """Show the thumbnail of a published picture."""
    return small(public_file(read_number(number) or "", place)[0], cache=OF_ANYBODY)


@slowed(READING)
@require_safe
def public_seen(request: HttpRequest, number: str, place: int) -> HttpResponse:
    """Show a published picture on a page of its own."""
    plain = read_number(number) or ""
    return look_at(request, plain, public_file(plain, place)[1], "browse")


def look_at(request: HttpRequest, number: str, told: Enclosure, here: str) -> HttpResponse:
    """Show one picture in full, and the way back. Raises NotFound for what is no picture."""
    if not told.is_image:
        raise NotFound
    at = request.path.removesuffix("/lihat")
    back = at.rpartition("/berkas/")[0]
    context = {"number": number, "file": told, "at": at, "back": back, "here": here}
    response = render(request, "public/picture.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _own(request: Request, place: int) -> tuple[Any, Fetched]:
    report = get_own(request.reporter)
    return report, fetch(report, place, Audience.REPORTER, request.reporter)


def _number(request: HttpRequest, header: str) -> int:
    """Return the number of a header; zero where it is none."""
    typed = request.headers.get(header, "")
    return int(typed) if typed.isdecimal() and len(typed) <= LONGEST_NUMBER else 0


def _told(file: File) -> dict[str, str | int | bool | Promise]:
    """Return how a file stands, for the script of a form."""
    state = File.State.CLEAN if file.state in arriving.CHECKED else File.State(file.state)
    return {
        "received": file.received,
        "declared": file.declared,
        "piece": arriving.CHUNK,
        "state": state.value,
        "kind": str(File.Kind(file.kind).label) if file.kind else "",
        "picture": file.kind == File.Kind.IMAGE,
        "size": file.size or file.declared,
        "refused": state == File.State.REFUSED,
        "says": str(File.Fault(file.fault).label) if file.fault else "",
    }
