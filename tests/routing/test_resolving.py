"""From a function to an office: the map of that day, the place, the heir, and never the accused."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lapor.routing.resolving import (
    MOST_CHOICES,
    Because,
    Mapped,
    agreed,
    heir,
    resolve,
)

TODAY = date(2026, 3, 2)
CITY, TOWN = 1, 2
ROADS, WATER, POWER, WARD, DISTRICT, ABROAD = 10, 11, 12, 13, 14, 15
ROWS = (
    Mapped("PU", ROADS, CITY),
    Mapped("AIR", WATER, CITY),
    Mapped("PLN", POWER, None),
    Mapped("PU", ABROAD, TOWN),
)


def asked(
    functions,
    rows=ROWS,
    *,
    government=CITY,
    place=None,
    successors=None,
    caught=lambda office: False,
):
    return resolve(
        functions,
        rows,
        government=government,
        on=TODAY,
        place=place or {},
        successors=successors or {},
        caught=caught,
    )


def offices(found):
    return [choice.office for choice in found.choices]


def test_an_office_of_this_government_is_found_and_none_of_another():
    found = asked([("PU", 0.7), ("AIR", 0.2), ("PLN", 0.1)])
    assert offices(found) == [ROADS, WATER, POWER]
    assert found.first.because is Because.ONLY
    assert found.first.probability == pytest.approx(0.7)
    assert offices(asked([("PU", 1.0)], government=TOWN)) == [ABROAD]


def test_without_a_government_only_the_nation_is_asked():
    found = asked([("PU", 0.7), ("PLN", 0.3)], government=None)
    assert offices(found) == [POWER]
    assert found.without == (("PU", 0.7),)


def test_a_governments_own_row_hides_the_nations():
    rows = [*ROWS, Mapped("PLN", WATER, CITY)]
    assert offices(asked([("PLN", 1.0)], rows)) == [WATER]


def test_a_village_office_depends_on_the_place_alone():
    found = asked([("KEL", 0.8), ("PU", 0.2)], place={"KEL": WARD, "KEC": DISTRICT})
    assert offices(found) == [WARD, ROADS]
    assert found.first.because is Because.PLACE
    assert not found.asks_place
    unknown = asked([("KEL", 0.8), ("PU", 0.2)])
    assert unknown.asks_place
    assert unknown.without == (("KEL", 0.8),)
    assert offices(unknown) == [ROADS]


@pytest.mark.parametrize(
    ("since", "until", "holds"),
    [
        (None, None, True),
        (TODAY, None, True),
        (TODAY + timedelta(1), None, False),
        (None, TODAY, False),
        (None, TODAY + timedelta(1), True),
    ],
)
def test_a_row_holds_from_its_first_day_to_the_day_before_its_end(since, until, holds):
    rows = [Mapped("PU", ROADS, CITY, since, until)]
    assert offices(asked([("PU", 1.0)], rows)) == ([ROADS] if holds else [])


def test_whoever_took_over_an_office_gets_its_reports():
    found = asked([("PU", 1.0)], successors={ROADS: WATER, WATER: DISTRICT})
    assert offices(found) == [DISTRICT]
    assert found.first.because is Because.HEIR


def test_offices_that_name_each_other_as_heirs_are_left_out():
    assert heir(1, {1: 2, 2: 1}) is None
    assert asked([("PU", 1.0)], successors={ROADS: WATER, WATER: ROADS}).choices == ()


def test_the_accused_office_gets_nothing_nor_does_its_heir():
    assert offices(asked([("PU", 0.9), ("AIR", 0.1)], caught=lambda office: office == ROADS)) == [
        WATER
    ]
    found = asked([("PU", 1.0)], successors={ROADS: WATER}, caught=lambda office: office == ROADS)
    assert found.choices == ()
    found = asked([("PU", 1.0)], successors={ROADS: WATER}, caught=lambda office: office == WATER)
    assert found.choices == ()


def test_an_office_that_does_several_things_is_named_once():
    rows = [Mapped("PU", ROADS, CITY), Mapped("PERKIM", ROADS, CITY), Mapped("LH", WATER, CITY)]
    found = asked([("LH", 0.4), ("PU", 0.35), ("PERKIM", 0.25)], rows)
    assert offices(found) == [ROADS, WATER]
    assert found.first.probability == pytest.approx(0.6)
    assert found.first.function == "PU"


def test_where_several_offices_do_it_the_one_that_kept_more_comes_first():
    rows = [Mapped("RS", WATER, CITY, kept=3), Mapped("RS", ROADS, CITY, kept=40)]
    found = asked([("RS", 1.0)], rows)
    assert offices(found) == [ROADS, WATER]
    assert sum(choice.probability for choice in found.choices) == pytest.approx(1)


@given(
    functions=st.lists(
        st.tuples(st.sampled_from(["PU", "LH", "KEL", "KEC", "PLN"]), st.floats(0.01, 1)),
        max_size=5,
        unique_by=lambda pair: pair[0],
    ),
    rows=st.lists(
        st.builds(
            Mapped,
            st.sampled_from(["PU", "LH", "KEL", "KEC", "PLN"]),
            st.integers(1, 9),
            st.sampled_from([CITY, TOWN, None]),
            st.none() | st.dates(date(2026, 2, 27), date(2026, 3, 5)),
            st.none() | st.dates(date(2026, 2, 27), date(2026, 3, 5)),
            kept=st.integers(0, 50),
        ),
        max_size=12,
    ),
    place=st.dictionaries(st.sampled_from(["KEL", "KEC"]), st.integers(1, 9)),
    successors=st.dictionaries(st.integers(1, 9), st.integers(1, 9)),
    accused=st.sets(st.integers(1, 9)),
)
@settings(max_examples=150, deadline=None)
def test_no_map_and_no_heirs_lead_to_an_accused_office(functions, rows, place, successors, accused):
    found = asked(
        functions,
        rows,
        place=place,
        successors=successors,
        caught=lambda office: office in accused,
    )
    named = offices(found)
    assert not set(named) & (accused | set(successors))
    assert len(named) == len(set(named)) <= MOST_CHOICES
    shares = [choice.probability for choice in found.choices]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) <= sum(share for _, share in functions) + 1e-6
    holding = {row.function for row in rows if row.holds(TODAY) and row.government in (CITY, None)}
    assert {choice.function for choice in found.choices} <= holding | set(place)


def test_what_enough_cases_agree_on_is_proposed_and_never_taken_by_itself():
    kept = {
        ("LH", WATER): 24,
        ("LH", ROADS): 6,  # 80 %
        ("AIR", ROADS): 30,
        ("AIR", WATER): 10,  # 75 %
        ("PU", ROADS): 500,  # known
        ("RS", WATER): 19,
        ("KEL", WARD): 90,
    }
    assert [(row.function, row.office) for row in agreed(kept, ROWS)] == [("LH", WATER)]
    assert agreed(kept, ROWS)[0].share == pytest.approx(0.8)
