"""When two reports are alike: words, days, places and what each says of its address.

How alike the words are is measured by PostgreSQL (`similarity()` of pg_trgm) on the first COMPARED
letters. People decide: paraphrases of the same problem are mostly not found, and nothing is ever
joined by itself.
"""

import math
import re
from dataclasses import dataclass
from enum import StrEnum

from lapor.routing.words import MARK

COMPARED = 400  # letters
ALIKE, SAME = 0.35, 0.50
DAYS = 60
METRES = 500
SHORTEST_ROAD = 4  # letters by which a road is known
_EARTH = 6_371_000  # metres

_NO_NAME = r"(?!(?:gang|gg|rt|rw|no|nomor|kel|kec|kelurahan|kecamatan)\b)"
_NAME = rf"[a-z][a-z']+(?: {_NO_NAME}[a-z][a-z']+){{0,2}}"
_ROAD = re.compile(rf"\b(?:jalan|jln|jl)\b[. ]{{0,3}}({_NAME})")
_LANE = re.compile(r"\b(?:gang|gg)\b[. ]{0,3}(\d{1,3}|[ivx]{1,5})\b")
_RT = re.compile(r"\brt\b[. :]{0,3}0{0,2}(\d{1,3})\b")
_RW = re.compile(r"\brw\b[. :]{0,3}0{0,2}(\d{1,3})\b")
# "jalan rusak" is no address: what follows the word says what is wrong with the road.
_AFTER_ROAD = (
    "rusak berlubang berlobang lubang banjir gelap licin macet aspal aspalan paving ambles utama "
    "depan didepan depannya menuju yang di ke dan sudah tidak itu ini kami kita umum desa kampung "
    "tol provinsi nasional kabupaten kota lingkungan tersebut tembus masuk keluar penghubung poros "
    "rumah ditutup akses setapak kecil besar buntu lain sini situ aja saja"
)
_NO_ROAD = frozenset(_AFTER_ROAD.split())
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8",
          "ix": "9", "x": "10"}  # fmt: skip


class Likeness(StrEnum):
    """What is said of two reports."""

    ALIKE = "alike"  # mirip
    SAME = "same"  # kemungkinan masalah yang sama


class Addressed(StrEnum):
    """What two addresses say of each other."""

    SAME = "same"
    CONFLICT = "conflict"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Address:
    """What a text says of where: roads, lanes, RT and RW."""

    roads: frozenset[str] = frozenset()
    lanes: frozenset[str] = frozenset()
    rt: frozenset[str] = frozenset()
    rw: frozenset[str] = frozenset()


def address(text: str) -> Address:
    """Return what a text says of where."""
    low = " ".join(text.lower().split())
    roads = frozenset(name for match in _ROAD.finditer(low) if (name := _road(match[1])))
    lanes = frozenset(_ROMAN.get(match[1], match[1]) for match in _LANE.finditer(low))
    return Address(roads, lanes, _numbers(_RT, low), _numbers(_RW, low))


def compare(one: Address, other: Address) -> Addressed:
    """Say whether two addresses are the same, cannot be the same, or neither is known.

    A conflict in one part outweighs agreement in another: the same road is long.
    """
    told = [
        bool(a & b)
        for a, b in ((one.lanes, other.lanes), (one.rt, other.rt), (one.rw, other.rw))
        if a and b
    ]
    if one.roads and other.roads:
        told.append(any(_is_same_road(a, b) for a in one.roads for b in other.roads))
    if not told:
        return Addressed.UNKNOWN
    return Addressed.SAME if all(told) else Addressed.CONFLICT


def likeness(similarity: float, addressed: Addressed) -> Likeness | None:
    """Return what to say of two reports that are near in place and time, None for nothing.

    similarity: of PostgreSQL's pg_trgm, of the first COMPARED letters of both.
    """
    if similarity >= SAME and addressed is not Addressed.CONFLICT:
        return Likeness.SAME
    return Likeness.ALIKE if similarity >= ALIKE else None


def compared(title: str, body: str) -> str:
    """Return the part of a report that is compared: its beginning, without what was masked.

    Two reports are not alike because the same kind of thing was covered in both.
    """
    return " ".join(MARK.sub(" ", f"{title} {body}").split())[:COMPARED]


def is_near(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Say whether two pins (latitude, longitude in degrees) are at most METRES apart."""
    return metres(one, other) <= METRES


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the distance of two pins over the ground."""
    (north, east), (far_north, far_east) = (
        (math.radians(latitude), math.radians(longitude)) for latitude, longitude in (one, other)
    )
    half = (
        math.sin((far_north - north) / 2) ** 2
        + math.cos(north) * math.cos(far_north) * math.sin((far_east - east) / 2) ** 2
    )
    return 2 * _EARTH * math.asin(math.sqrt(min(1.0, half)))


def _road(named: str) -> str:
    """Return the first word of a road's name that tells it apart, or nothing."""
    words = [word for word in named.split() if word != "raya"]
    return words[0] if words and words[0] not in _NO_ROAD else ""


def _is_same_road(one: str, other: str) -> bool:
    """Say whether two names are one, also where one is cut short, as people write them."""
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) >= SHORTEST_ROAD and long.startswith(short))


def _numbers(pattern: re.Pattern[str], text: str) -> frozenset[str]:
    return frozenset(match[1].lstrip("0") or "0" for match in pattern.finditer(text))
