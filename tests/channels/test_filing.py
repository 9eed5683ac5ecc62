"""What a report holds that was told in a chat: its point, and no name that was not to be shown."""

import json

import pytest

from lapor.agencies.models import Region
from lapor.reports.models import Report
from tests.channels.chats import TelegramChat, held

pytestmark = pytest.mark.django_db(transaction=True)
STORY = "Kemarin jalan di Sukamaju amblas dan ada yang jatuh"


@pytest.fixture
def talk(world, work):
    with held(TelegramChat(), work) as talk:
        yield talk


def location(talk, latitude, longitude):
    """Return the body of a place that somebody shares."""
    body = talk.chat.body("777", "", "", talk.chat.person)
    del body["message"]["text"]
    body["message"]["location"] = {"latitude": latitude, "longitude": longitude}
    return json.dumps(body).encode()


def test_a_point_that_was_sent_is_kept_rounded_for_who_hides(talk):
    body = location(talk, -6.05912, 106.18534)
    Region.objects.create(code="36.73.02", name="Kasemen", level=3, label="Kasemen, Kota Serang")
    talk.says("Kemarin lampu jalan di dekat rumah kami mati semua")
    assert talk.bring(body) == 200
    [offered] = talk.told()
    assert "Kasemen, Kota Serang" in offered.buttons
    talk.says(pressed=offered.buttons["Kasemen, Kota Serang"])
    [read_back] = talk.says("sembunyi")
    assert "lokasi yang Anda kirim, Kasemen, Kota Serang" in read_back
    talk.says("betul")
    report = Report.objects.get()
    assert (report.latitude, report.longitude) == (-6.059, 106.185)
    assert report.point_hidden
    assert report.region_id == "36.73.02"


def test_who_wishes_to_be_hidden_is_hidden_and_no_word_of_it_stands_in_the_report(talk):
    talk.says(STORY)
    talk.says("tampil")
    talk.says("Siti Aminah")
    [read_back] = talk.says("ganti nama sembunyikan saja")
    assert "Nama: disembunyikan" in read_back
    talk.says("betul")
    report = Report.objects.get()
    assert report.anonymous
    assert report.body == STORY
