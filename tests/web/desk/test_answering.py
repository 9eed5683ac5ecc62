"""Answering through the page: final, interim, the end, and a note for the inside."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lapor.reports import handling
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
