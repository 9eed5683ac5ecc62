"""After a report is sent: thanks, more to tell, an answer, reading, the language."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapor.channels.dialogue.commands import BY_FORM, read
from lapor.channels.dialogue.effects import Heard, Quoted
from lapor.channels.dialogue.memory import Memory, News, Step
from lapor.channels.dialogue.reading import MOST_READ, with_tongue
from tests.channels.dialogue.talk import QUESTION, STORY, Talk, news_of, told


@pytest.mark.parametrize("terse", [True, False])
@pytest.mark.parametrize("text", ["terima kasih", "tks", "Makasih banyak, Pak", "mantap 👍"])
def test_thanks_are_thanked_for_and_change_nothing(text, terse):
    talk, _number = told(terse=terse)
    assert talk.says(text) == ["thanked"]
    assert talk.memory.draft is None
    assert not talk.steps


@pytest.mark.parametrize("text", ["kapan diperbaiki?", "Berapa lama diproses?", "sampai mana pak"])
def test_who_asks_how_far_it_is_hears_what_check_says(text):
    talk, _number = told()
    assert talk.says(text) == ["check_own"]
    talk.today += timedelta(days=13)
    assert talk.says(text) == ["check_own"]


def test_what_somebody_wants_to_add_is_added():
    talk, number = told()
    words = "saya mau tambah keterangan, tiangnya miring"
    assert talk.says(words) == ["told"]
    [step] = talk.steps
    assert (step.verb, step.own.number, step.words) == ("add", number, words)
    assert talk.says("mau tambah keterangan") == ["what_to_change"]
    assert talk.says("di depan nomor 12") == ["told"]


@pytest.mark.parametrize(
    "text", ["sudah bagus, terima kasih pak", "mantap", "oke makasih", "thank you", "mantap 5"]
)
def test_who_is_pleased_with_an_answer_is_asked_whether_it_is_settled(text):
    talk, number = told(News.ANSWERED)
    assert talk.says(text) == ["is_done"]
    assert not talk.steps, "nothing goes back to the office"
    [settled, _open] = talk.told[-1].choices
    assert talk.says(pressed=settled.key) == ["closed"]
    assert (talk.steps[0].verb, talk.steps[0].own.number, talk.steps[0].words) == (
        "close",
        number,
        text,
    )
    assert talk.says("mantap 5") == ["rated"]
    assert talk.steps[-1].stars == 5


@pytest.mark.parametrize("text", ["ya", "SELESAI", "1"])
def test_a_yes_to_whether_it_is_settled_closes_it(text):
    talk, _number = told(News.ANSWERED, terse=True)
    talk.says("terima kasih pak")
    assert talk.says(text) == ["closed"]


@pytest.mark.parametrize("text", ["tidak", "BELUM", "2"])
def test_a_no_to_whether_it_is_settled_asks_what_is_missing(text):
    talk, _number = told(News.ANSWERED)
    talk.says("terima kasih pak")
    assert talk.says(text) == ["what_is_missing"]
    assert talk.says("sisi timur berlubang") == ["told"]
    assert (talk.steps[0].verb, talk.steps[0].words) == ("reply", "sisi timur berlubang")


@pytest.mark.parametrize("answer", ["belum", "2", "ya"])
def test_words_that_may_mean_either_are_held_and_go_to_the_office_when_it_is_not_settled(answer):
    talk, _number = told(News.ANSWERED, terse=True)
    assert talk.says("tambalannya sudah terkelupas") == ["not_done"]
    assert not talk.steps
    assert talk.says(answer) == ["told"]
    assert (talk.steps[0].verb, talk.steps[0].words) == ("reply", "tambalannya sudah terkelupas")


def test_more_words_are_sent_together_with_those_that_were_held():
    talk, _number = told(News.ANSWERED)
    talk.says("tambalannya sudah terkelupas")
    assert talk.says("airnya naik ke teras") == ["told"]
    assert talk.steps[0].words == "tambalannya sudah terkelupas\nairnya naik ke teras"


def test_what_is_plainly_a_complaint_goes_to_the_office_at_once():
    talk, _number = told(News.ANSWERED)
    assert talk.says("lampunya masih padam") == ["told"]


def test_settled_closes_the_newest_report_that_was_answered_whatever_was_spoken_of_last():
    talk, first = told(News.ANSWERED)
    talk.terse = True
    talk.says(f"LAPOR KOTASERANG {STORY}")
    assert talk.memory.focus
    assert talk.memory.focus.number != first
    assert talk.says("SELESAI") == ["closed"]
    assert (talk.steps[-1].verb, talk.steps[-1].own.number) == ("close", first)


def test_settled_where_nothing_was_answered_says_so():
    talk, _number = told()
    assert talk.says("SELESAI") == ["nothing_open"]
    assert Talk().says("SELESAI") == ["nothing_open"]


def test_a_story_in_place_of_stars_is_not_swallowed():
    talk, _number = told(News.ANSWERED)
    talk.says("selesai")
    [asked] = talk.says("lampu jalan di depan pasar lama sekarang padam lagi")
    assert asked == "which_closed"
    assert "lampu jalan" in talk.memory.held


def test_what_an_office_said_is_read_out_and_answered():
    talk, number = told(News.ASKED)
    talk.memory = replace(talk.memory, focus=None)
    assert talk.says("BACA") == ["read_question"]
    assert talk.told[-1].words["words"] == QUESTION
    assert talk.says("sisi timur") == ["told"]
    assert talk.says(f"baca {number}") == ["read_question"]
    assert Talk().says("BACA") == ["check_none"]
    assert talk.says("BACA 1234-5678") == ["not_yours"]


def test_an_answer_that_was_read_out_can_be_settled():
    talk, _number = told(News.ANSWERED)
    assert talk.says("BACA") == ["read"]
    [settled, _open] = talk.told[-1].choices
    assert talk.says(pressed=settled.key) == ["closed"]


def test_where_letters_cost_money_it_is_read_out_six_times_a_day():
    talk, _number = told(News.ANSWERED, terse=True)
    asked = ["baca", "baca pak", "BACA!", "read", "buka", "isi", "baca min"]
    assert [talk.says(one)[0] for one in asked] == ["read"] * MOST_READ + ["read_enough"]
    talk.today += timedelta(days=1)
    assert talk.says("baca") == ["read"]


def test_what_a_confidential_report_says_is_opened_by_a_link_alone():
    talk, number = told(News.ANSWERED)
    talk.country.said[number] = Quoted(number, "", "", hidden=True)
    assert talk.says("BACA") == ["open_page"]
    talk.terse = True
    assert talk.says("BACA") == ["read_hidden"]
    assert talk.says("WEB") == ["open_page"]


def test_before_an_office_wrote_anything_there_is_nothing_to_read():
    talk, _number = told()
    assert talk.says("BACA") == ["read_none"]


@pytest.mark.parametrize(
    "text", ["baca plang di depan sekolah roboh dan menimpa motor", "buka tutup selokan hilang"]
)
def test_a_story_that_begins_with_a_word_for_reading_stays_a_story(text):
    talk = Talk()
    talk.says(text)
    assert talk.draft.story == text


def test_check_says_whose_turn_it_is():
    talk, _number = told(News.ANSWERED)
    assert talk.says("CEK") == ["check_answered"]
    news_of(talk, talk.memory.own[0].number, News.ASKED)
    assert talk.says("CEK") == ["check_asked"]


def test_check_without_a_number_names_the_other_reports_too():
    talk, first = told()
    talk.terse = True
    talk.says(f"LAPOR KOTASERANG {STORY}")
    assert talk.says("CEK") == ["check_own", "check_also"]
    assert f"{first[:4]}-{first[4:]}" in talk.told[-1].words["others"]
    assert talk.says(f"CEK {first}") == ["check_own"]


def test_a_lost_notice_is_made_up_for_by_check():
    talk, number = told(News.ANSWERED)
    talk.memory = replace(talk.memory, focus=None)
    talk.says("CEK")
    assert talk.says("lampunya masih padam") == ["told"]
    assert (talk.steps[0].verb, talk.steps[0].own.number) == ("reply", number)


@pytest.mark.parametrize(
    ("said", "tongue"),
    [
        ("ENGLISH", "en"),
        ("in English", "en"),
        ("cek", "id"),
        ("bahasa indonesia", "id"),
        ("The street lamp near the market has been off since last week", "en"),
        ("My name was shown to the school", "en"),
        ("Lampu jalan di depan pasar sudah mati sejak minggu lalu", "id"),
        ("Street lamp off", ""),
        ("Jalan Merdeka, Kota Serang, Banten", ""),
    ],
)
def test_a_sentence_speaks_for_its_language_and_so_does_its_name(said, tongue):
    assert tongue_of(said) == tongue


@pytest.mark.parametrize(
    "word",
    ["yes", "YES", "ok", "no", "stop", "check", "help", "done", "cancel", "yes pak", "sorry"],
)
def test_one_word_that_indonesians_use_turns_no_talk_to_english(word):
    assert tongue_of(word) == ""
    assert tongue_of("Lampu jalan di depan pasar sudah mati", word) == "id"


def test_a_sentence_says_more_than_what_the_channel_says_of_its_person():
    assert tongue_of("Lampu jalan di depan pasar sudah mati", hint="en") == "id"
    assert tongue_of("The lamp in our street is broken", hint="id") == "en"


def test_a_letter_that_anybody_could_have_written_changes_no_language_of_who_has_a_report():
    talk, _number = told()
    heard = Heard(key="m", day=talk.today, text="The lamp in our street is broken", proved=False)
    assert with_tongue(talk.memory, read(heard.text), heard).tongue == ""
    assert with_tongue(Memory(), read(heard.text), heard).tongue == "en"


@pytest.mark.parametrize(
    ("said", "hint", "tongue"),
    [
        (("Lamp broken",), "en", "en"),
        (("Jalan amblas",), "id", "id"),
        (("Jalan amblas",), "", ""),
        (("BAHASA", "check"), "en", "id"),
        (("help", "cek"), "", "id"),
        (("ENGLISH", "cek"), "id", "en"),
    ],
)
def test_a_language_that_was_chosen_stays_and_a_hint_is_only_a_hint(said, hint, tongue):
    assert tongue_of(*said, hint=hint) == tongue


def tongue_of(*said: str, hint: str = "") -> str:
    """Return the language after these messages."""
    memory = Memory()
    for text in said:
        heard = Heard(key="m", day=Talk().today, text=text, language=hint)
        memory = with_tongue(memory, read(text), heard)
    return memory.tongue


WORDS = st.sampled_from(sorted(BY_FORM)) | st.text(max_size=40) | st.sampled_from(["1", "5", "?"])


@given(st.lists(WORDS, max_size=6), st.sampled_from(list(News)))
def test_nothing_is_closed_or_reopened_by_words_that_do_not_say_so(said, news):
    talk, _number = told(news)
    for text in said:
        before = talk.memory.step
        talk.says(text)
        if talk.steps and talk.steps[-1].verb == "close":
            assert before is Step.DONE or news is News.ANSWERED
        talk.steps.clear()


def test_a_long_story_is_not_thrown_away_by_one_word():
    talk = Talk()
    talk.says(f"{STORY}. " * 5)
    assert talk.says("batal") == ["cancel_again"]
    assert talk.draft.story.startswith(STORY)
    talk.says("airnya bau")
    assert talk.says("BATAL") == ["cancel_again"]
    assert talk.says("batal") == ["cancelled"]
    assert talk.memory.draft is None


@pytest.mark.parametrize("terse", [True, False])
@pytest.mark.parametrize("text", ["ok pak", "oke", "ok terima kasih", "lanjut", "setuju"])
def test_an_ok_closes_nothing_before_it_is_asked_what_it_means(text, terse):
    talk, _number = told(News.ANSWERED, terse=terse)
    assert talk.says(text) == ["is_done"]
    assert not talk.steps
    assert talk.says("1") == ["closed"]
