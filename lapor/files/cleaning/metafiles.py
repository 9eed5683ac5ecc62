"""Pictures that are drawn step by step (EMF, WMF): only what draws is kept, no word about it.

A remark may hold anything: who made it, a whole document, the drawing once more in another way
(EMF+). What is drawn in that other way alone is an empty picture in the copy.
"""

import struct
from collections.abc import Iterator

from lapor.files.cleaning.answers import Fault, Refused

EMF, SIGNATURE = b"\x01\x00\x00\x00", b" EMF"
PLACED, PLAIN = b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00"  # WMF, with and without where it goes
EMF_REMARK, EMF_END = 70, 14
WMF_REMARK, WMF_END = 0x0626, 0  # the first: words to a printer, and remarks
LEAST, MOST = 88, 108  # bytes of an EMF's first record before its description
COUNTED = slice(48, 56)  # its bytes and its records
DESCRIBED = slice(60, 68)  # how many letters, and where they begin
PLACE, HEAD = 22, 18  # bytes of a WMF before its records

Record = tuple[int, bytes]


def is_emf(content: bytes) -> bool:
    return content.startswith(EMF) and content[40:44] == SIGNATURE


def is_wmf(content: bytes) -> bool:
    return content.startswith((PLACED, PLAIN))


def bare_emf(content: bytes) -> bytes:
    """Return the steps alone. Raises `Refused`: BROKEN."""
    records = list(_emf_records(content))
    if not records or len(records[0][1]) < LEAST:
        raise Refused(Fault.BROKEN)
    kept = [record for kind, record in records[1:] if kind != EMF_REMARK]
    head = bytearray(records[0][1])
    told = int.from_bytes(head[DESCRIBED][4:], "little")
    end = min(told, MOST) if told >= LEAST else MOST
    head[end:] = bytes(len(head[end:]))
    head[DESCRIBED] = bytes(8)
    head[COUNTED] = struct.pack("<II", len(head) + sum(map(len, kept)), 1 + len(kept))
    return b"".join([bytes(head), *kept])


def bare_wmf(content: bytes) -> bytes:
    """Return the steps alone. Raises `Refused`: BROKEN."""
    start = (PLACE if content.startswith(PLACED) else 0) + HEAD
    kept = [record for kind, record in _wmf_records(content, start) if kind != WMF_REMARK]
    head = bytearray(content[:start])
    if len(head) < start:
        raise Refused(Fault.BROKEN)
    words = (HEAD + sum(map(len, kept))) // 2
    head[start - 12 : start - 8] = struct.pack("<I", words)
    return b"".join([bytes(head), *kept])


def _emf_records(content: bytes) -> Iterator[Record]:
    """Yield whole steps until the end, or until one is cut off: there a painter ends, too."""
    at, kind = 0, 0
    while kind != EMF_END and at + 8 <= len(content):
        kind, size = struct.unpack_from("<II", content, at)
        if size < 8 or at + size > len(content):
            return
        yield kind, content[at : at + size]
        at += size


def _wmf_records(content: bytes, at: int) -> Iterator[Record]:
    kind = -1
    while kind != WMF_END and at + 6 <= len(content):
        words, kind = struct.unpack_from("<IH", content, at)
        if words < 3 or at + 2 * words > len(content):
            return
        yield kind, content[at : at + 2 * words]
        at += 2 * words
