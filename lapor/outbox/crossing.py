"""The links by which a reporter goes on elsewhere: from the page of a report to a chat, and back.

Each is made for who has the report open on one side, and used once on the other, soon.
"""

import hmac
import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction

from lapor.kit.seal import seal, unseal
from lapor.outbox.models import ChannelAccount, Crossing

Kind = ChannelAccount.Kind
ABOUT = b"lapor.outbox.crossing:"
# By which address each chat is opened with words in it, as its provider describes it.
WAYS: Mapping[str, str] = {
    Kind.TELEGRAM: "https://t.me/{name}?start={secret}",
    Kind.WHATSAPP: "https://wa.me/{name}?text=MULAI%20{secret}",
    Kind.LINE: "https://line.me/R/oaMessage/{name}/?MULAI%20{secret}",
}
# What each of these names is like: of a bot, a telephone number, a basic id.
NAMES: Mapping[str, re.Pattern[str]] = {
    Kind.TELEGRAM: re.compile(r"@?(\w{5,32})"),
    Kind.WHATSAPP: re.compile(r"\+?(\d{8,15})"),
    Kind.LINE: re.compile(r"(@[\w.-]{3,20})"),
}
BACK = b"lapor.outbox.crossing.back:"
PATH = "/lacak/buka"
NONCE = bytes(12)  # each key seals once
VALID = timedelta(minutes=15)
BYTES = 16  # of a secret: 22 letters, as every chat lets through


def leading_over() -> list[ChannelAccount]:
    """Return the accounts of chats in which a reporter may go on now: one statement."""
    rows = ChannelAccount.objects.filter(channel__in=WAYS, ended_at=None)
    rows = rows.filter(takes=True, sends=True, rehearses=False).order_by("pk")
    return [account for account in rows if name_of(account)]


def link_of(account: ChannelAccount, secret: str) -> str:
    """Return the address that opens the chat with the secret ready to be sent."""
    return WAYS[account.channel].format(name=name_of(account), secret=secret)


def make(account: ChannelAccount, receipt: bytes, now: datetime) -> str:
    """Return the secret of a new link; what it opens lies sealed to the worker.

    receipt: the HMAC of the reply key, as the page holds it.
    """
    secret = secrets.token_urlsafe(BYTES)
    row = Crossing(account=account, secret=_hashed(secret), until=now + VALID)
    row.sealed = seal(receipt, to=settings.COURIER_PUBLIC, about=row.pk.bytes)
    row.save(force_insert=True)
    return secret


def take(account: ChannelAccount, secret: str, now: datetime) -> bytes | None:
    """Use a link up, and return the HMAC of its reply key; None where it is none any more.

    In the caller's transaction, so that of two who use it one is let over.
    """
    rows = Crossing.objects.select_for_update().filter(account=account, secret=_hashed(secret))
    row = rows.first()
    if row is None:
        return None
    try:
        receipt = unseal(bytes(row.sealed), key=settings.COURIER_KEY, about=row.pk.bytes)
    except (InvalidTag, ValueError):
        receipt = None
    row.delete()
    return receipt if row.until > now else None


def make_back(account: ChannelAccount, receipt: bytes, now: datetime) -> str:
    """Return the link that opens the page of a report for who is spoken with in a channel.

    Its secret is the key to what it opens: neither the row nor the keys of this server do without.
    A report has one such link: a new one ends the one before.
    """
    secret = secrets.token_urlsafe(BYTES)
    end_back(receipt)
    row = Crossing(account=account, secret=_hashed(secret, BACK), until=now + VALID)
    row.pk = _place_of(receipt)
    row.sealed = _cipher(secret).encrypt(NONCE, receipt, row.pk.bytes)
    row.save(force_insert=True)
    return f"{settings.ADDRESS.rstrip('/')}{PATH}/{secret}"


def end_back(receipt: bytes) -> None:
    """End the link to a report: there is a new one, or word of the report goes elsewhere now."""
    Crossing.objects.filter(pk=_place_of(receipt)).delete()


def leads_back(secret: str, now: datetime) -> bytes | None:
    """Return the HMAC of the reply key that a link still opens; None where it is over.

    Looking at it uses nothing up: programs look at links.
    """
    row = Crossing.objects.filter(secret=_hashed(secret, BACK), until__gt=now).first()
    return _opened(row, secret) if row else None


@transaction.atomic
def take_back(secret: str, now: datetime) -> bytes | None:
    """Use such a link up, and return the HMAC of its reply key; None where it is none any more."""
    row = Crossing.objects.select_for_update().filter(secret=_hashed(secret, BACK)).first()
    if row is None:
        return None
    receipt = _opened(row, secret)
    row.delete()
    return receipt if row.until > now else None


def forget(now: datetime) -> int:
    """Delete the links that are over; return how many."""
    return Crossing.objects.filter(until__lte=now).delete()[0]


def name_of(account: ChannelAccount) -> str:
    """Return how a link names this account, empty where nothing says it.

    That is its setting `handle`, else what people know it by.
    """
    typed = str(account.said.get("handle") or account.label).strip()
    if account.channel == Kind.WHATSAPP:  # a number is written in groups
        typed = typed.replace(" ", "")
    found = NAMES[account.channel].fullmatch(typed)
    return found[1] if found else ""


def _hashed(secret: str, about: bytes = ABOUT) -> bytes:
    """Return the HMAC under which a link is looked up."""
    return hmac.digest(settings.PEPPER, about + secret.encode(), "sha256")


def _place_of(receipt: bytes) -> UUID:
    """Return the one row of the link to a report; without the pepper nobody finds it from that."""
    return UUID(bytes=hmac.digest(settings.PEPPER, BACK + receipt, "sha256")[:16])


def _opened(row: Crossing, secret: str) -> bytes | None:
    try:
        return _cipher(secret).decrypt(NONCE, bytes(row.sealed), row.pk.bytes)
    except (InvalidTag, ValueError):
        return None


def _cipher(secret: str) -> AESGCM:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=BACK)
    return AESGCM(key.derive(secret.encode()))
