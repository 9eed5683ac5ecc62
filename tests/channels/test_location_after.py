"""A location sent after the report stands in its thread, rounded for who hides."""

import json
from datetime import UTC, datetime

import pytest

from lapor.reports.models import Report, Words
from tests.channels.chats import Held, TelegramChat, filed, held

pytestmark = pytest.mark.django_db(transaction=True)
LATITUDE, LONGITUDE = -6.12345, 106.15432


@pytest.fixture
def talk(world, work):
    with held(TelegramChat(), work) as talk:
        yield talk


def sends(talk: Held, latitude: float, longitude: float) -> str:
    """Let somebody send a location alone; return what they were answered."""
    told = json.loads(talk.body("x"))
    message = told["message"]
    del message["text"]
    message["location"] = {"latitude": latitude, "longitude": longitude}
    message["date"] = int(datetime.now(UTC).timestamp())
    assert talk.bring(json.dumps(told).encode()) == 200
    [said] = talk.told()
    return said.text


@pytest.mark.parametrize(
    ("hides", "written"), [(True, "-6.123, 106.154"), (False, "-6.12345, 106.15432")]
)
def test_a_location_alone_is_added_to_the_report(talk, hides, written):
    report = filed(talk)
    Report.objects.filter(pk=report.pk).update(anonymous=hides)
    assert "sudah masuk di laporan" in sends(talk, LATITUDE, LONGITUDE)
    event = report.events.get(move="add")
    assert Words.objects.get(event=event).text.startswith(f"Lokasi: {written}")


def test_a_location_elsewhere_on_earth_is_said_to_be_there(talk):
    report = filed(talk)
    assert "di luar Indonesia" in sends(talk, 48.85, 2.35)
    assert not report.events.filter(move="add").exists()
