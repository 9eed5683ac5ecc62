"""When a rule fits a report, and when one rule leaves nothing for another."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapor.agencies.conditions import Conditions, Facts, spans
from tests.factories import JAKARTA

MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=JAKARTA)
LAMP = Facts(
    words="Lampu jalan padam. Sudah empat minggu!",
    received=MONDAY,
    region="36.73.01.1001",
    category=4,
    kind="complaint",
    channel="web",
)


@pytest.mark.parametrize(
    ("when", "fits"),
    [
        (Conditions(), True),
        (Conditions(regions=("36.73.01",)), True),
        (Conditions(regions=("36.73.0",)), False),
        (Conditions(regions=("36.74", "36.73")), True),
        (Conditions(categories=(4, 5)), True),
        (Conditions(categories=(5,)), False),
        (Conditions(words_any=("LAMPU",)), True),
        (Conditions(words_any=("lamp",)), False),
        (Conditions(words_all=("lampu jalan", "padam")), True),
        (Conditions(words_all=("jalan lampu",)), False),
        (Conditions(words_none=("minggu",)), False),
        (Conditions(words_none=("listrik",)), True),
        (Conditions(kind="aspiration"), False),
        (Conditions(channel="web"), True),
        (Conditions(weekdays=(0,)), True),
        (Conditions(weekdays=(5, 6)), False),
        (Conditions(from_hour=9, until_hour=10), True),
        (Conditions(from_hour=10, until_hour=9), False),
        (Conditions(from_hour=22, until_hour=10), True),
        (Conditions(from_hour=0, until_hour=0), True),
    ],
)
def test_each_condition_that_is_set_must_fit(when, fits):
    assert when.fits(LAMP) is fits


def test_a_report_without_a_place_fits_no_rule_of_a_place():
    assert not Conditions(regions=("36",)).fits(Facts(words="x", received=MONDAY))


def test_deciding_words_are_found_where_they_stand():
    text = "Ada lampu-jalan yang PADAM"
    assert [text[a:b] for a, b in spans(("padam", "lampu jalan", "-"), text)] == [
        "lampu-jalan",
        "PADAM",
    ]


WORDS = st.lists(st.sampled_from(["lampu", "jalan", "air"]), max_size=2).map(tuple)
PLACES = st.lists(st.sampled_from(["36", "36.73", "36.73.01", "33"]), max_size=2).map(tuple)
CONDITIONS = st.builds(
    lambda hours, **rest: Conditions(
        **rest, **dict(zip(("from_hour", "until_hour"), hours, strict=True))
    ),
    st.one_of(st.just((None, None)), st.tuples(st.integers(0, 23), st.integers(0, 23))),
    regions=PLACES,
    categories=st.lists(st.integers(1, 2), max_size=2).map(tuple),
    words_all=WORDS,
    words_any=WORDS,
    words_none=WORDS,
    kind=st.sampled_from(["", "complaint"]),
    weekdays=st.sampled_from([(), (0,), (0, 1)]),
)
FACTS = st.builds(
    Facts,
    words=st.lists(st.sampled_from(["lampu", "jalan", "air", "dan"]), max_size=4).map(" ".join),
    received=st.integers(0, 23).map(lambda hour: MONDAY.replace(hour=hour)),
    region=st.sampled_from(["", "36.73.01.1001", "33.28"]),
    category=st.sampled_from([None, 1, 2]),
    kind=st.sampled_from(["complaint", "aspiration"]),
)


@given(CONDITIONS, CONDITIONS, FACTS)
def test_what_covers_another_rule_fits_all_that_the_other_fits(wide, narrow, facts):
    if wide.covers(narrow) and narrow.fits(facts):
        assert wide.fits(facts)


@given(CONDITIONS)
def test_every_rule_covers_itself_and_is_covered_by_one_without_conditions(when):
    assert when.covers(when)
    assert Conditions().covers(when)
