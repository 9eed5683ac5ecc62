"""Numbers and reply keys are known among words; words are not taken for them."""

import pytest

from lapor.channels.dialogue.commands import Verb, of_own, read


@pytest.mark.parametrize("number", ["ABCDEFGH", "7KM4Q2TX"])
@pytest.mark.parametrize("text", ["cek {}", "{}", "Status {} pak", "CEK {}."])
def test_ones_own_report_is_known_with_and_without_a_digit_in_its_number(number, text):
    typed = (f"{number[:4]}-{number[4:]}".lower(), number.lower(), number)
    for code in typed:
        said = read(text.format(code))
        assert of_own(said, {number}).number == number, code
        assert of_own(said, {number}).verb is Verb.CHECK


def test_words_as_long_as_a_number_are_words():
    for text in ("cek jembatan rusak", "jembatan ambrol", "CEK JEMBATAN RUSAK", "baca sengketa"):
        assert of_own(read(text), {"7KM4Q2TX"}).number == ""
    told = of_own(read("balas abcdefgh masih rusak"), {"ABCDEFGH"})
    assert (told.number, told.rest) == ("ABCDEFGH", "masih rusak")
    assert read("CEK ABCDEFGH\nTolong ditutup").number == "ABCDEFGH"


@pytest.mark.parametrize(
    "text", ["tampilkan nama saya", "tiang nomor 12 dan 13", "TIANG NOMOR 12 DAN 13"]
)
def test_a_sentence_is_no_reply_key(text):
    assert read(text).receipt == ""
    assert read(f"BALAS {text}").receipt == ""
