"""By letter: answers are about the report of the letter, and a name on a letter proves nothing."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from lapor.channels.dialogue import engine
from lapor.channels.dialogue.commands import BY_FORM
from lapor.channels.dialogue.effects import Adopted, Heard, Hush, Manner, Open, Say, Standing, Tell
from lapor.channels.dialogue.memory import (
    MOST_OWN,
    Choice,
    Doubted,
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
from tests.channels.dialogue.talk import TODAY, Country

OWN = Own("7KM4Q2T1", "hmac:00")
LETTERS = Manner(letters=True)


def step(memory, text="", *, proved=True, about=None, files=()):
    focus = Focus(OWN.number, about, TODAY.isoformat()) if about else None
    heard = Heard(key="m1", day=TODAY, text=text, proved=proved, focus=focus, files=files)
    return engine.step(memory, heard, Country(), LETTERS)


def test_a_story_in_answer_to_a_letter_is_about_its_report_even_while_another_is_written():
    draft = Draft(key="m0", story="Selokan di depan sekolah mampet sejak lama.")
    memory = Memory(step=Step.PLACE, draft=draft, own=(OWN,))
    turn = step(memory, "Lapor, Pak, sampai sekarang masih rusak", about=News.ANSWERED)
    assert turn.effects == (Tell("reply", OWN, "Lapor, Pak, sampai sekarang masih rusak"),)
    assert (turn.memory.step, turn.memory.draft) == (Step.PLACE, draft)


def test_how_it_stands_is_said_of_the_report_whose_letter_asks():
    known = Country()
    newer = Own("7KM4Q2T2", "hmac:01")
    for own in (OWN, newer):
        known.reports[own.number] = Standing(own.number, "Diverifikasi")
    focus = Focus(OWN.number, News.ANSWERED, TODAY.isoformat())
    heard = Heard(key="m1", day=TODAY, text="CEK", focus=focus)
    [said] = engine.step(Memory(own=(OWN, newer)), heard, known, LETTERS).effects
    assert isinstance(said, Say)
    assert said.words["number"] == engine.spell(OWN.number)


def held(memory, text, **more):
    """Let a letter without a token ask for something; return the memory and the code asked for."""
    turn = step(memory, text, proved=False, **more)
    [asked] = turn.effects
    assert asked.text == Text.PROVE
    return turn.memory, asked.words["code"]


NEWS = Memory(own=(OWN,), focus=Focus(OWN.number, News.ANSWERED, TODAY.isoformat()))


def test_a_held_step_is_taken_once_its_person_answers_with_its_code():
    memory, code = held(NEWS, "Masih berlubang di sisi kiri")
    again = step(memory, f"YA {code}", proved=False)
    assert not [one for one in again.effects if isinstance(one, Tell)]
    [taken] = (turn := step(memory, f"Ya {code}.\nFoto menyusul")).effects
    assert taken == Tell("reply", OWN, "Masih berlubang di sisi kiri\nFoto menyusul")
    assert turn.memory.doubted == ()


@given(st.sampled_from(["Bukan saya yang menulis itu!", "ya", "betul", "Ya ampun", "selesai", "1"]))
def test_no_other_answer_takes_what_somebody_wrote_in_ones_name(text):
    draft = Draft(key="m0", story="Selokan mampet sejak hari Senin lalu.")
    for before in (NEWS, replace(NEWS, step=Step.CONFIRM, draft=draft)):
        memory, _code = held(before, f"BALAS {OWN.number} Saya mencabut semuanya")
        for about in (None, *News):
            told = [one for one in step(memory, text, about=about).effects if isinstance(one, Tell)]
            assert not [one for one in told if "mencabut" in one.words]


def test_a_letter_without_a_token_leaves_what_is_asked_and_written_as_it_was():
    which = replace(NEWS, step=Step.WHICH, held="Sudah bagus", offered=(Choice("baru", "baru"),))
    draft = Draft(key="m0", story="Selokan mampet sejak hari Senin lalu.")
    confirm = Memory(own=(OWN,), step=Step.CONFIRM, draft=draft)
    for before in (which, confirm):
        for text in ("SELESAI", f"BALAS {OWN.number} salah", f"CEK {OWN.number}", "BATAL", "BELUM"):
            memory = step(before, text, proved=False).memory
            assert (memory.step, memory.held) == (before.step, before.held), text
            assert not before.draft or memory.draft, text


def test_a_story_is_begun_while_a_held_step_waits():
    memory, _code = held(NEWS, "SELESAI")
    story = "Lapor: lampu jalan di depan sekolah padam sejak Senin."
    assert step(memory, story, proved=False).memory.draft


def test_reports_that_others_bring_in_ones_name_push_none_of_ones_own_out():
    own = tuple(Own(f"7KM4Q2{at:02d}", "hmac:00") for at in range(MOST_OWN))
    heard = Heard(key="m1", day=TODAY, proved=False)
    adopted = Adopted(Own("9ZZZZZZZ", "hmac:01"), "Selesai")
    assert engine.after(Memory(own=own), adopted, heard, LETTERS).memory.own == own
    heard = replace(heard, proved=True)
    assert adopted.own in engine.after(Memory(own=own), adopted, heard, LETTERS).memory.own


def test_what_was_chosen_and_attached_is_held_too():
    focus = Focus(OWN.number, News.ASKED, TODAY.isoformat(), ("Pagi", "Malam"))
    memory, code = held(Memory(own=(OWN,), focus=focus), "2", files=("f1",))
    [taken] = step(from_json(to_json(memory)), f"ya {code}").effects
    assert taken == Tell("answer", OWN, "Malam", ("f1",), chosen=(1,))


def test_an_office_is_read_by_who_answers_our_letter_and_by_nobody_who_only_knows_the_name():
    for text in ("BACA", "WEB"):
        [asked] = step(NEWS, text, proved=False).effects
        assert asked.text == Text.READ_AGAIN
    [opened] = step(NEWS, "WEB").effects
    assert opened == Open(OWN)


WORDS = st.sampled_from(sorted(BY_FORM)) | st.text(max_size=50) | st.sampled_from(["5", "1, 2"])
MEMORIES = st.builds(
    Memory,
    step=st.sampled_from(list(Step)),
    draft=st.none() | st.just(Draft(key="m0", story="Selokan mampet sejak hari Senin lalu.")),
    own=st.sampled_from([(), (OWN,)]),
    focus=st.none()
    | st.builds(
        Focus,
        st.just(OWN.number),
        st.sampled_from(list(News)),
        st.just(TODAY.isoformat()),
        st.just(("Pagi", "Malam")),
    ),
    offered=st.just((Choice("36.73", "Kota Serang"),)),
    held=st.text(max_size=5),
    doubted=st.sampled_from([(), (Doubted("4821", "rate", OWN.number, stars=4),)]),
)


@given(MEMORIES, WORDS, st.sampled_from([None, *News]))
def test_no_letter_without_a_token_takes_a_step_or_silences_anybody(memory, text, about):
    turn = step(memory, text, proved=False, about=None)
    assert not [one for one in turn.effects if isinstance(one, Tell)]
    assert Hush(True) not in turn.effects
    step(memory, text, about=about)
