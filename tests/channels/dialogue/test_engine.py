"""People speak, and a report stands: the dialogue of every channel."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lapor.channels.dialogue import engine
from lapor.channels.dialogue.effects import Heard, Hush, Say
from lapor.channels.dialogue.memory import Focus, News, Step, Who
from lapor.channels.dialogue.texts import Text
from lapor.kit.codes import receipt_from
from tests.channels.dialogue.talk import OFFICES, PLACES, TODAY, Talk

STORY = "selokan dpn SD Sawah Luhur mampet tiap hujan air masuk kelas"


def sent(talk: Talk, news: News | None = None) -> str:
    """Let a report be sent, and perhaps have news; return its number."""
    talk.says(f"KOTASERANG {STORY}")
    number = talk.memory.own[-1].number
    if news:
        talk.memory = engine.told_news(talk.memory, Focus(number, news, talk.today.isoformat()))
    return number


def test_one_good_sms_is_a_complete_report():
    talk = Talk(terse=True)
    assert talk.says(f"KOTASERANG {STORY}") == ["sent"]
    [draft] = talk.filed
    assert draft.story == STORY
    assert draft.place
    assert draft.place.label == "Kota Serang, Banten"
    assert draft.who is Who.HIDDEN


@pytest.mark.parametrize(
    "text",
    [
        f"LAPOR KOTASERANG {STORY}",
        f"lapor#kotaserang {STORY}",
        f"KOTASERANG (spasi) {STORY}",
        f"kotaserang {STORY}",
        STORY,
    ],
)
def test_the_printed_formats_and_no_format_at_all_are_taken(text):
    talk = Talk(terse=True)
    assert talk.says(text) == ["sent"]
    assert talk.filed[0].story == STORY


def test_an_sms_without_a_place_is_asked_for_the_place_alone():
    talk = Talk(terse=True)
    assert talk.says("jalan berlubang besar sudah dua bulan tidak diperbaiki") == ["place"]
    assert talk.says("sawah luhur") == ["confirm"]
    assert talk.says("ya") == ["sent"]
    assert talk.filed[0].place == PLACES[0]


def test_a_messenger_asks_story_day_place_and_who_one_at_a_time():
    talk = Talk()
    assert talk.says("/start") == ["hello"]
    assert talk.says("Selokan mampet dan air masuk ke kelas") == ["when"]
    assert talk.says("sejak Juli") == ["place"]
    assert talk.says("serang") == ["pick_place"]
    assert talk.says("1") == ["who"]
    assert talk.says("sembunyi") == ["confirm"]
    assert talk.says("betul") == ["sent"]
    [draft] = talk.filed
    assert (draft.when, draft.office) == ("2026-07-01", OFFICES[0])


def test_what_the_story_says_is_not_asked():
    talk = Talk()
    assert talk.says(f"Kemarin {STORY}") == ["who"]
    assert talk.draft.when == "2026-08-13"


def test_the_place_and_the_office_are_changed_before_sending():
    talk = Talk()
    talk.says(f"Kemarin {STORY}")
    talk.says("sembunyi")
    assert talk.says(pressed="ubah-tempat") == ["place"]
    assert talk.says("kabupaten serang") == ["confirm"]
    assert talk.says("ubah tujuan") == ["office"]
    assert talk.says("perhubungan") == ["confirm"]
    assert talk.says("ya") == ["sent"]
    [draft] = talk.filed
    assert (draft.place, draft.office) == (PLACES[2], OFFICES[1])


def test_an_office_that_is_not_known_may_be_left_open():
    talk = Talk()
    talk.says(f"Kemarin {STORY}")
    talk.says("sembunyi")
    talk.says("ubah tujuan")
    assert talk.says("kantor entah") == ["no_such_office"]
    assert talk.says("lewati") == ["confirm"]
    talk.says("ya")
    assert talk.filed[0].office is None


def test_a_name_is_taken_only_when_it_is_given():
    talk = Talk()
    talk.says(f"Kemarin {STORY}")
    assert talk.says("tampil") == ["name"]
    assert talk.says("Budi Contoh") == ["confirm"]
    talk.says("ya")
    assert (talk.filed[0].who, talk.filed[0].name) == (Who.NAMED, "Budi Contoh")


def test_a_confidential_report_is_asked_for_by_one_word():
    talk = Talk()
    talk.says(f"Kemarin {STORY}")
    assert talk.says("rahasia") == ["confirm"]
    talk.says("ya")
    assert talk.filed[0].confidential


def test_photos_and_a_shared_place_belong_to_the_report():
    talk = Talk()
    assert talk.says(files=("t1",)) == ["story"]
    assert talk.says("Kemarin jalan amblas di depan masjid besar") == ["place"]
    assert talk.says(point=(-6.1, 106.1)) == ["pick_near"]
    assert talk.says("1") == ["who"]
    talk.says("sembunyi")
    assert talk.says(files=("t2",)) == ["confirm"]
    talk.says("ya")
    assert (talk.filed[0].files, talk.filed[0].point) == (("t1", "t2"), (-6.1, 106.1))


def test_a_cry_for_help_shows_the_numbers_first_and_the_dialogue_goes_on():
    talk = Talk()
    story = "sudah tiga kali terjadi kebakaran di pasar lama ini karena kabel"
    assert talk.says(story) == ["emergency", "when"]
    assert talk.says("tadi pagi, kebakaran di kota serang") == ["who"]
    talk.today += timedelta(days=1)
    assert talk.says("masih ada kebakaran besar di sana")[0] == "emergency"


def test_a_report_is_asked_for_by_its_number_and_told_in_full_to_its_own_alone():
    talk, other = Talk(terse=True), Talk(terse=True)
    number = sent(talk)
    other.country = talk.country
    assert talk.says("CEK") == ["check_own"]
    assert talk.says(f"{number[:4]}-{number[4:]}") == ["check_own"]
    assert other.says(f"cek {number}") == ["check_status"]
    assert set(other.told[-1].words) == {"number", "status"}
    assert other.says("cek 1234-5678") == ["check_unknown"]
    assert other.says("cek") == ["check_none"]


def test_a_story_that_begins_with_the_word_for_asking_stays_a_story():
    talk = Talk(terse=True)
    assert talk.says("status jalan di kota serang ini rusak parah sekali") == ["sent"]


def test_words_after_an_answer_are_a_reply_and_need_no_command():
    talk = Talk(terse=True)
    number = sent(talk, News.ANSWERED)
    assert talk.says("sisi timur masih berlubang") == ["told"]
    assert (talk.steps[0].verb, talk.steps[0].own.number) == ("reply", number)


def test_an_answer_is_closed_and_rated_in_two_words():
    talk = Talk(terse=True)
    sent(talk, News.ANSWERED)
    assert talk.says("SELESAI") == ["closed"]
    assert talk.says("5 cepat sekali") == ["rated"]
    assert [(step.verb, step.stars, step.words) for step in talk.steps] == [
        ("close", 0, ""),
        ("rate", 5, "cepat sekali"),
    ]


def test_what_is_not_done_is_asked_for_in_words():
    talk = Talk(terse=True)
    sent(talk, News.ANSWERED)
    assert talk.says("belum") == ["what_is_missing"]
    assert talk.says("gorong-gorong masih mampet") == ["told"]
    assert (talk.steps[0].verb, talk.steps[0].words) == ("reply", "gorong-gorong masih mampet")


def test_a_question_with_choices_is_answered_by_a_digit():
    talk = Talk(terse=True)
    number = sent(talk)
    focus = Focus(number, News.ASKED, TODAY.isoformat(), ("Pagi", "Malam"))
    talk.memory = engine.told_news(talk.memory, focus)
    talk.says("2")
    assert (talk.steps[0].verb, talk.steps[0].words) == ("answer", "Malam")


def test_words_long_after_the_last_news_are_asked_about_and_not_lost():
    talk = Talk(terse=True)
    sent(talk, News.ANSWERED)
    talk.today += timedelta(days=30)
    assert talk.says(f"sekarang {STORY} lagi") == ["which"]
    assert talk.says("2") == ["sent"]
    assert talk.filed[1].story == f"sekarang {STORY} lagi"


def test_thanks_do_not_open_a_closed_report_again():
    talk = Talk(terse=True)
    sent(talk, News.CLOSED)
    assert talk.says("terima kasih banyak pak") == ["thanked"]
    assert talk.says("sisi timur sekarang berlubang") == ["which_closed"]
    assert talk.says("tidak") == ["left"]
    assert talk.steps == []


def test_a_reply_to_a_number_that_is_not_ones_own_is_refused_in_words():
    talk, other = Talk(terse=True), Talk(terse=True)
    number = sent(talk)
    other.country = talk.country
    assert other.says(f"BALAS {number} saya tahu siapa Anda") == ["not_yours"]
    assert other.steps == []


def test_what_was_sent_is_put_right_by_one_word():
    talk = Talk(terse=True)
    sent(talk)
    assert talk.says("ubah") == ["what_to_change"]
    assert talk.says("tempatnya RT 3, bukan RT 5") == ["told"]
    assert talk.steps[0].verb == "add"


def test_a_reply_key_from_another_channel_makes_the_report_ones_own():
    talk, other = Talk(terse=True), Talk()
    number = sent(talk)
    other.country = talk.country
    assert other.says(receipt_from(b"0123456789")) == ["adopted"]
    assert other.memory.owned(number)
    assert other.says("cek") == ["check_own"]


def test_stop_is_kept_until_the_person_writes_again():
    talk = Talk(terse=True)
    assert talk.says("STOP") == ["stopped"]
    assert talk.effects[-1] == Hush(True)
    assert talk.memory.stopped
    assert talk.says("mulai") == ["started"]
    assert Hush(False) in talk.effects
    assert not talk.memory.stopped
    assert talk.says("mulai") == ["hello"], "they are told already"


@pytest.mark.parametrize(
    ("news", "told"), [(News.ANSWERED, "check_answered"), (News.ASKED, "check_asked")]
)
def test_who_begins_again_is_told_what_waited_meanwhile(news, told):
    talk = Talk(terse=True)
    waiting, newer = sent(talk), sent(talk)
    talk.says("STOP")
    talk.country.reports[waiting] = replace(talk.country.reports[waiting], news=news)
    assert talk.says("MULAI") == ["started", told]
    assert talk.told[-1].words["number"] == f"{waiting[:4]}-{waiting[4:]}"
    assert talk.memory.focus
    assert talk.memory.focus.number == waiting
    talk.country.reports[waiting] = talk.country.reports[newer]
    assert talk.says("MULAI") == ["hello"]


def test_batal_lets_a_draft_go_and_says_so():
    talk = Talk()
    talk.says("Selokan mampet dan air masuk ke kelas")
    assert talk.says("batal") == ["cancelled"]
    assert talk.memory.draft is None
    assert talk.says("batal") == ["nothing_open"]


def test_a_second_message_of_story_is_added_and_the_first_is_kept():
    talk = Talk(terse=True)
    talk.says("LAPOR jalan rusak parah di depan rumah sakit")
    talk.says("LAPOR sudah banyak yang jatuh di sana tiap malam")
    assert talk.draft.story.splitlines() == [
        "jalan rusak parah di depan rumah sakit",
        "sudah banyak yang jatuh di sana tiap malam",
    ]


def test_a_machine_that_repeats_itself_is_not_answered_for_ever():
    talk = Talk()
    answers = [talk.says("Terima kasih, pesan Anda sudah kami terima.") for _ in range(8)]
    assert answers[-1] == []


def test_a_draft_is_reminded_of_once_and_let_go_after_a_week():
    talk = Talk()
    talk.says("Selokan mampet dan air masuk ke kelas")
    tomorrow = Heard(key="", day=TODAY + timedelta(days=1))
    turn = engine.quiet(talk.memory, tomorrow)
    assert turn.effects == (Say(Text.REMINDER),)
    assert engine.quiet(turn.memory, tomorrow).effects == ()
    gone = engine.quiet(turn.memory, Heard(key="", day=TODAY + timedelta(days=7)))
    assert gone.effects == (Say(Text.LET_GO),)
    assert gone.memory.draft is None
    assert gone.memory.step is Step.IDLE


def test_nothing_at_all_is_answered_in_words():
    assert Talk().says("") == ["not_understood"]
    assert Talk().says("ya") == ["nothing_open"]
