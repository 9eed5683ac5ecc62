"""While a report is written: which office probably handles it, and why. The citizen may change it.

With scripts it is asked while they type; without, by a button of the form that sends nothing. What
is secret, or names an office complained of, is asked about only by that button.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lapor.agencies import finding
from lapor.agencies.models import Agency
from lapor.agencies.rules import rules
from lapor.kit.text import one_line, tidy
from lapor.reports.because import because
from lapor.reports.suggesting import Sought, Suggested, suggest
from lapor.web.public.throttle import OURSELVES, SUGGESTING, block_of, slowed

ASK, TAKE = "cari_unit", "pilih_unit"  # the buttons of the form: which office? and this one
LONGEST_TITLE, LONGEST_BODY = 150, 4_000
FEWEST = 20  # letters typed, before anything is said
LONGEST_KEY = 18  # digits of a bigint


@dataclass(frozen=True)
class Likely:
    """One office as the form offers it. label: by which the form finds it again."""

    key: int
    name: str
    label: str
    because: str


@never_cache
@require_POST
@slowed(SUGGESTING)
def likely(request: HttpRequest) -> HttpResponse:
    """Answer what is typed so far with the offices that probably handle it, as a part of the form.

    By POST, so that nobody's words stand in an address or a log. Nothing is kept.
    """
    return render(request, "public/likely.html", told(request.POST))


def asked(request: HttpRequest) -> dict[str, Any]:
    """Return the same for the button of the form, which counts as a request while typing does."""
    block = block_of(request)
    if block not in OURSELVES and SUGGESTING.take(block) < 1:
        return {"rows": [], "says": _("Terlalu sering ditanya. Coba lagi beberapa menit lagi.")}
    return told(request.POST)


def told(typed: QueryDict) -> dict[str, Any]:
    """Return what the form shows: at most three offices, or why there is none; `rows`, `says`."""
    title = one_line(typed.get("title", "")[:LONGEST_TITLE])
    body = tidy(typed.get("body", "")[:LONGEST_BODY])
    if len(f"{title} {body}".strip()) < FEWEST:
        return {"rows": [], "says": _("Tulis dulu ceritanya, lalu coba lagi.")}
    category = typed.get("category", "")
    found = suggest(
        Sought(
            title=title,
            body=body,
            received=timezone.now(),
            region=_region(typed),
            category=int(category) if _is_key(category) else None,
            kind=typed.get("kind", ""),
            channel="web",
            subjects=_subjects(typed),
        ),
        rules().version,
    )
    rows = _rows(found, one_line(typed.get("place", "")[: finding.LONGEST]).split(",")[0])
    return {"rows": rows, "says": "" if rows else _nothing(found)}


def take(typed: QueryDict) -> dict[str, str]:
    """Return the fields of the form with the office that was taken; none if it is gone."""
    key = typed.get(TAKE, "")
    office = Agency.objects.filter(pk=key, ended_at=None).first() if _is_key(key) else None
    if office is None or not office.depth:
        return {}
    label = finding.labelled([office])[0].label
    return {"agency": label, "agency_for": label, "agency_pick": str(office.pk)}


def _rows(found: Suggested, place: str) -> list[Likely]:
    offices = finding.labelled([one.office for one in found.offers])
    return [
        Likely(one.office.pk, one.office.name, hit.label, because(one, found, place))
        for one, hit in zip(found.offers, offices, strict=True)
    ]


def _nothing(found: Suggested) -> str:
    if found.asks_place or found.without:
        return _("Sebutkan tempatnya, supaya kami dapat menunjukkan kantornya.")
    return _("Kami belum dapat menebaknya. Kosongkan saja: petugas memilihkan.")


def _region(typed: QueryDict) -> str:
    """Return the code of the place that was picked, or is meant without doubt; else nothing."""
    place = one_line(typed.get("place", "")[: finding.LONGEST])
    pick = typed.get("place_pick", "")[: finding.LONGEST]
    if not place:
        return ""
    if pick and one_line(typed.get("place_for", "")[: finding.LONGEST]) == place:
        return pick if pick.replace(".", "").isdecimal() else ""
    one = finding.the_one(place, finding.regions(place))
    return one.key if one else ""


def _subjects(typed: QueryDict) -> list[Agency]:
    """Return the offices complained of; where a name is meant by several, all of them: none of
    those is to be offered."""
    found: list[Agency] = []
    for field in ("subject_1", "subject_2"):
        name = one_line(typed.get(field, "")[: finding.LONGEST])
        pick = typed.get(f"{field}_pick", "")
        if not name:
            continue
        if _is_key(pick) and one_line(typed.get(f"{field}_for", "")[: finding.LONGEST]) == name:
            found += Agency.objects.filter(pk=pick)
            continue
        hits = finding.agencies(name)
        one = finding.the_one(name, hits)
        rows = [hit.row for hit in ([one] if one else hits)]
        found += [row for row in rows if isinstance(row, Agency)]
    return found


def _is_key(typed: str) -> bool:
    return typed.isdecimal() and len(typed) < LONGEST_KEY
