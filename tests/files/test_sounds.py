"""A recording is packed anew from its pieces of sound; what was said about it stays behind."""

from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lapor.files.cleaning.__main__ import remake
from lapor.files.cleaning.answers import Refused
from tests.files import sounds

SORTS: dict[str, tuple[Callable[[], bytes], str, int]] = {
    "voice note of a chat": (sounds.ogg, "audio/ogg", 3),
    "mp3": (sounds.mp3, "audio/mpeg", 3),
    "aac": (sounds.adts, "audio/aac", 3),
    "of an iPhone": (sounds.m4a, "audio/aac", 3),
    "written while recorded": (sounds.live, "audio/aac", 3),
    "of an old telephone": (sounds.amr, "audio/amr", 3),
    "wide": (lambda: sounds.amr(150, b"#!AMR-WB\n"), "audio/amr", 3),
    "of an old telephone, boxed": (
        lambda: sounds.m4a(150, entry=b"samr", inside=b"", piece=b"\x3c" + bytes(31)),
        "audio/amr",
        3,
    ),
}
MADE = {name: make() for name, (make, _type, _long) in SORTS.items()}


def refused(content: bytes) -> str:
    with pytest.raises(Refused) as fault:
        remake(content)
    return fault.value.fault.value


@pytest.mark.parametrize("name", SORTS)
def test_its_sound_comes_through_and_nothing_that_was_said_about_it(name):
    _make, media_type, seconds = SORTS[name]
    made = remake(MADE[name])
    assert (made.kind, made.media_type) == ("audio", media_type)
    assert abs(made.seconds - seconds) <= 1
    assert sounds.TOLD not in made.content
    assert len(made.content) > 1000


@pytest.mark.parametrize("name", SORTS)
def test_what_was_packed_is_packed_the_same_again(name):
    made = remake(MADE[name])
    assert remake(made.content) == made


def test_a_voice_note_keeps_its_packets_in_pages_of_ours():
    made = remake(sounds.ogg()).content
    pages = [b"OggS" + one for one in made.split(b"OggS")[1:]]
    assert len(pages) == 5, "a head, empty remarks, and one for each second"
    assert all(sounds.is_sound_page(page) for page in pages)
    assert made.count(sounds.PIECE) == 150, "the first packet lost its padding, not its sound"
    assert b"rekamanku" not in made


NO_VOICES = {
    "film": (lambda: sounds.m4a(sorts=(b"vide",)), "type"),
    "film with sound": (lambda: sounds.m4a(sorts=(b"soun", b"vide")), "type"),
    "two sounds": (lambda: sounds.m4a(sorts=(b"soun", b"soun")), "type"),
    "sound of music lovers": (lambda: sounds.m4a(entry=b"alac"), "type"),
    "mp3 in a box": (lambda: sounds.m4a(inside=sounds.esds(sort=0x6B)), "type"),
    "unknown sort of AAC": (lambda: sounds.m4a(inside=sounds.esds(setup=b"\xf8\xe8")), "type"),
    "vorbis": (lambda: sounds.ogg(head=b"\x01vorbis "), "type"),
    "sound of a cinema": (lambda: sounds.ogg(family=1), "type"),
    "film in Ogg": (
        lambda: sounds.page(0, 2, [b"OpusHead"]) + sounds.page(0, 2, [b"film"], serial=78),
        "type",
    ),
    "the same piece over and over": (lambda: sounds.m4a(repeated=True, pieces=4000), "broken"),
    "half a box": (lambda: sounds.m4a()[:-300], "broken"),
    "half a page": (lambda: sounds.ogg()[:60], "broken"),
    "noise in Ogg": (lambda: b"OggS" + sounds.noise(5000), "type"),
    "four frames of mp3": (lambda: sounds.mp3(4), "broken"),
    "two speeds": (lambda: sounds.mp3(20) + sounds.mp3(20, rate=1), "broken"),
    "three frames of aac": (lambda: sounds.adts(3), "broken"),
    "three frames of amr": (lambda: sounds.amr(3), "broken"),
    "words without sound": (lambda: b"ID3" + sounds.noise(5000), "broken"),
    "more than an hour": (lambda: sounds.amr(180_001), "long"),
}


@pytest.mark.parametrize("name", NO_VOICES)
def test_what_is_no_voice_or_no_whole_one_is_refused(name):
    make, fault = NO_VOICES[name]
    assert refused(make()) == fault


def test_half_a_recording_is_a_recording():
    """A line that broke takes the end, not the evidence."""
    for make in (sounds.ogg, sounds.mp3, sounds.adts, sounds.amr):
        whole, half = remake(make()), remake(make()[: len(make()) // 2])
        assert half.content[:200] == whole.content[:200]
        assert 0 < len(half.content) < len(whole.content)


@given(
    name=st.sampled_from(sorted(MADE)),
    cut=st.integers(0, 9000),
    at=st.integers(0, 9000),
    with_=st.binary(max_size=40),
)
@example(name="of an iPhone", cut=0, at=0, with_=b"\xff\xff\xff\xff")
def test_whatever_is_sent_there_is_an_answer(name, cut, at, with_):
    whole = MADE[name]
    content = whole[: len(whole) - cut] if cut < len(whole) else whole
    content = content[:at] + with_ + content[at + len(with_) :]
    try:
        made = remake(content)
    except Refused:
        return
    assert made.kind in ("audio", "text")


@given(st.binary(max_size=3000), st.sampled_from([b"OggS", b"ID3", b"#!AMR\n", b"\xff\xfb\x90\0"]))
def test_noise_behind_a_familiar_beginning_has_an_answer(noise, start):
    try:
        remake(start + noise)
    except Refused:
        return
