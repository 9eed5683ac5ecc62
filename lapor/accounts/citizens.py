"""Accounts that citizens make for their own reports: an e-mail address, no password, no name.

Nobody needs one. It never opens the desk, and an officer's account never opens these pages.
"""

import time
from datetime import UTC, datetime
from uuid import uuid4

from allauth.account.authentication import (
    get_authentication_records,
)
from allauth.account.internal.flows.login import (
    perform_login,
    record_authentication,
)
from allauth.account.models import Login
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from lapor.accounts.browsers import sign_out_everywhere
from lapor.accounts.codes import plain
from lapor.accounts.models import User

CODE = "code"  # how the library's record of this session names a code by e-mail
NO_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)  # its own would stand beside an anonymous report's
LATELY = 5 * 60  # seconds; as long as the library asks nobody again


def account_of(address: str) -> User:
    """Return the account of an address that has just been proved; made where there is none."""
    user, _made = User.objects.get_or_create(
        citizen=True,
        email=plain(address),
        defaults={
            "username": f"warga:{uuid4().hex}",  # with a sign that no officer's name may have
            "password": make_password(None),
            "language": get_language() or "id",
            "date_joined": NO_MOMENT,
        },
    )
    return user


def enter(request: HttpRequest, user: User, to: str) -> HttpResponse:
    """Sign in who has typed the right code, and lead on; first to the second factor, if any."""
    note_code(request, user)
    response: HttpResponse = perform_login(request, Login(user=user, redirect_url=to))
    return response


def note_code(request: HttpRequest, user: User) -> None:
    """Write into the session that this person has just typed a code from their mailbox."""
    assert user.citizen  # noqa: S101 - no mailbox proves an officer
    request.session.cycle_key()  # who proved it holds another key than who looked on before
    record_authentication(request, user, CODE, reauthenticated=True)


def is_fresh(request: HttpRequest, user: User) -> bool:
    """Say whether this person has proved within the last LATELY seconds that it is they."""
    rows = get_authentication_records(request, user)
    return any(row.get("reauthenticated") and time.time() - row["at"] < LATELY for row in rows)


def is_guarded(user: User) -> bool:
    """Say whether this account asks for more than a code by e-mail."""
    return bool(Authenticator.objects.filter(user=user).exists())


@transaction.atomic
def delete(user: User) -> None:
    """Delete the account and all that is kept of the person. Their reports are untouched here."""
    assert user.citizen  # noqa: S101 - an officer's deeds keep their name
    sign_out_everywhere(user)
    user.delete()
