"""Words that come in cost no more than their length; words that go out show nothing masked."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapor.kit.text import MASK, MOST_FRAGMENTS, MOST_MARKS, folded, mask, tidy, with_few_marks

LETTERS = st.text("aAbBisIS[]dkmrn \n", max_size=60)
PARTS = st.lists(st.text("aAbBisIS[]dkmrn ", max_size=5), max_size=8)


def longest_row(text):
    """Return how many letters at most stand in a row that normalizing has to sort."""
    longest = row = 0
    for letter in unicodedata.normalize("NFD", text):
        row = row + 1 if unicodedata.combining(letter) else 0
        longest = max(longest, row)
    return longest


def test_what_normalizing_has_to_sort_is_short_however_many_marks_come():
    hostile = "a" + ("\u0301" * 600_000 + "\u0316" * 600_000)
    assert len(hostile.encode()) > 2_400_000
    kept = with_few_marks(hostile)
    assert len(kept) == 1 + MOST_MARKS
    assert tidy(hostile) == "á" + "\u0301" * (MOST_MARKS - 1)


def test_marks_that_a_control_character_kept_apart_count_as_one_row():
    assert longest_row(tidy("o" + ("\u0301" * MOST_MARKS + "\x00") * 50)) <= MOST_MARKS


def test_every_letter_that_normalizing_would_sort_counts_as_a_mark():
    def is_sorted(letter):
        return unicodedata.combining(unicodedata.normalize("NFD", letter)[0])

    sorted_ones = [letter for letter in map(chr, range(sys.maxunicode + 1)) if is_sorted(letter)]
    assert sorted_ones
    assert {unicodedata.category(letter)[0] for letter in sorted_ones} == {"M"}


@pytest.mark.parametrize("typed", ["Jalan Café", "Việt Nam", "ꦲꦏ꧀ꦱꦫꦗꦮ", "السَّلَامُ", "ก็ได้"])
def test_real_writing_keeps_all_its_marks(typed):
    assert tidy(unicodedata.normalize("NFD", typed)) == unicodedata.normalize("NFC", typed)


def test_line_ends_become_one_and_control_characters_go():
    assert tidy(" a\r\nb\rc\x00\x1b\n") == "a\nb\nc"


def test_every_fragment_is_covered_once_whatever_its_case():
    text = "Keluhan BUDI Santoso tentang budi."
    assert mask(text, ["budi", "Budi Santoso"]) == f"Keluhan {MASK} tentang {MASK}."


def test_overlapping_fragments_leave_one_mark_and_nothing_between():
    assert mask("Siti Rahayu Ningsih", ["Siti Rahayu", "rahayu ningsih"]) == MASK
    assert mask("x anana x", ["ana"]) == f"x {MASK} x"


def test_a_mark_is_never_masked_again():
    text = mask("Nama saya Siti.", ["siti", "di", "sa", "ma", "rk", "an", "[d", "]"])
    assert text == f"Na{MASK} {MASK}ya {MASK}."


def test_a_single_letter_masks_nothing():
    assert mask("Lampu padam", ["a", " p ", ""]) == "Lampu padam"


def test_a_letter_that_grows_in_small_writing_moves_no_mark():
    assert mask("İİİ Budi ẞ Budi", ["budi"]) == f"İİİ {MASK} ẞ {MASK}"


def test_too_many_fragments_are_refused():
    with pytest.raises(ValueError, match="More than 50"):
        mask("Lampu", [f"bagian {n}" for n in range(MOST_FRAGMENTS + 1)])


@given(LETTERS, PARTS)
def test_what_is_shown_comes_from_the_text_and_holds_no_fragment(text, fragments):
    parts = [folded(part.strip()) for part in fragments if len(part.strip()) > 1]
    low, covered = folded(text), set()
    for part in parts:
        for at in range(len(text) - len(part) + 1):
            if low.startswith(part, at):
                covered |= set(range(at, at + len(part)))
    want, before = "", False
    for at, letter in enumerate(text):
        if at in covered:
            want += "" if before else MASK
        else:
            want += letter
        before = at in covered
    assert mask(text, fragments) == want
