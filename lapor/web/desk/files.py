"""Files of a report at the desk: opening them, and deciding which of them the public sees."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from lapor.agencies.request import Request
from lapor.reports import openings, showing
from lapor.reports.access import audience_of, find_report
from lapor.reports.fetching import Fetched, fetch
from lapor.reports.terms import NotFound, Refused
from lapor.web.desk.case import gone
from lapor.web.desk.signin import officers_only
from lapor.web.serving import OF_ITS_READER, asked_of, drawn, handed_out, small

SIDES = ("left", "top", "width", "height")  # of a box, in per cent of the picture
SPARE, MOST = 3, 20  # boxes offered beyond those there are, and in all
EDGE = 1.0001  # what rounding may make of the whole side
WRONG, NOT_TAKEN = 422, 409
LOOK_AGAIN = gettext_noop("Periksa dulu hasilnya di bawah ini, lalu tampilkan.")


@dataclass(frozen=True)
class Opened:
    """A file before one officer."""

    report: Any
    got: Fetched
    audience: Any


@officers_only
@require_safe
def one(request: Request, number: str, place: int) -> HttpResponseBase:
    """Hand out a file. Of a reporter who hides from offices it is written down who opened it."""
    try:
        opened = _open(request, number, place)
        answer = handed_out(
            opened.got.file, number, place, cache=OF_ITS_READER, asked=asked_of(request)
        )
    except NotFound:
        return gone(request)
    _note(request, opened)
    return answer


@officers_only
@require_safe
def one_small(request: Request, number: str, place: int) -> HttpResponseBase:
    """Show the thumbnail of a picture, in the page of its report."""
    try:
        opened = _open(request, number, place)
        answer = small(opened.got.file, cache=OF_ITS_READER)
    except NotFound:
        return gone(request)
    _note(request, opened)
    return answer


@officers_only
@require_safe
def one_seen(request: Request, number: str, place: int) -> HttpResponse:
    """Show a picture on a page of its own."""
    try:
        opened = _open(request, number, place)
    except NotFound:
        return gone(request)
    if not opened.got.told.is_image:
        return gone(request)
    context = {
        "number": number,
        "file": opened.got.told,
        "at": request.path.removesuffix("/lihat"),
        "may_show": showing.may_show(opened.report, request.actor)
        and not opened.got.told.is_inside,
    }
    return render(request, "desk/files/picture.html", context)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def cover(request: Request, number: str, place: int) -> HttpResponse:
    """Cover parts of a picture, look at the result, publish it or take it back."""
    try:
        opened = _open(request, number, place)
    except NotFound:
        return gone(request)
    told, report = opened.got.told, opened.report
    hidden = told.is_inside or told.is_voice or not told.is_clean
    if hidden or not showing.may_show(report, request.actor):
        return gone(request)
    if request.method != "POST":
        covers = showing.covers_of(report, place)
        return _page(request, opened, [[f"{side * 100:g}" for side in box] for box in covers])
    raw = _raw(request.POST)
    boxes, says = _boxes(raw)
    wanted = request.POST.get("do", "")
    if says or wanted in ("more", "preview"):
        seen = wanted == "preview" and not says
        more = SPARE if wanted == "more" else 0
        return _page(request, opened, raw, more=more, says=says, seen=seen)
    if wanted == "show" and told.is_image and request.POST.get("seen") != _query(raw):
        return _page(request, opened, raw, says=_(LOOK_AGAIN), seen=True)
    try:
        if wanted == "hide":
            showing.hide(report, place, actor=request.actor)
            messages.success(request, _("Lampiran sudah ditarik dari halaman umum."))
        else:
            read = bool(request.POST.get("was_read"))
            showing.show(report, place, actor=request.actor, boxes=boxes, was_read=read)
            messages.success(request, _("Lampiran sekarang tampil di halaman umum laporan."))
    except Refused as refused:
        return _page(request, opened, raw, says=str(refused.says), status=NOT_TAKEN)
    return redirect("desk-case", number)


@officers_only
@require_safe
def result(request: Request, number: str, place: int) -> HttpResponse:
    """Draw what would be published: the very bytes, with the boxes of the address covered."""
    try:
        opened = _open(request, number, place)
        if opened.got.told.is_inside or not showing.may_show(opened.report, request.actor):
            raise NotFound
        boxes, says = _boxes(_raw(request.GET))
        if says:
            raise NotFound
        answer = drawn(*showing.preview(opened.got.file, boxes))
        _note(request, opened)
        return answer
    except (NotFound, Refused):
        return gone(request)


def _open(request: Request, number: str, place: int) -> Opened:
    report, stands = find_report(number, request.actor)
    audience = audience_of(stands)
    return Opened(report, fetch(report, place, audience, request.actor), audience)


def _note(request: Request, opened: Opened) -> None:
    report = opened.report
    if report.anonymous or report.confidential:
        openings.note_shown(report, request.actor, opened.audience, timezone.now())


def _page(
    request: Request,
    opened: Opened,
    raw: list[list[str]],
    *,
    more: int = 0,
    says: str = "",
    seen: bool = False,
    status: int = WRONG,
) -> HttpResponse:
    """Show the picture with its boxes. seen: with the result below it."""
    place = opened.got.told.number
    query = _query(raw)
    context = {
        "number": opened.report.number,
        "file": opened.got.told,
        "at": request.path.removesuffix("/tutup"),
        "rows": _rows(raw, more),
        "query": query,
        "says": says,
        "result": f"{request.path.removesuffix('/tutup')}/hasil?{query}" if seen else "",
        "published": opened.report.published,
        "place": place,
        "most": MOST,
    }
    return render(request, "desk/files/cover.html", context, status=status if says else 200)


def _rows(raw: list[list[str]], more: int = 0) -> list[dict[str, Any]]:
    """Return a line of the form for each box, and some that are empty."""
    full: list[dict[str, Any]] = [dict(zip(SIDES, box, strict=True)) for box in raw]
    empty = max(min(max(SPARE - len(full), 1) + more, MOST - len(full)), 0)
    rows = full + [dict.fromkeys(SIDES, "") for _n in range(empty)]
    return [row | {"n": n} for n, row in enumerate(rows, 1)]


def _query(raw: list[list[str]]) -> str:
    """Return the boxes as the address of their result has them."""
    return urlencode([pair for box in raw for pair in zip(SIDES, box, strict=True)])


def _raw(sent: QueryDict) -> list[list[str]]:
    """Return the boxes of a form as they were typed; empty lines are none."""
    columns = [[text.strip() for text in sent.getlist(side)[:MOST]] for side in SIDES]
    return [list(box) for box in zip(*columns, strict=False) if any(box)]


def _boxes(raw: list[list[str]]) -> tuple[list[list[float]], str]:
    """Return the boxes in fractions of the picture, and what is wrong with one of them."""
    boxes = []
    for typed in raw:
        try:
            left, top, width, height = (float(text.replace(",", ".")) / 100 for text in typed)
        except ValueError:
            return [], _("Isi keempat angka setiap kotak, dari 0 sampai 100.")
        inside = left >= 0 and top >= 0 and width > 0 and height > 0
        if not (inside and left + width <= EDGE and top + height <= EDGE):
            return [], _("Ada kotak yang melewati tepi foto. Periksa angkanya.")
        box = (left, top, min(width, 1 - left), min(height, 1 - top))
        boxes.append([round(side, 6) for side in box])
    return boxes, ""
