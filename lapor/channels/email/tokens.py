"""Tokens by which what comes back is known: `aduan+<token>@…`, and names of our letters.

A token names a contact (a reply to our letter) or a message (a bounce of it), signed under the
pepper. That of a reply is also bound to the address the letter went to, so that it answers from
there alone: who was forwarded the letter, or reads it over a shoulder, writes in nobody's name.
It stands in the Message-ID too, which every mail program repeats: not all servers know a plus.
"""

import base64
import hmac
import re
from collections.abc import Iterable
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

REPLY, BOUNCE = "r", "b"
MAC = 8  # bytes: what is signed is a random id, which nobody guesses
SIZE = 39  # letters of the id and its MAC
TOKEN = re.compile(rf"[+.]([{REPLY}{BOUNCE}])([a-z2-7]{{{SIZE}}})$")
OURS = re.compile(r"<?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}[@.]", re.IGNORECASE)
LONGEST_NAME = 64 - 2 - SIZE  # letters of our own name before the plus; RFC 5321 allows 64


def reply_address(address: str, contact: UUID, to: str) -> str:
    """Return where an answer to our letter goes: ours, with the token of its contact."""
    return _plus(address, REPLY, contact, plain(to))


def letter_name(message: str, contact: UUID | None, to: str) -> str:
    """Return the Message-ID of a letter of ours, the same however often it is sent."""
    token = f".{REPLY}{_made(REPLY, contact, plain(to))}" if contact else ""
    return f"<{message}{token}@{_host()}>"


def is_ours(name: str) -> bool:
    """Say whether a Message-ID looks like one of our letters."""
    return bool(OURS.match(name)) and name.strip("<> ").rpartition("@")[2] == _host()


def bounce_address(address: str, message: UUID) -> str:
    """Return where a mail server says that a letter of ours could not be brought."""
    return _plus(address, BOUNCE, message, "")


def answered(addresses: Iterable[str], sender: str) -> UUID | None:
    """Return the contact that the letter went to, if `sender` is the address it went to."""
    return _found(addresses, REPLY, plain(sender))


def has_reply_token(addresses: Iterable[str]) -> bool:
    """Say whether one of these looks like an answer to a letter, whoever it was sent to."""
    return any(_token(one, REPLY) for one in addresses)


def bounced(addresses: Iterable[str]) -> UUID | None:
    """Return the message whose letter comes back."""
    return _found(addresses, BOUNCE, "")


def plain(address: str) -> str:
    """Return one way to write an address: small letters."""
    return address.strip().lower()


def base_of(address: str) -> str:
    """Return the address without what stands behind a plus."""
    name, _at, host = plain(address).rpartition("@")
    return f"{name.partition('+')[0]}@{host}"


def _plus(address: str, use: str, key: UUID, bound: str) -> str:
    name, _at, host = plain(address).rpartition("@")
    if len(name) > LONGEST_NAME:  # no room: letters go out without a token, and are known by sender
        return plain(address)
    return f"{name}+{use}{_made(use, key, bound)}@{host}"


def _made(use: str, key: UUID, bound: str) -> str:
    return base64.b32encode(key.bytes + _mac(use, key, bound)).decode().rstrip("=").lower()


def _token(address: str, use: str) -> str:
    """Return the token in an address, or in the name of a letter."""
    found = TOKEN.search(plain(address).strip("<>").rpartition("@")[0])
    return found[2] if found and found[1] == use else ""


def _host() -> str:
    return urlsplit(settings.ADDRESS).hostname or "localhost"


def _found(addresses: Iterable[str], use: str, bound: str) -> UUID | None:
    for address in addresses:
        token = _token(address, use)
        try:
            raw = base64.b32decode(token.upper() + "=" * (-len(token) % 8)) if token else b""
        except ValueError:
            continue
        if len(raw) != 16 + MAC:
            continue
        key = UUID(bytes=raw[:16])
        if hmac.compare_digest(raw[16:], _mac(use, key, bound)):
            return key
    return None


def _mac(use: str, key: UUID, bound: str) -> bytes:
    about = f"lapor.channels.email:{use}:{key.hex}:{bound}"
    return hmac.digest(settings.PEPPER, about.encode(), "sha256")[:MAC]
