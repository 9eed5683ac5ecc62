"""A report is taken back by its reporter, after one question that names it; by nothing else."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapor.channels.dialogue import engine
from lapor.channels.dialogue.commands import BY_FORM, Verb, read
from lapor.channels.dialogue.effects import Heard, Manner, Say, Tell, Turn
from lapor.channels.dialogue.memory import Focus, Memory, News
from lapor.channels.dialogue.texts import Text
from tests.channels.dialogue.talk import STORY, TODAY, Country, Talk, confirming, news_of, told

WISHES = (
    "CABUT",
    "cabut laporan",
    "Hapus laporan saya",
    "batalkan laporan saya",
    "saya mau tarik laporan",
    "Pak, tolong hapus laporan saya yang tadi ya",
    "laporan saya tolong dihapus saja",
    "minta laporannya dicabut pak",
    "gak jadi lapor pak",
    "bagaimana cara menghapus laporan saya?",
    "cabut aja pak",
    "HAPUS",
    "bisa dicabut laporannya?",
    "cabut laporan aja pak, udah beres",
    "withdraw my report",
    "I want to cancel my report please",
    "/cabut",
)


@pytest.mark.parametrize("terse", [True, False])
@pytest.mark.parametrize("text", WISHES)
def test_who_wants_a_report_back_is_asked_once_and_a_yes_takes_it_back(text, terse):
    talk, number = told(terse=terse)
    assert talk.says(text) == ["withdraw"]
    assert talk.told[-1].words["number"].replace("-", "") == number
    assert not talk.steps
    assert talk.says("ya, cabut saja" if terse else "ya") == ["withdrawn"]
    assert [(step.verb, step.own.number) for step in talk.steps] == [("withdraw", number)]
    assert talk.says("terima kasih") == ["thanked"]


@pytest.mark.parametrize(
    "text",
    [
        "laporan saya dihapus petugas",
        "jangan hapus laporan saya",
        "tolong cabut pohon yang tumbang di depan sekolah",
        "tolong hapus laporan palsu tetangga saya itu",
        "saya diminta cabut laporan oleh kepala desa",
        "cabut gigi di puskesmas bayar padahal saya peserta BPJS",
        "hapus pungutan di sekolah anak saya",
        "batalkan kenaikan retribusi pasar itu",
        "Mau cabut laporan, polisi di polsek minta uang dua juta kepada kakak saya",
    ],
)
def test_other_sentences_about_taking_back_are_words(text):
    assert read(text).verb is not Verb.WITHDRAW


def test_a_reason_goes_with_it():
    talk, number = told()
    assert talk.says(f"cabut {number} karena sudah diperbaiki warga") == ["withdraw"]
    assert talk.says("ya") == ["withdrawn"]
    assert talk.steps[-1].words == "karena sudah diperbaiki warga"
    assert read("hapus laporan saya karena salah alamat").rest == "karena salah alamat"


def test_buttons_take_it_back_or_leave_it():
    talk, number = told()
    talk.says("CABUT")
    take, leave = talk.told[-1].choices
    assert talk.says(pressed=leave.key) == ["withdraw_left"]
    assert talk.says(pressed=take.key) == ["withdraw"], "an old button only asks"
    assert not talk.steps
    assert talk.says(pressed=take.key) == ["withdrawn"]
    assert talk.steps[-1].own.number == number


@pytest.mark.parametrize("text", ["tidak", "BATAL", "nggak"])
def test_a_no_leaves_it_as_it_is(text):
    talk, _number = told()
    talk.says("cabut")
    assert talk.says(text) == ["withdraw_left"]
    assert talk.says("ya") == ["nothing_open"]
    assert not talk.steps


def test_what_is_written_instead_of_a_yes_is_heard_as_what_it_is():
    talk, number = told()
    talk.says("cabut")
    assert talk.says("saya mau tambah keterangan, tiangnya miring") == ["told"]
    assert [(step.verb, step.own.number) for step in talk.steps] == [("add", number)]
    assert talk.says("ya") == ["nothing_open"], "the question is over"
    talk.says("cabut")
    assert talk.says("CEK") == ["check_own"]
    assert talk.says("ya") == ["nothing_open"]


@pytest.mark.parametrize("text", ["ok", "oke pak", "lanjut"])
def test_an_ok_may_mean_that_the_report_goes_on_and_is_asked_about_again(text):
    talk, _number = told()
    talk.says("cabut")
    assert talk.says(text) == ["withdraw"]
    assert not talk.steps


def test_a_yes_after_news_is_meant_for_the_news():
    talk, number = told()
    talk.says("cabut")
    news_of(talk, number, News.ANSWERED)
    assert talk.says("ya") == ["closed"]
    assert [step.verb for step in talk.steps] == ["close"]


def test_of_several_the_one_is_named_and_another_can_be():
    talk, first = told(terse=True)
    talk.says(f"LAPOR KOTASERANG {STORY}")
    second = talk.memory.own[-1].number
    assert talk.says("cabut") == ["withdraw_one"]
    assert talk.told[-1].words["number"].replace("-", "") == second
    assert talk.says(f"CABUT {first}") == ["withdraw"]
    assert talk.says("ya") == ["withdrawn"]
    assert [step.own.number for step in talk.steps] == [first]
    assert talk.says("cabut") == ["withdraw"], "one is open yet"
    assert talk.told[-1].words["number"].replace("-", "") == second


def test_one_that_is_over_says_so():
    talk, number = told()
    standing = talk.country.reports[number]
    talk.country.reports[number] = replace(standing, status="Selesai", may_withdraw=False)
    assert talk.says("cabut laporan saya") == ["withdraw_over"]
    assert talk.told[-1].words["status"] == "Selesai"
    talk.country.reports[number] = replace(standing, may_withdraw=False, moved=True)
    assert talk.says("cabut") == ["moved"]
    assert talk.says("ya") == ["nothing_open"]
    assert talk.says("cabut 1234-5678") == ["not_yours"]
    assert Talk().says("cabut") == ["check_none"]


def test_while_a_report_is_written_it_is_that_one_which_is_deleted():
    talk = confirming()
    assert talk.says("hapus laporan saya") == ["cancelled"]
    assert talk.memory.draft is None


def test_of_another_by_its_number_while_one_is_written():
    talk, number = told(terse=True)
    talk.terse = False
    talk.says("LAPOR Kemarin lampu jalan di dekat rumah kami mati semua")
    step = talk.memory.step
    assert talk.says(f"cabut {number}") == ["withdraw"]
    [said, again] = talk.says("ya")
    assert (said, again) == ("withdrawn", "place")
    assert talk.memory.step is step
    assert talk.draft.story.startswith("Kemarin lampu")


def test_cancel_says_how_to_take_back_what_was_sent():
    talk, _number = told()
    assert talk.says("BATAL") == ["cancel_sent"]
    assert talk.says("cabut") == ["withdraw"]
    assert Talk().says("BATAL") == ["nothing_open"]


def test_words_that_waited_for_a_place_go_with_it():
    talk, _number = told()
    assert talk.says("lampunya nyala lagi dari tadi pagi") == ["which"]
    assert talk.says("cabut laporan saya") == ["withdraw"]
    assert talk.says("ya") == ["withdrawn"]
    assert talk.steps[-1].words == "lampunya nyala lagi dari tadi pagi"
    assert not talk.memory.held


def test_a_letter_that_anybody_could_have_written_takes_nothing_back():
    talk, number = told()
    memory = replace(talk.memory, focus=Focus(number, News.SENT, TODAY.isoformat()))
    country = talk.country
    turn = letter(memory, "cabut laporan saya", country, proved=False)
    asked = said_in(turn)
    assert asked.text == Text.PROVE_WITHDRAW
    assert not took(letter(turn.memory, "ya", country, proved=False))
    assert took(letter(turn.memory, f"YA {asked.words['code']}", country))


def test_a_forged_yes_is_no_answer_and_a_forged_letter_leaves_the_question_open():
    talk, _number = told()
    asked = letter(talk.memory, "CABUT", talk.country)
    assert said_in(asked).text == Text.WITHDRAW
    forged = letter(asked.memory, "ya", talk.country, proved=False)
    assert not took(forged)
    assert took(letter(forged.memory, "ya", talk.country))


def letter(memory: Memory, text: str, country: Country, *, proved: bool = True) -> Turn:
    heard = Heard(key="m9", day=TODAY, text=text, proved=proved)
    return engine.step(memory, heard, country, Manner(letters=True))


def said_in(turn: Turn) -> Say:
    [said] = turn.effects
    assert isinstance(said, Say)
    return said


def took(turn: Turn) -> bool:
    return any(isinstance(one, Tell) and one.verb == "withdraw" for one in turn.effects)


@given(st.lists(st.sampled_from(sorted(BY_FORM)) | st.sampled_from([*WISHES, "1"]), max_size=8))
def test_nothing_is_taken_back_without_the_question_right_before_it(said):
    talk, _number = told()
    for text in said:
        before = talk.memory.withdrawing
        talk.says(text)
        if any(step.verb == "withdraw" for step in talk.steps):
            assert before
        talk.steps.clear()


@pytest.mark.parametrize(
    "text", ["BARU", "laporan baru", "saya mau lapor lagi", "mau bikin laporan baru pak", "NEW"]
)
@pytest.mark.parametrize("news", [None, *News])
def test_a_new_report_is_begun_after_one_was_sent(text, news):
    talk, _number = told(news)
    assert talk.says(text) == ["story"]
    assert not talk.steps
    talk.says(STORY)
    assert talk.draft.story == STORY


def test_a_new_report_is_begun_in_the_place_of_a_question_about_an_old_one():
    talk, _number = told(News.ANSWERED)
    assert talk.says("belum") == ["what_is_missing"]
    assert talk.says("laporan baru: Kemarin lampu jalan di Sawah Luhur mati semua") == ["who"]
    assert talk.draft.story == "Kemarin lampu jalan di Sawah Luhur mati semua"
    assert not talk.steps


def test_a_story_after_new_stands_with_the_words_that_waited():
    talk, _number = told()
    talk.says("tiang di depan pasar sudah miring")
    talk.says("laporan baru: di Kota Serang")
    assert talk.draft.story == "tiang di depan pasar sudah miring\ndi Kota Serang"
    assert read("laporan baru saya belum ditanggapi dinas").verb is None
