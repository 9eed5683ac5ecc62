"""What has come and was not looked at yet: in pieces, each sealed to the worker.

The web server writes here and can read nothing of it again.
"""

from cryptography.exceptions import InvalidTag
from django.conf import settings

from lapor.files import shelf
from lapor.files.models import File
from lapor.files.shelf import QUARANTINE
from lapor.kit.seal import seal, unseal

PIECE = 256 << 10  # bytes of a piece; the last may be shorter. Half a minute on a poor line


class Unopened(Exception):
    """A piece was sealed to another key than the one we have; that key would open it."""


def lay(file: File, offset: int, piece: bytes) -> None:
    """Seal one piece into its place, or once more. Raises `shelf.Unwritten`."""
    sealed = seal(piece, to=settings.COURIER_PUBLIC, about=_about(file, offset))
    shelf.put(QUARANTINE, _key(file, offset), sealed)


def raw(file: File) -> bytes:
    """Return what came. The worker alone can.

    Raises `LookupError` where a piece is missing, `Unopened`, and `shelf.Unread`.
    """
    return b"".join(_piece(file, offset) for offset in range(0, file.received, PIECE))


def forget(file: File) -> None:
    """Delete every piece, those whose writing was not recorded too."""
    for offset in range(0, file.declared, PIECE):
        shelf.drop(QUARANTINE, _key(file, offset))


def _piece(file: File, offset: int) -> bytes:
    sealed = shelf.take(QUARANTINE, _key(file, offset))
    try:
        return unseal(sealed, key=settings.COURIER_KEY, about=_about(file, offset))
    except InvalidTag:
        raise Unopened("This piece does not open with the courier's key.") from None


def _key(file: File, offset: int) -> str:
    return f"{file.key}-{offset // PIECE}"


def _about(file: File, offset: int) -> bytes:
    """Bind a piece to its file and its place in it."""
    return file.id.bytes + offset.to_bytes(4, "big")
