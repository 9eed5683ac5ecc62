"""Days and hours in the reader's words: "Senin, 31 Agustus 2026", "Sen 31 Agu", "14.20 WIB"."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import formats, timezone
from django.utils.dateparse import parse_datetime

ZONES = {
    "WIB": ZoneInfo("Asia/Jakarta"),
    "WITA": ZoneInfo("Asia/Makassar"),
    "WIT": ZoneInfo("Asia/Jayapura"),
}
LABELS = {zone.key: label for label, zone in ZONES.items()}
SOON = 2  # days; from here on a date is drawn as near
Moment = datetime | date | str  # a string is ISO 8601, as the public story keeps it


def in_zone(moment: Moment, zone: str = "") -> datetime | date:
    """Return the moment in the zone of this label (WIB), else in its own, never in UTC."""
    read = parse_datetime(moment) if isinstance(moment, str) else moment
    if read is None:
        raise ValueError(f"no moment: {moment}")
    if not isinstance(read, datetime):
        return read
    if zone in ZONES:
        return read.astimezone(ZONES[zone])
    own = read.tzinfo
    return read if isinstance(own, ZoneInfo) and own.key in LABELS else timezone.localtime(read)


def long_date(moment: Moment, zone: str = "") -> str:
    """Return "Senin, 31 Agustus 2026"."""
    return formats.date_format(in_zone(moment, zone), "l, j F Y")


def short_date(moment: Moment, zone: str = "") -> str:
    """Return "Sen 31 Agu"; with the year where it is not this one there."""
    day = in_zone(moment, zone)
    there = day.tzinfo if isinstance(day, datetime) else None
    this_year = day.year == timezone.localtime(timezone=there).year
    return formats.date_format(day, "D j M" if this_year else "D j M Y")


def clock_time(moment: Moment, zone: str = "") -> str:
    """Return "14.20 WIB"."""
    at = in_zone(moment, zone)
    if not isinstance(at, datetime):
        return ""
    key = at.tzinfo.key if isinstance(at.tzinfo, ZoneInfo) else ""
    return f"{at:%H.%M} {LABELS.get(key, key)}".strip()


def weekday(day: date) -> str:
    """Return "Sen"."""
    return formats.date_format(day, "D")
