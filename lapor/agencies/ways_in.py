"""Whose hands a person's way in has been in, before they are seated where others are watched."""

from collections.abc import Iterable

from django.db.models import Q

from lapor.accounts import invitations
from lapor.accounts.models import User
from lapor.agencies.actor import Actor
from lapor.agencies.governing import record
from lapor.agencies.models import Agency, Change, Post, Role
from lapor.agencies.overseeing import is_watch

FILLED_FROM_ABOVE = (Role.OVERSEER, Role.NATIONAL_ADMIN, Role.CUSTODIAN)  # by the nation alone


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
    ways = Q(after__has_key="username") | Q(after__has_key="invited") | Q(after__has_key="way_in")
    rows = Change.objects.filter(ways, topic=Change.Topic.PERSON, row=str(person.pk))
    last = rows.select_related("post__agency").order_by("-id").first()
    if last is None or last.post is None or "way_in" in (last.after or {}):
        return False
    if last.post.role == Role.NATIONAL_ADMIN:
        return False
    return is_from_above(post, besides=last.post.agency.ids)


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
