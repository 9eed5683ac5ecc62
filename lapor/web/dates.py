"""Days, hours and numbers in the reader's words: "Senin, 31 Agustus 2026", "14.20 WIB", "1.184".

In English "Monday, 31 August 2026", "14:20 WIB", "1,184". The zone keeps its Indonesian letters:
it is that of the office whose promise the date is.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import formats, timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language

ZONES = {
    "WIB": ZoneInfo("Asia/Jakarta"),
    "WITA": ZoneInfo("Asia/Makassar"),
    "WIT": ZoneInfo("Asia/Jayapura"),
}
LABELS = {zone.key: label for label, zone in ZONES.items()}
SOON = 2  # days; from here on a date is drawn as near
HOURS = {"en": "%H:%M"}  # by language; else with a full stop
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
    """Return "14.20 WIB", in English "14:20 WIB"."""
    at = in_zone(moment, zone)
    if not isinstance(at, datetime):
        return ""
    key = at.tzinfo.key if isinstance(at.tzinfo, ZoneInfo) else ""
    hour = at.strftime(HOURS.get(get_language() or "", "%H.%M"))
    return f"{hour} {LABELS.get(key, key)}".strip()


def weekday(day: date) -> str:
    """Return "Sen"."""
    return formats.date_format(day, "D")


def number(count: int) -> str:
    """Return "1.184", in English "1,184"."""
    said = f"{count:,}"
    return said if get_language() == "en" else said.replace(",", ".")


def is_day_alone(at: datetime) -> bool:
    """Say whether of a moment only its day is known: an operator wrote it down as told at noon.

    What a clock gave has seconds and less; no zone of the country is off by part of an hour.
    """
    return not (at.minute or at.second or at.microsecond)
