"""The second factor of a person: a code that an app on their phone makes anew every 30 seconds."""

import base64
import hashlib
import secrets
import time
from collections.abc import Iterable

from allauth.account.authentication import (
    get_authentication_records,
)
from allauth.account.internal.flows.login import (
    record_authentication,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
)
from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from lapor.accounts.models import User
from lapor.accounts.sealing import open_secret, seal_secret

PERIOD = 30  # seconds that a code is valid
SECRET_BYTES = 20  # as RFC 4226 recommends
LATELY = 15 * 60
OUTSIDE = "institution"  # how a session says that an institution has proved somebody
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def enroll(user: User, secret: bytes | None = None) -> None:
    """Give this person a second factor; an earlier one ends. `secret`: 20 bytes, else random."""
    text = base64.b32encode(secret or secrets.token_bytes(SECRET_BYTES)).decode()
    Authenticator.objects.update_or_create(
        user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": seal_secret(text)}}
    )


def drop_unreadable() -> int:
    """Delete the second factors that the key at hand does not open; return how many.

    Their owners sign in by password and add a new one, as at their first sign-in.
    """
    sealed = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN)  # public keys
    lost = [row.pk for row in sealed if not _is_readable(row)]
    Authenticator.objects.filter(pk__in=lost).delete()
    return len(lost)


def _is_readable(row: Authenticator) -> bool:
    try:
        open_secret(row.data.get("secret") or row.data["seed"])
    except (InvalidTag, ValueError):
        return False
    return True


def is_enrolled(user: User) -> bool:
    """Say whether this person has a second factor, app or passkey: one statement."""
    return bool(Authenticator.objects.filter(user=user, type__in=FACTORS).exists())


def ways_of(user: User) -> dict[str, bool]:
    """Return which second factors this person has: one statement."""
    types = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    return {
        "has_passkey": Authenticator.Type.WEBAUTHN in types,
        "has_app": Authenticator.Type.TOTP in types,
    }


def is_vouched_for(request: HttpRequest, user: User) -> bool:
    """Say whether a trusted institution said that this person showed a second factor there."""
    return any(row.get("type") == OUTSIDE for row in get_authentication_records(request, user))


def has_shown(request: HttpRequest, user: User) -> bool:
    """Say whether this session has shown the second factor of this person."""
    # Without the user the library returns nothing, and a page would ask for ever.
    return any(row["method"] == "mfa" for row in get_authentication_records(request, user))


def has_shown_lately(request: HttpRequest, user: User, *, own: bool = False) -> bool:
    """Say whether the second factor was shown within the last LATELY seconds: for what is taken.

    own: to LAPOR itself; the word of an institution does not count.
    """
    return any(
        row["method"] == "mfa"
        and time.time() - row["at"] < LATELY
        and not (own and row.get("type") == OUTSIDE)
        for row in get_authentication_records(request, user)
    )


def note_shown(
    request: HttpRequest, user: User, kind: Authenticator.Type = Authenticator.Type.TOTP
) -> None:
    """Write into the session that this person has just shown it, as at sign-in."""
    record_authentication(request, user, "mfa", type=kind, reauthenticated=True)


def use_once(user: User, code: str) -> bool:
    """Note that this person has used this code; False where it was used before.

    The library remembers for one period, while a code is good for its neighbours' too.
    """
    spent = hashlib.sha256(f"{user.pk} {code}".encode()).hexdigest()
    periods = 2 * settings.MFA_TOTP_TOLERANCE + 1
    return cache.add(f"second-factor-spent:{spent}", 1, timeout=PERIOD * periods)


def current_code(user: User, now: float | None = None) -> str:
    """Return the code that this person's app shows now; raises LookupError if there is none."""
    return current_codes([user], now)[user.pk]


def current_codes(users: Iterable[User], now: float | None = None) -> dict[int, str]:
    """Return the codes of those of these people who have a second factor: one statement."""
    rows = Authenticator.objects.filter(user__in=list(users), type=Authenticator.Type.TOTP)
    return {row.user_id: code_of(open_secret(row.data["secret"]), now) for row in rows}


def code_of(secret: str, now: float | None = None) -> str:
    """Return the six digits of a secret, spelled in base32, at a moment (RFC 6238)."""
    counter = int(time.time() if now is None else now) // PERIOD
    return str(format_hotp_value(hotp_value(secret, counter)))


def seconds_left(now: float | None = None) -> int:
    """Return for how many seconds the codes of now are still good."""
    return PERIOD - int(time.time() if now is None else now) % PERIOD
