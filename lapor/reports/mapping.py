"""What answered reports say of who does what: proposals for the office map, counted each night.

A function is what the words of a report were read as; the office is who kept and closed it. Only
closed reports with an open name count, none that is confidential.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from lapor.agencies.models import Agency, MapProposal, OfficeMap
from lapor.agencies.offices_map import PLACES, functions_of
from lapor.reports.learned import closed
from lapor.reports.models import Suggestion
from lapor.routing.resolving import Mapped, agreed

LOOKED_BACK = timedelta(days=90)
RESTS = timedelta(days=365)  # what was dismissed is not proposed again
MOST = 100_000
State = MapProposal.State
Kept = Mapping[tuple[str, int], int]  # reports by function and office


def propose(now: datetime) -> int:
    """Keep what the reports of the last 90 days speak for; return how many proposals are open."""
    counted = _counted(now)
    offices = Agency.objects.in_bulk(
        {office for kept in counted.values() for _code, office in kept}
    )
    governments = Agency.objects.filter(pk__in=counted, ended_at=None, parent__parent=None)
    found = 0
    for government in governments:
        kept = {
            (code, office): n
            for (code, office), n in counted[government.pk].items()
            if _may_be_named(offices[office])
        }
        found += _keep(government, kept, now)
    return found


def _counted(now: datetime) -> dict[int, Counter[tuple[str, int]]]:
    """Return by government how many reports of each function which of its offices closed."""
    rows = (
        Suggestion.objects.filter(at__gt=now - LOOKED_BACK, report__in=closed())
        .exclude(function=None)
        .exclude(government=None)
        .order_by("report", "-at")
        .distinct("report")
        .values_list("government", "function", "report__tier1", "report__tier2")
    )
    found: dict[int, Counter[tuple[str, int]]] = {}
    for government, code, institution, office in rows[:MOST]:
        if institution == government and office:
            found.setdefault(government, Counter())[code, office] += 1
    return found


def _may_be_named(office: Agency) -> bool:
    places = (*PLACES, Agency.Kind.INSPECTORATE)
    return office.ended_at is None and office.kind not in places


@transaction.atomic
def _keep(government: Agency, kept: Kept, now: datetime) -> int:
    """Write the proposals of one government; those that hold no longer go, if nobody decided."""
    today = timezone.localdate(now)
    rows = [row for row in OfficeMap.objects.filter(government=government) if _holds(row, today)]
    narrow = {row.function_id for row in rows if row.region_id}  # places are for people to settle
    codes = {row.code for row in functions_of(government)} - narrow
    known = [Mapped(row.function_id, row.office_id) for row in rows]
    whole: Counter[str] = Counter()
    for (code, _office), n in kept.items():
        whole[code] += n
    found = [one for one in agreed(kept, known) if one.function in codes]
    rested = _rested(government, now)
    wanted = {one.function: one for one in found if (one.function, one.office) not in rested}
    open_ones = MapProposal.objects.filter(government=government, state=State.OPEN)
    open_ones.exclude(function__in=wanted).delete()
    for code, one in wanted.items():
        told = {
            "office_id": one.office,
            "kept": one.kept,
            "whole": whole[code],
            "since": now - LOOKED_BACK,
            "counted_at": now,
        }
        if not open_ones.filter(function=code).update(**told):
            MapProposal.objects.create(government=government, function_id=code, **told)
    return len(wanted)


def _holds(row: OfficeMap, today: date) -> bool:
    return row.valid_from <= today and (row.valid_to is None or row.valid_to > today)


def _rested(government: Agency, now: datetime) -> set[tuple[str, int]]:
    rows = MapProposal.objects.filter(
        government=government, state=State.DISMISSED, decided_at__gt=now - RESTS
    )
    return set(rows.values_list("function", "office"))
