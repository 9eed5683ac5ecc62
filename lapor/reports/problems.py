"""Problems (masalah) as an officer sees them: which there are, and what of each is theirs to see.

Who sees none of its reports sees no problem, and neither does who is complained of in one of them:
its title, or that it is there at all, may tell of that report.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from lapor.agencies.actor import Actor
from lapor.agencies.models import Role
from lapor.reports.access import visible_at_all
from lapor.reports.disclosure import Card, cards_for
from lapor.reports.models import OPEN, Problem, Report, Stake, Support
from lapor.reports.terms import NotFound

PAGE = 50
ADMINS = (Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN)


@dataclass(frozen=True)
class Seen:
    """A problem before one officer. Every number counts only what they may see."""

    id: int
    title: str
    made_at: datetime
    ended_at: datetime | None
    all: int = 0
    open: int = 0
    late: int = 0
    due_at: datetime | None = None  # the next of its open reports
    newest: datetime | None = None  # when the last one came in


def listed(
    actor: Actor,
    *,
    ended: bool = False,
    after: int = 0,
    most: int = PAGE,
    now: datetime | None = None,
) -> tuple[list[Seen], int]:
    """Return the problems of this officer, the newest first, and the key to go on after: two
    statements. ended: those that nobody adds to any more."""
    rows = visible(actor).filter(ended_at__isnull=not ended)
    rows = rows.filter(pk__lt=after) if after else rows
    found = list(rows.order_by("-pk")[: most + 1])
    shown = _counted(actor, found[:most], now or timezone.now())
    return shown, found[most - 1].pk if len(found) > most else 0


def get_problem(key: int, actor: Actor, *, now: datetime | None = None) -> Seen:
    """Return a problem with its numbers: two statements. Raises NotFound."""
    row = visible(actor).filter(pk=key).first()
    if row is None:
        raise NotFound(key)
    return _counted(actor, [row], now or timezone.now())[0]


def open_to(actor: Actor, *, most: int = PAGE) -> list[tuple[int, str]]:
    """Return the open problems into which this officer may put reports, the newest first."""
    rows = visible(actor).filter(pk__in=fillable(actor).values("pk"), ended_at=None)
    return list(rows.order_by("-pk").values_list("pk", "title")[:most])


def reports_of(key: int, actor: Actor, *, after: str = "", most: int = PAGE) -> list[Card]:
    """Return the reports of a problem that this officer may see, open ones by due date first."""
    rows = visible_at_all(actor).filter(problem=key).select_related("holder", "region")
    if after:
        last = visible_at_all(actor).filter(problem=key, number=after).values("pk")[:1]
        rows = rows.filter(pk__gt=last)
    return cards_for(rows.order_by("pk")[:most])


def joined_in(key: int, actor: Actor) -> int:
    """Return how many citizens joined the reports of a problem that this officer may see."""
    rows = visible_at_all(actor).filter(problem=key).values("pk")
    return Support.objects.filter(report__in=rows).count()


def governs(actor: Actor, key: int) -> bool:
    """Say whether this officer may rename and end a problem that they see: one statement."""
    return fillable(actor).filter(pk=key).exists()


def visible(actor: Actor) -> QuerySet[Problem]:
    """Return the problems with a report that this actor sees, and none that accuses them.

    One without any report, yet or any more, is seen by the admins where it was made.
    """
    of_it = Report.objects.filter(problem=OuterRef("pk"))
    seen = visible_at_all(actor).filter(problem=OuterRef("pk"))
    accusing = Stake.objects.filter(
        report__problem=OuterRef("pk"),
        why=Stake.Why.SUBJECT,
        until=None,
        agency__in=actor.lineages,
    )
    makes = actor.role in ADMINS and actor.agency is not None
    made_here = Q(made_by__agency=actor.agency) if makes else Q(pk=None)
    rule = Q(Exists(seen)) | (made_here & ~Q(Exists(of_it)))
    return Problem.objects.filter(rule, ~Q(Exists(accusing)))


def fillable(actor: Actor) -> QuerySet[Problem]:
    """Return the problems that an admin rules: their institution's, and of those that were merged
    into it; the nation's admin all.

    Whether they may know of it is asked where it is shown to them (`visible`).
    """
    if actor.role not in ADMINS or actor.agency is None:
        return Problem.objects.none()
    if actor.role == Role.NATIONAL_ADMIN:
        return Problem.objects.all()
    own = actor.agency.institution
    came = Q(institution__successor=own) | Q(institution__successor__successor=own)
    return Problem.objects.filter(Q(institution=own) | came)


def _counted(actor: Actor, rows: Sequence[Problem], now: datetime) -> list[Seen]:
    if not rows:
        return []
    of_them = visible_at_all(actor).filter(problem__in=[row.pk for row in rows])
    counts: dict[int | None, tuple[Any, ...]] = {
        row[0]: row[1:]
        for row in of_them.order_by()
        .values_list("problem")
        .annotate(
            all=Count("pk"),
            open=Count("pk", filter=OPEN),
            late=Count("pk", filter=OPEN & Q(due_at__lt=now)),
            next=Min("due_at", filter=OPEN),
            newest=Max("received_at"),
        )
    }
    return [
        Seen(row.pk, row.title, row.made_at, row.ended_at, *counts.get(row.pk, ())) for row in rows
    ]
