"""The due dates of a desk for a calendar: whose address it is, and which dates it reads."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from lapor.accounts.models import User
from lapor.agencies.actor import Actor
from lapor.agencies.models import Agency, Delegation, Post, Tenure, in_force
from lapor.agencies.request import seats_of
from lapor.reports.access import digest, standings
from lapor.reports.models import CalendarFeed, Event
from lapor.reports.terms import Clock, NotFound, Reach
from lapor.reports.told import steps_seen_by
from lapor.reports.worklist import listed

TOKEN_BYTES = 16  # 128 bits
LONGEST_TOKEN = 64
MOST = 500


@dataclass(frozen=True)
class Feed:
    """That a post has an address for calendars, and since when; never the address itself."""

    made_at: datetime


@dataclass(frozen=True)
class Due:
    """One date: by number and clock alone. A calendar is read by phones, assistants and hosts."""

    number: str
    clock: Clock
    due_at: datetime
    holder: Agency
    changed_at: datetime


def feed_of(actor: Actor) -> Feed | None:
    """Return the address that this person made for the post they act in, if there is one."""
    row = _living().filter(person=actor.user, post=actor.post).first()
    return Feed(row.made_at) if row and _still_fits(row) else None


@transaction.atomic
def make(actor: Actor, now: datetime) -> str:
    """End the address there was and return the token of a new one, which is shown once."""
    if actor.user is None or actor.post is None:
        raise NotFound
    person = User.objects.select_for_update().get(pk=actor.user.pk)  # two clicks, one address
    end(actor, now)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    CalendarFeed.objects.create(
        person=person,
        post=actor.post,
        token_hmac=_digest(token),
        way_in=_way_in(person),
        made_at=now,
    )
    return token


def end(actor: Actor, now: datetime) -> None:
    """Let the address open nothing any more."""
    rows = CalendarFeed.objects.filter(person=actor.user, post=actor.post, ended_at=None)
    rows.update(ended_at=now)


def end_all(now: datetime) -> None:
    """Let no address open anything any more: one that was ended may have come back."""
    CalendarFeed.objects.filter(ended_at=None).update(ended_at=now)


def reader(token: str) -> Actor:
    """Return who reads by this token: its person, in its post, while they act there.

    Raises NotFound for a token that never was, was ended, or whose person has left the post since,
    or has another password.
    """
    if len(token) > LONGEST_TOKEN or not token.isascii():
        raise NotFound
    row = _living().filter(token_hmac=_digest(token)).first()
    if row is None or not _still_fits(row):
        raise NotFound
    post: Post = row.post
    for seat in seats_of(row.person):
        if seat.post.pk == post.pk:
            return seat.actor
    raise NotFound


def due_dates(actor: Actor) -> list[Due]:
    """Return the next dates of the desk of this post, its own standing only: one statement."""
    if Reach.HOLDER not in standings(actor):
        return []
    told = Event.objects.filter(steps_seen_by(actor), report=OuterRef("pk")).order_by("-pk")
    rows = listed(actor, Reach.HOLDER).select_related("holder")
    rows = rows.annotate(last=Subquery(told.values("at")[:1]))
    rows = rows.order_by("due_at", "pk")[:MOST]
    return [
        Due(row.number, Clock(row.due_clock), row.due_at, row.holder, row.last or row.received_at)
        for row in rows
    ]


def _living() -> QuerySet[CalendarFeed]:
    """Return the addresses whose person has acted in their post ever since, and still does."""
    since = {
        "post": OuterRef("post"),
        "person": OuterRef("person"),
        "since__lte": OuterRef("made_at"),
    }
    now = in_force(timezone.now())
    holds = Exists(Tenure.objects.filter(now, **since))
    stands_in = Exists(Delegation.objects.filter(now, **since))
    rows = CalendarFeed.objects.filter(holds | stands_in, ended_at=None, person__is_active=True)
    return rows.select_related("person", "post")


def _still_fits(row: CalendarFeed) -> bool:
    return hmac.compare_digest(bytes(row.way_in), _way_in(row.person))


def _way_in(person: User) -> bytes:
    return digest(f"way in:{person.password}")


def _digest(token: str) -> bytes:
    return digest(f"calendar:{token}")
