"""The reporter's thread: what it shows, and each step that a reporter takes there."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from lapor.reports import handling, triage
from lapor.reports.models import Report
from lapor.reports.terms import Outcome, Status
from tests.web.public.pages import browser, filled
from tests.web.public.test_report import key_in
from tests.web.public.threads import (
    answered,
    asked,
    closed,
    hidden,
    offered,
    opened,
    send,
    statements,
    withdrawn,
)

pytestmark = pytest.mark.django_db

THREAD = "/lacak/percakapan"
ALWAYS = {"retaliation"}  # the law forbids it at any time


@pytest.fixture(autouse=True)
def cache_table(db):
    call_command("createcachetable", verbosity=0)


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


def test_only_the_steps_that_are_open_and_have_a_page_are_offered(world):
    client, _report, _key = opened(world)
    assert offered(client) == {"add", "withdraw"} | ALWAYS
    send(client, {"move": "withdraw", "sure": "on"})
    assert offered(client) == {"appeal"} | ALWAYS


def test_after_an_answer_the_reporter_may_reply_or_close(world):
    client, _report = answered(world)
    page = client.get("/lacak/percakapan").content.decode()
    assert offered(client) == {"reply", "close", "withdraw", "refer"} | ALWAYS
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
    assert offered(client) == {"resume", "withdraw", "refer"} | ALWAYS
    form = {"move": "resume", "words": "Yang di depan sekolah."}
    page = send(client, form, follow=True).content.decode()
    assert "Jawaban Anda sudah terkirim" in page
    assert "untuk Anda" not in page
    report.refresh_from_db()
    assert report.status == Status.RECEIVED
    assert report.words.filter(text="Yang di depan sekolah.").exists()


def test_a_closed_report_is_reopened_with_what_is_not_settled(world):
    client, report = closed(world)
    assert offered(client) == {"reopen", "rate"} | ALWAYS
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
    assert offered(client) == ALWAYS
    assert "Keberatan diterima sampai" not in client.get("/lacak/percakapan").content.decode()


def test_after_two_reopenings_no_third_is_offered_or_taken(world):
    client, report = closed(world)
    for words in ("Belum kering.", "Masih belum."):
        send(client, {"move": "reopen", "words": words})
        send(client, {"move": "close", "outcome": "done"})
    assert offered(client) == {"rate", "ask_review"} | ALWAYS, "the last door is a second instance"
    assert "Bisa dibuka kembali" not in client.get("/lacak/percakapan").content.decode()
    form = {"move": "reopen", "words": "Ketiga kalinya."}
    answer = send(client, form)
    assert answer.status_code == 409
    assert "Ketiga kalinya." in answer.content.decode()
    assert report.events.filter(move="reopen").count() == 2


@pytest.mark.parametrize(("make", "move"), [(closed, "reopen"), (withdrawn, "appeal")])
def test_a_window_that_has_passed_is_not_offered_and_its_words_come_back(world, make, move):
    client, report = make(world, at=timezone.now() - timedelta(days=90))
    assert move not in offered(client)
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
        (asked, "resume", "Jawaban Anda masih kosong."),
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
