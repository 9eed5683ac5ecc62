"""The clocks of one report during a step, and how the clocks of many are written at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from lapor.agencies.calendar import work_calendar
from lapor.agencies.rules import DeadlinePolicy, Rules
from lapor.kit.workdays import WorkCalendar
from lapor.reports.climbing import Rung, rungs
from lapor.reports.dating import ESCALATED, day_of_receipt, keep_told, set_dates, stretch
from lapor.reports.models import Deadline, DueChange, Event, Report
from lapor.reports.moves import WINDOWS
from lapor.reports.terms import REVIEW_CLOCKS, Clock, DueReason

UNASKED = (DueReason.HOLIDAY, DueReason.MOVED)  # nobody of the case has asked for it
# What an office owes the reporter and keeps owing when it passes the report on. The verifier's
# clock is kept by the passing on itself: the office that must answer has its days from there.
OWED = (Clock.FIRST_FOLLOW_UP, Clock.ANSWER_AGAIN)
BESIDE = (Clock.SETTLE, *REVIEW_CLOCKS)  # run beside the turn clock
_FIELDS = {column.attname: column.name for column in Deadline._meta.concrete_fields}


@dataclass
class Clocks:
    """The clocks of one report during one step, and the dates that moved."""

    report: Report
    at: datetime
    book: Rules
    rows: list[Deadline]
    changes: list[DueChange] = field(default_factory=list)
    was: dict[int, dict[str, Any]] = field(init=False)  # as each row came from the database

    def __post_init__(self) -> None:
        self.was = {row.pk: _columns_of(row) for row in self.rows if row.pk}

    @property
    def calendar(self) -> WorkCalendar:
        return work_calendar(self.report.holder, self.book)

    @property
    def settle(self) -> Deadline:
        return next(row for row in self.rows if row.clock == Clock.SETTLE)

    @property
    def turns(self) -> list[Deadline]:
        """The turn clock that runs, and one that stands still during a hold."""
        return [row for row in self.rows if row.clock not in BESIDE and row.stopped_at is None]

    @property
    def running(self) -> Deadline:
        return next(row for row in self.turns if row.paused_at is None)

    @property
    def received_on(self) -> date:
        return day_of_receipt(self.report)

    @property
    def rungs(self) -> list[Rung]:
        """Who hears of a missed date, above the holder."""
        return rungs(self.book.ladder(self.received_on), self.report.holder.depth)

    def start(self, clock: Clock) -> Deadline:
        row = Deadline(report=self.report, clock=clock, started_at=self.at, counted_from=self.at)
        row.policy = self.policy(clock)
        self.count(row)
        self.rows.append(row)
        return row

    def count(self, row: Deadline) -> None:
        """Date a clock by what it counts by; the timers look at it when that date is missed."""
        set_dates(row, self.calendar)
        self.watch(row)

    def watch(self, row: Deadline) -> None:
        row.act_at = None if row.clock in WINDOWS else row.due_at
        if row.clock in ESCALATED and (days := self.rungs[0].days):
            row.act_at = self.calendar.add(row.due_at, days)

    def policy(self, clock: str) -> DeadlinePolicy:
        """Return the policy that was in force when the report was received."""
        report = self.report
        lineage = report.holder.lineage
        return self.book.policy(clock, report.kind, report.oversight, self.received_on, lineage)

    def date(self, row: Deadline, why: DueReason) -> None:
        """Date a running clock anew, and keep why where the date has moved."""
        was, act_at = row.due_at, row.act_at
        self.count(row)
        if why in UNASKED:
            keep_told(row, was, self.at, self.calendar)
            self.watch(row)
        if row.level and row.due_at <= self.at:
            row.act_at = act_at  # missed and told already: the next tier hears in its time
        if row.due_at != was:
            row.reminded_at = None
            self.changes.append(
                DueChange(deadline=row, why=why, was=was, due_at=row.due_at, at=self.at)
            )

    def go_on(self, row: Deadline) -> None:
        """Let a clock run again; the days it stood still do not count, nor does its fixed date."""
        since = row.paused_at or row.stopped_at
        assert since
        row.pauses = [*row.pauses, [since, self.at]]
        row.paused_at = row.stopped_at = None
        row.promised_at, row.extended_until, row.not_after, row.not_before = (
            moment and stretch(moment, since, self.at, self.calendar)
            for moment in (row.promised_at, row.extended_until, row.not_after, row.not_before)
        )
        self.date(row, DueReason.RESUMED)

    def end(self, row: Deadline) -> None:
        """Stop a clock. One that stood still is not missed for the days on which it stood."""
        if row.paused_at:
            self.go_on(row)
        row.stopped_at = self.at

    @property
    def grace(self) -> int:
        """Working days that an office has which came to hold what was already missed."""
        later = [rung.days for rung in self.rungs[1:]] or [rung.days for rung in self.rungs]
        return max(later[0], 1)

    def pass_on(self) -> None:
        """Another office holds the report: what it owes is never due later, but what is missed
        climbs anew from that office up.
        """
        row = self.running
        if row.pk:
            was = row.due_at
            self.date(row, DueReason.MOVED)
            if row.clock in OWED and row.due_at > was:
                row.not_after = was
                self.changes = [change for change in self.changes if change.deadline is not row]
                self.count(row)
        for row in self.rows:
            row.level = 0
            if row.clock in ESCALATED and row.due_at <= self.at:
                row.act_at = self.calendar.add(self.at, self.grace)

    def changed(self, row: Deadline) -> set[str]:
        """Return the columns of a row that are other than in the database."""
        was = self.was[row.pk]
        return {column for column, value in _columns_of(row).items() if value != was[column]}

    def earliest(self) -> Deadline:
        """Return which of turn and settle is due first: by that an office's list is ordered."""
        rows = [row for row in self.rows if row.stopped_at is None and row.paused_at is None]
        rows = [row for row in rows if row.clock not in REVIEW_CLOCKS]
        return min(rows, key=lambda row: (row.due_at, row.clock == Clock.SETTLE))


def running(keys: Iterable[UUID]) -> dict[UUID, list[Deadline]]:
    """Return the clocks that a step of these reports looks at: one statement.

    Those that have not stopped, and of each report its settle clock.
    """
    live = Q(stopped_at=None) | Q(clock=Clock.SETTLE)
    found: dict[UUID, list[Deadline]] = {key: [] for key in keys}
    rows = Deadline.objects.filter(live, report__in=list(found)).select_related("policy")
    for row in rows.order_by("pk"):
        found[row.report_id].append(row)
    return found


def keep(steps: Sequence[tuple[Clocks, Event | None]]) -> None:
    """Write the clocks as the steps have set them, and why dates moved: at most four statements.

    What ends is written before what begins: the database lets one turn clock run.
    """
    ending: list[Deadline] = []
    going_on: list[Deadline] = []
    new: list[Deadline] = []
    columns: set[str] = set()
    for clocks, event in steps:
        for row in clocks.rows:
            if row.stopped_at == clocks.at and event:
                row.stopped_by = event
            elif row.stopped_at is None:
                row.stopped_by = None
            if row.pk is None:
                new.append(row)
            elif changed := clocks.changed(row):
                columns |= changed
                (ending if row.stopped_at or row.paused_at else going_on).append(row)
        for change in clocks.changes:
            change.event = event
    for rows in filter(None, (ending, going_on)):
        Deadline.objects.bulk_update(rows, [_FIELDS[column] for column in columns])
    Deadline.objects.bulk_create(new)
    DueChange.objects.bulk_create(change for clocks, _event in steps for change in clocks.changes)


def _columns_of(row: Deadline) -> dict[str, Any]:
    return {column: getattr(row, column) for column in _FIELDS}
