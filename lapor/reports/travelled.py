"""How far reports travel before they are answered: hops, and the time to the right office."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Aggregate,
    Avg,
    Count,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    FloatField,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _

from lapor.agencies.actor import Actor
from lapor.agencies.models import Agency
from lapor.reports.access import standings, visible_to
from lapor.reports.models import TIERS, Event, Report
from lapor.reports.terms import Reach

TOLD_DAYS = 90
ENOUGH_TO_SHOW = 5  # reports below which only their number is told
ANSWERS = ("follow_up", "progress")


class MiddleSpan(Aggregate):
    """The span of time than which as many are shorter as are longer."""

    function = "PERCENTILE_DISC"
    name = "MiddleSpan"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


MEASURES: dict[str, Any] = {
    "n": Count("pk"),
    "mean": Avg(Cast("hops", FloatField())),
    "few": Count("pk", filter=Q(hops__lte=1)),
    "middle": MiddleSpan("spent"),
}


@dataclass(frozen=True)
class Travel:
    """The reports that an institution, or a unit with all below it, has and has answered.

    n: how many. hops: how often they changed hands before the first answer, on average; straight:
    the share that did at most once, from whoever verified to whoever answered; arrived: the middle
    time from receipt to the office that answered. None where n is too small to say.
    """

    name: str
    n: int
    hops: float | None
    straight: float | None
    arrived: timedelta | None


def travelled(actor: Actor, now: datetime) -> list[Travel]:
    """Return it for what was received in the last 90 days, by institution for the nation, by unit
    below for an institution: two statements; nothing for who sees no unit below.

    First stands what holds of all together, where there is more than one. Only what the officer may
    see is counted. Parts begin at the office that is to do them, so they are left out.
    """
    office, wide = actor.agency, {Reach.ABOVE, Reach.NATION} & set(standings(actor))
    if office is None or not wide or office.depth >= len(TIERS):
        return []
    since = now - timedelta(days=TOLD_DAYS)
    rows = visible_to(actor, next(iter(wide))).filter(whole=None, received_at__gte=since)
    tier = TIERS[office.depth]
    by_unit = _reached(rows.exclude(**{tier: None})).values(key=F(tier)).annotate(**MEASURES)
    name = Agency.objects.filter(pk=OuterRef("key")).values("name")
    measured: Any = by_unit.annotate(name=Subquery(name))
    found = [
        _travel(row["name"], row) for row in sorted(measured, key=lambda row: row["name"].lower())
    ]
    together = _travel(_("Semua"), _reached(rows).aggregate(**MEASURES))
    return [together, *found] if len(found) > 1 else found


def _reached(rows: QuerySet[Report]) -> QuerySet[Report, Any]:
    """Return what was answered, with its hops and the time until it was where that happened."""
    answers = Event.objects.filter(report=OuterRef("pk"), move__in=ANSWERS).order_by("pk")
    before = Event.objects.filter(report=OuterRef("pk"), pk__lt=OuterRef("answer")).order_by()
    moved = before.exclude(held_by=None).exclude(held_by=F("holder")).values("report")
    hops = moved.annotate(n=Count("pk")).values("n")
    last = moved.annotate(last=Max("at")).values("last")
    arrived = Coalesce(Subquery(last), F("received_at"), output_field=DateTimeField())
    return (
        rows.order_by()
        .annotate(answer=Subquery(answers.values("pk")[:1]))
        .exclude(answer=None)
        .annotate(hops=Coalesce(Subquery(hops), 0, output_field=IntegerField()))
        .annotate(spent=ExpressionWrapper(arrived - F("received_at"), output_field=DurationField()))
    )


def _travel(name: str, row: dict[str, Any]) -> Travel:
    if row["n"] < ENOUGH_TO_SHOW:
        return Travel(name, row["n"], None, None, None)
    return Travel(name, row["n"], row["mean"], row["few"] / row["n"], row["middle"])
