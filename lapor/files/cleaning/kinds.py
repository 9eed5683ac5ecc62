"""What a file is, told by its first bytes. A name may lie, so nobody asks for it."""

import re

from lapor.files.cleaning.answers import Fault, Refused
from lapor.files.cleaning.frames import is_aac, is_mp3

JPEG, PNG, GIF, WEBP, BMP, HEIF = "JPEG", "PNG", "GIF", "WEBP", "BMP", "HEIF"
IMAGES = (JPEG, PNG, GIF, WEBP, BMP, HEIF)
PDF, ZIP, TEXT = "PDF", "ZIP", "TEXT"
OGG, AMR, MPEG, BOX = SOUNDS = "OGG", "AMR", "MPEG", "BOX"  # the last may hold a film instead

STARTS = {
    b"\xff\xd8\xff": JPEG,
    b"\x89PNG\r\n\x1a\n": PNG,
    b"GIF87a": GIF,
    b"GIF89a": GIF,
    b"%PDF-": PDF,
    b"PK\x03\x04": ZIP,
    b"OggS": OGG,
    b"#!AMR": AMR,
    b"ID3": MPEG,
}
HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"}
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Word, Excel and Outlook of before 2007
FILM = re.compile(rb"hdlr.{8}vide", re.DOTALL)
SEEN = 4096  # bytes of the beginning, in which text has no zeros
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # how a newer one is locked


def kind_of(content: bytes) -> str:
    """Return one of the names above. Raises `Refused` for what is locked or nothing we take.

    What begins like nothing known may still be text; `texts` says whether it is.
    """
    for start, kind in STARTS.items():
        if content.startswith(start):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    if is_boxed(content):
        return _in_a_box(content)
    if len(content) > 1 and (is_aac(content, 0) or is_mp3(content, 0)):
        return MPEG
    if content[:2] == b"BM" and content[6:10] == bytes(4):
        return BMP
    if content.startswith(COMPOUND):
        raise Refused(Fault.LOCKED if ENCRYPTED in content else Fault.TYPE)
    return TEXT


def at_first_sight(content: bytes) -> str | None:
    """Return what this may be; None where it is plainly nothing we take, a film among it.

    For who sent it, to be told at once; what it is, only a look at all of it tells.
    """
    try:
        kind = kind_of(content)
    except Refused:
        return None
    is_film = kind == BOX and FILM.search(content)
    is_noise = kind == TEXT and b"\0" in content[:SEEN] and content[:2] not in UTF_16
    return None if is_film or is_noise else kind


def is_boxed(content: bytes) -> bool:
    """Say whether it lies in the container that HEIC, sound and video share."""
    return content[4:8] == b"ftyp"


def _in_a_box(content: bytes) -> str:
    """Tell by its brands whether a picture lies in the container, else perhaps a sound."""
    end = min(int.from_bytes(content[:4], "big"), 256)
    brands = {content[at : at + 4] for at in (8, *range(16, end, 4))}
    return HEIF if brands & HEIF_BRANDS else BOX
