"""Answering through the page: final, interim, the end, and a note for the inside."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lapor.reports import handling
from lapor.reports.models import AnswerCheck
from lapor.reports.terms import Outcome, Status
from tests.factories import make_report
from tests.web.desk.cases import hand_to, send
from tests.web.desk.officers import HOST, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(world):
    return make_report(world, at=timezone.now() - timedelta(hours=2))[0]


def test_follow_up_gives_the_turn_to_the_reporter(world, report):
    hand_to(world, report, world.works)
    typed = {"outcome": Outcome.DONE, "words": "Lampu sudah diganti Senin."}
    answer = send(sign_in(world.handler), report, "follow_up", follow=True, **typed)
    assert "Sekarang giliran pelapor" in answer.text
    assert "Lampu sudah diganti Senin." in answer.text
    report.refresh_from_db()
    assert report.status == Status.IN_PROGRESS


@pytest.mark.parametrize("step", ["follow_up", "progress"])
def test_an_answer_without_words_comes_back_open(world, report, step):
    hand_to(world, report, world.works)
    answer = send(sign_in(world.handler), report, step, outcome=Outcome.PLANNED)
    assert answer.status_code == 422
    assert answer.text.count("<title>Galat:") == 1
    assert next(row for row in answer.context["acts"] if row.is_open).name == step


def test_progress_promises_a_day(world, report):
    hand_to(world, report, world.works)
    day = timezone.localdate() + timedelta(days=3)
    typed = {"promised_at": day.isoformat(), "words": "Kabel dipesan."}
    answer = send(sign_in(world.handler), report, "progress", follow=True, **typed)
    assert "Kabar perkembangan terkirim" in answer.text
    report.refresh_from_db()
    assert timezone.localtime(report.due_at).date() == day


@pytest.mark.parametrize("days", [-1, 90])
def test_a_promise_in_the_past_or_after_the_end_is_refused_at_its_field(world, report, days):
    hand_to(world, report, world.works)
    day = timezone.localdate() + timedelta(days=days)
    typed = {"promised_at": day.isoformat(), "words": "Kabel dipesan."}
    answer = send(sign_in(world.handler), report, "progress", **typed)
    assert answer.status_code == 422
    assert "promised_at" in answer.context["tried"].form.errors
    assert "Kabel dipesan." in answer.text


def test_close_with_an_outcome(world, report):
    hand_to(world, report, world.works)
    handling.follow_up(report, actor=world.handler, words="Sudah.", outcome=Outcome.DONE)
    answer = send(sign_in(world.admin), report, "close", follow=True, outcome=Outcome.DONE)
    assert "dinyatakan selesai" in answer.text
    report.refresh_from_db()
    assert report.status == Status.CLOSED


def test_a_note_stays_inside(world, report):
    hand_to(world, report, world.works)
    typed = {"words": "Masih masa garansi."}
    answer = send(sign_in(world.liaison), report, "note", follow=True, **typed)
    assert "Masih masa garansi." in answer.text
    assert "Hanya dibaca petugas" in answer.text
    public = Client(headers=HOST).get(f"/laporan/{report.number}")
    assert "Masih masa garansi." not in public.text


def test_words_that_fit_any_case_need_a_reason_and_are_not_lost(world, report):
    hand_to(world, report, world.works)
    client = sign_in(world.handler)
    typed = {"outcome": Outcome.DONE, "words": "Laporan sudah kami terima. Mohon bersabar."}
    back = send(client, report, "follow_up", **typed)
    assert back.status_code == 422
    assert "Belum ada isinya" in back.text
    assert typed["words"] in back.text
    assert not AnswerCheck.objects.exists()
    reason = {"despite": "Pelapor sudah ditelepon."}
    assert send(client, report, "follow_up", **typed, **reason).status_code == 302
    check = AnswerCheck.objects.get()
    assert (check.strong, check.despite) == (["empty"], "Pelapor sudah ditelepon.")


def test_a_weak_answer_comes_back_once_and_goes_out_when_it_is_sent_again(world, report):
    hand_to(world, report, world.works)
    client = sign_in(world.handler)
    words = "Lapangan itu memang gelap kalau malam, apalagi musim hujan."
    back = send(client, report, "follow_up", outcome=Outcome.EXPLAINED, words=words)
    assert back.status_code == 422
    seen = re.findall('name="warned" value="([a-z_]+)"', back.text)
    again = {"outcome": Outcome.EXPLAINED, "words": words, "warned": seen}
    assert send(client, report, "follow_up", **again).status_code == 302


def test_a_copy_of_the_last_answer_is_caught_and_told_while_it_is_written(world, report):
    words = (
        "Petugas kami mengganti tiga lampu di depan balai kelurahan pada Senin, 3 Agustus 2026,"
        " lalu memeriksa kabelnya bersama ketua rukun tetangga."
    )
    hand_to(world, report, world.works)
    client = sign_in(world.handler)
    send(client, report, "follow_up", outcome=Outcome.DONE, words=words)
    other = make_report(world, at=timezone.now() - timedelta(hours=1))[0]
    hand_to(world, other, world.works)
    told = client.post(
        reverse("desk-answer-check", args=[other.number]), {"step": "follow_up", "words": words}
    )
    assert "Hampir sama dengan jawaban unit Anda" in told.text
    assert "data-strong" in told.text
    back = send(client, other, "follow_up", outcome=Outcome.DONE, words=words)
    assert back.status_code == 422
    assert "Hampir sama dengan jawaban unit Anda" in back.text


def test_only_who_may_answer_has_words_checked(world, report):
    hand_to(world, report, world.works)
    where = reverse("desk-answer-check", args=[report.number])
    for who in (world.admin, world.stranger, world.lurah):
        told = sign_in(who).post(where, {"step": "follow_up", "words": "Lampu sudah diganti."})
        assert told.status_code == 404
    assert sign_in(world.handler).post(where, {"step": "assign"}).status_code == 404
