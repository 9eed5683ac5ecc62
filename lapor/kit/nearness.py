"""When two reports are alike: how near their places are, and what each says of its address.

How alike the words are is measured by PostgreSQL (`similarity()` of pg_trgm) on the first COMPARED
letters. People decide: paraphrases of the same problem are mostly not found, and nothing is ever
joined by itself. The thresholds were measured on pairs that people judged.
"""

import math
import re
from dataclasses import dataclass
from enum import StrEnum

from lapor.kit.text import MARK

EARTH = 6_371_000  # metres, the mean radius
A_DEGREE = math.radians(1) * EARTH  # of latitude, in metres
CELL = 0.005  # degrees, some 550 m: as exactly as the place of a published report is ever used
COMPARED = 400  # letters
ALIKE, SAME = 0.35, 0.50  # of pg_trgm's similarity
DAYS = 60
METRES = 500
SHORTEST_ROAD = 4  # letters by which a road is known

Point = tuple[float, float]  # latitude, longitude (WGS 84)
Box = tuple[float, float, float, float]  # south, north, west, east

_NO_NAME = r"(?!(?:jalan|jln|jl|gang|gg|rt|rw|no|nomor|kel|kec|kelurahan|kecamatan|dan|atau)\b)"
_NAME = rf"[a-z][a-z']+(?: {_NO_NAME}[a-z][a-z']+){{0,2}}"
_ROAD = re.compile(rf"\b(?:jalan|jln|jl)\b[. ]{{0,3}}({_NAME})")
_LANE = re.compile(
    rf"\b(?:gang|gg)\b[. ]{{0,3}}(?:0{{0,2}}(\d{{1,3}})\b|([ivx]{{1,5}})\b|({_NAME}))"
)
_RT = re.compile(r"\brt\b[. :]{0,3}0{0,2}(\d{1,3})\b")
_RW = re.compile(r"\brw\b[. :]{0,3}0{0,2}(\d{1,3})\b")
# "jalan rusak" is no address: what follows the word says what is wrong with the road.
_AFTER_ROAD = (
    "rusak rusaknya berlubang berlobang lubang bolong banjir gelap sempit licin becek macet aspal "
    "aspalan paving cor beton tanah ambles utama depan didepan depannya belakang samping dekat "
    "menuju arah yang di ke dari dan atau sudah belum tidak akan itu ini kami kita umum desa "
    "kampung tol tikus provinsi nasional kabupaten kota lingkungan tersebut tembus masuk keluar "
    "penghubung poros layang lintas terus sedang karena untuk dengan sepanjang antara sekitar "
    "rumah ditutup akses setapak kecil besar baru lama buntu lain sini situ aja saja"
)
_NO_ROAD = frozenset(_AFTER_ROAD.split())
_TITLES = frozenset(
    ["raya", "haji", "hj", "kh", "kiai", "kyai", "dr", "drs", "prof", "ir", "jend", "jenderal"]
)
_ROMAN = {
    roman: str(place)
    for place, roman in enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"), 1)
}


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
    lanes = frozenset(name for match in _LANE.finditer(low) if (name := _lane(match)))
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


def metres(one: Point, other: Point) -> float:
    """Return the distance between two points, on a ball: right to half a percent."""
    north, south = math.radians(one[0]), math.radians(other[0])
    across = math.radians(other[1] - one[1]) / 2
    half = math.sin((south - north) / 2) ** 2
    half += math.cos(north) * math.cos(south) * math.sin(across) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(half)))


def box_around(point: Point, reach: float) -> Box:
    """Return the smallest box that holds every point within `reach` metres."""
    latitude, longitude = point
    up = reach / A_DEGREE
    furthest = min(abs(latitude) + up, 89.0)  # where a degree of longitude is shortest
    aside = up / math.cos(math.radians(furthest))
    return latitude - up, latitude + up, longitude - aside, longitude + aside


def cells_around(point: Point) -> Box:
    """Return the bounds of the point's cell of the grid and its eight neighbours.

    Two points anywhere in one cell have the same bounds, so that by asking again and again one
    learns in which cell a published report lies, and never where in it.
    """
    row, column = (math.floor(degrees / CELL) for degrees in point)
    return (row - 1) * CELL, (row + 2) * CELL, (column - 1) * CELL, (column + 2) * CELL


def _lane(match: re.Match[str]) -> str:
    """Return the number of a lane, or the first word of its name."""
    number, roman, name = match.groups()
    return number or (_ROMAN.get(roman, roman) if roman else _road(name))


def _road(named: str) -> str:
    """Return the first word of a road's name that tells it apart, or nothing."""
    words = [word for word in named.split() if word not in _TITLES]
    return words[0] if words and words[0] not in _NO_ROAD else ""


def _is_same_road(one: str, other: str) -> bool:
    """Say whether two names are one, also where one is cut short, as people write them."""
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) >= SHORTEST_ROAD and long.startswith(short))


def _numbers(pattern: re.Pattern[str], text: str) -> frozenset[str]:
    return frozenset(match[1].lstrip("0") or "0" for match in pattern.finditer(text))
