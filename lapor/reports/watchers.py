"""Who looks in from outside: whom a reporter may bring in and when, and who protects them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from lapor.agencies.calendar import work_calendar
from lapor.agencies.models import Agency, Oversight, Role, Tenure, in_force
from lapor.agencies.routing import is_caught
from lapor.agencies.rules import Rules
from lapor.reports.dating import day_of_receipt
from lapor.reports.models import OPEN, Report, Stake
from lapor.reports.terms import Clock, Kind

ASKED = (Stake.Why.SUBJECT, Stake.Why.OVERSEER, Stake.Why.FORMER)


@dataclass(frozen=True)
class Outside:
    """The offices outside the case: second instances not yet in it, and protectors.

    examiners: who might examine it as a second instance, whether it is in it already or not: the
    same offices as far as somebody sits there to do so.
    """

    second: tuple[Agency, ...]
    protectors: tuple[Agency, ...]
    examiners: tuple[Agency, ...] = ()


def days_unsettled(report: Report, book: Rules, now: datetime) -> int:
    """Return the working days since receipt once a second instance is to be offered; 0 before.

    That is when the longest time has passed that the law gives any report to be settled.
    """
    calendar = work_calendar(report.holder, book)
    longest = book.policy(Clock.SETTLE, Kind.COMPLAINT, True, day_of_receipt(report))
    passed = calendar.between(report.received_at, now)
    return passed if passed >= longest.days else 0


def outside(report: Report) -> Outside:
    """Return who may be brought in, and who would read of retaliation: two statements.

    Never an office complained of, nor one in which the report or a part of it is held. Protectors
    are the inspectorates of the holder's institution, else its other overseers outside that
    institution, where somebody sits who reads it; in the end the nation, which nobody stands above.
    """
    standing: dict[str, list[Agency]] = {}
    rows = report.stakes.filter(until=None, agency__isnull=False, why__in=ASKED)
    for stake in rows.select_related("agency").order_by("pk"):
        if stake.agency:
            standing.setdefault(stake.why, []).append(stake.agency)
    accused = standing.get(Stake.Why.SUBJECT, [])
    institution = _institution(report, standing.get(Stake.Why.FORMER, []))
    overseers = _overseers(institution)
    holders = [report.holder, *_doing_a_part(report)]
    watching = [
        office
        for office in overseers
        if not is_caught(office, accused) and not is_held_in(office, holders)
    ]
    joined = standing.get(Stake.Why.OVERSEER, [])
    return Outside(
        second=tuple(office for office in watching if office not in joined),
        protectors=tuple(_protectors(institution, seated := [o for o in watching if overseers[o]])),
        examiners=tuple(seated),
    )


def is_held_in(office: Agency, holders: Sequence[Agency]) -> bool:
    """Say whether one of these holders is the office, or lies below it."""
    return any(holder.is_within(office) for holder in holders)


def _doing_a_part(report: Report) -> list[Agency]:
    """Return the offices that do a part now: one statement where the report is split, else none."""
    if report.split != "open":
        return []
    return [part.holder for part in report.parts.filter(OPEN).select_related("holder")]


def _institution(report: Report, former: Sequence[Agency]) -> int:
    """Return the institution concerned; of what the nation holds, the one it came from."""
    if report.holder.depth:
        return report.holder.institution
    below = [office for office in former if office.depth]
    if below:
        return below[-1].institution
    asked = report.requested_agency
    return asked.institution if asked else report.holder.institution


def _overseers(institution: int) -> dict[Agency, bool]:
    """Return the inspectorates of an institution and all that oversee it today, by name.

    With each whether anybody sits there to watch.
    """
    today = timezone.localdate()
    overseeing = Oversight.objects.filter(in_force(today), agency=institution)
    own = Q(parent=institution, kind=Agency.Kind.INSPECTORATE)
    sits = Tenure.objects.filter(
        in_force(timezone.now()),
        post__agency=OuterRef("pk"),
        post__role=Role.OVERSEER,
        person__is_active=True,
    )
    rows = Agency.objects.filter(own | Q(pk__in=overseeing.values("overseer")), ended_at=None)
    seated = rows.annotate(seated=Exists(sits)).order_by("name", "pk")
    return {office: office.seated for office in seated}


def _protectors(institution: int, seated: Sequence[Agency]) -> list[Agency]:
    near = [
        office
        for office in seated
        if office.kind == Agency.Kind.INSPECTORATE and office.parent_id == institution
    ]
    far = [office for office in seated if office.institution != institution]
    return near or far or [Agency.objects.get(parent=None)]
