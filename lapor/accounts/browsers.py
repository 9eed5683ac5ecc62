"""In which browsers a person is signed in, and how one of them is signed out from another."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from lapor.accounts.models import SignedIn, User
from lapor.accounts.sessions import kept_under

HOUR = 3600
NOTED = "noted_at"  # session key: the hour for which the list has been told
# The first that is named counts: almost every browser also names those that it descends from.
FAMILIES = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("UCBrowser", "UC Browser"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


@dataclass(frozen=True)
class Place:
    """One browser of the list. browser: its family, empty where that is unknown."""

    key: int
    browser: str
    since: datetime
    seen_at: datetime
    is_this: bool


def family_of(said: str) -> str:
    """Return the family of a browser by what it says of itself; empty where it is unknown.

    No version and no system: with them the list would be a fingerprint of a telephone.
    """
    return next((name for part, name in FAMILIES if part in said), "")


def note_entry(request: HttpRequest, user: User) -> None:
    """Put the browser of a new session on the list of this person."""
    if request.session.session_key is None:
        request.session.create()
    now = int(time.time())
    request.session[NOTED] = now // HOUR
    SignedIn.objects.update_or_create(
        session=kept_under(request.session.session_key or ""),
        defaults={
            "user": user,
            "browser": family_of(request.headers.get("User-Agent", "")),
            "since": _hour(now),
            "seen_at": _hour(now),
        },
    )


def note_use(request: HttpRequest) -> None:
    """Note that this browser was used: once an hour, and to the hour."""
    now = int(time.time())
    if request.session.get(NOTED) == now // HOUR:
        return
    request.session[NOTED] = now // HOUR
    name = kept_under(request.session.session_key or "")
    SignedIn.objects.filter(session=name).update(seen_at=_hour(now))


def places(request: HttpRequest, user: User) -> list[Place]:
    """Return the browsers in which this person is signed in now: one statement."""
    this = kept_under(request.session.session_key or "")
    living = Session.objects.filter(expire_date__gt=timezone.now())
    rows = user.signed_in.filter(session__in=living.values("session_key"))
    return [Place(row.pk, row.browser, row.since, row.seen_at, row.session == this) for row in rows]


@transaction.atomic
def sign_out(request: HttpRequest, user: User, key: int) -> bool:
    """End one session of this person, at once; False where it is none, or the one in use."""
    this = kept_under(request.session.session_key or "")
    row = user.signed_in.exclude(session=this).filter(pk=key).first()
    if row is None:
        return False
    _end([row.session])
    return True


@transaction.atomic
def sign_out_others(request: HttpRequest, user: User) -> int:
    """End every session of this person but the one in use; return how many there were."""
    this = kept_under(request.session.session_key or "")
    names = list(user.signed_in.exclude(session=this).values_list("session", flat=True))
    _end(names)
    return len(names)


@transaction.atomic
def sign_out_everywhere(user: User) -> None:
    """End every session of this person."""
    _end(list(user.signed_in.values_list("session", flat=True)))


def _end(names: list[str]) -> None:
    SignedIn.objects.filter(session__in=names).delete()
    Session.objects.filter(session_key__in=names).delete()


def _hour(now: int) -> datetime:
    return datetime.fromtimestamp(now - now % HOUR, tz=UTC)
