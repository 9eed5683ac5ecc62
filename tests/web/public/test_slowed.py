"""Who reads very much is told in words when to go on; a neighbour elsewhere notices nothing."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lapor.web.public import throttle
from tests.web.public.pages import browser, filled

pytestmark = pytest.mark.django_db
STREET, BLOCK = "203.0.113.7", "203.0.113.0/24"


def empty(limit):
    while limit.take(BLOCK) >= 1:
        pass


@pytest.mark.parametrize(
    ("limit", "path"),
    [
        (throttle.READING, "/laporan/"),
        (throttle.READING, "/laporan/7KM4Q2TX"),
        (throttle.SEARCHING, "/laporan/?q=air"),
        (throttle.SUGGESTING, "/cari/instansi?q=kota"),
        (throttle.SUGGESTING, "/cari/wilayah?q=kota"),
    ],
)
def test_too_many_pages_are_answered_in_words_without_a_look_at_the_database(world, limit, path):
    with time_machine.travel("2026-03-03T08:00:00Z", tick=False) as clock:
        empty(limit)
        with CaptureQueriesContext(connection) as made:
            answer = browser(REMOTE_ADDR=STREET).get(path)
        assert not made.captured_queries
        assert answer.status_code == 429
        assert "Terlalu banyak halaman dibuka" in answer.text
        assert browser(REMOTE_ADDR="198.51.100.7").get(path).status_code in (200, 404)
        clock.shift(int(answer.headers["Retry-After"]))
        assert browser(REMOTE_ADDR=STREET).get(path).status_code in (200, 404)


def test_who_reads_too_much_can_still_report(world):
    with time_machine.travel("2026-03-03T08:00:00Z", tick=False):
        empty(throttle.READING)
        assert browser(REMOTE_ADDR=STREET).get("/laporan/").status_code == 429
        assert browser(REMOTE_ADDR=STREET).post("/lapor", filled()).status_code == 200


def test_a_list_without_words_is_no_search(world):
    empty(throttle.SEARCHING)
    assert browser(REMOTE_ADDR=STREET).get("/laporan/").status_code == 200


def test_this_machine_itself_is_not_counted(world):
    while throttle.READING.take("127.0.0.0/24") >= 1:
        pass
    assert browser().get("/laporan/").status_code == 200
