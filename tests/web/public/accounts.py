"""A citizen at the pages of an account: asks for a code, reads it in the letter, types it."""

from typing import Any

from django.test import Client

from lapor.accounts.codes import digits_of
from lapor.accounts.models import SignInCode, User
from tests.web.public.pages import browser, filled
from tests.web.public.test_report import key_in

ENTER, CODE, MINE = "/akun/masuk", "/akun/masuk/kode", "/akun/laporan"
ADDRESS = "warga.sekali@example.org"


def newest_digits() -> str:
    """Return the digits of the last code that was sent, as its letter says them."""
    return digits_of(SignInCode.objects.latest("at").pk)


def wrong_digits() -> str:
    return f"{(int(newest_digits()) + 1) % 1_000_000:06}"


def enter(address: str = ADDRESS, client: Client | None = None, **fields: Any) -> Client:
    """Return a browser that has signed in to the account of this address by its code."""
    client = client or browser()
    asked = client.post(ENTER, {"email": address} | fields)
    assert asked.headers["Location"] == CODE, asked.status_code
    typed = client.post(CODE, {"code": newest_digits()})
    assert typed.status_code == 302, typed.text
    return client


def citizen(address: str = ADDRESS) -> User:
    return User.objects.get(citizen=True, email=address)


def report_named(client: Client, **fields: Any) -> str:
    """Send the form with a name from this browser; return the receipt's key."""
    told = {"who": "named", "name": "Kenari Sangkarwati"} | fields
    return key_in(client.post("/lapor", filled(**told)))
