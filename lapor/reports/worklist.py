"""An officer's work by date: the reports of one standing, how many wait where, how many open."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import (
    CharField,
    Count,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from lapor.agencies.actor import Actor
from lapor.agencies.calendar import work_calendar
from lapor.agencies.models import Agency
from lapor.agencies.rules import rules
from lapor.kit.workdays import WorkCalendar
from lapor.reports.access import standings, visible_to
from lapor.reports.disclosure import Card, cards_for
from lapor.reports.models import OPEN, Report
from lapor.reports.terms import Clock, Reach, Status

PAGE = 50
# The turn clock says at which step a report stands: one for each status but "in progress".
STEPS = (
    Clock.VERIFY,
    Clock.FIRST_FOLLOW_UP,
    Clock.ANSWER_AGAIN,
    Clock.REPORTER_REPLY,
    Clock.COMPLETION,
)
ENDED = {Clock.REOPEN: Status.CLOSED, Clock.APPEAL: Status.ARCHIVED}


@dataclass(frozen=True)
class Line:
    """One report of a list. left: working days until its date, negative when it has passed."""

    card: Card
    left: int = 0


@dataclass
class Counts:
    """How many open reports wait, in all and by the day on which they fall due."""

    all: int = 0
    late: int = 0
    today: int = 0
    tomorrow: int = 0
    later: int = 0

    def add(self, other: "Counts") -> None:
        self.all += other.all
        self.late += other.late
        self.today += other.today
        self.tomorrow += other.tomorrow
        self.later += other.later


@dataclass
class Waiting:
    """The open reports of one standing: together, and by the step at which they stand."""

    together: Counts = field(default_factory=Counts)
    steps: dict[Clock, Counts] = field(default_factory=dict)


@dataclass(frozen=True)
class Days:
    """Where today and tomorrow end, in one zone."""

    now: datetime
    today: datetime
    tomorrow: datetime

    @classmethod
    def of(cls, now: datetime, zone: ZoneInfo) -> "Days":
        midnight = datetime.combine(now.astimezone(zone).date(), time(), zone)
        return cls(now, midnight + timedelta(days=1), midnight + timedelta(days=2))


def waiting(
    actor: Actor, standings: Iterable[Reach], *, now: datetime | None = None
) -> Mapping[Reach, Waiting]:
    """Count the open reports of each of these standings, by step and by day: one statement."""
    days = days_of(actor, now)
    queries = [_counted(actor, standing, days) for standing in standings]
    if not queries:
        return {}
    rows = queries[0].union(*queries[1:], all=True) if queries[1:] else queries[0]
    found = {standing: Waiting() for standing in standings}
    for name, turn, whole, late, today, tomorrow in rows:
        counts = Counts(whole, late, today, tomorrow, whole - late - today - tomorrow)
        at = found[Reach[name]]
        at.steps[Clock(turn)] = counts
        at.together.add(counts)
    return found


def work(
    actor: Actor,
    standing: Reach,
    step: Clock | None = None,
    *,
    after: str = "",
    most: int = PAGE,
    now: datetime | None = None,
) -> tuple[list[Line], str]:
    """Return the reports of this standing at this step (None: all open) by due date, and the key
    of the next page, empty where this is the last.

    What has ended (`Clock.REOPEN`, `Clock.APPEAL`) comes newest first. The reports cost one
    statement, the rules of their calendars another.
    """
    rows = visible_to(actor, standing).select_related("holder", "region")
    if step in ENDED:
        page = _newest(rows.filter(status=ENDED[step]), after)[: most + 1]
    else:
        rows = rows.filter(OPEN)
        page = _earliest(rows.filter(turn=step) if step else rows, after)[: most + 1]
    found = list(page)
    shown = found[:most]
    key = _key(shown[-1], by_date=step not in ENDED) if len(found) > most else ""
    return _lines(shown, now or timezone.now()), key


def with_open_reports(offices: QuerySet[Agency], actor: Actor) -> QuerySet[Any]:
    """Return the same agencies, each with `waiting`: how many open reports it holds itself.

    Only what the actor may see is counted: even a number would tell of a confidential report.
    None where the actor sees no reports of other offices at all.
    """
    wide = {Reach.NATION, Reach.ABOVE} & set(standings(actor))
    if actor.agency is None or not wide:
        return offices.annotate(waiting=Value(None, output_field=IntegerField()))
    # The nation's list holds those of one's own office too, the list of the units below does not.
    told = [Reach.NATION] if actor.agency.depth == 0 else [Reach.HOLDER, Reach.ABOVE]
    counted: Any = Value(0)
    for standing in told:
        held = visible_to(actor, standing).filter(OPEN, holder=OuterRef("pk"))
        rows = held.order_by().values("holder").annotate(n=Count("pk")).values("n")
        counted = counted + Coalesce(Subquery(rows), 0)
    return offices.annotate(waiting=counted)


def days_of(actor: Actor, now: datetime | None = None) -> Days:
    """Return the bounds of today and tomorrow where this officer sits."""
    zone = actor.agency.time_zone if actor.agency else timezone.get_current_timezone_name()
    return Days.of(now or timezone.now(), ZoneInfo(zone))


def _counted(actor: Actor, standing: Reach, days: Days) -> QuerySet[Report, tuple[Any, ...]]:
    rows = visible_to(actor, standing).filter(OPEN).order_by()
    named = rows.annotate(standing=Value(standing.name, output_field=CharField()))
    return named.values_list("standing", "turn").annotate(
        whole=Count("pk"),
        late=Count("pk", filter=Q(due_at__lt=days.now)),
        today=Count("pk", filter=Q(due_at__gte=days.now, due_at__lt=days.today)),
        tomorrow=Count("pk", filter=Q(due_at__gte=days.today, due_at__lt=days.tomorrow)),
    )


def _earliest(rows: QuerySet[Report], after: str) -> QuerySet[Report]:
    moment, _, key = after.partition("_")
    if key:
        due, last = _moment(moment), _uuid(key)
        if due and last:
            rows = rows.filter(Q(due_at__gt=due) | Q(due_at=due, pk__gt=last), due_at__gte=due)
    return rows.order_by("due_at", "pk")


def _newest(rows: QuerySet[Report], after: str) -> QuerySet[Report]:
    last = _uuid(after)
    return (rows.filter(pk__lt=last) if last else rows).order_by("-pk")


def _key(report: Report, *, by_date: bool) -> str:
    when = report.due_at.astimezone(UTC)
    return f"{when:%Y%m%dT%H%M%S.%f}_{report.pk.hex}" if by_date else report.pk.hex


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC)
    except ValueError:
        return None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _lines(reports: list[Report], now: datetime) -> list[Line]:
    if not reports:
        return []
    book, calendars = rules(), dict[int, WorkCalendar]()

    def left(report: Report, holder: Agency) -> int:
        calendar = calendars.setdefault(holder.pk, work_calendar(holder, book))
        return calendar.between(now, report.due_at)

    cards = cards_for(reports)
    return [Line(card, left(r, r.holder)) for card, r in zip(cards, reports, strict=True)]
