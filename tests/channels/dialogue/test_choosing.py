"""An office's question with choices: answered by a button, by numbers, by name, or in words."""

import pytest

from lapor.channels.dialogue import engine
from lapor.channels.dialogue.memory import Focus, News
from lapor.channels.dialogue.reading import pick_key
from tests.channels.dialogue.talk import Talk

CHOICES = ("Pagi", "Siang", "Belum")


def asked() -> tuple[Talk, str]:
    """Return somebody who was just asked when it happens, and the number of the report."""
    talk = Talk(terse=True)
    talk.says("kemarin selokan mampet di Kota Serang, air masuk kelas")
    number = talk.memory.own[0].number
    focus = Focus(number, News.ASKED, talk.today.isoformat(), CHOICES)
    talk.memory = engine.told_news(talk.memory, focus)
    return talk, number


@pytest.mark.parametrize(
    ("typed", "places"),
    [
        ("2", (1,)),
        ("1, 3", (0, 2)),
        ("1 dan 2", (0, 1)),
        ("pagi", (0,)),
        ("Siang.", (1,)),
        ("belum", (2,)),
    ],
)
def test_what_is_chosen_by_number_or_name_is_that_choice(typed, places):
    talk, _number = asked()
    assert talk.says(typed) == ["told"]
    assert talk.steps[-1].chosen == places
    assert talk.steps[-1].words == "\n".join(CHOICES[place] for place in places)


@pytest.mark.parametrize("typed", ["9", "0", "1 9", "Pagi dan kadang malam", "tidak tahu"])
def test_what_is_no_choice_is_an_answer_in_words(typed):
    talk, _number = asked()
    assert talk.says(typed) == ["told"]
    assert talk.steps[-1].chosen == ()
    assert talk.steps[-1].words == typed


def test_a_button_answers_its_own_report_whatever_is_written_meanwhile():
    talk, number = asked()
    assert talk.says(pressed=pick_key(number, 1)) == ["told"]
    assert talk.steps[-1].chosen == (0,)


@pytest.mark.parametrize("place", [0, 4, 99])
def test_a_button_of_no_choice_answers_nothing(place):
    talk, number = asked()
    assert talk.says(pressed=pick_key(number, place)) == ["nothing_open"]
    assert talk.says(pressed=pick_key("AAAA1111", 1)) == ["nothing_open"]
    assert not talk.steps


@pytest.mark.parametrize("typed", ["CEK JKMNPQRS", "cek JKMN-PQRS", "CEK JKMNPQRS."])
def test_a_number_without_a_digit_is_a_number_after_its_verb(typed):
    assert Talk().says(typed) == ["check_unknown"]
