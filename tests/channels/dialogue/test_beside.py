"""A draft that a forged letter began takes nothing of what its victim answers to our letters."""

from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st

from lapor.channels.dialogue import engine
from lapor.channels.dialogue.beside import OF_A_REPORT, name_of
from lapor.channels.dialogue.commands import BY_FORM
from lapor.channels.dialogue.effects import File, Heard, Manner, Say, Tell, Turn
from lapor.channels.dialogue.memory import (
    Draft,
    Focus,
    Memory,
    News,
    Own,
    Step,
    from_json,
    to_json,
)
from lapor.channels.dialogue.texts import Text
from tests.channels.dialogue.talk import NOWHERE, STORY, TODAY, Country

OWN, OTHER = Own("7KM4Q2T1", "hmac:00"), Own("7KM4Q2T2", "hmac:01")
LETTERS = Manner(letters=True)
ANSWER = "RT 3, dekat jembatan"
FORGED = "Pungutan liar oleh guru itu, saya sendiri yang mengada-ada soal selokan."


def hears(memory, text, *, about=None, draft="", proved=True, key="m1"):
    heard = Heard(key=key, day=TODAY, text=text, proved=proved, focus=about, draft=draft)
    return engine.step(memory, heard, Country(), LETTERS)


def forged(memory, *texts):
    for at, text in enumerate(texts):
        memory = from_json(to_json(hears(memory, text, proved=False, key=f"f{at}").memory))
    return memory


def about(news, own=OWN):
    return Focus(own.number, news, TODAY.isoformat())


def told(turn):
    return [one for one in turn.effects if isinstance(one, Tell)]


ASKED = Memory(own=(OWN, OTHER), focus=about(News.ASKED))
TEXTS = st.one_of(
    st.sampled_from([*sorted(BY_FORM), STORY, NOWHERE, FORGED, ANSWER, "Sukamaju", "1", "2", "5"]),
    st.sampled_from([f"BALAS {OWN.number} salah", f"CEK {OTHER.number}", "Budi Contoh"]),
    st.text(max_size=40),
)


@given(st.lists(TEXTS, max_size=6))
@example([ANSWER, ANSWER, ANSWER, ANSWER])
@example([NOWHERE])
@example([NOWHERE, "sawah luhur"])
def test_whatever_is_forged_before_the_answer_to_a_question_arrives(texts):
    memory = forged(ASKED, *texts)
    turn = hears(memory, ANSWER, about=about(News.ASKED))
    assert [(one.verb, one.own, one.words) for one in told(turn)] == [("answer", OWN, ANSWER)]
    assert turn.memory.draft == memory.draft
    assert not [one for one in turn.effects if isinstance(one, File)]


@given(st.sampled_from(list(Step)), st.sampled_from([News.ASKED, News.ANSWERED, News.SENT]))
def test_an_answer_is_about_its_report_whatever_else_is_asked(step, news):
    draft = Draft(key="m0", story=FORGED, proved=False)
    held = "Kata lain" if step in OF_A_REPORT else ""
    before = replace(ASKED, step=step, draft=draft, about=OTHER.number, held=held)
    turn = hears(before, "Masih mampet di sisi kiri", about=about(news))
    assert [(one.own, one.words) for one in told(turn)] == [(OWN, "Masih mampet di sisi kiri")]
    assert turn.memory.draft == draft
    assert (turn.memory.step, turn.memory.held) == (step, held)


def test_lapor_in_an_answer_to_what_is_missing_begins_no_report():
    before = replace(ASKED, step=Step.MISSING, about=OWN.number, focus=about(News.ANSWERED))
    turn = hears(before, "Lapor, Pak: sisi kiri masih mampet", about=about(News.ANSWERED))
    assert [(one.verb, one.own) for one in told(turn)] == [("reply", OWN)]
    assert turn.memory.draft is None


def test_the_question_of_a_draft_is_answered_by_its_own_letter_alone():
    memory = forged(Memory(), NOWHERE)
    assert memory.draft
    assert memory.step is Step.PLACE
    for text in ("Sawah Luhur", STORY):
        other = hears(memory, text).memory
        assert memory.draft in (other.draft, *other.aside), text
    own = hears(memory, "Sawah Luhur", draft=str(name_of(memory.draft)))
    assert own.memory.draft
    assert own.memory.draft.place
    assert own.memory.step is Step.CONFIRM


def test_a_report_of_ones_own_is_written_beside_a_forged_draft_and_either_can_be_gone_on_with():
    memory = forged(Memory(), NOWHERE)
    forged_one = memory.draft
    turn = hears(memory, "Kemarin jembatan kami roboh dan anak-anak tidak bisa sekolah")
    memory = from_json(to_json(turn.memory))
    assert memory.draft
    assert memory.draft.proved
    assert "jembatan" in memory.draft.story
    assert "lampu" not in memory.draft.story
    assert memory.aside == (forged_one,)
    back = hears(memory, "Sawah Luhur", draft=str(name_of(forged_one))).memory
    assert back.draft
    assert (back.draft.key, back.aside) == (forged_one.key, (memory.draft,))


def test_what_others_added_is_read_before_a_yes_sends_it():
    memory = forged(Memory(), NOWHERE)
    draft = str(name_of(memory.draft))
    memory = hears(memory, "Sawah Luhur", draft=draft).memory
    memory = forged(memory, FORGED)
    assert not [one for one in hears(memory, "ya", proved=False).effects if isinstance(one, File)]
    turn = hears(memory, "ya", draft=draft)
    [shown] = turn.effects
    assert isinstance(shown, Say)
    assert shown.text is Text.CONFIRM
    assert FORGED in shown.words["story"]
    [sent] = hears(turn.memory, "YA", draft=draft, key="m2").effects
    assert isinstance(sent, File)


def test_what_waits_beside_is_let_go_after_a_week():
    memory = replace(Memory(), aside=(Draft(key="m0", story=FORGED),), heard_on="2026-08-01")
    heard = Heard(key="", day=TODAY)
    assert engine.quiet(memory, heard) == Turn(replace(memory, aside=()))
