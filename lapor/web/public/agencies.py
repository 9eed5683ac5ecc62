"""The public directory: who may answer, from the ministries down to the kelurahan."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from lapor.agencies import finding
from lapor.agencies.calendar import work_calendar, zone_label
from lapor.agencies.models import Agency, Oversight, in_force
from lapor.agencies.rules import rules
from lapor.kit.text import tidy
from lapor.reports.public import Wanted, public_cards

LONGEST, MOST_FOUND, NEWEST, HOLIDAYS = 200, 50, 10, 5
CENTRAL = (Agency.Kind.MINISTRY, Agency.Kind.STATE_BODY, Agency.Kind.COMPANY)


@dataclass
class Group:
    """Institutions that stand together on the page; `head`: the province above them."""

    name: str
    head: Agency | None = None
    rows: list[Agency] = field(default_factory=list)


@gzip_page  # no secret stands on it; the same holds for each page that is packed
@require_safe
def agencies(request: HttpRequest) -> HttpResponse:
    """List the institutions by group, or those offices that a name finds."""
    words = tidy(request.GET.get("q", "")[:LONGEST])
    context: dict[str, object] = {"words": words, "here": "agencies"}
    if words:
        found = finding.agencies(words, MOST_FOUND + 1)
        context |= {"found": found[:MOST_FOUND], "many": len(found) > MOST_FOUND}
    else:
        rows = Agency.objects.filter(parent__parent=None, parent__isnull=False, ended_at=None)
        context["groups"], context["provinces"] = _grouped(rows.order_by("name", "pk"))
    return render(request, "public/agencies.html", context)


@gzip_page
@require_safe
def agency(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one office: where it stands, what lies below it, who watches it, what it answered."""
    office = Agency.objects.select_related("region", "successor").filter(slug=slug).first()
    if office is None:
        raise Http404
    above = Agency.objects.filter(pk__in=office.lineage[:-1])
    watched = Oversight.objects.filter(in_force(timezone.localdate()), agency=office.institution)
    wanted = Wanted(institution=office.pk) if office.is_institution else Wanted(holder=office.pk)
    cards, more = public_cards(wanted, most=NEWEST)
    today, calendar = timezone.localdate(), work_calendar(office, rules())
    holidays = sorted(day for day in calendar.holidays.items() if day[0] >= today)
    context = {
        "office": office,
        "path": sorted(above, key=lambda row: row.depth),
        "below": Agency.objects.filter(parent=office, ended_at=None).order_by("name", "pk"),
        "overseers": Agency.objects.filter(oversees__in=watched).order_by("name", "pk"),
        "cards": cards,
        "more": more,
        "zone": zone_label(office),
        "holidays": holidays[:HOLIDAYS],
        "here": "agencies",
    }
    return render(request, "public/agency.html", context)


def _grouped(rows: Iterable[Agency]) -> tuple[list[Group], list[Group]]:
    """Return the central institutions by kind, and the governments by province."""
    central = {kind: Group(str(kind.label)) for kind in CENTRAL}
    provinces: dict[str, Group] = {}
    for row in rows:
        kind = Agency.Kind(row.kind)
        if kind in CENTRAL:
            central[kind].rows.append(row)
            continue
        group = provinces.setdefault((row.region_id or "")[:2], Group(""))
        if kind == Agency.Kind.PROVINCE:
            group.head, group.name = row, row.name
        else:
            group.rows.append(row)
    ordered = sorted(provinces.values(), key=lambda group: (group.head is None, group.name))
    return [group for group in central.values() if group.rows], ordered
