"""How near two places are: metres between points, and addresses that contradict each other."""

import math
import re
from collections.abc import Iterable, Mapping

EARTH = 6_371_000  # metres, the mean radius
A_DEGREE = math.radians(1) * EARTH  # of latitude, in metres
CELL = 0.005  # degrees, some 550 m: as exactly as the place of a published report is ever used

Point = tuple[float, float]  # latitude, longitude (WGS 84)
Box = tuple[float, float, float, float]  # south, north, west, east

# Ways to write a street or an alley, and words after them that are no name.
_KINDS = {"street": r"(?:jalan|jln|jl)", "alley": r"(?:gang|gg)"}
_NAMED = {
    kind: re.compile(rf"\b{word}\b[.\s]{{1,3}}([^\W_]+)(?:[\s]([^\W_]+))?")
    for kind, word in _KINDS.items()
}
_NUMBERED = {
    kind: re.compile(rf"\b{kind}[.:\s]{{0,3}}0{{0,3}}(\d{{1,3}})\b") for kind in ("rt", "rw")
}
_BEFORE_A_NAME = frozenset(
    ("raya", "haji", "h", "hj", "kh", "kiai", "kyai", "dr", "drs", "prof", "ir", "jend", "jenderal")
)
_NO_NAME = frozenset(
    re.findall(
        r"\w+",
        "rusak rusaknya berlubang bolong banjir macet gelap sempit licin becek umum utama desa"
        " kampung lingkungan kabupaten provinsi kota nasional tol tikus ini itu yang di ke dari"
        " depan belakang samping dekat menuju arah masuk keluar sudah belum tidak dan atau buntu"
        " kecil besar baru lama depannya tersebut setapak aspal cor beton tanah layang penghubung"
        " lintas terus sedang akan karena untuk dengan sepanjang antara sekitar",
    )
)


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


def address_of(text: str) -> Mapping[str, frozenset[str]]:
    """Return the streets, alleys, RT and RW that a text names, each kind by its name."""
    low = text.lower()
    found = {kind: frozenset(pattern.findall(low)) for kind, pattern in _NUMBERED.items()}
    for kind, pattern in _NAMED.items():
        found[kind] = frozenset(name for pair in pattern.findall(low) for name in _names(pair))
    return {kind: names for kind, names in found.items() if names}


def contradict(one: str, other: str) -> bool:
    """Say whether both texts name a street, an alley, an RT or an RW, and none that is the same.

    What only one of them names is no contradiction.
    """
    mine, theirs = address_of(one), address_of(other)
    return any(mine[kind].isdisjoint(theirs[kind]) for kind in mine.keys() & theirs.keys())


def _names(words: Iterable[str]) -> list[str]:
    """Return what of the words after "jalan" is its name: the first that is no title."""
    for word in words:
        if word in _NO_NAME or not word:
            return []
        if word not in _BEFORE_A_NAME:
            return [word.lstrip("0") or word]
    return []
