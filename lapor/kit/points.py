"""A point on the map: read as people type or paste it, rounded, and written as maps take it."""

import re
from dataclasses import dataclass, replace
from urllib.parse import unquote

from lapor.kit.nearness import Point

# The box that holds the archipelago and its seas, in degrees (WGS 84).
SOUTH, NORTH, WEST, EAST = -11.5, 6.5, 94.0, 142.0
EXACT, ROUGH = 5, 3  # decimals that are kept: one metre, and some 110 m
ROUGHLY = 110  # metres: how far apart two neighbours of ROUGH decimals are
LONGEST = 500  # letters that are looked through; a pasted link is long

_DECIMAL = r"[-+]?\d{1,3}(?:[.,]\d{1,15})?"
_IN_A_LINK = r"(-?\d{1,3}\.\d{1,15})"
# Where maps write a point in an address; the place itself goes before the middle of the picture.
_LINKS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"!3d{_IN_A_LINK}!4d{_IN_A_LINK}",
        rf"[?&]mlat={_IN_A_LINK}&mlon={_IN_A_LINK}",
        rf"[?&](?:q|ll|query|destination|daddr|sll|center)=(?:loc:)?{_IN_A_LINK},[+ ]?{_IN_A_LINK}",
        rf"/maps/(?:search|place|dir/[^/]*)/{_IN_A_LINK},[+ ]{{0,2}}{_IN_A_LINK}",
        rf"#map=[\d.]{{1,5}}/{_IN_A_LINK}/{_IN_A_LINK}",
        rf"@{_IN_A_LINK},{_IN_A_LINK}",
        rf"^geo:{_IN_A_LINK},{_IN_A_LINK}",
    )
)
_SIDE = r"(LS|LU|BT|BB|[NSEWUTB])?"
_ONE = re.compile(rf"({_DECIMAL})\s*°?\s*{_SIDE}", re.IGNORECASE)
_PAIR = re.compile(rf"{_ONE.pattern}\s*[,;\s]\s*{_ONE.pattern}", re.IGNORECASE)
_DEGREES = re.compile(
    rf"(-?\d{{1,3}})\s*°\s*(\d{{1,2}})\s*['′’]\s*(?:(\d{{1,2}}(?:[.,]\d{{1,9}})?)\s*[\"″”])?\s*{_SIDE}",
    re.IGNORECASE,
)
_MINUS = frozenset({"S", "LS", "W", "B", "BB"})


class Unreadable(ValueError):
    """What was typed is no point."""


class NoNumbers(Unreadable):
    """A short link: it leads to a point and does not say it."""


class Outside(ValueError):
    """A point somewhere else on Earth."""


@dataclass(frozen=True)
class Pin:
    """A point in the archipelago, in degrees, and how many metres it may be off."""

    latitude: float
    longitude: float
    accuracy: int | None = None  # None: nobody has said

    @property
    def point(self) -> Point:
        return self.latitude, self.longitude

    @property
    def coordinates(self) -> str:
        """As people read and paste it, the same in every language: -6.12345, 106.15432."""
        return f"{_plain(self.latitude)}, {_plain(self.longitude)}"

    @property
    def address(self) -> str:
        """As a map on a phone opens it (RFC 5870): geo:-6.12345,106.15432;u=20."""
        off = f";u={self.accuracy}" if self.accuracy is not None else ""
        return f"geo:{_plain(self.latitude)},{_plain(self.longitude)}{off}"


def pin(latitude: float, longitude: float, accuracy: int | None = None) -> Pin:
    """Return a point to the metre. Raises Outside."""
    if not (SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST):
        raise Outside
    return Pin(round(latitude, EXACT), round(longitude, EXACT), accuracy)


def rounded(exact: Pin) -> Pin:
    """Return a point that tells the street and no house: nobody can say where in 110 m it was."""
    off = max(ROUGHLY, exact.accuracy or 0)
    return replace(
        exact,
        latitude=round(exact.latitude, ROUGH),
        longitude=round(exact.longitude, ROUGH),
        accuracy=off,
    )


def read(latitude: str, longitude: str = "") -> Pin:
    """Return the point of two typed numbers; or of one line with both, or a link to a map.

    Who writes the longitude first is understood too: in Indonesia no number can be both. Raises
    Unreadable, NoNumbers or Outside.
    """
    if longitude.strip():
        return _placed(_one(latitude), _one(longitude))
    typed = unquote(latitude.strip()[:LONGEST])
    for link in _LINKS:
        if found := link.search(typed):
            return _placed(float(found[1]), float(found[2]))
    if "://" in typed:
        raise NoNumbers
    parts = _DEGREES.findall(typed)
    if len(parts) == 2:
        return _placed(*(_degrees(*part) for part in parts))
    if pair := _PAIR.fullmatch(typed):
        return _placed(_signed(pair[1], pair[2]), _signed(pair[3], pair[4]))
    raise Unreadable


def _placed(one: float, other: float) -> Pin:
    is_swapped = SOUTH <= other <= NORTH and WEST <= one <= EAST
    return pin(other, one) if is_swapped else pin(one, other)


def _one(typed: str) -> float:
    plain = typed.strip()[:LONGEST]
    if parts := _DEGREES.fullmatch(plain):
        return _degrees(*parts.groups())
    number = _ONE.fullmatch(plain)
    if number is None:
        raise Unreadable
    return _signed(number[1], number[2])


def _degrees(whole: str, minutes: str, seconds: str, side: str) -> float:
    size = abs(int(whole)) + int(minutes) / 60 + float((seconds or "0").replace(",", ".")) / 3600
    return -size if whole.startswith("-") or (side or "").upper() in _MINUS else size


def _signed(number: str, side: str | None) -> float:
    size = float(number.replace(",", "."))
    return -abs(size) if (side or "").upper() in _MINUS else size


def _plain(degrees: float) -> str:
    return f"{degrees:.{EXACT}f}".rstrip("0").rstrip(".")
