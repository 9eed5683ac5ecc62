"""Opening a vault: with the desk's key, or with the halves that two custodians have opened.

Nothing here asks who may; that is `naming` and `reveal`. What is opened is handed to one page and
kept nowhere.
"""

import json
from collections.abc import Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.conf import settings

from lapor.files import shelf
from lapor.kit import points
from lapor.kit.custody import HALF, about_answer, about_vault
from lapor.kit.points import Pin
from lapor.kit.seal import join, unseal
from lapor.reports.models import Report, Reveal, Sealed, Vault


class WrongHalf(Exception):
    """A half that was not opened for this request, or two that make no key of this report."""


def with_desk_key(report: Report, vault: Vault) -> bytes:
    """Return the private half of a vault that is sealed whole to the desk."""
    return unseal(bytes(vault.half_a), key=settings.NAMES_KEY, about=about_vault(report.number))


def own_key(reveal: Reveal) -> bytes:
    """Return the private half of a request's own pair, kept sealed to the desk until it is over."""
    return unseal(bytes(reveal.private), key=settings.NAMES_KEY, about=reveal.id.bytes)


def opened_half(reveal: Reveal, side: str, sealed: bytes) -> bytes:
    """Return a half as its custodian opened it for this request; raises WrongHalf."""
    about = about_answer(str(reveal.id), side)
    try:
        half = unseal(sealed, key=own_key(reveal), about=about)
    except (InvalidTag, ValueError):
        raise WrongHalf from None
    if len(half) != HALF:
        raise WrongHalf
    return half


def with_halves(vault: Vault, halves: tuple[bytes, bytes]) -> bytes:
    """Return the private half of a vault of two custodians; raises WrongHalf where it is none."""
    private = join(halves)
    public = X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
    if public != bytes(vault.public):
        raise WrongHalf
    return private


def name_in(rows: Iterable[Sealed], private: bytes) -> str:
    """Return the name among these sealed rows; empty where none was given."""
    for row in rows:
        if row.part == Sealed.Part.NAME:
            return str(json.loads(_plain(row, private)).get("name", ""))
    return ""


def point_in(rows: Iterable[Sealed], private: bytes) -> Pin | None:
    """Return the exact point among these sealed rows; None where none was sealed."""
    for row in rows:
        if row.part == Sealed.Part.POINT:
            return points.read(json.loads(_plain(row, private))["point"])
    return None


def words_in(rows: Iterable[Sealed], private: bytes) -> list[tuple[Sealed, str]]:
    """Return the original words among these sealed rows, each with its row.

    Of a report its title, story and landmark; of a step its words (see `masking`).
    """
    words = (row for row in rows if row.part == Sealed.Part.WORDS)
    said = ((row, json.loads(_plain(row, private))) for row in words)
    return [(row, "\n\n".join(filter(None, parts.values()))) for row, parts in said]


def file_in(row: Sealed, private: bytes) -> bytes:
    """Return an original file as it came. Raises `LookupError` where it is gone, and `Unread`."""
    ciphertext = shelf.take(shelf.FILES, row.place)
    return unseal(ciphertext, key=private, about=row.id.bytes)


def _plain(row: Sealed, private: bytes) -> bytes:
    return unseal(bytes(row.ciphertext), key=private, about=row.id.bytes)
