"""Following a report by its number, and by its receipt."""

import base64

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.test import RequestFactory

from lapor.accounts.sessions import SessionStore
from lapor.agencies import opened as opening
from lapor.reports.access import digest
from lapor.reports.models import Report
from lapor.web.public.track import UNKNOWN_RECEIPTS
from tests.factories import make_report
from tests.web.desk.officers import sign_in
from tests.web.public.pages import browser, filled
from tests.web.public.test_report import key_in
from tests.web.public.threads import (
    opened,
    send,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def cache_table(db):
    call_command("createcachetable", verbosity=0)


@pytest.mark.parametrize("way", ["get", "post"])
def test_the_number_shows_the_status_and_nothing_else(world, way):
    report, _reporter = make_report(world)
    typed = f"{report.number[:4]}-{report.number[4:]}".lower()
    page = getattr(browser(), way)("/lacak", {"kode": typed}).content.decode()
    assert "Belum terverifikasi" in page
    assert report.title not in page
    assert report.holder.name not in page


def test_the_code_to_scan_leads_to_the_status_and_nowhere_else(world):
    answer = browser().get("/lacak/qr/7KM4Q2TX.svg")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert b"<path" in answer.content
    assert browser().get("/lacak/qr/KODE-SALAH.svg").status_code == 404


def test_a_confidential_report_shows_its_status_too(world):
    report, _reporter = make_report(world, confidential=True)
    page = browser().get("/lacak", {"kode": report.number}).content.decode()
    assert "Belum terverifikasi" in page


def test_a_receipt_in_an_address_is_refused_and_not_repeated(world):
    key = key_in(browser().post("/lapor", filled()))
    answer = browser().get("/lacak", {"kode": key})
    assert answer.status_code == 422
    assert key not in answer.content.decode()
    assert "sessionid" not in answer.cookies


def test_the_receipt_opens_the_thread_and_only_its_digest_is_kept(world):
    client, report, key = opened(world)
    answer = client.get("/lacak/percakapan")
    assert report.title in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    cookie = client.cookies[opening.NAME]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/lacak", True, "Lax")
    assert (cookie["max-age"], cookie["expires"]) == ("", ""), "gone with the browser"
    raw = base64.urlsafe_b64decode(cookie.value)
    assert key.encode() not in raw
    assert digest(key) not in raw


def test_the_cookie_of_a_receipt_is_for_https_where_the_session_is(world, settings):
    settings.SESSION_COOKIE_SECURE = True
    client, _report, _key = opened(world)
    assert client.cookies[opening.NAME]["secure"]


def test_no_row_tells_which_account_opened_which_report(world):
    client = sign_in(world.liaison)
    key = key_in(client.post("/lapor", filled(agency="Kota Serang")))
    client.post("/lacak", {"kode": key})
    send(client, {"move": "add", "words": "Saksi ada."}, follow=True)
    report = Report.objects.get()
    kept = [str(SessionStore().decode(session.session_data)) for session in Session.objects.all()]
    assert len(kept) == 1, "the officer's own"
    assert bytes(report.receipt_hmac).hex() not in kept[0]
    assert report.number not in kept[0]


def test_a_citizen_leaves_no_session(world):
    client, _report, _key = opened(world)
    send(client, {"move": "add", "words": "Saksi ada."}, follow=True)
    client.post("/lacak/tutup", follow=True)
    assert not Session.objects.exists()
    assert "sessionid" not in client.cookies


@pytest.mark.parametrize("spoilt", ["", "x", "é", "AAAA" * 20, "!" * 90])
def test_a_spoilt_cookie_opens_nothing(world, spoilt):
    client, report, _key = opened(world)
    client.cookies[opening.NAME] = spoilt
    answer = client.get("/lacak/percakapan")
    assert answer.status_code == 403
    assert report.title not in answer.text


def test_after_twelve_hours_the_receipt_is_asked_for_again(world):
    with time_machine.travel("2026-03-02T09:00:00+07:00", tick=False):
        client, _report, _key = opened(world)
    with time_machine.travel("2026-03-02T20:59:59+07:00", tick=False):
        assert client.get("/lacak/percakapan").status_code == 200
    with time_machine.travel("2026-03-02T21:00:00+07:00", tick=False):
        assert client.get("/lacak/percakapan").status_code == 403


def test_a_receipt_may_be_typed_with_spaces_and_small_letters(world):
    client = browser()
    key = key_in(client.post("/lapor", filled()))
    assert client.post("/lacak", {"kode": f" {key[:4]} {key[4:]} ".lower()}).status_code == 302


@pytest.mark.parametrize(
    ("typed", "status"), [("", 422), ("KODE SALAH", 404), ("ZZZZZZZZ", 404), ("0" * 17, 404)]
)
def test_a_wrong_code_is_answered_in_plain_words(world, typed, status):
    answer = browser().post("/lacak", {"kode": typed})
    assert answer.status_code == status
    assert "<title>Galat: Lacak laporan" in answer.content.decode()


def test_thirty_wrong_codes_empty_the_bucket_of_that_network_alone(world):
    report, _reporter = make_report(world)
    for _try in range(30):
        assert browser().post("/lacak", {"kode": "0" * 16 + "1"}).status_code == 404
    answer = browser().post("/lacak", {"kode": report.number})
    assert answer.status_code == 429
    assert "Terlalu banyak" in answer.content.decode()
    asked = {"kode": report.number}
    assert browser().post("/lacak", asked, REMOTE_ADDR="10.9.8.7").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(cache_key || value, ' ') FROM lapor_cache")
        assert "127.0.0" not in cursor.fetchone()[0]


def test_who_holds_a_receipt_is_not_shut_out_by_a_neighbours_wrong_codes(world):
    key = key_in(browser().post("/lapor", filled()))
    for _try in range(30):
        browser().post("/lacak", {"kode": "ZZZZZZZZ"})
    assert browser().post("/lacak", {"kode": key}).status_code == 302


def test_receipts_that_nobody_has_are_limited_too(world):
    key = key_in(browser().post("/lapor", filled()))
    request = RequestFactory().post("/lacak")
    for _try in range(UNKNOWN_RECEIPTS.tries):
        UNKNOWN_RECEIPTS.take(request)
    assert browser().post("/lacak", {"kode": key}).status_code == 429


def test_leaving_forgets_the_receipt(world):
    client, report, _key = opened(world)
    assert client.get("/lacak/tutup").status_code == 405
    client.post("/lacak/tutup")
    assert client.cookies[opening.NAME].value == ""
    assert report.title not in client.get("/lacak/percakapan").content.decode()
