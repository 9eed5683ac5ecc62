"""A point as people type it, paste it and read it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapor.kit.nearness import metres
from lapor.kit.points import (
    EAST,
    NORTH,
    ROUGHLY,
    SOUTH,
    WEST,
    NoNumbers,
    Outside,
    Pin,
    Unreadable,
    pin,
    read,
    rounded,
)

SERANG = (-6.12, 106.15)
PINS = st.builds(
    pin, st.floats(SOUTH, NORTH), st.floats(WEST, EAST), st.none() | st.integers(0, 1000)
)


@pytest.mark.parametrize(
    "typed",
    [
        "-6.12, 106.15",
        " -6.12,106.15 ",
        "-6.12 106.15",
        "-6,12 106,15",
        "-6,12; 106,15",
        "-6,12, 106,15",
        "-6,12,106,15",
        "-6°07'12\" 106°09'00\"",
        "106.15, -6.12",
        "6.12 LS 106.15 BT",
        "6.12°S, 106.15°E",
        "6°07'12.0\"S 106°09'00.0\"E",
        "6° 7′ 12″ LS, 106° 9′ BT",
        "geo:-6.12,106.15;u=35",
        "https://www.google.com/maps/place/Pasar/@-6.9,107.6,17z/data=!8m2!3d-6.12!4d106.15",
        "https://www.google.com/maps/@-6.12,106.15,17z",
        "https://maps.google.com/?q=-6.12,106.15",
        "https://www.google.com/maps/search/?api=1&query=-6.12%2C106.15",
        "https://www.google.com/maps/search/-6.12,+106.15?entry=tts",
        "https://www.google.com/maps/dir//-6.12,106.15",
        "https://www.openstreetmap.org/?mlat=-6.12&mlon=106.15#map=17/-6.9/107.6",
        "https://www.openstreetmap.org/#map=17/-6.12/106.15",
        "https://maps.apple.com/?ll=-6.12,106.15",
    ],
)
def test_a_line_or_a_link_with_both_numbers_is_understood(typed):
    assert read(typed).point == SERANG


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [("-6.12", "106.15"), ("-6,12", "106,15"), ("6.12 LS", "106.15 BT"), ("106.15", "-6.12"),
     ("6°07'12\"S", "106°09'00\"E")],
)  # fmt: skip
def test_two_numbers_are_understood(latitude, longitude):
    assert read(latitude, longitude).point == SERANG


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [("", ""), ("Pasar Lama", ""), ("-6.12", ""), ("Pasar", "106.15"), ("-6.12", "Pasar"),
     ("-6.12, 106.15, 4", ""), ("1" * 900, ""), ("nan", "inf")],
)  # fmt: skip
def test_what_is_no_point_is_refused(latitude, longitude):
    with pytest.raises(Unreadable):
        read(latitude, longitude)


@pytest.mark.parametrize("link", ["https://maps.app.goo.gl/AbCdEf123", "https://goo.gl/maps/x1"])
def test_a_short_link_says_no_numbers(link):
    with pytest.raises(NoNumbers):
        read(link)


@pytest.mark.parametrize("typed", ["48.85, 2.35", "0, 0", "-6.12, -106.15", "-90, 106"])
def test_elsewhere_on_earth_is_refused(typed):
    with pytest.raises(Outside):
        read(typed)


def test_it_is_kept_to_the_metre_and_written_as_maps_take_it():
    kept = pin(-6.123456789, 106.1, 20)
    assert kept == Pin(-6.12346, 106.1, 20)
    assert kept.coordinates == "-6.12346, 106.1"
    assert kept.address == "geo:-6.12346,106.1;u=20"
    assert pin(-6.0, 106.0).address == "geo:-6,106"


@given(PINS)
def test_rounded_it_is_near_and_says_less(exact):
    rough = rounded(exact)
    assert metres(exact.point, rough.point) < ROUGHLY
    assert (rough.accuracy or 0) >= ROUGHLY
    assert rounded(rough) == rough
    assert all(len(part.partition(".")[2]) <= 3 for part in rough.coordinates.split(", "))


@given(PINS)
def test_what_is_written_is_read_again(exact):
    assert read(exact.coordinates).point == exact.point
