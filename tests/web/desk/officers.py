"""An officer at the desk: a browser that has signed in and shown the second factor."""

import time

from django.test import Client

from lapor.accounts.adapters import SEEN_AT, SIGNED_IN_AT
from lapor.accounts.models import User
from lapor.accounts.second_factor import enroll
from lapor.agencies.actor import Actor

HOST = {"host": "localhost"}
PASSWORD = "sebuah sandi panjang"  # noqa: S105 - of invented people


def sign_in(person: Actor | User, *, factor: bool = True) -> Client:
    """Return a browser in which this officer has signed in; without `factor`, by password only."""
    user = person.user if isinstance(person, Actor) else person
    assert user
    client = Client(headers=HOST)
    client.force_login(user)
    session = client.session
    session[SIGNED_IN_AT] = session[SEEN_AT] = int(time.time())
    if factor:
        enroll(user)
        record = {"method": "mfa", "at": time.time(), "type": "totp", "reauthenticated": True}
        session["account_authentication_methods"] = [record]
        session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def with_password(person: Actor | User) -> User:
    """Return the person, who can now sign in by PASSWORD."""
    user = person.user if isinstance(person, Actor) else person
    assert user
    user.set_password(PASSWORD)
    user.save()
    return user
