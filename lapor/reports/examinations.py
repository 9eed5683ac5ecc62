"""Pemeriksaan: the reviews that an officer may know of, by whose word is owed and by when."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from lapor.agencies.actor import Actor
from lapor.agencies.models import Role
from lapor.reports.access import standings, visible_at_all
from lapor.reports.disclosure import Card, cards_for
from lapor.reports.models import Deadline, Review
from lapor.reports.terms import Clock, ReviewStage

PAGE = 50
NOT_YET = Q(ended_at=None)


class Tab(Enum):
    """Whose word a review waits for."""

    ASKED = "asked of the instance, which takes it up or not"
    RUNNING = "examined; the instance owes the next word"
    OFFICE = "the office owes the instance an answer"
    ENDED = "over"


RULES = {
    Tab.ASKED: NOT_YET & Q(report__review=ReviewStage.ASKED),
    Tab.RUNNING: NOT_YET & ~Q(report__review=ReviewStage.ASKED) & Q(report__owes_review=False),
    Tab.OFFICE: NOT_YET & Q(report__owes_review=True),
    Tab.ENDED: ~NOT_YET,
}


@dataclass(frozen=True)
class Line:
    """One review. due: when whoever it waits for is to have given word; empty of what is over."""

    card: Card
    who: str
    stage: str
    asked_at: datetime
    due: datetime | None
    late: bool
    outcome: str
    ended_at: datetime | None
    key: int


def may_list(actor: Actor) -> bool:
    """Say whether this officer's post has to do with reviews at all."""
    return bool(standings(actor))


def counts(actor: Actor) -> dict[Tab, int]:
    """Return how many reviews wait for whom: one statement."""
    waits = {tab.name: Count("pk", filter=RULES[tab]) for tab in Tab if tab is not Tab.ENDED}
    found = _known(actor).filter(NOT_YET).aggregate(**waits)
    return {Tab[name]: count for name, count in found.items()}


def waiting(actor: Actor) -> int:
    """Return how many reviews wait for this overseer to take them up: one statement."""
    return _rows(actor, Tab.ASKED).count()


def listed(
    actor: Actor, tab: Tab, now: datetime, *, after: int = 0, most: int = PAGE
) -> tuple[list[Line], int]:
    """Return the reviews of a tab and the key to go on after: one statement.

    By the date that is owed; what is over the newest first. after: of what is over, or 0: of the
    others all are near, and a page holds the most that one office examines.
    """
    clock = Clock.REVIEW_ANSWER if tab is Tab.OFFICE else Clock.REVIEW
    running = Deadline.objects.filter(report=OuterRef("report"), clock=clock, stopped_at=None)
    rows = _rows(actor, tab).annotate(due=Subquery(running.values("due_at")[:1]))
    rows = rows.select_related("agency", "report__holder", "report__region")
    if tab is Tab.ENDED:
        rows = (rows.filter(pk__lt=after) if after else rows).order_by("-pk")
    else:
        rows = rows.order_by(F("due").asc(nulls_last=True), "pk")[after:]
    found = list(rows[: most + 1])
    more = len(found) > most
    key = (found[most - 1].pk if tab is Tab.ENDED else after + most) if more else 0
    return [_line(row, now) for row in found[:most]], key


def _rows(actor: Actor, tab: Tab) -> QuerySet[Review]:
    return _known(actor).filter(RULES[tab])


def _known(actor: Actor) -> QuerySet[Review]:
    """Return the reviews that this officer may know of: an overseer's what its office examines."""
    rows = Review.objects.filter(report__in=visible_at_all(actor))
    return rows.filter(agency=actor.agency) if actor.role == Role.OVERSEER else rows


def _line(row: Review, now: datetime) -> Line:
    due: datetime | None = vars(row).get("due")
    stage = row.report.review
    return Line(
        card=cards_for([row.report])[0],
        who=row.agency.name,
        stage=str(ReviewStage(stage).label) if stage and not row.ended_at else "",
        asked_at=row.asked_at,
        due=due,
        late=due is not None and due < now,
        outcome=str(Review.End(row.outcome).label) if row.outcome else "",
        ended_at=row.ended_at,
        key=row.pk,
    )
