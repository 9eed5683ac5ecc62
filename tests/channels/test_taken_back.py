"""A reporter takes a report back where they reported it, after one question that names it."""

import pytest

from lapor.reports.models import Words
from lapor.reports.terms import Status
from tests.channels.chats import TelegramChat, filed, held

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def talk(world, work):
    with held(TelegramChat(), work) as talk:
        yield talk


def test_a_report_is_taken_back_in_its_chat_and_not_erased(talk):
    report = filed(talk)
    [asked] = talk.says("hapus laporan saya karena sudah diperbaiki warga")
    assert f"{report.number[:4]}-{report.number[4:]}" in asked
    assert "diarsipkan, tidak dihapus" in asked
    report.refresh_from_db()
    assert report.status == Status.RECEIVED, "before the yes nothing happens"
    [said] = talk.says("ya")
    assert "sudah Anda cabut" in said
    report.refresh_from_db()
    assert report.status == Status.ARCHIVED
    event = report.events.get(move="withdraw")
    assert event.role == "reporter"
    assert Words.objects.get(event=event).text == "karena sudah diperbaiki warga"
    [over] = talk.says("CABUT")
    assert "sudah tidak dapat dicabut" in over


def test_the_buttons_of_the_question_say_what_they_do(talk):
    report = filed(talk)
    talk.bring(talk.body("batalkan laporan saya"))
    [bubble] = talk.told()
    assert set(bubble.buttons) == {"Cabut laporan", "Tidak jadi"}
    [said] = talk.says(pressed=bubble.buttons["Tidak jadi"])
    assert "tidak dicabut" in said
    report.refresh_from_db()
    assert report.status == Status.RECEIVED
