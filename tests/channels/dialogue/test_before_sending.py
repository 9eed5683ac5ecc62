"""Before a report is sent: no word is lost, none is taken for what it is not, in doubt hidden."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lapor.channels.dialogue.drafting import KEYS
from lapor.channels.dialogue.memory import Step
from tests.channels.dialogue.talk import NOWHERE, OFFICES, PLACES, STORY, Country, Talk, confirming

# Greetings, thanks and questions


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Assalamualaikum, mau lapor", "hello"),
        ("pagi pak", "hello"),
        ("halo min", "hello"),
        ("terima kasih", "thanked"),
        ("tks pak", "thanked"),
        ("kapan diperbaiki?", "help"),
        ("Berapa lama diproses?", "help"),
        ("ini nomor apa?", "help"),
        ("5", "nothing_open"),
        ("\U0001f44d", "nothing_open"),
        ("sembunyi", "nothing_open"),
    ],
)
@pytest.mark.parametrize("terse", [False, True])
def test_what_tells_nothing_begins_no_report(words, said, terse):
    talk = Talk(terse=terse)
    assert talk.says(words) == [said]
    assert talk.memory.draft is None


def test_who_has_reported_is_told_how_it_stands_when_they_ask_how_long_it_takes():
    talk = Talk(terse=True)
    talk.says(STORY)
    talk.memory = replace(talk.memory, focus=None)
    talk.today += timedelta(days=200)
    assert talk.says("kapan diperbaiki?") == ["check_own"]


def test_a_greeting_while_something_is_asked_is_answered_by_the_question():
    talk = Talk()
    talk.says(NOWHERE)
    for words in ("halo?", "pagi pak", "terima kasih", "1", "yes", "info"):
        assert talk.says(words) == ["place"], words
    assert talk.draft.story == NOWHERE
    assert (talk.draft.place, talk.draft.landmark) == (None, "")


def test_lapor_with_a_greeting_after_it_asks_for_the_story():
    talk = Talk()
    assert talk.says("LAPOR pak") == ["story"]
    assert talk.says("assalamualaikum") == ["story"]
    assert talk.says(STORY) == ["who"]
    assert talk.draft.story == STORY


# The story, read back and told anew


def test_the_story_is_read_back():
    talk = confirming()
    assert talk.told[-1].words["story"] == STORY
    talk.says("Air itu berbau sekali. " * 40)
    shown = talk.told[-1].words["story"]
    assert len(shown) <= 300
    assert shown.endswith("…")


def test_the_story_is_told_anew_only_when_there_is_a_new_one():
    talk = confirming()
    assert talk.says(pressed="ubah-cerita") == ["story_anew"]
    assert talk.says("lewati") == ["confirm"]
    assert talk.draft.story == STORY
    talk.says("ubah cerita")
    assert talk.says("halo") == ["story_anew"]
    assert talk.says("Pagar sekolah roboh diterjang air selokan") == ["confirm"]
    assert talk.draft.story == "Pagar sekolah roboh diterjang air selokan"


@pytest.mark.parametrize("words", ["hari ini", "kemarin", "lewati", "halo", "7", "baru", "tks"])
def test_words_that_were_buttons_a_moment_ago_are_never_story(words):
    talk = confirming()
    assert talk.says(words) == ["confirm"]
    assert talk.draft.story == STORY


@pytest.mark.parametrize(
    "words",
    [
        "ya betul",
        "iya bener",
        "betul pak",
        "sudah benar",
        "udah bener pak",
        "ok kirim",
        "kirim aja",
        "sip",
        "ya, sudah sesuai semua",
        "yes, that's right",
    ],
)
@pytest.mark.parametrize("terse", [False, True])
def test_a_yes_in_everyday_words_sends(words, terse):
    talk = confirming(terse)
    assert talk.says(words) == ["sent"]
    assert words not in talk.filed[0].story


@pytest.mark.parametrize(
    "words", ["tidak betul", "belum benar", "ada yang salah", "jangan dikirim dulu", "salah pak"]
)
def test_a_no_in_everyday_words_asks_what_to_change(words):
    talk = confirming()
    assert talk.says(words) == ["what_to_change_draft"]
    assert talk.filed == []


@pytest.mark.parametrize(
    "words",
    [
        "jangan ubah nama saya",
        "tidak perlu diganti lagi",
        "nggak usah dirubah apa-apa pak",
        "don't change my name",
    ],
)
def test_who_wants_nothing_changed_is_asked_once_more_and_nothing_is_added(words):
    talk = confirming()
    assert talk.says(words) == ["confirm"]
    assert talk.says("YA") == ["sent"]
    assert words not in talk.filed[0].story


def test_what_must_not_be_changed_elsewhere_is_more_of_the_story():
    talk = confirming()
    talk.says("Jangan ganti pipa itu dengan yang bekas")
    assert talk.says("YA") == ["sent"]
    assert "yang bekas" in talk.filed[0].story


@pytest.mark.parametrize("words", ["sudah benar?", "ya tapi airnya juga bau", "ok kirim rahasia"])
def test_what_is_no_plain_yes_sends_nothing(words):
    talk = confirming()
    talk.says(words)
    assert talk.filed == []


def test_a_day_at_the_end_puts_the_day_right():
    talk = confirming()
    assert talk.says("sejak 2 minggu") == ["confirm"]
    assert talk.draft.when == (talk.today - timedelta(days=14)).isoformat()


# The place


def test_a_place_that_is_not_known_is_said_once_and_then_taken_as_it_is():
    talk = Talk()
    talk.says(NOWHERE)
    assert talk.says("pos ronda Melati") == ["place_unknown"]
    assert talk.says("dekat warung Bu Imah") == ["who"]
    assert talk.draft.landmark == "pos ronda Melati, dekat warung Bu Imah"


@pytest.mark.parametrize("words", ["tidak tahu", "kurang tau pak", "lupa", "don't know"])
def test_who_does_not_know_leaves_the_question_open(words):
    talk = Talk()
    talk.says("Lampu jalan di dekat rumah kami mati semua")
    assert talk.memory.step is Step.WHEN
    assert talk.says(words) == ["place"]
    assert talk.says(words) == ["who"]
    assert (talk.draft.when, talk.draft.landmark) == ("", "")


def test_what_stands_beside_the_name_of_a_place_stays_as_a_landmark():
    talk = Talk()
    talk.says(NOWHERE)
    assert talk.says("pos ronda Melati") == ["place_unknown"]
    assert talk.says("sawah luhur") == ["who"]
    assert (talk.draft.place, talk.draft.landmark) == (PLACES[0], "pos ronda Melati")


def test_a_story_told_at_the_question_where_is_story_and_its_place_is_found():
    talk = Talk()
    talk.says(NOWHERE)
    more = "Irigasi di desa kami juga mati sejak bulan lalu, sawah kering. Di Sawah Luhur"
    assert talk.says(more) == ["who"]
    assert talk.draft.story == f"{NOWHERE}\n{more}"
    assert (talk.draft.place, talk.draft.landmark) == (PLACES[0], "")


def test_a_story_at_the_question_where_that_names_no_place_is_kept_and_the_place_asked_again():
    talk = Talk()
    talk.says(NOWHERE)
    more = "Sudah kami laporkan ke RT dan RW tetapi tidak ada yang datang"
    assert talk.says(more) == ["place"]
    assert talk.draft.story.endswith(more)
    assert talk.says("lewati") == ["who"]


@pytest.mark.parametrize("terse", [False, True])
def test_a_name_that_several_places_have_is_offered_at_once(terse):
    talk = Talk(terse=terse)
    assert talk.says("Kemarin jalan berlubang besar di Serang dekat pasar") == ["pick_place"]
    offered = [one.key for one in talk.told[-1].choices]
    assert offered[:2] == [PLACES[1].key, PLACES[2].key]
    assert ("lain" in offered) is not terse
    talk.says("2")
    assert talk.draft.place == PLACES[2]


def test_an_answer_tells_which_of_the_places_of_a_name_it_is():
    talk = Talk()
    talk.says("Kemarin jalan berlubang besar di Serang dekat pasar")
    assert talk.says("banten") == ["who"]
    assert talk.draft.place == PLACES[1], "Kota Serang, Banten"


def test_a_cry_for_help_is_no_place():
    talk = Talk()
    talk.says(NOWHERE)
    assert talk.says("halo min ada orang tenggelam tolong") == ["emergency", "place"]
    assert talk.draft.story.endswith("tenggelam tolong")
    assert talk.draft.landmark == ""


def test_none_of_the_places_offered_leads_to_the_question_where():
    talk = Talk()
    talk.says("Kemarin jalan berlubang besar di Serang dekat pasar")
    assert talk.says(pressed="lain") == ["place"]


def test_of_a_location_the_place_around_it_is_asked_and_both_are_kept():
    talk = Talk()
    assert talk.says(NOWHERE, point=(-6.12, 106.15)) == ["pick_near"]
    assert talk.says("1") == ["who"]
    assert (talk.draft.place, talk.draft.point) == (PLACES[0], (-6.12, 106.15))
    talk.says("sembunyi")
    assert talk.told[-1].words["point"] == "yes"


def test_of_a_location_that_lies_nowhere_known_the_name_of_the_place_is_asked():
    talk = Talk()
    assert talk.says(NOWHERE, point=(2.0, 98.0)) == ["place_of_point"]
    assert talk.says("lewati") == ["who"]
    assert talk.draft.point == (2.0, 98.0)


# Buttons of old bubbles

OLD = sorted(frozenset().union(*KEYS.values()) | {"lain", "tambahan", "36.73"})


@pytest.mark.parametrize("key", OLD)
def test_a_button_that_nothing_waits_for_begins_no_report(key):
    talk = Talk()
    assert talk.says(pressed=key) == ["nothing_open"]
    talk.says(STORY)
    talk.says("batal")
    assert talk.says(pressed=key) == ["nothing_open"]
    assert talk.memory.draft is None


@pytest.mark.parametrize("key", ["hari ini", "betul", "36.73", "ubah-cerita", "sembunyi"])
def test_a_button_of_another_question_leaves_the_one_that_waits(key):
    talk = Talk()
    assert talk.says(NOWHERE) == ["place"]
    before = talk.draft
    assert talk.says(pressed=key) == ["old_button", "place"]
    assert talk.draft == before


def test_who_presses_twice_has_sent_once():
    talk = confirming()
    assert talk.says(pressed="betul") == ["sent"]
    assert talk.says(pressed="betul") == ["nothing_open"]
    assert len(talk.filed) == 1


# A cry for help


@pytest.mark.parametrize("terse", [False, True])
def test_a_cry_for_help_is_asked_nothing_and_its_words_are_kept(terse):
    talk = Talk(terse=terse)
    assert talk.says("tolong kebakaran di pasar!!") == ["cry"]
    assert talk.filed == []
    assert talk.says("LANJUT") == ["place"]
    assert talk.says("sawah luhur")[-1] in ("who", "confirm")
    assert talk.draft.story == "tolong kebakaran di pasar!!"
    assert talk.draft.when == talk.today.isoformat()


def test_who_tells_more_after_a_cry_goes_on_with_a_report():
    talk = Talk()
    talk.says("ada orang tenggelam tolong")
    assert talk.says("di irigasi Sawah Luhur, tidak ada pagar pengaman sama sekali") == ["who"]
    assert talk.draft.story.startswith("ada orang tenggelam tolong\n")


def test_a_cry_that_was_no_report_is_let_go():
    talk = Talk()
    talk.says("tolong kebakaran")
    assert talk.says("tidak") == ["cancelled"]
    assert talk.memory.draft is None


def test_a_place_that_is_none_of_those_offered_is_asked_for_in_words_once():
    talk = Talk()
    talk.says("Kemarin jalan berlubang besar di tengah pasar dan ada yang jatuh")
    assert talk.says("Serang") == ["pick_place"]
    assert talk.says(pressed="lain") == ["place"]
    assert talk.says("Sawah Luhur, Kasemen") == ["who"]
    assert talk.draft.place is not None


def test_who_passes_over_the_places_offered_is_asked_for_no_place_again():
    talk = Talk()
    talk.says("Kemarin jalan berlubang besar di Serang dekat pasar")
    assert talk.says("lewati") == ["who"]


def test_an_office_that_was_proposed_goes_by_all_that_was_told_and_one_that_was_chosen_stays():
    class Judging(Country):
        def likely(self, draft):
            return (OFFICES[1 if "angkot" in draft.story else 0], "kata")

    talk = Talk(country=Judging())
    talk.says(STORY)
    talk.says("sembunyi")
    assert talk.draft.office == OFFICES[0]
    assert talk.says("Yang menutup selokan itu angkot yang mangkal") == ["confirm"]
    assert talk.draft.office == OFFICES[1]
    talk.says(pressed="ubah-tujuan")
    assert talk.says("dpupr") == ["confirm"]
    talk.says("Sebenarnya angkot itu mangkal di situ setiap pagi")
    assert talk.draft.office == OFFICES[0]
