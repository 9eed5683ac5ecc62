"""Dates, codes, statuses, promises and steps, as every page says them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.template.loader import render_to_string

from lapor.agencies.models import Role
from lapor.kit.codes import ALPHABET
from lapor.kit.workdays import WorkCalendar
from lapor.reports.dating import Explanation
from lapor.reports.moves import ROWS
from lapor.reports.terms import Clock, Outcome, Status
from lapor.web.story import sentence, told
from lapor.web.templatetags import lapor as tags

JAKARTA = ZoneInfo("Asia/Jakarta")
FRIDAY = datetime(2026, 8, 14, 21, 14, tzinfo=JAKARTA)


def explained(**fields: Any) -> Explanation:
    calendar = WorkCalendar(JAKARTA, {date(2026, 8, 17): "HUT Kemerdekaan"})
    running = Explanation(
        clock=Clock.VERIFY,
        due_at=datetime(2026, 8, 20, 23, 59, tzinfo=JAKARTA),
        zone="WIB",
        running=True,
        paused=False,
        kept=None,
        left=3,
        ruler=tuple(calendar.count(FRIDAY, 3)),
        sentences=(),
    )
    return replace(running, **fields)


def test_a_date_is_told_with_its_weekday():
    assert tags.long_date(date(2026, 8, 31)) == "Senin, 31 Agustus 2026"
    assert tags.short_date(datetime(2020, 8, 31, 3, tzinfo=UTC)) == "Sen 31 Agu 2020"


@pytest.mark.parametrize(
    ("zone", "day", "hour"),
    [
        ("WIB", "Jumat, 14 Agustus 2026", "23.30 WIB"),
        ("WITA", "Sabtu, 15 Agustus 2026", "00.30 WITA"),
        ("WIT", "Sabtu, 15 Agustus 2026", "01.30 WIT"),
        ("", "Jumat, 14 Agustus 2026", "23.30 WIB"),
    ],
)
def test_a_moment_is_told_in_the_zone_of_its_office(zone, day, hour):
    moment = datetime(2026, 8, 14, 16, 30, tzinfo=UTC)
    assert (tags.long_date(moment, zone), tags.clock_time(moment, zone)) == (day, hour)
    assert tags.clock_time(moment.isoformat(), zone) == hour


def test_numbers_and_codes_are_grouped_as_people_read_them():
    assert tags.dots(1184) == "1.184"
    assert tags.grouped("7KM4Q2TX") == "7KM4-Q2TX"
    assert tags.grouped("R6WDK9NE3PXA00007") == "R6WD-K9NE-3PXA-0000-7"
    said = "tujuh, Kilo, Mama, empat; Quebec, dua, Tango, X-ray"
    assert tags.spelled("7KM4Q2TX") == said
    assert len({tags.spelled(letter) for letter in ALPHABET}) == len(ALPHABET)


def test_every_status_has_a_word_and_a_drawing():
    for status in Status:
        pill = tags.pill(status)
        assert "<svg" in pill
        assert str(tags.PILLS[status][0]) in pill


def test_every_clock_is_a_promise_with_its_date():
    for clock in Clock:
        assert "Kamis, 20 Agustus 2026" in tags.promise(explained(clock=clock))
        assert str(clock.label) in tags.clock(explained(clock=clock))


@pytest.mark.parametrize(
    ("fields", "colour", "says"),
    [
        ({"left": 3}, 'class="clock "', "3 hari kerja lagi"),
        ({"left": 1}, "is-soon", "1 hari kerja lagi"),
        ({"left": 0}, "is-soon", "hari ini"),
        ({"left": -2, "kept": False}, "is-late", "lewat 2 hari kerja"),
        ({"left": 0, "kept": False}, "is-late", "sudah terlewat"),
        ({"running": False, "kept": True}, "is-ok", "ditepati"),
        ({"running": False, "kept": False}, "is-late", "tidak ditepati"),
        ({"paused": True}, 'class="clock "', "Hitungan sedang berhenti"),
    ],
)
def test_a_clock_says_how_far_it_is(fields, colour, says):
    told_so = tags.clock(explained(**fields))
    assert colour in told_so
    assert says in told_so


def test_the_ruler_shows_each_day_and_why_it_counted():
    now = datetime(2026, 8, 19, 9, tzinfo=JAKARTA)
    ruler = tags.days(explained(), now=now)
    assert ruler.count("<li") == 7
    assert "hari mulai, tidak dihitung" in ruler
    assert "libur: HUT Kemerdekaan" in ruler
    assert ruler.count("day-used") == 2
    assert ruler.count("day-today") == 1
    assert "day-late" not in ruler
    assert "day-late" in tags.days(explained(), now=datetime(2026, 8, 21, 9, tzinfo=JAKARTA))


def test_a_date_alone_says_how_near_it_is():
    at = datetime(2026, 8, 20, 23, 59, tzinfo=JAKARTA)
    for day, says in ((10, "10 hari lagi"), (19, "besok"), (20, "hari ini"), (22, "lewat 2 hari")):
        assert says in tags.due(at, "WIB", now=datetime(2026, 8, day, 9, tzinfo=JAKARTA))
    assert tags.due(None) == ""


def test_every_step_of_the_table_has_a_sentence_for_all_who_may_take_it():
    for move in ROWS:
        for by in move.by:
            said = sentence(move.name, by.role, "Dinas A", "Dinas B")
            assert "%" not in said
            if by.role not in (Role.REPORTER, Role.SYSTEM):
                assert "Sistem" not in said


@pytest.mark.parametrize(
    ("move", "says"),
    [
        ("progress", "dijanjikan Senin, 31 Agustus 2020"),
        ("ask_extension", "diminta sampai Senin, 31 Agustus 2020"),
        ("extend", "diperpanjang sampai Senin, 31 Agustus 2020"),
    ],
)
def test_the_date_of_a_step_is_called_what_it_is(move, says):
    step = answer(move=move, until="2020-08-31T10:00:00+07:00")
    page = render_to_string("parts/story.html", tags.story([step], "WIB"))
    assert says in page


def test_an_office_is_told_to_have_kept_only_what_it_owed():
    step = answer(outcome=Outcome.DONE, clock=Clock.FIRST_FOLLOW_UP, kept=True)
    assert told(step).kept is True
    assert told(step).outcome == str(Outcome.DONE.label)
    assert told(step | {"clock": Clock.REPORTER_REPLY}).kept is None
    assert told(step | {"move": "withdraw", "role": "reporter"}).kept is None


def answer(**fields: Any) -> dict[str, Any]:
    """Return a published step of an office."""
    return {
        "move": "follow_up",
        "role": "liaison",
        "at": FRIDAY.isoformat(),
        "exact": True,
        "who": "Dinas A",
        "held_by": "Dinas A",
        "holder": "Dinas A",
        "text": "Sudah.",
        "outcome": "",
        "code": "",
        "reason": "",
        "until": "",
        "clock": None,
        "kept": None,
    } | fields
