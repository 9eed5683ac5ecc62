"""Distances between points, and what is said of two reports by what each says of where."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lapor.kit.nearness import (
    ALIKE,
    COMPARED,
    SAME,
    Address,
    Addressed,
    Likeness,
    address,
    box_around,
    cells_around,
    compare,
    compared,
    likeness,
    metres,
)

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


def where(roads="", lanes="", rt="", rw=""):
    return Address(*(frozenset(part.split()) for part in (roads, lanes, rt, rw)))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("di Jl. Raya Kenari gg. 3 RT 05/RW 02", where("kenari", "3", "5", "2")),
        ("jalan rusak di RT.1", where(rt="1")),
        ("Gang IV dan gang 12", where(lanes="4 12")),
        ("jln melati no 7 rw 010", where("melati", rw="10")),
        ("artikel rwanda gangguan", Address()),
        ("Lampu padam di Jl. Ahmad Yani", where("ahmad")),
        ("jalan raya Cilegon macet", where("cilegon")),
        ("Jl KH Wahid Hasyim", where("wahid")),
        ("Jalan ini berlubang", Address()),
        ("Gg. Mawar banjir", where(lanes="mawar")),
        ("gang 03 gelap", where(lanes="3")),
        ("gang sempit", Address()),
        ("rt.3", where(rt="3")),
        ("smart 3", Address()),
        ("", Address()),
    ],
)
def test_an_address_is_read_from_how_people_write_it(text, found):
    assert address(text) == found


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("Jl Kenari RT 5", "jalan kenari rt 05", Addressed.SAME),
        ("Jl Kenari RT 5", "jalan kenari rt 6", Addressed.CONFLICT),
        ("Jl Kenari", "Jl Melati", Addressed.CONFLICT),
        ("Jl Mayjen Sungkono", "jl mayjend sungkono", Addressed.SAME),
        ("Jl Kenari", "RT 5", Addressed.UNKNOWN),
        ("jalan rusak", "jalan berlubang", Addressed.UNKNOWN),
        ("gang 2", "gg II", Addressed.SAME),
        ("gang Mawar", "gg Melati", Addressed.CONFLICT),
    ],
)
def test_two_addresses_agree_conflict_or_say_nothing(one, other, said):
    assert compare(address(one), address(other)) is said
    assert compare(address(other), address(one)) is said


@pytest.mark.parametrize(
    ("similarity", "addressed", "said"),
    [
        (SAME, Addressed.UNKNOWN, Likeness.SAME),
        (0.9, Addressed.CONFLICT, Likeness.ALIKE),
        (SAME - 0.01, Addressed.SAME, Likeness.ALIKE),
        (ALIKE, Addressed.UNKNOWN, Likeness.ALIKE),
        (ALIKE - 0.01, Addressed.SAME, None),
    ],
)
def test_the_stronger_words_need_likeness_and_no_conflict(similarity, addressed, said):
    assert likeness(similarity, addressed) is said


@given(st.text(max_size=300), st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_comparing_is_the_same_both_ways_and_a_text_never_conflicts_with_itself(one, other):
    first, second = address(one), address(other)
    assert compare(first, second) is compare(second, first)
    assert compare(first, first) is not Addressed.CONFLICT


def contradict(one, other):
    return compare(address(one), address(other)) is Addressed.CONFLICT


def test_another_street_contradicts_and_what_only_one_names_does_not():
    assert contradict("lampu di jalan Melati padam", "lampu di jl mawar padam")
    assert contradict("banjir di RT 2", "banjir di RT 03")
    assert not contradict("banjir di RT 2", "banjir di RT 02 RW 4")
    assert not contradict("banjir di jalan Melati", "banjir sejak Senin")
    assert not contradict("jalan Melati dan jalan Mawar", "jalan mawar")


def test_the_beginning_is_compared():
    assert len(compared("Judul", "kata " * 500)) == COMPARED
    assert compared("Judul", "isi [disamarkan: nama]  lagi") == "Judul isi lagi"
