"""Finds the day that somebody's words name: a date, or how long ago. Pure.

What counts no days ("sejak panen", "sudah lama") names none: it stays in the words of the story.
"""

import re
from datetime import date, timedelta

NAMES = "januari februari maret april mei juni juli agustus september oktober november desember"
ENGLISH = "january february march april may june july august september october november december"
MONTHS = {name: number for number, name in enumerate(NAMES.split(), start=1)}
MONTHS |= {name: number for number, name in enumerate(ENGLISH.split(), start=1)}
SHORT_MONTHS = {name[:3]: number for name, number in MONTHS.items()} | {
    "agt": 8,
    "agst": 8,
    "nop": 11,
    "sept": 9,
    "pebruari": 2,
}
MONTHS_OR_SHORT = MONTHS | SHORT_MONTHS
# No day: "RT 3/4", "jam 10.30".
NO_DAY = re.compile(r"\b(?:rt|rw|no|nomor|jam|pukul|pkl|blok|gang|gg|km|pasal)\W*$")
DAY = re.compile(r"\b(\d{1,2})\s*[/.-]\s*(\d{1,2})(?:\s*[/.-]\s*(\d{4}|\d{2}))?\b")
ISO_DAY = re.compile(r"\b(20\d{2})-(\d{2})-(\d{2})\b")
NAMED_DAY = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]{3,9})\.?(?:\s+(\d{4}))?\b")
ENGLISH_DAY = re.compile(r"\b([a-z]{3,9})\s+(\d{1,2})(?:st|nd|rd|th)?\b")
MONTH_ALONE = re.compile(
    r"\b(?:sejak|semenjak|dari|mulai|bulan|bln|pada|since|in|from|akhir|awal|pertengahan)"
    r"\s+(?:bulan\s+|bln\s+|early\s+|late\s+)?([a-z]{3,9})\b(?:\s+(20\d{2}))?"
)
ONLY_MONTH = re.compile(r"([a-z]{3,9})(?:\s+(20\d{2}))?")
COUNTED = "satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas"
NUMBERS = {word: number for number, word in enumerate(COUNTED.split(), start=1)}
NUMBERS |= {"se": 1, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
NUMBERS |= {"six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
NUMBERS |= {f"{word} belas": 10 + number for word, number in NUMBERS.items() if 2 <= number <= 9}
SPANS = {"hari": 1, "hr": 1, "malam": 1, "minggu": 7, "mgg": 7, "mggu": 7, "pekan": 7}
SPANS |= {"bulan": 30, "bln": 30, "tahun": 365, "thn": 365, "th": 365, "jam": 0, "menit": 0}
SPANS |= {"day": 1, "days": 1, "week": 7, "weeks": 7, "month": 30, "months": 30}
SPANS |= {"year": 365, "years": 365, "hour": 0, "hours": 0, "minute": 0, "minutes": 0}
MONTH, YEAR = 30, 365
COUNT = "|".join(sorted((word for word in NUMBERS if word != "se"), key=len, reverse=True))
SPAN = "|".join(sorted(SPANS, key=len, reverse=True))
COUNTING = (
    rf"(?:\b(\d{{1,3}}|{COUNT})(?:\s*(?:-|s/d|atau|sampai|or|to)\s*\d{{1,3}})?\s*|\bse)"
    rf"({SPAN})(?:an)?\b"
)
# How long ago ("dua minggu yang lalu"), or for how long by now ("sudah 3 bulan", "sejak 2 minggu").
AGO = re.compile(
    rf"{COUNTING}\s*(?:yang\s+|yg\s+)?"
    r"(?:lalu|lewat|terakhir|kemarin|kmrn|ini|ago|belakangan)\b"
)
FOR = re.compile(
    r"\b(?:sudah|sdh|udah|udh|telah|sejak|semenjak|selama|dari|hampir|lebih dari|kurang lebih"
    r"|sekitar|for|since|almost|over|about|more than|past|last)"
    r"\s+(?:hampir\s+|sekitar\s+|kira-kira\s+|lebih\s+dari\s+|kurang\s+lebih\s+|ada\s+|about\s+"
    rf"|the\s+)?{COUNTING}"
)
ONLY_COUNT = re.compile(rf"{COUNTING}")  # "sebulan": as an answer to "since when?"
SPAN_AFTER = re.compile(rf"\s*(?:{SPAN})\b")
LAST = re.compile(
    r"\b(minggu|pekan|bulan|bln|tahun|thn)\s*(?:yang\s+|yg\s+)?(?:lalu|kemarin|kmrn|lewat)\b"
)
LAST_ENGLISH = re.compile(r"\blast\s+(night|week|month|year)\b")
WEEKDAYS = {"senin": 0, "selasa": 1, "rabu": 2, "kamis": 3, "jumat": 4, "jum'at": 4, "sabtu": 5}
WEEKDAYS |= {"monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5}
WEEKDAYS |= {"ahad": 6, "sunday": 6}
A_WEEKDAY = re.compile(rf"\b({'|'.join(WEEKDAYS)}|hari minggu)\b(\s+(?:yang\s+|yg\s+)?lalu)?")
NEAR_DAYS = (
    (re.compile(r"\b(?:kemarin|kemaren|kmrn) lusa\b|\bthe day before yesterday\b"), 2),
    (
        re.compile(
            r"\b(?:kemarin|kemaren|kmrn|kmren|semalam|semalem|tadi malam|tadi malem|yesterday)\b"
        ),
        1,
    ),
    (
        re.compile(
            r"\b(?:hari ini|barusan|baru saja|tadi|sekarang|saat ini|pagi ini|siang ini|sore ini"
            r"|malam ini|today|just now|right now|this morning|tonight)\b"
        ),
        0,
    ),
)

BESIDE = """
sejak semenjak dari mulai sudah sdh udah udh telah selama hampir lebih kurang sekitar kira-kira ada
yang yg lalu lewat terakhir ini itu tadi pagi siang sore malam hari tanggal tgl pada bulan jam pukul
kemarin kemaren kmrn kmren lusa semalam semalem barusan baru saja sekarang saat ya pak bu awal akhir
pertengahan belakangan since for about almost over last night week month year ago today yesterday
this morning the on in day before just now first early late tonight minggu an st nd rd th
"""
OF_DAYS = frozenset(
    {*BESIDE.split(), *MONTHS, *SHORT_MONTHS, *NUMBERS, *SPANS, *WEEKDAYS, "belas", "seminggu"}
    | {f"se{span}" for span in SPANS}
)


def is_only_a_day(text: str) -> bool:
    """Say whether words name a day and tell nothing else, so that no word is lost with them."""
    words = re.findall(r"[^\W\d_]+(?:['-][^\W\d_]+)*", text.lower().replace("’", "'"))
    return set(words) <= OF_DAYS


def day_in(text: str, today: date) -> date | None:
    """Return the day, not after today, that the words name; None where they name none."""
    low = text.lower().replace("’", "'")
    for look in (_dated, _ago, _near, _weekday, _month):
        if day := look(low, today):
            return day
    return None


def _dated(low: str, today: date) -> date | None:
    """Return the first date that is written out: 14/8, 14 Agustus 2026, Aug 14th."""
    for found in ISO_DAY.finditer(low):
        if day := _made(found[3], int(found[2]), found[1], today):
            return day
    for found in DAY.finditer(low):
        if NO_DAY.search(low[: found.start()][-12:]) or SPAN_AFTER.match(low[found.end() :]):
            continue
        if day := _made(found[1], int(found[2]), found[3], today):
            return day
    for found in NAMED_DAY.finditer(low):
        month = MONTHS_OR_SHORT.get(found[2])
        if month and (day := _made(found[1], month, found[3], today)):
            return day
    for found in ENGLISH_DAY.finditer(low):
        month = MONTHS.get(found[1])
        if month and (day := _made(found[2], month, None, today)):
            return day
    return None


def _ago(low: str, today: date) -> date | None:
    """Return the day so many days, weeks, months or years ago."""
    only = ONLY_COUNT.fullmatch(low.strip(" .!"))
    if found := AGO.search(low) or FOR.search(low) or only:
        return _back(today, _number(found[1]), SPANS[found[2]])
    if (found := LAST.search(low)) and not _is_sunday(low, found):
        return _back(today, 1, SPANS[found[1]])
    if found := LAST_ENGLISH.search(low):
        is_night = found[1] == "night"
        return today - timedelta(days=1) if is_night else _back(today, 1, SPANS[found[1]])
    return None


def _is_sunday(low: str, found: re.Match[str]) -> bool:
    """Say whether "minggu lalu" is the end of "hari Minggu lalu"."""
    return found[1] == "minggu" and low[: found.start()].rstrip().endswith("hari")


def _near(low: str, today: date) -> date | None:
    for pattern, days in NEAR_DAYS:
        if pattern.search(low):
            return today - timedelta(days=days)
    return None


def _weekday(low: str, today: date) -> date | None:
    """Return the last such day of the week; of today's own name, today, unless it says "lalu"."""
    found = A_WEEKDAY.search(low)
    if found is None:
        return None
    back = (today.weekday() - WEEKDAYS.get(found[1], 6)) % 7
    return today - timedelta(days=back or (7 if found[2] else 0))


def _month(low: str, today: date) -> date | None:
    """Return the first of the month that is named after "sejak" and the like, or stands alone."""
    alone = ONLY_MONTH.fullmatch(low.strip(" .!"))
    for named in (*MONTH_ALONE.finditer(low), *([alone] if alone else ())):
        known = MONTHS if named is alone else MONTHS_OR_SHORT
        if since := known.get(named[1]):
            return _made("1", since, named[2], today)
    return None


def _number(told: str | None) -> int:
    if told is None:
        return 1
    return int(told) if told.isdecimal() else NUMBERS[told]


def _back(today: date, count: int, span: int) -> date | None:
    """Return the day so far back; months and years by the calendar. None where there is none."""
    if span not in (MONTH, YEAR):
        return today - timedelta(days=count * span)
    months = today.year * 12 + today.month - 1 - count * (12 if span == YEAR else 1)
    if months < 12 * 1900:
        return None
    for day in (today.day, 30, 29, 28):
        try:
            return date(months // 12, months % 12 + 1, day)
        except ValueError:
            continue
    return None


def _made(day: str, month: int, year: str | None, today: date) -> date | None:
    """Return the newest such day that is not to come; None where there is no such day."""
    years = [int(year) + (2000 if len(year) == 2 else 0)] if year else [today.year, today.year - 1]
    for number in years:
        try:
            made = date(number, month, int(day))
        except ValueError:
            continue
        if made <= today:
            return made
    return None
