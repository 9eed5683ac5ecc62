"""Drafts of answers: kept across browsers, found again by their author, forgotten in time."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lapor.agencies.models import ApprovalRule
from lapor.files.models import File
from lapor.project.tasks import forget_unkept_files
from lapor.reports import drafting
from lapor.reports.models import Draft
from tests.web.desk.cases import page_of, send, steps_of
from tests.web.desk.four_eyes import ANSWER, QUEUE, asked
from tests.web.desk.officers import sign_in
from tests.web.files import laid_in

pytestmark = pytest.mark.django_db
What = ApprovalRule.What


def test_a_draft_is_kept_across_browsers_and_read_by_nobody_else(world, report):
    typed = {"outcome": "done", "words": "Baru-separuh jadi", "do": "draft"}
    page = send(sign_in(world.handler), report, "follow_up", follow=True, **typed)
    assert "Konsep tersimpan" in page.text
    again = sign_in(world.handler).get(page_of(report)).text
    assert "Baru-separuh jadi" in again
    assert "Buang konsep" in again
    for who in (world.liaison, world.admin):
        assert "Baru-separuh jadi" not in sign_in(who).get(page_of(report)).text
        key = Draft.objects.get().pk
        assert sign_in(who).get(reverse("desk-draft", args=[key])).status_code == 404
    assert steps_of(report) == ["receive", "verify", "assign"]


def test_a_draft_is_one_of_an_author_and_goes_when_it_is_sent_or_thrown_away(world, report):
    client = sign_in(world.handler)
    for words in ("Satu-satu", "Dua-dua"):
        send(client, report, "follow_up", words=words, do="draft")
    assert Draft.objects.get().words == "Dua-dua"
    page = send(client, report, "follow_up", follow=True, words="", do="drop")
    assert "Konsep dibuang" in page.text
    assert "Dua-dua" not in page.text
    send(client, report, "follow_up", words="Tiga-tiga", do="draft")
    send(client, report, "follow_up", **ANSWER)
    sent = Draft.objects.get(state=Draft.State.SENT)
    assert sent.event
    assert (sent.words, sent.event.move) == ("", "follow_up")
    assert Draft.objects.get(state=Draft.State.DROPPED).words == ""


def test_a_draft_without_its_outcome_is_kept_all_the_same(world, report):
    page = send(sign_in(world.handler), report, "follow_up", follow=True, words="x", do="draft")
    assert page.status_code == 200
    assert Draft.objects.get().code == ""


def test_the_files_of_a_draft_stay_as_long_as_it_lives(world, report):
    token = laid_in()
    client = sign_in(world.handler)
    send(client, report, "follow_up", words="Ada foto", files=token, do="draft")
    File.objects.update(created_at=timezone.now() - timedelta(days=3))
    forget_unkept_files(0)
    assert File.objects.count() == 1
    assert token in client.get(page_of(report)).text
    send(client, report, "follow_up", words="", do="drop")
    forget_unkept_files(0)
    assert File.objects.count() == 0


def test_the_author_finds_what_they_have_begun_and_nobody_else_does(world, report, draft):
    assert reverse("desk-draft", args=[draft.pk]) in sign_in(world.handler).get(QUEUE).text
    assert "Konsep Anda" not in sign_in(world.liaison).get(QUEUE).text
    asked(draft, world.liaison, "back", words="Sebut tanggalnya.")
    page = sign_in(world.handler).get(QUEUE).text
    assert "Konsep Anda" in page
    assert "Dikembalikan" in page
    assert f"/desk/laporan/{report.number}#follow_up" in page


def test_drafts_of_ended_reports_and_old_ones_are_forgotten(world, report, draft):
    assert drafting.forget(timezone.now()) == 0
    assert drafting.forget(timezone.now() + timedelta(days=200)) == 1
    draft.refresh_from_db()
    assert (draft.state, draft.words) == (Draft.State.DROPPED, "")
