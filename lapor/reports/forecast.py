"""What a change of a rule would do to the reports: counted beforehand, nothing is written."""

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from lapor.agencies.calendar import work_calendar
from lapor.agencies.models import Agency
from lapor.agencies.rules import EscalationLadder, Rules, rules
from lapor.kit.ids import first_of
from lapor.kit.workdays import WorkCalendar
from lapor.reports.climbing import rungs
from lapor.reports.dating import keep_told, set_dates
from lapor.reports.models import OPEN, TIERS, Deadline, Report
from lapor.reports.terms import Clock

LOOKED_BACK = 90  # days
MOST = 3000  # clocks looked at one by one; the newest, where there are more
EXAMPLES = 4


@dataclass(frozen=True)
class Kept:
    """How a limit would have done: of those that came to an end or were missed, how many held."""

    clocks: int  # that the limit would be about
    decided: int
    now: int  # kept under the limits of then
    then: int  # kept under the proposed one
    capped: bool  # only the newest were looked at

    @property
    def percent_now(self) -> int:
        return round(100 * self.now / self.decided) if self.decided else 0

    @property
    def percent_then(self) -> int:
        return round(100 * self.then / self.decided) if self.decided else 0


@dataclass(frozen=True)
class Moved:
    """One open date that would move. The report itself is not named."""

    clock: Clock
    office: str
    was: datetime
    due_at: datetime


@dataclass(frozen=True)
class Moves:
    """The open dates that a change of holidays would move."""

    count: int
    looked_at: int
    capped: bool
    examples: tuple[Moved, ...]


@dataclass(frozen=True)
class Hearing:
    """Who would hear of a missed date, and after how many working days in all."""

    to: EscalationLadder.To
    tiers: int
    days: int


@dataclass(frozen=True)
class DayOff:
    """A holiday that is added, or taken away. agency_id None: everywhere."""

    day: date
    agency_id: int | None
    name: str = ""  # empty: it is taken away


def of_limit(
    clock: str,
    kind: str,
    oversight: bool | None,
    agency: Agency | None,
    days: int,
    *,
    working: bool,
) -> Kept:
    """Return how the clocks of the last 90 days did, and would have done with so many days.

    The tree is cut at `agency`. Two statements, whatever the number of reports.
    """
    since = timezone.now() - timedelta(days=LOOKED_BACK)
    rows = _of_tree(agency).filter(clock=clock, report__received_at__gte=since, **_told(agency))
    if clock == Clock.SETTLE:  # parts are settled with their whole, which counts once
        rows = rows.filter(report__whole=None)
    if kind:
        rows = rows.filter(report__kind=kind)
    if oversight is not None:
        rows = rows.filter(report__oversight=oversight)
    rows = rows.filter(report__gte=first_of(since)).select_related("report__holder", "policy")
    looked = list(rows.order_by("-report_id")[: MOST + 1])
    book, now = rules(), timezone.now()
    decided = held = would = 0
    for row in looked[:MOST]:
        end = row.stopped_at or now
        proposed = _date_of(row, days, working=working, book=book)
        if row.stopped_at is None and end <= min(row.due_at, proposed):
            continue  # nobody can say yet
        decided += 1
        held += end <= row.due_at
        would += end <= proposed
    return Kept(len(looked[:MOST]), decided, held, would, len(looked) > MOST)


def of_holidays(changes: Sequence[DayOff], among: Agency | None) -> Moves:
    """Return which open dates would move if these days became holidays, or working days again.

    among: the tree of whom the change concerns; None: all. The dates are the ones that the timers
    will write.
    """
    book = rules()
    with_them = _with(book, changes)
    first = min(change.day for change in changes)
    start = datetime.combine(first, time(), timezone.get_current_timezone()) - timedelta(days=1)
    now = timezone.now()
    rows = _of_tree(among).filter(
        stopped_at=None, policy__working=True, promised_at=None, due_at__gte=start
    )
    rows = rows.filter(**_told(among)).select_related("report__holder", "policy")
    looked = list(rows.order_by("due_at", "pk")[: MOST + 1])
    count = 0
    examples: list[Moved] = []
    for row in looked[:MOST]:
        again = copy.copy(row)  # dated anew in memory alone
        set_dates(row, work_calendar(row.report.holder, book))
        then = work_calendar(row.report.holder, with_them)
        set_dates(again, then)
        keep_told(again, row.due_at, now, then)
        if again.due_at == row.due_at:
            continue
        count += 1
        if len(examples) < EXAMPLES and not row.report.confidential:
            zone = work_calendar(row.report.holder, book).zone
            dates = row.due_at.astimezone(zone), again.due_at.astimezone(zone)
            examples.append(Moved(Clock(row.clock), row.report.holder.name, *dates))
    return Moves(count, len(looked[:MOST]), len(looked) > MOST, tuple(examples))


def of_ladder(steps: Sequence[Mapping[str, Any]], depth: int) -> list[Hearing]:
    """Return who would hear of a missed date of an office that stands so deep."""
    ladder, days, heard = EscalationLadder(steps=list(steps)), 0, []
    for rung in rungs(ladder, depth):
        days += rung.days
        heard.append(Hearing(rung.to, rung.tiers, days))
    return heard


def open_in(agency: Agency) -> int:
    """Return how many open reports stand in an institution that are not confidential."""
    rows = Report.objects.filter(OPEN, confidential=False, whole=None)
    return rows.filter(**_tier(agency)).count()


def _told(agency: Agency | None) -> dict[str, bool]:
    """Leave confidential reports out of every number below the nation's."""
    return {} if agency is None or agency.depth == 0 else {"report__confidential": False}


def _of_tree(agency: Agency | None) -> QuerySet[Deadline]:
    rows = Deadline.objects.all()
    if agency is None or agency.depth == 0:
        return rows
    return rows.filter(**{f"report__{name}": key for name, key in _tier(agency).items()})


def _tier(agency: Agency) -> dict[str, int]:
    return {TIERS[agency.depth - 1]: agency.pk} if agency.depth else {}


def _date_of(row: Deadline, days: int, *, working: bool, book: Rules) -> datetime:
    """Return the date of a clock if it had so many days; a promise or an extension stays."""
    calendar: WorkCalendar = work_calendar(row.report.holder, book)
    if row.promised_at or row.carried:
        return row.due_at
    spans = [(since, until) for since, until in row.pauses]
    if working:
        due = calendar.add(row.counted_from, days, spans)
    else:
        due = calendar.add_plain(row.counted_from, days)
    return max(due, row.extended_until or due)


def _with(book: Rules, changes: Iterable[DayOff]) -> Rules:
    """Return the rules as they would be with these days."""
    holidays = {agency: dict(days) for agency, days in book.holidays.items()}
    for change in changes:
        there = holidays.setdefault(change.agency_id, {})
        there.pop(change.day, None)
        if change.name:
            there[change.day] = change.name
    return replace(book, holidays=holidays)
