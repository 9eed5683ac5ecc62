"""Who will know that I reported? Answered at once and truly, and written into no report."""

import pytest

from lapor.channels.dialogue.fearing import asks_who_knows
from lapor.channels.dialogue.memory import Step, Who
from tests.channels.dialogue.talk import NOWHERE, STORY, Talk, confirming, told

QUESTIONS = [
    "apakah nama saya diketahui kantor?",
    "siapa yang bisa baca laporan saya?",
    "apakah saya aman?",
    "aman gak nih kalau lapor",
    "nanti kepala sekolah tahu gak kalau saya yang lapor?",
    "apakah atasan saya bisa tau siapa yang lapor?",
    "nomor hp saya kelihatan gak",
    "apa saya bisa dilacak?",
    "saya takut ketahuan",
    "rahasia kan?",
    "will they know who I am?",
    "can my boss find out it was me?",
    "is it anonymous?",
]
STORIES = [
    "Kenapa kantor desa tahu nama saya dan datang ke rumah?",
    "Kepala sekolah tahu saya yang lapor dan mengancam saya",
    "apakah aman lewat jembatan ini?",
    "apakah anak saya aman sekolah di sana?",
    "Siapa yang tahu jalan ini rusak?",
    "apakah laporan saya sudah dibaca?",
    "di mana saya bisa lihat laporan saya?",
    "apa saya bisa baca jawabannya?",
    "Takut banjir lagi",
    "kapan diperbaiki?",
    "Kepala sekolah memungut uang dari tiap murid sejak Juli. Apakah saya aman bila melapor? Dia"
    " kenal semua orang di desa.",
]


@pytest.mark.parametrize("words", QUESTIONS)
def test_a_frightened_question_is_known_in_everyday_words(words):
    assert asks_who_knows(words)


@pytest.mark.parametrize("words", STORIES)
def test_what_tells_of_something_or_asks_something_else_is_no_such_question(words):
    assert not asks_who_knows(words)


@pytest.mark.parametrize("words", QUESTIONS)
@pytest.mark.parametrize("terse", [False, True])
def test_before_anything_is_told_it_is_answered_and_begins_no_report(words, terse):
    talk = Talk(terse=terse)
    assert talk.says(words) == ["known_hidden"]
    assert talk.memory.draft is None


@pytest.mark.parametrize("words", QUESTIONS)
def test_at_every_question_of_a_report_it_is_answered_and_the_question_asked_once_more(words):
    talk = Talk()
    steps = []
    said = ("LAPOR", NOWHERE, "pos ronda Melati", "lewati", "tampil", "lewati")
    for one in said:
        talk.says(one)
        before = talk.draft
        [known, again] = talk.says(words)
        assert known == "known_hidden"
        assert again in {"story", "place", "who_again", "name", "confirm"}
        assert talk.draft == before
        steps.append(talk.memory.step)
    assert {Step.STORY, Step.PLACE, Step.WHO, Step.NAME, Step.CONFIRM} == set(steps)
    talk.says("ya")
    [draft] = talk.filed
    assert (draft.story, draft.who) == (NOWHERE, Who.HIDDEN)


def test_the_answer_is_of_what_was_chosen():
    talk = confirming()
    assert talk.says("apakah nama saya aman?") == ["known_hidden", "confirm"]
    talk.says("nama saya Siti Aminah")
    talk.says("tampil")
    assert talk.draft.who is Who.NAMED
    assert talk.says("apakah nama saya aman?") == ["known_named", "confirm"]
    assert talk.says("RAHASIA") == ["confirm"]
    assert talk.says("siapa yang bisa baca laporan saya?") == ["known_confidential", "confirm"]


def test_after_sending_the_answer_is_of_the_report_that_was_sent():
    talk, number = told()
    assert talk.says("apakah saya aman?") == ["known_hidden"]
    assert talk.told[-1].words["number"].replace("-", "") == number
    talk.reported(number, who=Who.NAMED)
    assert talk.says("apa kepala sekolah tahu nama saya?") == ["known_named_sent"]
    talk.reported(number, confidential=True)
    assert talk.says("apa kepala sekolah tahu nama saya?") == ["known_confidential"]
    assert talk.steps == []


def test_of_a_report_whose_word_goes_elsewhere_nothing_is_told():
    talk, number = told()
    talk.reported(number, who=None)
    assert talk.says("apakah saya aman?") == ["known_hidden"]
    assert talk.told[-1].words["number"] == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("sembunyi", "known_hidden"),
        ("tanpa nama", "known_hidden"),
        ("jangan tampilkan nama saya", "known_hidden"),
        ("RAHASIA", "known_confidential"),
    ],
)
def test_a_wish_to_be_hidden_is_heard_before_the_name_is_asked_for(words, said):
    talk = Talk()
    talk.says(NOWHERE)
    assert talk.memory.step is Step.PLACE
    assert talk.says(words) == [said, "place"]
    assert (talk.draft.story, talk.draft.landmark) == (NOWHERE, "")
    assert talk.draft.confidential is (said == "known_confidential")


def test_a_story_with_the_question_in_it_stays_a_story():
    talk = Talk()
    assert talk.says(f"{STORY}. {STORIES[-1]}") == ["who"]
    assert talk.draft.story.endswith(STORIES[-1])
