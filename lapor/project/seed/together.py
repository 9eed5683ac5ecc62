"""What the demo shows of many reports: one problem of a city, and citizens who joined reports."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from lapor.agencies.models import Agency, Role
from lapor.project.seed.people import CITY, cast
from lapor.reports import grouping, joining
from lapor.reports.models import OPEN, PublishedReport, Report

SEED = 1710
FEWEST, MOST = 2, 5  # reports of the problem
JOINED = 4  # reports that somebody joined
MOST_JOINED = 9
KECAMATAN = 8  # letters of the code of a place


def load(now: datetime) -> None:
    """Group the open reports of one kecamatan and category, and let some be joined by citizens."""
    rng = random.Random(SEED)  # noqa: S311 - a story, not a key
    admin = cast().get((CITY, Role.AGENCY_ADMIN))
    rows = largest()
    if admin and len(rows) >= FEWEST:
        labels = {row.region.label for row in rows if row.region}
        where = labels.pop() if len(labels) == 1 else Agency.objects.get(slug=CITY).label
        about = {subject(row) for row in rows}
        title = f"{about.pop() if len(about) == 1 else rows[0].category}, {where}"
        key = grouping.begin(admin, title, at=now)
        grouping.group_all(rows, actor=admin, problem=key, at=now)
    for row in PublishedReport.objects.exclude(status__in=joining.OVER).order_by("pk")[:JOINED]:
        for n in range(rng.randint(1, MOST_JOINED)):
            joining.join(row.number, f"demo {n}", at=now - timedelta(days=n))


def largest() -> Sequence[Report]:
    """Return the open reports of the city that share most with most others.

    That is how their title begins and the category; where the demo is too small for that,
    kecamatan and category, or the category.
    """
    path = str(Agency.objects.get(slug=CITY).path)
    open_here = Report.objects.filter(
        OPEN,
        holder__path__within=path,
        confidential=False,
        whole=None,
        region__isnull=False,
        category__isnull=False,
    )
    rows = list(open_here.select_related("holder", "region", "category").order_by("pk"))
    alike = shared(rows, lambda row: (subject(row), row.category_id))
    if len(alike) < FEWEST:
        alike = shared(rows, lambda row: (str(row.region_id)[:KECAMATAN], row.category_id))
    if len(alike) >= FEWEST:
        return alike
    return shared(rows, lambda row: row.category_id)


def subject(report: Report) -> str:
    """Return the first words of a title: what the report is about, before it says where."""
    return " ".join(report.title.split()[:2])


def shared(rows: Sequence[Report], what: Callable[[Report], object]) -> list[Report]:
    """Return the most reports of which this is the same."""
    sets: dict[object, list[Report]] = {}
    for row in rows:
        sets.setdefault(what(row), []).append(row)
    return max(sets.values(), key=len, default=[])[:MOST]
