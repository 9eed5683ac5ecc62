"""Following a report by its number, and by its receipt."""

import base64
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lapor.agencies import opened as opening
from lapor.reports import closure, handling, triage
from lapor.reports.access import digest
from lapor.reports.models import Report
from lapor.reports.terms import Kind, Outcome, Status
from lapor.web.public.track import UNKNOWN_RECEIPTS
from tests.factories import make_report
from tests.web.desk.officers import sign_in
from tests.web.public.pages import browser, filled
from tests.web.public.test_report import key_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def cache_table(db):
    call_command("createcachetable", verbosity=0)


def opened(world, **fields):
    """Return a browser that has opened the thread of its new report, the report and its key."""
    client = browser()
    key = key_in(client.post("/lapor", filled(**fields)))
    answer = client.post("/lacak", {"kode": key})
    assert answer.headers["Location"] == "/lacak/percakapan"
    return client, Report.objects.select_related("holder").get(), key


def closed(world, at=None):
    """Return the same, after the reporter has closed it; at: when it all happened."""
    codes: list[str] = []
    at = at or timezone.now()
    report, reporter = make_report(world, at=at, keep_code=codes.append)
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, at=at)
    triage.assign(report, actor=world.admin, to=world.works, at=at)
    handling.follow_up(
        report, actor=world.liaison, words="Sudah kami keruk.", outcome=Outcome.DONE, at=at
    )
    closure.close(report, actor=reporter, outcome=Outcome.DONE, at=at)
    return follow(codes[0]), report


def withdrawn(world, at=None):
    """Return a browser at a report that its reporter has taken back, and the report."""
    codes: list[str] = []
    at = at or timezone.now()
    report, reporter = make_report(world, at=at, keep_code=codes.append)
    closure.withdraw(report, actor=reporter, at=at)
    return follow(codes[0]), report


def asked(world):
    """Return a browser at a report about which the office has asked something, and the report."""
    client, report, _key = opened(world, agency="Kota Serang")
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT)
    triage.hold(report, actor=world.admin, question="Di selokan yang mana?")
    return client, report


def follow(code):
    client = browser()
    assert client.post("/lacak", {"kode": code}).status_code == 302
    return client


def answered(world):
    """Return the same, after the office has answered."""
    client, report, _key = opened(world, agency="Kota Serang")
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT)
    triage.assign(report, actor=world.admin, to=world.works)
    handling.follow_up(report, actor=world.liaison, words="Sudah kami keruk.", outcome=Outcome.DONE)
    return client, report


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
    kept = [str(session.get_decoded()) for session in Session.objects.all()]
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


def test_the_thread_of_nobody_asks_for_the_receipt_and_keeps_the_words(world):
    answer = browser().post("/lacak/percakapan", {"move": "reply", "words": "Belum kering."})
    assert answer.status_code == 403
    assert "Belum kering." in answer.content.decode()


def test_words_sent_without_a_token_are_given_back(world):
    client, _report, _key = opened(world)
    client.handler.enforce_csrf_checks = True
    answer = send(client, {"move": "add", "words": "Ini belum terkirim."})
    assert answer.status_code == 403
    assert "Ini belum terkirim." in answer.content.decode()


def test_leaving_forgets_the_receipt(world):
    client, report, _key = opened(world)
    assert client.get("/lacak/tutup").status_code == 405
    client.post("/lacak/tutup")
    assert client.cookies[opening.NAME].value == ""
    assert report.title not in client.get("/lacak/percakapan").content.decode()


def test_only_the_steps_that_are_open_and_have_a_page_are_offered(world):
    client, _report, _key = opened(world)
    assert offered(client) == {"add", "withdraw"}
    send(client, {"move": "withdraw", "sure": "on"})
    assert offered(client) == {"appeal"}


def test_after_an_answer_the_reporter_may_reply_or_close(world):
    client, _report = answered(world)
    page = client.get("/lacak/percakapan").content.decode()
    assert offered(client) == {"reply", "close", "withdraw"}
    assert "Sudah kami keruk." in page
    assert "Sekarang giliran" in page


def test_a_reply_gives_the_turn_back(world):
    client, report = answered(world)
    answer = send(client, {"move": "reply", "words": "Belum."}, follow=True)
    page = answer.content.decode()
    assert "Tanggapan Anda sudah terkirim" in page
    assert "Sekarang di tangan" in page
    assert report.words.filter(text="Belum.").exists()


def test_more_can_be_told_before_the_answer(world):
    client, report, _key = opened(world)
    send(client, {"move": "add", "words": "Kini lebih dalam."})
    assert report.words.filter(text="Kini lebih dalam.").exists()


def test_the_reporter_closes_with_an_outcome(world):
    client, report = answered(world)
    send(client, {"move": "close", "outcome": "done", "words": "Kering."})
    report.refresh_from_db()
    assert report.status == Status.CLOSED


def test_the_offices_question_is_shown_and_answered_in_its_own_form(world):
    client, report = asked(world)
    page = client.get("/lacak/percakapan").content.decode()
    assert "Pertanyaan Kota Serang untuk Anda" in page
    assert page.count("Di selokan yang mana?") == 2, "above the story, and in it"
    assert "Sekarang giliran" in page
    assert offered(client) == {"resume", "withdraw"}
    form = {"move": "resume", "words": "Yang di depan sekolah."}
    page = send(client, form, follow=True).content.decode()
    assert "Jawaban Anda sudah terkirim" in page
    assert "untuk Anda" not in page
    report.refresh_from_db()
    assert report.status == Status.RECEIVED
    assert report.words.filter(text="Yang di depan sekolah.").exists()


def test_a_closed_report_is_reopened_with_what_is_not_settled(world):
    client, report = closed(world)
    assert offered(client) == {"reopen"}
    form = {"move": "reopen", "words": "Lumpurnya masih ada."}
    page = send(client, form, follow=True).content.decode()
    assert "Laporan ini dibuka kembali" in page
    assert "Pelapor menyatakan belum selesai" in page
    report.refresh_from_db()
    assert report.status == Status.IN_PROGRESS


def test_the_archiving_is_objected_to_once(world):
    client, report = withdrawn(world)
    form = {"move": "appeal", "words": "Saya dipaksa mencabutnya."}
    page = send(client, form, follow=True).content.decode()
    assert "Keberatan Anda sudah terkirim" in page
    report.refresh_from_db()
    assert report.status == Status.RECEIVED
    assert report.holder == world.root
    send(client, {"move": "withdraw", "sure": "on"})
    assert offered(client) == set()
    assert "Keberatan diterima sampai" not in client.get("/lacak/percakapan").content.decode()


def test_after_two_reopenings_no_third_is_offered_or_taken(world):
    client, report = closed(world)
    for words in ("Belum kering.", "Masih belum."):
        send(client, {"move": "reopen", "words": words})
        send(client, {"move": "close", "outcome": "done"})
    assert offered(client) == set()
    assert "Bisa dibuka kembali" not in client.get("/lacak/percakapan").content.decode()
    form = {"move": "reopen", "words": "Ketiga kalinya."}
    answer = send(client, form)
    assert answer.status_code == 409
    assert "Ketiga kalinya." in answer.content.decode()
    assert report.events.filter(move="reopen").count() == 2


@pytest.mark.parametrize(("make", "move"), [(closed, "reopen"), (withdrawn, "appeal")])
def test_a_window_that_has_passed_is_not_offered_and_its_words_come_back(world, make, move):
    client, report = make(world, at=timezone.now() - timedelta(days=90))
    assert offered(client) == set()
    page = client.get("/lacak/percakapan").content.decode()
    assert "sudah berakhir" in page
    assert "buat laporan baru" in page
    answer = send(client, {"move": move, "words": "Masih tergenang."})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Masa untuk langkah ini sudah berakhir." in page
    assert "Masih tergenang." in page
    assert not report.events.filter(move=move).exists()


@pytest.mark.parametrize(
    ("make", "move"), [(closed, "reopen"), (withdrawn, "appeal"), (asked, "resume")]
)
def test_the_same_form_sent_twice_acts_once(world, make, move):
    client, report = make(world)
    form = {"move": move, "words": "Terkirim dua kali."}
    assert send(client, form).status_code == 302
    answer = send(client, form)
    assert answer.status_code == 409
    assert "Terkirim dua kali." in answer.content.decode()
    assert report.events.filter(move=move).count() == 1


@pytest.mark.parametrize(
    ("make", "move", "says"),
    [
        (closed, "reopen", "Tulis penjelasannya."),
        (withdrawn, "appeal", "Tulis penjelasannya."),
        (asked, "resume", "Tulis jawaban Anda."),
    ],
)
def test_a_step_without_words_says_so_at_its_field(world, make, move, says):
    client, report = make(world)
    answer = send(client, {"move": move, "words": "  "})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count(says) == 2
    assert f'href="#f-{move}-words"' in page
    assert f'id="f-{move}-words"' in page
    assert not report.events.filter(move=move).exists()


@pytest.mark.parametrize(
    ("form", "says", "anchor"),
    [
        ({"move": "reply", "words": "  "}, "Tulis penjelasannya.", "f-reply-"),
        ({"move": "reply", "words": "x" * 5001}, "Paling banyak 5000 huruf", "f-reply-words"),
        ({"move": "close", "words": "Baik."}, "Pilih bagaimana hasilnya", "f-close-outcome"),
        ({"move": "withdraw", "words": "Sudah."}, "Centang dulu", "f-withdraw-sure"),
    ],
)
def test_what_a_step_lacks_is_said_at_its_field_with_the_words_kept(world, form, says, anchor):
    client, report = answered(world)
    before = report.events.count()
    answer = send(client, form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count(says) == 2
    assert anchor in page
    assert form["words"].strip() in page
    assert "<title>Galat:" in page
    assert report.events.count() == before
    link = page.split('href="#f-')[1].split('"')[0]
    assert f'id="f-{link}"' in page


def test_a_step_from_a_stale_page_is_refused_and_its_words_kept(world):
    client, _report = answered(world)
    form = {"move": "add", "words": "Ini datang terlambat."}
    answer = send(client, form)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "tidak terbuka lagi" in page
    assert "Ini datang terlambat." in page


def test_a_step_that_is_none_is_refused(world):
    client, _report, _key = opened(world)
    assert send(client, {"move": "publish"}).status_code == 409


def test_fifty_times_the_same_form_is_one_step(world):
    client, report, _key = opened(world)
    form = {"move": "add", "words": "Kini lebih dalam."} | hidden(client)
    answers = [client.post("/lacak/percakapan", form) for _n in range(50)]
    assert [answer.status_code for answer in answers] == [302] + [409] * 49
    assert report.events.filter(move="add").count() == 1
    page = answers[-1].content.decode()
    assert "Langkah ini tidak diambil" in page
    assert "Tulisan Anda, untuk disalin:" in page


def test_a_second_word_from_a_fresh_page_is_taken(world):
    client, report, _key = opened(world)
    for words in ("Kini lebih dalam.", "Kini lebih dalam."):
        assert send(client, {"move": "add", "words": words}).status_code == 302
    assert report.events.filter(move="add").count() == 2


def test_what_the_office_did_meanwhile_does_not_stop_the_reporters_word(world):
    client, report = answered(world)
    form = {"move": "reply", "words": "Belum kering."} | hidden(client)
    handling.follow_up(report, actor=world.liaison, words="Lagi.", outcome=Outcome.DONE)
    assert client.post("/lacak/percakapan", form).status_code == 302


def test_the_words_of_one_tab_do_not_go_to_the_report_of_another(world):
    client, first, _key = opened(world)
    stale = hidden(client)
    key = key_in(client.post("/lapor", filled(title="Laporan kedua")))
    second = Report.objects.get(title="Laporan kedua")
    client.post("/lacak", {"kode": key})
    for form in ({"move": "add", "words": "Saksi saya Budi."}, {"move": "withdraw", "sure": "on"}):
        answer = client.post("/lacak/percakapan", form | stale)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "milik laporan lain" in page
        assert page.count(form.get("words", "Laporan kedua")) >= 1
        assert 'name="langkah" open' not in page, "not to be sent from here by a second click"
    assert [event.move for event in second.events.all()] == ["receive"]
    assert [event.move for event in first.events.all()] == ["receive"]


@pytest.mark.parametrize("seen", [None, "", "x", "-1", "9" * 30])
def test_a_form_that_does_not_say_what_it_has_seen_is_not_taken(world, seen):
    client, report, _key = opened(world)
    form = {"move": "add", "words": "Saksi ada."} | hidden(client) | {"seen": seen}
    form = {name: value for name, value in form.items() if value is not None}
    answer = client.post("/lacak/percakapan", form)
    assert answer.status_code == 409
    assert "Saksi ada." in answer.content.decode()
    assert report.events.count() == 1


def test_internal_words_and_names_of_officers_stay_inside(world):
    client, report = answered(world)
    triage.note(report, actor=world.handler, words="Rahasia dapur.")
    page = client.get("/lacak/percakapan").content.decode()
    assert "Rahasia dapur." not in page
    assert "liaison" not in page


def test_the_thread_takes_as_many_statements_however_long_it_is(world):
    client, _report = answered(world)
    client.get("/lacak/percakapan")  # the first visit fills the caches of a new process
    few = statements(client, "/lacak/percakapan")
    for n in range(4):
        send(client, {"move": "reply", "words": f"Belum {n}."})
    client.get("/lacak/percakapan")
    assert statements(client, "/lacak/percakapan") == few <= 15


def hidden(client: Client) -> dict[str, str]:
    """Return what each form of the thread says of itself: its report and its newest step."""
    page = client.get("/lacak/percakapan")
    return {"number": page.context["card"].number, "seen": str(page.context["seen"])}


def send(client: Client, form: dict[str, str], *, follow: bool = False) -> Any:
    """Send a form of the thread as the page of now would."""
    return client.post("/lacak/percakapan", form | hidden(client), follow=follow)


def offered(client: Client) -> set[str]:
    page = client.get("/lacak/percakapan").content.decode()
    return {part.split('"')[0] for part in page.split('name="move" value="')[1:]}


def statements(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as made:
        assert client.get(path).status_code == 200
    return len(made)
