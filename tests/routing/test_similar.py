"""What is said of two reports that read alike: by their words, and by what each says of where."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lapor.routing.similar import (
    ALIKE,
    COMPARED,
    SAME,
    Address,
    Addressed,
    Likeness,
    address,
    compare,
    compared,
    is_near,
    likeness,
    metres,
)


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


def test_pins_are_near_up_to_half_a_kilometre():
    here = (-6.1200, 106.1500)
    assert is_near(here, (-6.1243, 106.1500))
    assert not is_near(here, (-6.1247, 106.1500))
    assert metres(here, here) == 0
    assert metres((0.0, 179.999), (0.0, -179.999)) == pytest.approx(222, abs=2)


def test_the_beginning_is_compared():
    assert len(compared("Judul", "kata " * 500)) == COMPARED
    assert compared("Judul", "isi [disamarkan: nama]  lagi") == "Judul isi lagi"
