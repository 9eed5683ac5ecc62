"""Files that come with words, instead of them, or in the middle of a question."""

from dataclasses import replace
from typing import Any

import pytest

from lapor.channels.dialogue import engine
from lapor.channels.dialogue.drafting import MOST_FILES
from lapor.channels.dialogue.effects import Heard, Manner, Say
from lapor.channels.dialogue.memory import Memory, Step
from lapor.channels.dialogue.texts import Text
from tests.channels.dialogue.talk import TODAY, Country, Talk

STORY = "Kemarin selokan di depan sekolah mampet dan airnya ke jalan"


def answered(memory: Memory, **heard: Any) -> list[Text]:
    message = Heard(key="m", day=TODAY, **heard)
    turn = engine.step(memory, message, Country(), Manner())
    return [effect.text for effect in turn.effects if isinstance(effect, Say)]


def test_a_voice_alone_is_kept_and_words_are_asked_for():
    assert answered(Memory(), files=("v",), asides=(Text.VOICE,)) == [Text.VOICE, Text.STORY]


def test_a_voice_beside_words_is_spoken_of_before_the_question():
    said = answered(Memory(), text=STORY, files=("v",), asides=(Text.VOICE_UNKEPT,))
    assert said == [Text.VOICE_UNKEPT, Text.PLACE]


@pytest.mark.parametrize("step", [Step.WHEN, Step.PLACE, Step.WHO, Step.NAME, Step.CONFIRM])
def test_a_photo_sent_upon_any_question_is_kept_and_the_question_stays(step):
    talk = Talk()
    talk.says(STORY)
    talk.memory = replace(talk.memory, step=step)
    asked = talk.says(files=("p1",))
    assert talk.draft.files == ("p1",)
    assert talk.memory.step == step
    assert len(asked) == 1


def test_a_photo_with_the_answer_under_it_is_both():
    talk = Talk()
    talk.says(STORY)
    talk.says("Sawah Luhur", files=("p1",))
    assert talk.draft.files == ("p1",)
    assert talk.draft.place
    assert talk.memory.step == Step.WHO


def test_a_file_too_many_is_said_to_be_and_the_question_stays():
    talk = Talk()
    talk.says(STORY)
    for name in "abcde":
        assert Text.FILE_LOST not in talk.says(files=(name,))
    assert talk.says(files=("f",)) == [Text.FILE_LOST, Text.PLACE]
    assert len(talk.draft.files) == MOST_FILES


@pytest.mark.parametrize(
    ("unread", "said"),
    [
        ("sticker", Text.STICKER),
        ("contact", Text.CARD),
        ("edit", Text.EDITED),
        ("poll", Text.NOT_UNDERSTOOD),
    ],
)
def test_what_nobody_can_read_is_answered_and_changes_nothing(unread, said):
    talk = Talk()
    talk.says(STORY)
    before = talk.memory
    turn = engine.step(before, Heard(key="m", day=TODAY, unread=unread), talk.country, Manner())
    assert turn.effects == (Say(said),)
    assert (turn.memory.step, turn.memory.draft) == (before.step, before.draft)
