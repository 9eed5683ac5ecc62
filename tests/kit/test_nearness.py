"""Distances between points, and addresses that contradict each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapor.kit.nearness import address_of, box_around, cells_around, contradict, metres

SERANG = (-6.1200, 106.1503)
POINTS = st.tuples(st.floats(-11.4, 6.4), st.floats(95.1, 141.9))


def test_a_kilometre_to_the_north_is_one():
    assert metres(SERANG, (SERANG[0] + 1 / 111.195, SERANG[1])) == pytest.approx(1000, abs=2)


@given(POINTS, st.floats(-0.01, 0.01), st.floats(-0.01, 0.01))
def test_whatever_is_within_reach_lies_in_the_box(point, north, east):
    other = (point[0] + north, point[1] + east)
    south, top, west, right = box_around(point, 500)
    if metres(point, other) <= 500:
        assert south <= other[0] <= top
        assert west <= other[1] <= right


@given(POINTS, st.floats(0.0001, 0.0049), st.floats(0.0001, 0.0049))
def test_two_points_of_one_cell_are_asked_about_alike(point, north, east):
    corner = (point[0] // 0.005 * 0.005, point[1] // 0.005 * 0.005)
    near = (corner[0] + 0.0025, corner[1] + 0.0025)
    assert cells_around(near) == cells_around((corner[0] + north, corner[1] + east))


@pytest.mark.parametrize(
    ("text", "kind", "names"),
    [
        ("Lampu padam di Jl. Ahmad Yani", "street", {"ahmad"}),
        ("jalan raya Cilegon macet", "street", {"cilegon"}),
        ("jalan rusak di depan pasar", "street", set()),
        ("Jalan ini berlubang", "street", set()),
        ("Gg. Mawar banjir", "alley", {"mawar"}),
        ("gang 03 gelap", "alley", {"3"}),
        ("RT 02/RW 005", "rt", {"2"}),
        ("RT 02/RW 005", "rw", {"5"}),
        ("rt.3", "rt", {"3"}),
        ("smart 3", "rt", set()),
    ],
)
def test_an_address_is_read_as_people_write_it(text, kind, names):
    assert address_of(text).get(kind, frozenset()) == names


def test_another_street_contradicts_and_what_only_one_names_does_not():
    assert contradict("lampu di jalan Melati padam", "lampu di jl mawar padam")
    assert contradict("banjir di RT 2", "banjir di RT 03")
    assert not contradict("banjir di RT 2", "banjir di RT 02 RW 4")
    assert not contradict("banjir di jalan Melati", "banjir sejak Senin")
    assert not contradict("jalan Melati dan jalan Mawar", "jalan mawar")


@given(st.text(max_size=400), st.text(max_size=400))
def test_any_text_can_be_compared(one, other):
    assert contradict(one, other) == contradict(other, one)
    assert not contradict(one, one)
