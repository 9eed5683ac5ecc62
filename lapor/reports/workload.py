"""How much work lies where: for whoever leads an office, by unit below and by post of their own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Aggregate,
    BooleanField,
    Count,
    DateTimeField,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
)

from lapor.agencies.actor import Actor
from lapor.agencies.models import Agency, Post, Role
from lapor.agencies.posts import somebody
from lapor.reports.access import standings, visible_to
from lapor.reports.models import OPEN, TIERS, Report
from lapor.reports.terms import Clock, Reach
from lapor.reports.worklist import days_of

HEADS = (Role.LIAISON, Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN)
WORKING = (Role.AGENCY_ADMIN, Role.LIAISON, Role.HANDLER)
WEEK = 7  # days


class Middle(Aggregate):
    """The moment before which as many lie as after it."""

    function = "PERCENTILE_DISC"
    name = "Middle"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DateTimeField()


@dataclass(frozen=True)
class Load:
    """The open reports of one unit or post. Ages are whole days since the receipt.

    vacant: nobody sits there. median says nothing without `open`, so the two are shown together.
    """

    key: int
    name: str
    role: str = ""
    vacant: bool = False
    open: int = 0
    late: int = 0
    this_week: int = 0
    waiting: int = 0
    oldest: int | None = None
    median: int | None = None


@dataclass(frozen=True)
class Workload:
    """One's own desk together, its posts, what no post has, and the units below."""

    own: Load
    posts: list[Load]
    unhandled: Load
    units: list[Load]
    below: bool  # whether this officer sees what the units below hold

    @property
    def busy(self) -> list[Load]:
        return [unit for unit in self.units if unit.open]

    @property
    def idle(self) -> list[Load]:
        return [unit for unit in self.units if not unit.open]


def workload(actor: Actor, now: datetime) -> Workload | None:
    """Return the work of the officer's office; None where they lead none.

    Only what they may see is counted. Seven statements at most, however many reports and units.
    """
    office = actor.agency
    if office is None or actor.role not in HEADS:
        return None
    days = days_of(actor, now)
    own = visible_to(actor, Reach.HOLDER).filter(OPEN)
    if office.depth == 0:
        own = own.filter(holder=office)
    by_post = _measured(own, "handler", now, days.today)
    whole = _measured(own, "holder", now, days.today).get(office.pk, {})
    wide = {Reach.ABOVE, Reach.NATION} & set(standings(actor))
    reach = next(iter(wide), None)
    units = _units(actor, office, reach, now, days.today) if reach else []
    return Workload(
        own=_load(office.pk, office.name, whole, now),
        posts=[
            _load(post.pk, post.title, by_post.get(post.pk, {}), now, post.role, not post.is_held)
            for post in _posts(office, now)
        ],
        unhandled=_load(0, "", by_post.get(None, {}), now),
        units=units,
        below=reach is not None,
    )


def _units(
    actor: Actor, office: Agency, reach: Reach, now: datetime, today: datetime
) -> list[Load]:
    tier = TIERS[office.depth] if office.depth < len(TIERS) else None
    if tier is None:
        return []
    rows = visible_to(actor, reach).filter(OPEN).exclude(**{tier: None})
    measured = _measured(rows, tier, now, today)
    children = Agency.objects.filter(parent=office, ended_at=None)
    return [
        _load(row.pk, row.name, measured.get(row.pk, {}), now, "", not row.is_held)
        for row in _with_somebody(children, now).order_by("name", "pk")
    ]


def _with_somebody(offices: QuerySet[Agency], now: datetime) -> QuerySet[Any]:
    """Return the offices, each with whether anybody sits in it who could answer."""
    sits = {"post__agency": OuterRef("pk"), "post__role__in": WORKING, "post__ended_at": None}
    return offices.annotate(is_held=_yes_or_no(somebody(now, **sits)))


def _posts(office: Agency, now: datetime) -> Iterable[Any]:
    rows = Post.objects.filter(agency=office, role__in=WORKING, ended_at=None)
    held = _yes_or_no(somebody(now, post=OuterRef("pk")))
    return rows.annotate(is_held=held).order_by("role", "title", "pk")


def _yes_or_no(rule: Q) -> "ExpressionWrapper[Q]":
    return ExpressionWrapper(rule, output_field=BooleanField())


def _measured(
    rows: QuerySet[Report], by: str, now: datetime, today: datetime
) -> dict[int | None, dict[str, Any]]:
    """Return the measures by the key of a unit or post: one statement."""
    week = today + timedelta(days=WEEK - 1)
    waits = Q(turn__in=(Clock.REPORTER_REPLY, Clock.COMPLETION))
    found: Any = (
        rows.order_by()
        .values(key=F(by))
        .annotate(
            open=Count("pk"),
            late=Count("pk", filter=Q(due_at__lt=now)),
            this_week=Count("pk", filter=Q(due_at__gte=now, due_at__lt=week)),
            waiting=Count("pk", filter=waits),
            oldest=Min("received_at"),
            median=Middle("received_at"),
        )
    )
    return {row.pop("key"): row for row in found}


def _load(
    key: int,
    name: str,
    measured: dict[str, Any],
    now: datetime,
    role: str = "",
    vacant: bool = False,
) -> Load:
    measures: dict[str, Any] = {
        name: (now - measured[name]).days if measured.get(name) else None
        for name in ("oldest", "median")
    }
    names = ("open", "late", "this_week", "waiting")
    measures |= {name: measured.get(name, 0) for name in names}
    return Load(key, name, role, vacant, **measures)
