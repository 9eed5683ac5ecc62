"""What anyone may read: the published reports as a list, and one by one."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from lapor.agencies import finding
from lapor.agencies.finding import Found
from lapor.agencies.models import Agency, Region
from lapor.agencies.rules import Rules, rules
from lapor.kit.codes import read_number
from lapor.kit.text import tidy
from lapor.reports.public import Wanted, public_card, public_cards
from lapor.reports.terms import Clock, Kind, NotFound, Status
from lapor.web.public.throttle import READING, SEARCHING, slowed
from lapor.web.templatetags.lapor import PILLS, PROMISES

LONGEST = 200
FILTERS = ("q", "jenis", "status", "kategori", "wilayah", "instansi")


@gzip_page
@require_safe
@slowed(READING)
@slowed(SEARCHING, when=lambda request: bool(request.GET.get("q")))
def browse(request: HttpRequest) -> HttpResponse:
    """List the newest published reports that fit, twenty at a time."""
    asked = {name: tidy(request.GET.get(name, "")[:LONGEST]) for name in FILTERS}
    book = rules()
    place, places = _place(asked["wilayah"])
    office, offices = _office(asked["instansi"])
    unclear = bool(asked["wilayah"] and not place) or bool(asked["instansi"] and not office)
    wanted = Wanted(
        words=asked["q"],
        kind=asked["jenis"] if asked["jenis"] in Kind.values else "",
        status=asked["status"] if asked["status"] in Status.values else "",
        category=_category(asked["kategori"], book),
        region=place.pk if place else "",
        institution=office.pk if office and office.depth <= 1 else None,
        holder=office.pk if office and office.depth > 1 else None,
        after=request.GET.get("lewat", "")[:LONGEST],
    )
    cards, more = ([], False) if unclear else public_cards(wanted)
    context = {
        "asked": asked,
        "cards": cards,
        "older": _link(request.GET, lewat=cards[-1].key) if more else "",
        "newest": _link(request.GET, lewat="") if wanted.after else "",
        "filtered": any(asked.values()),
        "active": sum(bool(typed) for name, typed in asked.items() if name != "q"),
        "place": place,
        "office": office,
        "places": [(hit.label, _link(request.GET, wilayah=hit.key, lewat="")) for hit in places],
        "unclear": unclear,
        "offices": [
            (hit.label, _link(request.GET, instansi=hit.row.slug, lewat=""))
            for hit in offices
            if isinstance(hit.row, Agency)
        ],
        "kinds": Kind,
        "statuses": [(status, word) for status, (word, _icon, _colour) in PILLS.items()],
        "categories": book.categories,
        "here": "browse",
    }
    return render(request, "public/browse.html", context)


@gzip_page
@require_safe
@slowed(READING)
def read(request: HttpRequest, number: str) -> HttpResponse:
    """Show a published report. What is not published looks like what does not exist."""
    try:
        card = public_card(read_number(number) or "")
    except NotFound:
        return render(request, "404.html", {"here": "browse", "report": True}, status=404)
    context = {
        "card": card,
        "owed": PROMISES[card.turn],
        "waiting": card.turn in (Clock.REPORTER_REPLY, Clock.COMPLETION),
        "ended": card.status in (Status.CLOSED, Status.ARCHIVED),
        "here": "browse",
    }
    return render(request, "public/read.html", context)


def _place(typed: str) -> tuple[Region | None, list[Found]]:
    """Return the place that a code or a name says; or the candidates where it is unclear."""
    if not typed:
        return None, []
    if typed.replace(".", "").isdecimal():
        return Region.objects.filter(pk=typed).first(), []
    found = finding.regions(typed)
    one = finding.the_one(typed, found)
    return (one.row, []) if one and isinstance(one.row, Region) else (None, found)


def _office(typed: str) -> tuple[Agency | None, list[Found]]:
    """Return the office that a slug or a name says; or the candidates where it is unclear."""
    if not typed:
        return None, []
    if office := Agency.objects.filter(slug=typed).first():
        return office, []
    found = finding.agencies(typed)
    one = finding.the_one(typed, found)
    return (one.row, []) if one and isinstance(one.row, Agency) else (None, found)


def _category(typed: str, book: Rules) -> int | None:
    return next((row.pk for row in book.categories if row.slug == typed), None)


def _link(now: QueryDict, **changes: Any) -> str:
    """Return the query of this page with these changes; an empty value leaves it out."""
    query = QueryDict(mutable=True)
    query.update({name: str(now[name]) for name in (*FILTERS, "lewat") if now.get(name)})
    for name, value in changes.items():
        query[name] = value
        if not value:
            del query[name]
    return f"?{query.urlencode()}"
