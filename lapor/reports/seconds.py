"""The second officer (empat mata): which answers need one, and who may be it.

Another person in a post of the office that writes, or an admin above it in the institution; where
nobody else sits there, the tier above the institution. Never the author, in whatever post, and
never who cannot see the report: so never somebody on its subject's side.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from lapor.accounts.models import User
from lapor.agencies.actor import Actor
from lapor.agencies.models import Agency, ApprovalRule, Delegation, Role, Tenure, in_force
from lapor.agencies.request import seats_of
from lapor.agencies.rules import Rules
from lapor.reports import access
from lapor.reports.models import Draft, Report

What = ApprovalRule.What
SEATS = (Role.AGENCY_ADMIN, Role.LIAISON, Role.HANDLER)
CLOSINGS = ("close", "finish")
LIVE = (Draft.State.WRITING, Draft.State.WAITING, Draft.State.SENT_BACK)
WAITING = Draft.State.WAITING
ASKED = (Draft.State.WAITING, Draft.State.SENT_BACK)
MOST_CALLED, MOST_LISTED = 20, 300
LATELY = timedelta(days=90)


@dataclass(frozen=True)
class Figure:
    """How many answers of an office a second officer approved, and how many went out without."""

    agency: Agency
    approved: int
    urgent: int


def needs_approval(report: Report, move: str, book: Rules) -> bool:
    """Say whether this answer needs a second officer, by the rule of who holds the report."""
    what = book.approval(report.holder.ids, timezone.localdate())
    if what == What.CLOSINGS:
        return move in CLOSINGS
    return what == What.ANSWERS or (what == What.OVERSIGHT and report.oversight)


def drafts_of(report: Report) -> QuerySet[Draft]:
    """Return the answers that offices have begun on a report; not what outside parties wrote."""
    return report.drafts.filter(party=None, state__in=LIVE)


def readable(actor: Actor) -> QuerySet[Draft]:
    """Return the drafts that were put before others and that this actor may read; their own too."""
    rows = Draft.objects.filter(party=None, report__in=access.visible_at_all(actor))
    own = Q(author=actor.user, state__in=LIVE)
    return rows.filter(own | Q(state__in=ASKED) & _near(actor))


def decided(actor: Actor) -> QuerySet[Draft]:
    """Return the drafts that went out after somebody was asked, in what this actor could read."""
    rows = Draft.objects.filter(party=None, report__in=access.visible_at_all(actor))
    was_asked = Q(state=Draft.State.SENT) & ~Q(asked_at=None)
    return rows.filter(was_asked, Q(author=actor.user) | _near(actor))


def waiting(actor: Actor) -> list[Draft]:
    """Return the drafts that wait for this actor, the oldest first: one statement, three for the
    nation."""
    rows = readable(actor).filter(state=Draft.State.WAITING).exclude(author=actor.user)
    rows = rows.select_related("report", "agency", "post", "author").order_by("asked_at", "pk")
    found = list(rows[:MOST_LISTED])
    if actor.role != Role.NATIONAL_ADMIN:
        return found
    sitting = _sitting({key for draft in found for key in draft.agency.ids})
    return [draft for draft in found if not _has_nearer(draft, sitting)]


def begun(actor: Actor) -> list[Draft]:
    """Return the answers that this officer has begun for their office and that are not sent, the
    newest first, of reports that they still see: one statement."""
    rows = Draft.objects.filter(author=actor.user, agency=actor.agency, state__in=LIVE)
    rows = rows.filter(report__in=access.visible_at_all(actor), party=None).exclude(move="propose")
    return list(rows.select_related("report").order_by("-changed_at", "-pk")[:MOST_LISTED])


def count_waiting(actor: Actor) -> int:
    """Return how many drafts wait for this actor."""
    if actor.role == Role.NATIONAL_ADMIN:
        return len(waiting(actor))
    return readable(actor).filter(state=Draft.State.WAITING).exclude(author=actor.user).count()


def sent_urgent(actor: Actor) -> list[Draft]:
    """Return the answers below this admin that lately went out without the second officer they
    needed, the newest first, of what they may see."""
    since = timezone.now() - LATELY
    rows = Draft.objects.filter(state=Draft.State.SENT, changed_at__gte=since).exclude(urgent="")
    rows = rows.filter(_near(actor), report__in=access.visible_at_all(actor))
    rows = rows.select_related("report", "agency", "post").order_by("-changed_at", "-pk")
    return list(rows[:MOST_LISTED])


def figures(actor: Actor, now: datetime) -> list[Figure]:
    """Return by office in this admin's tree how many answers lately were approved, and how many
    went out without it: two statements."""
    sent = Draft.objects.filter(_near(actor), state=Draft.State.SENT, changed_at__gte=now - LATELY)
    rows = sent.values("agency").annotate(
        approved=Count("pk", filter=~Q(decided_by=None)), urgent=Count("pk", filter=~Q(urgent=""))
    )
    counted = {row["agency"]: row for row in rows if row["approved"] or row["urgent"]}
    offices = Agency.objects.in_bulk(counted).values()
    return [
        Figure(office, counted[office.pk]["approved"], counted[office.pk]["urgent"])
        for office in sorted(offices, key=lambda office: office.name.casefold())
    ]


def may_approve(actor: Actor, draft: Draft) -> bool:
    """Say whether this actor may approve a draft that they may read."""
    if actor.user is None or actor.agency is None or actor.user.pk == draft.author_id:
        return False
    office = draft.agency
    if actor.role == Role.NATIONAL_ADMIN:
        return not _has_nearer(draft, _sitting(office.ids))
    if office == actor.agency:
        return actor.role in SEATS
    return actor.role == Role.AGENCY_ADMIN and office.is_within(actor.agency)


def approvers(draft: Draft) -> list[User]:
    """Return who may approve a draft in the nearest tier in which somebody may; empty: nobody."""
    for office, roles in _tiers(draft.agency):
        people = [user for user in _people(office, roles) if user.pk != draft.author_id]
        seats = [
            (user, seat.actor)
            for user in people[:MOST_CALLED]
            for seat in seats_of(user)
            if seat.actor.agency and seat.actor.agency.pk == office and seat.actor.role in roles
        ]
        sees = access.who_sees(draft.report, [actor for _user, actor in seats])
        found = [user for (user, _actor), is_so in zip(seats, sees, strict=True) if is_so]
        if found:
            return list(dict.fromkeys(found))
    return []


def author_of(draft: Draft) -> Actor | None:
    """Return the author as who they act by the post of the draft; None where they do no more."""
    if draft.author is None:
        return None
    seats = (seat.actor for seat in seats_of(draft.author))
    return next((actor for actor in seats if actor.post and actor.post.pk == draft.post_id), None)


def _near(actor: Actor) -> Q:
    """Return the drafts that somebody in this post may read once they are put before others."""
    if actor.agency is None:
        return Q(pk=None)
    if actor.role == Role.NATIONAL_ADMIN:
        return Q()
    mine = Q(agency=actor.agency) if actor.role in SEATS else Q(pk=None)
    if actor.role == Role.AGENCY_ADMIN:
        mine |= Q(agency__path__within=str(actor.agency.path))
    return mine


def _tiers(office: Agency) -> list[tuple[int, tuple[Role, ...]]]:
    """Return the offices that may approve, the nearest first, with the roles that may there."""
    above = [(key, (Role.AGENCY_ADMIN,)) for key in reversed(office.lineage[:-1])]
    own = [(office.pk, SEATS)] if office.depth else []
    return [*own, *above, (office.ids[0], (Role.NATIONAL_ADMIN,))]


def _has_nearer(draft: Draft, sitting: Sequence[tuple[int, str, int]]) -> bool:
    """Say whether anybody but the author sits where a draft is approved within its institution."""
    institution = {key: roles for key, roles in _tiers(draft.agency) if key in draft.agency.lineage}
    return any(
        person != draft.author_id and role in institution.get(agency, ())
        for agency, role, person in sitting
    )


def _sitting(offices: Iterable[int]) -> list[tuple[int, str, int]]:
    """Return agency, role and person of everybody who acts in these offices: two statements."""
    found: list[tuple[int, str, int]] = []
    for rows in (Tenure, Delegation):
        acting = rows.objects.filter(
            in_force(timezone.now()),
            post__agency__in=set(offices),
            post__role__in=SEATS,
            post__ended_at=None,
            person__is_active=True,
        )
        found += acting.values_list("post__agency", "post__role", "person")
    return found


def _people(office: int, roles: Sequence[Role]) -> list[User]:
    """Return who acts in such posts of an office: two statements."""
    people: dict[int, User] = {}
    for rows in (Tenure, Delegation):
        acting = rows.objects.filter(
            in_force(timezone.now()),
            post__agency=office,
            post__role__in=roles,
            post__ended_at=None,
            person__is_active=True,
        )
        for row in acting.select_related("person").order_by("pk"):
            people[row.person_id] = row.person
    return list(people.values())
