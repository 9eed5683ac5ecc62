"""Whose hands a person's way in has been in, before they are seated where others are watched."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import F, Q

from lapor.accounts import invitations
from lapor.accounts.models import User
from lapor.agencies.actor import Actor
from lapor.agencies.governing import record
from lapor.agencies.models import Agency, Change, Delegation, Post, Role, Tenure
from lapor.agencies.overseeing import is_watch, watching

FILLED_FROM_ABOVE = (Role.OVERSEER, Role.NATIONAL_ADMIN, Role.CUSTODIAN)  # by the nation alone

# Changes of a person that put their way in into somebody's hands, or took it back.
WAYS = Q(after__has_key="username") | Q(after__has_key="invited") | Q(after__has_key="way_in")


def is_from_above(post: Post, besides: Iterable[int]) -> bool:
    """Say whether an institution has no hand in who holds this post, nor in how they come in.

    That is a post which the nation alone fills, and any in an office that watches others or lies
    below one; besides: the institution and what stands above it, which may watch itself.
    """
    return post.role in FILLED_FROM_ABOVE or is_watch(post.agency, besides)


def must_begin_anew(person: User, post: Post) -> bool:
    """Say whether this person needs a new way in before they act in this post.

    An admin of an institution who last made or was shown their way in could have taken it, or may
    hold the password still. The machine's own command line is trusted.
    """
    rows = Change.objects.filter(WAYS, topic=Change.Topic.PERSON, row=str(person.pk))
    last = rows.select_related("post__agency").order_by("-id").first()
    if last is None or last.post is None or "way_in" in (last.after or {}):
        return False
    if last.post.role == Role.NATIONAL_ADMIN:
        return False
    return is_from_above(post, besides=last.post.agency.ids)


def astray(now: datetime) -> Iterator[tuple[User, Post]]:
    """Yield who must begin anew where they sit already, each once, with the post.

    Their office began to watch after they were seated, or came to lie below one that does. Three
    statements for each office that watches, and a few for each of the few that are found.
    """
    seen = set[int]()
    for watch in watching():
        within = str(watch.path)
        rows = [*_seated_within(Tenure, within, now), *_seated_within(Delegation, within, now)]
        let_in = Change.objects.filter(
            WAYS, topic=Change.Topic.PERSON, row__in=[str(row.person_id) for row in rows]
        )
        others = let_in.exclude(post=None).exclude(post__agency__path__within=within)
        by_others = set(others.values_list("row", flat=True).distinct())
        for row in rows:
            fits = str(row.person_id) in by_others and row.person_id not in seen
            if fits and must_begin_anew(row.person, row.post):
                seen.add(row.person_id)
                yield row.person, row.post


def _seated_within(
    rows: type[Tenure] | type[Delegation], within: str, now: datetime
) -> Iterable[Tenure | Delegation]:
    """Return who acts, or will, in posts of an office and below it."""
    lasting = (Q(until=None) | Q(until__gt=now)) & ~Q(until=F("since"))
    here = Q(post__agency__path__within=within, post__ended_at=None, person__is_active=True)
    return rows.objects.filter(lasting & here).select_related("person", "post__agency")


def begin_anew(person: User, *, actor: Actor, agency: Agency | None, why: str) -> None:
    """Take back password and second factor, and keep that it was done. The caller's transaction.

    The caller writes to the person, or hands the link over.
    """
    invitations.forget_way_in(person)
    record(
        Change.Topic.PERSON,
        person.pk,
        label=person.name or person.username,
        before={"way_in": "kept"},
        after={"way_in": "reset"},
        actor=actor,
        agency=agency,
        why=why,
    )
