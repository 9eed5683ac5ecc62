"""Which kecamatan lie around a point, by their centres: an offer to who sent the point, no more.

Centres know no borders: of two that are near only somebody there can say which it is.
"""

import csv
from functools import lru_cache
from pathlib import Path

from lapor.agencies.models import Region
from lapor.kit.nearness import Point, metres

CENTRES = Path(__file__).with_name("centres.csv")
MOST = 3
FARTHEST = 60_000  # metres from a centre; the largest kecamatan are about that wide
ABOUT = 1.0  # degrees around the point that are looked at


def kecamatan_near(point: Point, most: int = MOST) -> list[Region]:
    """Return the kecamatan whose centres are nearest, the nearest first: one statement at most."""
    found = sorted(
        (metres(point, centre), code)
        for code, centre in centres()
        if abs(centre[0] - point[0]) < ABOUT and abs(centre[1] - point[1]) < ABOUT
    )
    codes = [code for far, code in found[:most] if far <= FARTHEST]
    rows = Region.objects.in_bulk(codes) if codes else {}
    return [rows[code] for code in codes if code in rows]


@lru_cache(maxsize=1)
def centres() -> tuple[tuple[str, Point], ...]:
    """Return the centre of each kecamatan, by its code."""
    with CENTRES.open(newline="") as told:
        return tuple(
            (row["code"], (float(row["latitude"]), float(row["longitude"])))
            for row in csv.DictReader(told)
        )
