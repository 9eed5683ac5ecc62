"""Who opened and did what with reports, for those who check it; a scope that tells no secret.

An admin must not learn from here that somebody watches: what overseers and protectors open and do
is shown to themselves and to the nation alone, as is whatever tells of retaliation.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from lapor.agencies.actor import Actor
from lapor.agencies.models import Agency, Oversight, Role, in_force
from lapor.reports.access import visible_at_all
from lapor.reports.models import Event, Opening, PartyTrace, Report, Stake
from lapor.reports.terms import UNSEEN, Audience

HUSHED = (Audience.PROTECTOR, Audience.OVERSEER)
NONE = Q(pk=None)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a checker looks for. Empty: everything in scope."""

    person: str = ""  # a piece of the name or of the user name
    post: str = ""  # a piece of the title
    office: Agency | None = None  # and all below it
    since: datetime | None = None
    until: datetime | None = None
    number: str = ""  # of a report
    before: int = 0  # the key of the last line already read


@dataclass(frozen=True)
class Seen:
    """One opening, or one step, as the audit lists it."""

    key: int
    at: datetime
    person: str
    post: str
    office: str
    number: str
    what: str  # a move, or the audience as whom it was opened


def openings(actor: Actor, asked: Asked, most: int) -> list[Seen]:
    """Return the newest openings that this actor may check: one statement."""
    rows = Opening.objects.filter(_openings_of(actor))
    return [seen(row, row.audience) for row in cut(rows, actor, asked, most)]


def steps(actor: Actor, asked: Asked, most: int) -> list[Seen]:
    """Return the newest steps of officers that this actor may check: one statement.

    Those too that an operator took for a reporter, by the key that the reporter told them.
    """
    rows = Event.objects.filter(_steps_of(actor)).exclude(agency=None, post=None)
    return [seen(row, row.move) for row in cut(rows, actor, asked, most)]


def links(actor: Actor, asked: Asked, most: int) -> list[tuple[Seen, str]]:
    """Return what happened with links of outside parties that this actor may check, the newest
    first, each with the party's name: one statement. Who took a link back is a person; else none.
    """
    rows = PartyTrace.objects.select_related("party")
    if actor.role != Role.NATIONAL_ADMIN:
        rows = rows.filter(in_trees([*governed(actor), *_watched_by(actor)]))
    return [
        (seen(row, row.get_what_display()), row.party.name) for row in cut(rows, actor, asked, most)
    ]


def _watched_by(actor: Actor) -> list[str]:
    return watched(actor) if actor.role == Role.OVERSEER else []


def _openings_of(actor: Actor) -> Q:
    if actor.role == Role.NATIONAL_ADMIN:
        return Q()
    hushed = Q(audience__in=HUSHED) | Q(role=Role.OVERSEER)
    own = Q(user=actor.user) if actor.user else NONE
    if actor.role == Role.OVERSEER:
        return in_trees(watched(actor)) & ~hushed | own
    return in_trees(governed(actor)) & ~hushed


def _steps_of(actor: Actor) -> Q:
    if actor.role == Role.NATIONAL_ADMIN:
        return Q()
    hushed = Q(role=Role.OVERSEER) | Q(move__in=UNSEEN)
    trees = governed(actor)
    for_a_reporter = Q(agency=None) & in_trees(trees, of="post__agency")
    return (in_trees(trees) | for_a_reporter) & ~hushed


def governed(actor: Actor) -> list[str]:
    if actor.role != Role.AGENCY_ADMIN or actor.agency is None:
        return []
    return [str(actor.agency.path)]


def watched(actor: Actor) -> list[str]:
    """Return the paths of the institutions that this overseer watches today: one statement."""
    rows = Oversight.objects.filter(in_force(timezone.localdate()), overseer=actor.agency)
    return [str(path) for path in rows.values_list("agency__path", flat=True)]


def in_trees(paths: Iterable[str], of: str = "agency") -> Q:
    rule = NONE
    for path in paths:
        rule |= Q(**{f"{of}__path__within": path})
    return rule


def cut(
    rows: QuerySet[Any], actor: Actor, asked: Asked, most: int, *, at: str = "at"
) -> Iterable[Any]:
    """Return the newest of these rows that were looked for and that the actor may know of.

    at: the column of the moment; where it is another than `at`, the caller cuts what was read.
    """
    if actor.role != Role.NATIONAL_ADMIN:
        rows = rows.filter(_known_to(actor))
    wanted = Q()
    if asked.person:
        wanted &= Q(user__name__icontains=asked.person) | Q(user__username__iexact=asked.person)
    if asked.post:
        wanted &= Q(post__title__icontains=asked.post)
    if asked.office:
        wanted &= Q(agency__path__within=str(asked.office.path))
    if asked.since:
        wanted &= Q(**{f"{at}__gte": asked.since})
    if asked.until:
        wanted &= Q(**{f"{at}__lt": asked.until})
    if asked.number:
        wanted &= Q(report__number=asked.number)
    if asked.before and at == "at":
        wanted &= Q(pk__lt=asked.before)
    return (
        rows.filter(wanted)
        .select_related("user", "post__agency", "agency", "report")
        .order_by(f"-{at}" if at != "at" else "-id")[:most]
    )


def _known_to(actor: Actor) -> Q:
    """Return the rows about reports whose existence the actor may know of.

    What is confidential, or complains of the actor's own line, is no more in the audit than on
    any other page.
    """
    accused = Stake.objects.filter(
        report=OuterRef("report"),
        agency__in=actor.lineages,
        why=Stake.Why.SUBJECT,
        until=None,
    )
    reports = Report.objects.filter(pk=OuterRef("report"))
    seen = Exists(reports.filter(pk__in=visible_at_all(actor).values("pk")))
    return Q(report__confidential=False) & ~Q(Exists(accused)) | Q(seen)


def seen(row: Any, what: str, *, at: datetime | None = None) -> Seen:
    """Return a row as a line. at: its moment where it has no `at`; it is the key then."""
    return Seen(
        key=int(at.timestamp() * 1e6) if at else row.pk,
        at=at or row.at,
        person=row.user.get_full_name() if row.user else "",
        post=row.post.title if row.post else "",
        office=(row.agency or row.post.agency).label,
        number=row.report.number,
        what=what,
    )
