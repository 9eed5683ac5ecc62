"""Reads the JSON of providers: what is missing or of another kind is nothing, never an error.

A field that a provider adds or leaves out tomorrow must not lose what somebody wrote.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from lapor.channels.adapter import Unreadable

MOST = 10**40  # the largest whole number that is anything's name


class Told:
    """A JSON value that may be asked for anything."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __getitem__(self, name: str) -> "Told":
        return Told(self.value.get(name) if isinstance(self.value, dict) else None)

    def __iter__(self) -> Iterator["Told"]:
        return iter([Told(one) for one in self.value] if isinstance(self.value, list) else [])

    def __bool__(self) -> bool:
        return bool(self.value)

    @property
    def text(self) -> str:
        """Return words, or a number in digits; else nothing. No letter that no column can hold."""
        if isinstance(self.value, str):
            return self.value.replace("\0", "").encode("utf-8", "replace").decode()
        is_number = isinstance(self.value, int) and not isinstance(self.value, bool)
        return str(self.value) if is_number and abs(self.value) < MOST else ""

    @property
    def number(self) -> int:
        """Return a whole number, 0 where there is none."""
        digits = self.text
        is_short = len(digits) <= 18
        return int(digits) if is_short and digits.removeprefix("-").isdecimal() else 0

    @property
    def truth(self) -> bool:
        return self.value is True

    @property
    def moment(self) -> datetime:
        """Return a moment given in seconds since 1970; now where it is none."""
        return _moment(self.number)

    @property
    def milli_moment(self) -> datetime:
        """Return a moment given in milliseconds since 1970; now where it is none."""
        return _moment(self.number / 1000)


def _moment(seconds: float) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds else datetime.now(UTC)
    except (OverflowError, OSError, ValueError):
        return datetime.now(UTC)


def told(body: bytes) -> Told:
    """Return what a body says. Raises Unreadable where it is no JSON object."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable("no JSON") from None
    if not isinstance(value, dict):
        raise Unreadable("no object")
    return Told(value)


def point(latitude: Told, longitude: Told) -> tuple[float, float] | None:
    """Return a place on the earth, None where it is none."""
    try:
        north, east = float(latitude.value), float(longitude.value)
    except (TypeError, ValueError, OverflowError):
        return None
    return (north, east) if abs(north) <= 90 and abs(east) <= 180 else None
