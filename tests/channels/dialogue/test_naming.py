"""The name before a report is sent: shown only to who says so plainly, in doubt hidden."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapor.channels.dialogue.memory import Step, Who
from tests.channels.dialogue.talk import STORY, Talk, confirming


def shown(talk: Talk) -> tuple[Who, str]:
    """Return who is named in the draft, and how."""
    return talk.draft.who, talk.draft.name


@pytest.mark.parametrize(
    "words",
    ["ganti nama sembunyikan saja", "jangan tampilkan nama saya", "sembunyikan saja nama saya"],
)
def test_who_asks_to_be_hidden_at_the_end_is_hidden_and_the_story_stays_as_it_is(words):
    talk = Talk()
    talk.says(STORY)
    talk.says("tampil")
    talk.says("Siti Aminah")
    assert shown(talk) == (Who.NAMED, "Siti Aminah")
    assert talk.says(words) == ["confirm"]
    talk.says("betul")
    [draft] = talk.filed
    assert (draft.who, draft.name, draft.story) == (Who.HIDDEN, "", STORY)


@pytest.mark.parametrize("asked", ["ubah nama", "UBAH NAMA", "press"])
def test_the_name_is_changed_by_its_button_and_by_words(asked):
    talk = confirming()
    said = talk.says(pressed="ubah-nama") if asked == "press" else talk.says(asked)
    assert said == ["who"]
    assert talk.says("tampil") == ["name"]
    assert talk.says("Siti Aminah") == ["confirm"]
    assert (talk.draft.who, talk.draft.name) == (Who.NAMED, "Siti Aminah")


@pytest.mark.parametrize(
    "words", ["nggak usah pakai nama", "ga usah pake nama", "tanpa nama aja ya", "nama jangan"]
)
@pytest.mark.parametrize("terse", [False, True])
def test_no_name_in_everyday_words_hides_and_reads_back(words, terse):
    talk = confirming(terse)
    talk.says("nama saya Siti Aminah")
    talk.says("tampil")
    assert talk.draft.who is Who.NAMED
    story = talk.draft.story
    assert talk.says(words) == ["confirm"]
    assert (*shown(talk), talk.draft.story) == (Who.HIDDEN, "", story)


def test_yes_is_no_answer_to_what_is_your_name():
    talk = Talk()
    assert talk.says(STORY) == ["who"]
    assert talk.says("ya") == ["who_again"]
    assert talk.says("tampilkan") == ["name"]
    assert shown(talk) == (Who.HIDDEN, ""), "there is no name yet"
    assert talk.says("Siti Aminah") == ["confirm"]
    assert shown(talk) == (Who.NAMED, "Siti Aminah")


def test_a_name_alone_is_asked_about_and_stands_in_no_story():
    talk = Talk()
    talk.says(STORY)
    assert talk.says("Siti Aminah") == ["is_name"]
    assert talk.says(pressed="sembunyi") == ["confirm"]
    assert (talk.draft.who, talk.draft.name, talk.draft.story) == (Who.HIDDEN, "", STORY)

    talk = confirming()
    assert talk.says("Siti Aminah") == ["is_name"]
    assert talk.says(pressed="tampil") == ["confirm"]
    assert (talk.draft.who, talk.draft.name, talk.draft.story) == (Who.NAMED, "Siti Aminah", STORY)


def test_a_name_that_nobody_has_said_is_theirs_goes_with_no_report():
    talk = confirming()
    assert talk.says("Siti Aminah") == ["is_name"]
    assert talk.says("LAPOR airnya juga berbau sekali") == ["confirm"]
    talk.says("ya")
    assert (talk.filed[0].who, talk.filed[0].name) == (Who.HIDDEN, "")


def test_what_looked_like_a_name_may_be_more_of_the_story():
    talk = confirming()
    talk.says("Ahmad Dahlan")
    assert talk.says(pressed="tambahan") == ["confirm"]
    assert talk.draft.story == f"{STORY}\nAhmad Dahlan"
    assert talk.draft.name == ""


def test_in_doubt_about_a_name_nobody_is_shown():
    talk = confirming()
    assert talk.says("nama saya ditampilkan?") == ["known_hidden", "confirm"]
    assert talk.says("tampil atau sembunyi?") == ["who"]
    assert talk.says("terserah") == ["who_again"]
    talk = confirming()
    talk.says("Siti Aminah")
    assert talk.says("hmm") == ["is_name"]


def test_a_long_addition_keeps_its_words_and_hides_who_asks_for_it_in_them():
    talk = Talk()
    talk.says(STORY)
    talk.says("tampil")
    talk.says("Siti Aminah")
    more = "ada guru yang jatuh di sana dan tolong nama saya jangan ditampilkan"
    assert talk.says(more) == ["confirm"]
    assert talk.draft.story.endswith(more)
    assert (talk.draft.who, talk.draft.name) == (Who.HIDDEN, "")


def test_what_is_secret_is_never_shown_by_name():
    talk = confirming()
    assert talk.says("ok kirim tapi rahasia") == ["confirm"]
    assert talk.says("nama saya boleh tampil") == ["confirm"]
    assert (talk.draft.who, talk.draft.confidential) == (Who.HIDDEN, True)


def test_more_of_the_story_in_answer_to_the_name_is_kept_and_the_name_asked_again():
    talk = Talk()
    talk.says(STORY)
    assert talk.says("oh ya airnya juga berbau sekali") == ["added", "who_again"]
    assert talk.draft.story.endswith("berbau sekali")


def test_by_sms_the_name_is_shown_after_its_word_alone():
    talk = confirming(terse=True)
    assert talk.says("NAMA") == ["name"]
    assert talk.says("Siti Aminah") == ["confirm"]
    assert shown(talk) == (Who.NAMED, "Siti Aminah")
    assert talk.says("nama jalannya Jalan Merdeka") == ["confirm"]
    assert talk.draft.name == "Siti Aminah"
    assert talk.draft.story.endswith("Jalan Merdeka")


def test_by_sms_each_word_that_the_question_for_the_name_names_is_its_answer():
    for word, who in (("SEMBUNYI", Who.HIDDEN), ("RAHASIA", Who.HIDDEN), ("HIDE", Who.HIDDEN)):
        talk = confirming(terse=True)
        assert talk.says("UBAH NAMA") == ["who"]
        assert talk.says(word) == ["confirm"]
        assert talk.draft.who is who
    for word in ("NAMA", "NAME", "TAMPIL"):
        talk = confirming(terse=True)
        talk.says("UBAH NAMA")
        assert talk.says(word) == ["name"], word
        assert talk.says("Siti Aminah") == ["confirm"]
        assert shown(talk) == (Who.NAMED, "Siti Aminah")


@given(st.lists(st.sampled_from(["ya", "tampil?", "1", "Siti Aminah", "hmm", "halo", "ubah nama"])))
def test_nobody_is_shown_who_has_not_said_so(texts):
    talk = confirming()
    for text in texts:
        talk.says(text)
        if talk.memory.step is Step.IS_NAME:
            talk.says("2")
    drafts = [*talk.filed, *([talk.memory.draft] if talk.memory.draft else [])]
    assert all(draft.who is Who.HIDDEN and not draft.name for draft in drafts)


@pytest.mark.parametrize("words", ["takut diketahui", "saya takut nama saya disebut", "ngeri"])
def test_who_is_afraid_of_being_known_is_hidden(words):
    talk = Talk()
    talk.says(STORY)
    talk.says("Budi Santoso")
    talk.says(words)
    assert talk.draft.who is Who.HIDDEN


@pytest.mark.parametrize("words", ["nama saya Budi Santoso", "NAMA Budi Santoso", "Budi Santoso"])
def test_what_is_confidential_is_never_named(words):
    talk = Talk()
    talk.says(STORY)
    talk.says("rahasia")
    talk.says(words)
    for _yes in range(2):
        talk.says("ya")
    [draft] = talk.filed
    assert (draft.who, draft.name, draft.confidential) == (Who.HIDDEN, "", True)


@pytest.mark.parametrize("words", ["gausah", "nanti dulu", "takut", "nama saya"])
def test_who_does_not_give_a_name_after_all_is_not_called_by_what_they_say(words):
    talk = Talk()
    talk.says(STORY)
    talk.says("tampil")
    talk.says(words)
    assert shown(talk)[0] is Who.HIDDEN
    assert shown(talk)[1] == ""
