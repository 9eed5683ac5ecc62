"""What begins no report, and what does although it begins with a greeting."""

import pytest

from lapor.channels.dialogue.greeting import is_about_us, is_greeting, without


@pytest.mark.parametrize(
    "words",
    ["Assalamualaikum, mau lapor", "pagi pak", "halo min", "P", "saya mau lapor", "tes", "Hello!"],
)
def test_a_greeting_tells_nothing(words):
    assert is_greeting(words)


@pytest.mark.parametrize(
    "words",
    ["Pagi, jalan rusak", "halo min ada orang tenggelam", "lampu mati", "malam hari gelap", "12"],
)
def test_a_story_after_a_greeting_is_a_story(words):
    assert not is_greeting(words)


def test_a_story_is_told_without_the_greeting_before_it():
    assert without("Pagi pak, jalan rusak di depan pasar") == "jalan rusak di depan pasar"
    assert without("pagi pak") == "pagi pak"


@pytest.mark.parametrize(
    "words", ["kapan diperbaiki?", "Berapa lama diproses?", "ini nomor apa?", "siapa ini"]
)
def test_a_question_about_the_service_tells_nothing(words):
    assert is_about_us(words)


@pytest.mark.parametrize(
    "words", ["kenapa lampu mati?", "kapan jalan Merdeka diperbaiki?", "apa jembatan itu aman?"]
)
def test_a_question_that_names_a_thing_is_a_story(words):
    assert not is_about_us(words)
