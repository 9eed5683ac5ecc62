"""Each chat carries a report from the first word to the rating, and shows what may be chosen."""

import pytest

from lapor.reports.models import Report
from tests.channels.chats import CHATS, STORY, TelegramChat, WhatsAppChat, filed, held
from tests.channels.lives import live_from_first_word_to_rating

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("chat", CHATS, ids=[chat.channel for chat in CHATS])
def test_a_report_lives_its_whole_life_in_a_chat(chat, world, work):
    with held(chat, work) as talk:
        live_from_first_word_to_rating(talk, world)


def test_whatsapp_shows_the_yes_without_a_list_to_open(world, work):
    with held(WhatsAppChat(), work) as talk:
        talk.says(STORY)
        assert talk.bring(talk.body("sembunyi")) == 200
        [shown] = talk.told()
        assert set(shown.buttons) == {"Betul", "Ubah"}
        assert talk.bring(talk.body(pressed=shown.buttons["Ubah"])) == 200
        [asked] = talk.told()
        assert set(asked.buttons) == {"Ubah tempat", "Ubah tujuan", "Ubah nama", "Ubah cerita"}
        assert talk.bring(talk.body(pressed=asked.buttons["Ubah nama"])) == 200
        assert set(talk.told()[0].buttons) == {"Sembunyikan", "Tampilkan", "Rahasia"}


def test_who_is_afraid_is_told_who_will_know_before_and_after_it_is_sent(world, work):
    question = "nanti kepala sekolah tahu gak kalau saya yang lapor?"
    with held(TelegramChat(), work) as talk:
        [said] = talk.says(question)
        assert said.startswith("Setiap laporan: kantor tidak membaca nama, nomor, dan alamat Anda")
        report = filed(talk)
        number = f"{report.number[:4]}-{report.number[4:]}"
        [said] = talk.says(question)
        assert said.startswith(f"Laporan {number}: kantor tidak membaca")


def test_who_showed_their_name_is_told_that_the_office_reads_it(world, work):
    with held(TelegramChat(), work) as talk:
        talk.says(STORY)
        talk.says("tampilkan")
        talk.says("Siti Aminah")
        known, again = talk.says("siapa yang bisa baca laporan saya?")
        assert known.startswith("Laporan ini: kantor yang memeriksa dan kantor yang menangani")
        assert "Betul?" in again
        talk.says("ya")
        report = Report.objects.get()
        [said] = talk.says("apakah nama saya diketahui kantor?")
        assert "dapat membaca nama Anda" in said
        assert "UBAH" in said
        assert report.events.count() == 1, "a question is no word of the report"
