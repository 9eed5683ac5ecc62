"""An officer's work by date: the reports of one standing, how many wait where, how many open."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from enum import Enum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import (
    BigIntegerField,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone

from lapor.agencies.actor import Actor
from lapor.agencies.calendar import work_calendar
from lapor.agencies.models import Agency, Role
from lapor.agencies.rules import Rules, rules
from lapor.kit.workdays import WorkCalendar
from lapor.reports.access import standings, visible_at_all, visible_to
from lapor.reports.disclosure import Card, cards_for
from lapor.reports.likely import first_said, with_likely
from lapor.reports.models import OPEN, TIERS, Event, Report, Stake
from lapor.reports.moves import DECLINES_BEFORE_BINDING
from lapor.reports.terms import Clock, Reach, Status
from lapor.reports.told import steps_seen_by

PAGE = 50
# As `moves.is_to_be_decided` says of one report.
TO_DECIDE = Q(
    declines__gte=DECLINES_BEFORE_BINDING,
    binding=False,
    status__in=(Status.RECEIVED, Status.ASSIGNED),
)
# The turn clock says at which step a report stands: one for each status but "in progress".
STEPS = (
    Clock.VERIFY,
    Clock.FIRST_FOLLOW_UP,
    Clock.ANSWER_AGAIN,
    Clock.REPORTER_REPLY,
    Clock.COMPLETION,
)
ENDED = {Clock.REOPEN: Status.CLOSED, Clock.APPEAL: Status.ARCHIVED}
# Steps by which an office and a reporter speak to each other: whose was the last word?
SPOKEN = ("follow_up", "progress", "hold", "reply", "add", "resume", "reopen")


class Own(Enum):
    """A list that is no standing, but somebody's own choice among all that they may see."""

    WATCHED = "reports that this person follows"
    TO_DECIDE = "reports whose way this office decides, after two have passed them on"


View = Reach | Own


@dataclass(frozen=True)
class Line:
    """One report of a list.

    left: working days until its date, negative when it has passed. seen: the newest step that
    this officer is told, so that what is asked of the list later knows what the list showed.
    """

    card: Card
    left: int = 0
    seen: int = 0
    place: int = 0  # of a part: which it is
    parts: int = 0  # how many there are
    whole: str = ""  # the number of the report it is a part of
    likely: str = ""  # of a new one: the office that is suggested
    sure: str = ""  # how sure that is: high, middle or low


@dataclass(frozen=True)
class Wanted:
    """To what a list is narrowed. What is empty narrows nothing."""

    kind: str = ""
    category: int | None = None
    place: tuple[str, ...] = ()  # words, all of which the name of the place has
    offices: tuple[int, ...] | None = None  # held by one of these or below it; (): by none
    handler: int | None = None  # a post
    unhandled: bool = False
    oversight: bool = False
    confidential: bool = False
    escalated: bool = False
    automatic: bool = False  # handed on by the system, and not answered yet
    late: bool = False
    today: bool = False
    answered: bool = False  # the last word is the reporter's
    older: int = 0  # received more than so many days ago


EVERYTHING = Wanted()


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
    actor: Actor, views: Iterable[View], *, now: datetime | None = None
) -> Mapping[View, Waiting]:
    """Count the open reports of each of these views, by step and by day: one statement."""
    named = {view.name: (view, EVERYTHING) for view in views}
    counted = count(actor, named, now=now)
    return {view: counted[name] for name, (view, _wanted) in named.items()}


def count(
    actor: Actor, lists: Mapping[str, tuple[View, Wanted]], *, now: datetime | None = None
) -> Mapping[str, Waiting]:
    """Count the open reports of these lists, each a view and what is wanted of it, by name.

    One statement, however many lists.
    """
    days = days_of(actor, now)
    found = {name: Waiting() for name in lists}
    queries = [_counted(actor, name, *lists[name], days) for name in lists]
    if not queries:
        return {}
    rows = queries[0].union(*queries[1:], all=True) if queries[1:] else queries[0]
    for name, turn, whole, late, today, tomorrow in rows:
        counts = Counts(whole, late, today, tomorrow, whole - late - today - tomorrow)
        at = found[name]
        at.steps[Clock(turn)] = counts
        at.together.add(counts)
    return found


def work(
    actor: Actor,
    view: View,
    step: Clock | None = None,
    *,
    wanted: Wanted = EVERYTHING,
    after: str = "",
    most: int = PAGE,
    now: datetime | None = None,
    book: Rules | None = None,
) -> tuple[list[Line], str]:
    """Return the reports of this view at this step (None: all open) by due date, and the key of
    the next page, empty where this is the last.

    What has ended (`Clock.REOPEN`, `Clock.APPEAL`) comes newest first. The reports cost one
    statement, the rules of their calendars another where the caller has no book of them.
    """
    rows = listed(actor, view, step, wanted=wanted, now=now).select_related("holder", "region")
    order = _newest if step in ENDED else _earliest
    found = list(_placed(newest_steps(with_likely(order(rows, after)), actor))[: most + 1])
    shown = found[:most]
    key = _key(shown[-1], by_date=step not in ENDED) if len(found) > most else ""
    return _lines(shown, now or timezone.now(), book), key


def listed(
    actor: Actor,
    view: View,
    step: Clock | None = None,
    *,
    wanted: Wanted = EVERYTHING,
    now: datetime | None = None,
) -> QuerySet[Any]:
    """Return the reports of a view at a step (None: all open) that are wanted, in no order."""
    rows = _narrowed(_rows(actor, view), wanted, days_of(actor, now))
    if step in ENDED:
        return rows.filter(status=ENDED[step])
    return rows.filter(OPEN, turn=step) if step else rows.filter(OPEN)


def newest_steps(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    """Return the same reports, each with `seen`: the newest step that this officer is told."""
    steps = Event.objects.filter(steps_seen_by(actor), report=OuterRef("pk")).order_by()
    newest = steps.values("report").annotate(newest=Max("pk")).values("newest")
    seen = Coalesce(Subquery(newest), 0, output_field=BigIntegerField())
    told: QuerySet[Any] = rows.annotate(seen=seen)
    return told


def _placed(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return the same reports, each part with which of how many it is, and of what report."""
    siblings = Report.objects.filter(whole=OuterRef("whole")).order_by()
    counted = siblings.values("whole").annotate(n=Count("pk"))
    up_to_it = siblings.filter(pk__lte=OuterRef("pk")).values("whole").annotate(n=Count("pk"))
    placed: QuerySet[Any] = rows.annotate(
        parts_of_it=Coalesce(Subquery(counted.values("n")), 0),
        place_of_it=Coalesce(Subquery(up_to_it.values("n")), 0),
        whole_of_it=Coalesce(F("whole__number"), Value("")),
    )
    return placed


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


def _rows(actor: Actor, view: View) -> QuerySet[Report]:
    """Return the reports of a view. One follows only what one may still see."""
    if isinstance(view, Reach):
        return visible_to(actor, view)
    if view is Own.TO_DECIDE:
        at_the_top = actor.agency is not None and not actor.agency.depth
        held = visible_to(actor, Reach.NATION if at_the_top else Reach.HOLDER)
        return held.filter(TO_DECIDE, holder=actor.agency)
    stakes = Stake.objects.filter(person=actor.user, why=Stake.Why.WATCHER, until=None)
    return visible_at_all(actor).filter(Exists(stakes.filter(report=OuterRef("pk"))))


def _narrowed(rows: QuerySet[Report], wanted: Wanted, days: Days) -> QuerySet[Report]:
    rule = Q()
    for name, value in (("kind", wanted.kind), ("category", wanted.category)):
        rule &= Q(**{name: value}) if value else Q()
    if wanted.place:
        # As the index on places is spelled: its statistics tell how many places have the word.
        rows = rows.alias(place=Lower("region__label"))
    for word in wanted.place:
        rule &= Q(place__contains=word.lower())
    if wanted.offices is not None:
        held = Q(holder__in=wanted.offices)
        for tier in TIERS:
            held |= Q(**{f"{tier}__in": wanted.offices})
        rule &= held
    if wanted.handler or wanted.unhandled:
        rule &= Q(handler=wanted.handler)  # None: of nobody
    rule &= Q(oversight=True) if wanted.oversight else Q()
    rule &= Q(confidential=True) if wanted.confidential else Q()
    rule &= Q(escalated__gt=0) if wanted.escalated else Q()
    rule &= Q(automatic=True) if wanted.automatic else Q()
    rule &= Q(due_at__lt=days.now) if wanted.late else Q()
    rule &= Q(due_at__gte=days.now, due_at__lt=days.today) if wanted.today else Q()
    if wanted.older:
        rule &= Q(received_at__lt=days.now - timedelta(days=wanted.older))
    if wanted.answered:
        spoken = Event.objects.filter(report=OuterRef("pk"), move__in=SPOKEN).order_by("-pk")
        rows = rows.alias(last_word=Subquery(spoken.values("role")[:1]))
        rule &= Q(last_word=Role.REPORTER)
    return rows.filter(rule)


def _counted(
    actor: Actor, name: str, view: View, wanted: Wanted, days: Days
) -> QuerySet[Report, tuple[Any, ...]]:
    rows = _narrowed(_rows(actor, view), wanted, days).filter(OPEN).order_by()
    named = rows.annotate(list=Value(name, output_field=CharField()))
    return named.values_list("list", "turn").annotate(
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


def _lines(reports: list[Report], now: datetime, book: Rules | None) -> list[Line]:
    if not reports:
        return []
    book, calendars = book or rules(), dict[int, WorkCalendar]()

    def left(report: Report, holder: Agency) -> int:
        calendar = calendars.setdefault(holder.pk, work_calendar(holder, book))
        return calendar.between(now, report.due_at)

    rows: list[Any] = reports
    cards = cards_for(reports)
    return [
        Line(
            card,
            left(r, r.holder),
            r.seen,
            r.place_of_it,
            r.parts_of_it,
            r.whole_of_it,
            *first_said(r.likely),
        )
        for card, r in zip(cards, rows, strict=True)
    ]
