"""Questions that are open: which report words are about, and what an office asked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lapor.channels.dialogue import engine
from lapor.channels.dialogue.memory import Focus, News
from tests.channels.dialogue.talk import QUESTION, news_of, told


def test_other_words_soon_after_sending_are_asked_about_and_not_lost():
    talk, number = told()
    assert talk.says("tiangnya juga miring ke arah rumah") == ["which"]
    assert talk.says(pressed=talk.told[-1].choices[0].key) == ["told"]
    assert (talk.steps[0].own.number, talk.steps[0].words) == (
        number,
        "tiangnya juga miring ke arah rumah",
    )
    assert talk.says("lampu di depan pasar lama padam semua") == ["which"]
    assert talk.says("2")[0] in ("when", "place", "who")
    assert talk.draft.story == "lampu di depan pasar lama padam semua"


def test_after_some_days_a_story_is_a_new_report_at_once():
    talk, _number = told()
    talk.today += timedelta(days=4)
    talk.says("lampu di depan pasar lama padam semua")
    assert talk.draft.story == "lampu di depan pasar lama padam semua"


@pytest.mark.parametrize(
    "text", ["baca dimana? saya tidak punya internet", "apa pertanyaannya?", "maksudnya pak"]
)
def test_who_asks_back_is_shown_the_question_again_and_nothing_goes_to_the_office(text):
    talk, _number = told(News.ASKED)
    assert talk.says(text) == ["ask_again"]
    assert talk.told[-1].words["words"] == QUESTION
    assert not talk.steps
    assert talk.says("sisi timur") == ["told"]
    assert (talk.steps[0].verb, talk.steps[0].words) == ("answer", "sisi timur")


def test_what_looked_like_a_question_can_be_sent_as_the_answer():
    talk, _number = told(News.ASKED, terse=True)
    assert talk.says("sisi timur, kapan diperbaiki?") == ["ask_again_hidden"]
    assert talk.says("KIRIM") == ["told"]
    assert talk.steps[0].words == "sisi timur, kapan diperbaiki?"


@pytest.mark.parametrize("text", ["ya", "tidak", "belum", "sudah", "pagi"])
def test_a_short_answer_to_a_question_is_its_answer(text):
    talk, _number = told(News.ASKED)
    assert talk.says(text) == ["told"]
    assert talk.steps[0].words == text


def test_news_of_another_report_takes_no_words_that_were_held():
    talk, first = told(News.ANSWERED)
    talk.says("tambalannya sudah terkelupas")
    talk.memory = talk.memory.with_own(replace(talk.memory.own[0], number="8AAAAAA1"))
    talk.memory = engine.told_news(
        talk.memory, Focus("8AAAAAA1", News.ANSWERED, talk.today.isoformat())
    )
    assert talk.says("belum") == ["told"]
    assert talk.steps[0].own.number == first


def test_a_question_that_was_answered_by_a_choice_is_over():
    talk, number = told(News.ASKED)
    focus = Focus(number, News.ASKED, talk.today.isoformat(), ("RT 3", "RT 5"))
    talk.memory = engine.told_news(talk.memory, focus)
    assert talk.says("di RT berapa maksudnya?") == ["ask_again"]
    talk.says("RT 5")
    assert talk.steps[-1].chosen == (1,)
    news_of(talk, number, News.ANSWERED)
    assert talk.says("sudah bagus, terima kasih pak") == ["is_done"]


def test_a_question_that_was_asked_back_is_over_when_the_office_has_answered():
    talk, number = told(News.ASKED)
    assert talk.says("maksudnya sisi mana?") == ["ask_again"]
    news_of(talk, number, News.ANSWERED)
    assert talk.says("selesai") == ["closed"]


def test_what_comes_after_a_report_was_brought_by_a_link_is_asked_about_first():
    talk, number = told()
    focus = Focus(number, News.SENT, talk.today.isoformat(), sure=False)
    talk.memory = replace(talk.memory, focus=focus)
    assert talk.says("Tambahan: saya Siti, rumah RT 3") == ["which"]
    talk.says("1")
    assert talk.steps[-1].words == "Tambahan: saya Siti, rumah RT 3"


def test_news_ends_the_question_which_report_and_the_words_are_asked_about_afterwards():
    talk, number = told(terse=True)
    assert talk.says("timur pak") == ["which"]
    news_of(talk, number, News.ANSWERED)
    assert talk.says("sudah bagus, terima kasih pak") == ["is_done"]
    assert talk.says("SELESAI") == ["closed"]
    assert [step.verb for step in talk.steps] == ["close"]
    assert talk.says("mantap 5") == ["rated", "which_earlier"]
    assert talk.says("1") != ["which"]
    assert talk.steps[-1].words == "timur pak"


def test_a_choice_is_heard_while_an_earlier_question_was_open():
    talk, number = told()
    assert talk.says("Sampah menumpuk di pinggir kali dekat masjid") == ["which"]
    focus = Focus(number, News.ASKED, talk.today.isoformat(), ("50 ribu", "100 ribu"))
    talk.memory = engine.told_news(talk.memory, focus)
    talk.says("100 ribu")
    assert talk.steps[-1].chosen == (1,)
    assert talk.memory.held == "Sampah menumpuk di pinggir kali dekat masjid"


@pytest.mark.parametrize("text", ["SELESAI", "belum", "ubah"])
def test_a_command_is_heard_while_it_is_asked_which_report(text):
    talk, number = told()
    talk.says("timur pak")
    standing = talk.country.reports[number]
    talk.country.reports[number] = replace(standing, news=News.ANSWERED, may_close=True)
    assert talk.says(text) != ["which"]


@pytest.mark.parametrize("text", ["YA", "lanjut"])
def test_a_yes_to_a_question_of_two_things_is_no_answer(text):
    talk, _number = told()
    assert talk.says("Pak Karim") == ["which"]
    assert talk.says(text) == ["which"]
    assert not talk.steps


def test_kirim_with_nothing_held_answers_no_question():
    talk, _number = told(News.ASKED)
    assert talk.says("KIRIM") == ["check_asked"]
    assert not talk.steps


@pytest.mark.parametrize("text", ["NAMA Karim Petani", "nama", "RAHASIA", "sembunyikan"])
def test_a_name_or_secrecy_is_no_new_report_once_one_was_sent(text):
    talk, _number = told(terse=True)
    assert talk.says(text) == ["too_late"]
    assert talk.memory.draft is None
    assert talk.says("UBAH") == ["what_to_change"]
