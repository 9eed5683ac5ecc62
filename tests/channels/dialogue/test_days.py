"""The day that somebody's words name: as people say it, in both languages, and never to come."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapor.channels.dialogue.days import day_in

FRIDAY = date(2026, 8, 14)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("Lampu padam sudah 3 bulan", "2026-05-14"),
        ("sejak 2 minggu tidak ada air", "2026-07-31"),
        ("dua minggu yang lalu", "2026-07-31"),
        ("sudah hampir 2 bulan", "2026-06-14"),
        ("sudah 2-3 bulan begini", "2026-06-14"),
        ("lima belas hari lalu", "2026-07-30"),
        ("seminggu yg lalu", "2026-08-07"),
        ("sudah sebulan", "2026-07-14"),
        ("setahun lalu", "2025-08-14"),
        ("bulan lalu", "2026-07-14"),
        ("tahun lalu", "2025-08-14"),
        ("semalam", "2026-08-13"),
        ("tadi pagi", "2026-08-14"),
        ("kemarin lusa", "2026-08-12"),
        ("hari Senin", "2026-08-10"),
        ("hari minggu lalu", "2026-08-09"),
        ("Jumat", "2026-08-14"),
        ("Jumat lalu", "2026-08-07"),
        ("sejak Juli", "2026-07-01"),
        ("sejak bulan Desember", "2025-12-01"),
        ("14/8", "2026-08-14"),
        ("tanggal 15 agustus", "2025-08-15"),
        ("3 days ago", "2026-08-11"),
        ("for two weeks now", "2026-07-31"),
        ("since July", "2026-07-01"),
        ("since March 3rd", "2026-03-03"),
        ("last week", "2026-08-07"),
        ("yesterday", "2026-08-13"),
        ("on Monday", "2026-08-10"),
        ("31 Mei", "2026-05-31"),
    ],
)
def test_a_day_is_named_as_people_say_it(words, day):
    assert day_in(words, FRIDAY) == date.fromisoformat(day)


@pytest.mark.parametrize("words", ["sebulan", "3 hari", "dua minggu.", "Juli", "setahun"])
def test_as_an_answer_a_count_or_a_month_alone_is_enough(words):
    assert day_in(words, FRIDAY)


@pytest.mark.parametrize(
    "words",
    [
        "sejak panen",
        "sejak lebaran",
        "sudah lama sekali",
        "sudah 5 kali saya lapor",
        "sudah 2 orang jatuh",
        "di RT 3/4",
        "jam 10.30",
        "sudah bertahun-tahun",
        "200 tahun lalu sekali",
        "ada 3 bulanan",
    ],
)
def test_what_counts_no_days_stays_words(words):
    assert day_in(words, FRIDAY) is None


def test_the_day_of_a_shorter_month_is_its_last():
    assert day_in("sebulan lalu", date(2026, 3, 31)) == date(2026, 2, 28)


COUNTS = st.integers(1, 99)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(DAYS, COUNTS, st.sampled_from(["hari", "minggu", "bulan", "tahun", "days", "months"]))
def test_so_long_ago_is_before_today_and_further_the_more_it_is(today, count, span):
    found = [
        day_in(f"{number} {span} {'ago' if span[-1] == 's' else 'yang lalu'}", today)
        for number in (count, count + 1)
    ]
    assert found[0]
    assert found[1]
    assert found[1] < found[0] < today
    if span in ("hari", "days"):
        assert found[0] == today - timedelta(days=count)


@given(st.text(alphabet="0123456789/.- abcdehijklmnrstu", max_size=60) | st.text(max_size=80), DAYS)
def test_no_words_name_a_day_to_come(words, today):
    day = day_in(words, today)
    assert day is None or day <= today


@given(DAYS, st.sampled_from(["senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "ahad"]))
def test_a_day_of_the_week_is_the_last_such_day(today, name):
    day = day_in(f"hari {name}", today)
    assert day
    assert 0 <= (today - day).days < 7
