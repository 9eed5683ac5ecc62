"""The container of films, as far as a voice lies in it alone: where its pieces of sound are.

Source: ISO/IEC 14496-12 (boxes), 14496-1 (how the sound is set up), 3GPP TS 26.244.
"""

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from lapor.files.cleaning import frames
from lapor.files.cleaning.answers import Fault, Refused
from lapor.files.cleaning.frames import Setup

AMR = {b"samr": frames.AMR, b"sawb": frames.AMR_WIDE}
FILM, SOUND = b"vide", b"soun"
ENTRY = 36  # bytes of what says how the sound is, before the boxes in it
NAMED_LENGTH, TO_THE_END = 1, 0
MPEG4, MPEG2 = 0x40, 0x67  # AAC, as its setup names it
DEFINED, CONFIGURED, PARTICULAR = 3, 4, 5  # tags of a setup
MOST_PIECES = 400_000  # an hour has 170,000
Span = tuple[int, int]  # from, and behind the last byte


@dataclass(frozen=True)
class Sound:
    """Pieces in their order. amr: the word they stand behind; else they are AAC of this setup."""

    samples: list[bytes]
    amr: bytes = b""
    setup: Setup = (0, 0, 0)


@dataclass
class _Runs:
    """Where pieces lie that were written while they were recorded, one run after the other."""

    size: int  # of a piece that says none itself
    found: list[Span] = field(default_factory=list)


def sound_in(content: bytes) -> Sound:
    """Return the one sound of a file. Raises `Refused`: TYPE for a film, or what has no sound."""
    whole = (0, len(content))
    movie = _one(content, whole, b"moov")
    tracks = [span for kind, span in _boxes(content, movie) if kind == b"trak"]
    sorts = [_sort(content, track) for track in tracks]
    if FILM in sorts or sorts.count(SOUND) != 1:
        raise Refused(Fault.TYPE)
    media = _one(content, tracks[sorts.index(SOUND)], b"mdia", b"minf", b"stbl")
    at, end = _one(content, media, b"stsd")
    kind = content[at + 12 : at + 16]
    spans = _listed(content, media) or _run(content, whole, movie)
    if sum(stop - start for start, stop in spans) > len(content):  # the same bytes over and over
        raise Refused(Fault.BROKEN)
    samples = [content[start:stop] for start, stop in spans if stop <= len(content)]
    if kind in AMR:
        return Sound(samples, amr=AMR[kind])
    if kind != b"mp4a":
        raise Refused(Fault.TYPE)
    return Sound(samples, setup=_setup(content[at + 8 + ENTRY : end]))


def _boxes(content: bytes, span: Span) -> Iterator[tuple[bytes, Span]]:
    at, end = span
    while at + 8 <= end:
        size, head = int.from_bytes(content[at : at + 4], "big"), 8
        if size == NAMED_LENGTH:
            size, head = int.from_bytes(content[at + 8 : at + 16], "big"), 16
        elif size == TO_THE_END:
            size = end - at
        if size < head or at + size > end:
            raise Refused(Fault.BROKEN)
        yield content[at + 4 : at + 8], (at + head, at + size)
        at += size


def _one(content: bytes, span: Span, *path: bytes) -> Span:
    """Return the first box of each name inside the one before. Raises `Refused`: TYPE."""
    for name in path:
        found = (inner for kind, inner in _boxes(content, span) if kind == name)
        inner = next(found, None)
        if inner is None:
            raise Refused(Fault.TYPE)
        span = inner
    return span


def _sort(content: bytes, track: Span) -> bytes:
    at, _end = _one(content, track, b"mdia", b"hdlr")
    return content[at + 8 : at + 12]


def _numbers(content: bytes, at: int, count: int, width: int = 4) -> tuple[int, ...]:
    """Return so many whole numbers. Raises `Refused` where there are not so many."""
    if count > MOST_PIECES:
        raise Refused(Fault.LONG)
    return struct.unpack_from(f">{count}{'Q' if width == 8 else 'I'}", content, at)


def _listed(content: bytes, table: Span) -> list[Span]:
    """Return where each piece lies, as the tables of a finished file say; empty: they do not."""
    at, _end = _one(content, table, b"stsz")
    same, count = _numbers(content, at + 4, 2)
    sizes = (same,) * min(count, MOST_PIECES + 1) if same else _numbers(content, at + 12, count)
    at, _end = _one(content, table, b"stsc")
    (rows,) = _numbers(content, at + 4, 1)
    runs = _numbers(content, at + 8, rows * 3)
    firsts, counts = runs[::3], (0, *runs[1::3])
    found: list[Span] = []
    for place, start in enumerate(_starts(content, table), 1):
        per = counts[bisect_right(firsts, place)]
        for size in sizes[len(found) : len(found) + per]:
            found.append((start, start + size))
            start += size
    return found


def _starts(content: bytes, table: Span) -> tuple[int, ...]:
    for kind, (at, _end) in _boxes(content, table):
        if kind in (b"stco", b"co64"):
            (count,) = _numbers(content, at + 4, 1)
            return _numbers(content, at + 8, count, 4 if kind == b"stco" else 8)
    raise Refused(Fault.BROKEN)


def _run(content: bytes, whole: Span, movie: Span) -> list[Span]:
    """Return where the pieces lie of a file that was written while it was recorded."""
    extends = [span for kind, span in _boxes(content, movie) if kind == b"mvex"]
    if not extends:
        raise Refused(Fault.BROKEN)
    at, _end = _one(content, extends[0], b"trex")
    runs = _Runs(size=_numbers(content, at + 16, 1)[0])
    for kind, (start, end) in _boxes(content, whole):
        if kind == b"moof":
            _add(content, (start, end), start - 8, runs)
    return runs.found


def _add(content: bytes, fragment: Span, base: int, runs: _Runs) -> None:
    track = _one(content, fragment, b"traf")
    at, _end = _one(content, track, b"tfhd")
    flags = _numbers(content, at, 1)[0]
    at, size = at + 8, runs.size
    if flags & 0x1:
        (base,) = _numbers(content, at, 1, 8)
        at += 8
    at += 4 * bool(flags & 0x2) + 4 * bool(flags & 0x8)
    if flags & 0x10:
        (size,) = _numbers(content, at, 1)
    for kind, (at, _end) in _boxes(content, track):
        if kind == b"trun":
            base = _add_run(content, at, base, size, runs)


def _add_run(content: bytes, at: int, base: int, size: int, runs: _Runs) -> int:
    """Add the pieces of one run; return where the next begins if it does not say so itself."""
    flags, count = _numbers(content, at, 2)
    at += 8
    if flags & 0x1:
        base += struct.unpack_from(">i", content, at)[0]
        at += 4
    at += 4 * bool(flags & 0x4)
    before = 4 * bool(flags & 0x100)
    step = before + sum(4 * bool(flags & sign) for sign in (0x200, 0x400, 0x800))
    if len(runs.found) + count > MOST_PIECES:
        raise Refused(Fault.LONG)
    for _piece in range(count):
        own = _numbers(content, at + before, 1)[0] if flags & 0x200 else size
        runs.found.append((base, base + own))
        base, at = base + own, at + step
    return base


def _setup(boxed: bytes) -> Setup:
    """Return how AAC is set up. Raises `Refused`: TYPE for what no plain player plays."""
    at = boxed.find(b"esds")
    if at < 0:
        raise Refused(Fault.TYPE)
    at = _inside(boxed, at + 8, DEFINED) + 3
    at = _inside(boxed, at, CONFIGURED)
    if boxed[at] not in (MPEG4, MPEG2):
        raise Refused(Fault.TYPE)
    at = _inside(boxed, at + 13, PARTICULAR)
    bits = int.from_bytes(boxed[at : at + 4].ljust(4, b"\0"), "big")
    sort, rate, channels = bits >> 27, bits >> 23 & 15, bits >> 19 & 15
    if sort in (5, 29):  # the low half of the sound is plain; players find the other by themselves
        sort = bits >> 10 & 31
    if not 1 <= sort <= 4 or rate >= len(frames.AAC_RATES) or not 1 <= channels <= 7:
        raise Refused(Fault.TYPE)
    return sort - 1, rate, channels


def _inside(boxed: bytes, at: int, tag: int) -> int:
    """Return where the content of a tagged part begins; its length is of one to four bytes."""
    if boxed[at] != tag:
        raise Refused(Fault.TYPE)
    at += 1
    while boxed[at] & 0x80:
        at += 1
    return at + 1
