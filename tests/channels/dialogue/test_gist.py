"""Short words: what is thanks, what asks back, what asks how it stands, what tells more."""

import pytest

from lapor.channels.dialogue import gist

THANKS = (
    "terima kasih",
    "Terima kasih banyak, Pak",
    "tks",
    "sudah bagus, terima kasih pak",
    "mantap",
    "oke makasih",
    "thank you",
    "Alhamdulillah sudah lancar 🙏",
)
NO_THANKS = (
    "",
    "bagus tapi masih bocor",
    "terima kasih, tapi lampunya belum menyala",
    "terima kasih 5",
    "jalan di depan rumah saya rusak, terima kasih",
    "ya",
    "tambalannya sudah terkelupas",
    "trims tolong sisi timur juga",
)


@pytest.mark.parametrize("text", THANKS)
def test_thanks_and_praise_say_nothing_else(text):
    assert gist.is_thanks(text)


@pytest.mark.parametrize("text", NO_THANKS)
def test_thanks_with_anything_beside_them_are_no_mere_thanks(text):
    assert not gist.is_thanks(text)


@pytest.mark.parametrize("text", ["mantap", "sudah bagus", "oke"])
def test_praise_alone_judges_and_is_no_mere_thanks(text):
    assert not gist.is_thanked(text)


@pytest.mark.parametrize(
    "text",
    ["baca dimana? saya tidak punya internet", "apa pertanyaannya?", "maksudnya pak", "di mana ya"],
)
def test_words_that_ask_back_are_known(text):
    assert gist.is_question(text)


@pytest.mark.parametrize("text", ["RT 3", "pagi", "dekat mushola", "manalagi nama buahnya"])
def test_an_answer_is_no_question(text):
    assert not gist.is_question(text)


@pytest.mark.parametrize(
    "text",
    ["kapan diperbaiki?", "Berapa lama diproses?", "sudah sampai mana", "kapan", "ada kabar pak?"],
)
def test_who_asks_how_it_stands_is_heard(text):
    assert gist.asks_how_far(text)


@pytest.mark.parametrize(
    "text",
    [
        "kemarin",
        "Kapan lampu jalan di depan pasar Sukamaju menyala, sudah dua bulan padam",
        "jalan",
    ],
)
def test_a_story_is_no_question_how_it_stands(text):
    assert not gist.asks_how_far(text)


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("saya mau tambah keterangan, tiangnya miring", "tiangnya miring"),
        ("Tambahan: dekat sekolah", "dekat sekolah"),
        ("mau nambahin info pak", "pak"),
        ("tambah keterangan", ""),
        ("tiangnya miring", None),
    ],
)
def test_who_wants_to_tell_more_says_so(text, more):
    assert gist.more_to_tell(text) == more


@pytest.mark.parametrize(
    ("text", "count"), [("mantap 5", 5), ("bintang 4", 4), ("15", 0), ("3 atau 4", 0), ("6", 0)]
)
def test_one_digit_is_the_stars(text, count):
    assert gist.stars(text) == count
