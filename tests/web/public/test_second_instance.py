"""The reporter's side of a second instance: doors, consent, what is read, taking it back."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from lapor.agencies.models import Role
from lapor.reports import handling, reviewing
from lapor.reports.models import Review
from lapor.reports.terms import Outcome
from tests.factories import make_officer
from tests.reports.examined import DELAY
from tests.web.public.threads import closed, offered, send, withdrawn

pytestmark = pytest.mark.django_db

THREAD = "/lacak/percakapan"
LATER = timedelta(days=7)


@pytest.fixture(autouse=True)
def cache_table(db):
    call_command("createcachetable", verbosity=0)


@pytest.fixture
def disputed(world):
    client, report = closed(world)
    send(client, {"move": "reopen", "words": "Belum kering."})
    report.refresh_from_db()
    return client, report


def ask(client, office, **more):
    form = {"move": "ask_review", "to": str(office.pk), "consent": "on", "words": "Tolong periksa."}
    return send(client, form | more, follow=True)


def test_a_second_instance_is_offered_after_a_dispute_and_not_before(world):
    client, _report = closed(world)
    assert "ask_review" not in offered(client)
    send(client, {"move": "reopen", "words": "Belum kering."})
    assert "ask_review" in offered(client)
    assert "refer" not in offered(client), "two ways to the same offices would confuse"
    assert world.inspectorate.name in client.get(THREAD).text
    page = client.get(THREAD).text
    assert f'name="to" value="{world.ombudsman.pk}"' not in page, "nobody sits there"


def test_without_a_choice_or_consent_it_is_said_at_the_field_and_nothing_typed_is_lost(
    world, disputed
):
    client, _report = disputed
    office = str(world.inspectorate.pk)
    for form, field in (({"consent": "on"}, "to"), ({"to": office}, "consent")):
        answer = send(client, {"move": "ask_review", "words": "Tolong periksa."} | form)
        assert answer.status_code == 422
        assert f'href="#f-ask_review-{field}"' in answer.text
        assert f'id="f-ask_review-{field}"' in answer.text
        assert "Tolong periksa." in answer.text
    assert not Review.objects.exists()


def test_the_reporter_reads_each_step_and_a_second_click_asks_once(world, disputed):
    client, report = disputed
    page = ask(client, world.inspectorate).text
    assert "Permintaan Anda sudah sampai" in page
    assert "Anda meminta Inspektorat memeriksa" in page
    assert ask(client, world.inspectorate).status_code == 409
    now = timezone.now()
    reviewing.accept_review(report, actor=world.overseer, until=now + LATER)
    assert "Inspektorat sedang memeriksa" in client.get(THREAD).text
    reviewing.ask_office(
        report, actor=world.overseer, words="Siapa-yang-bertugas?", until=now + LATER
    )
    page = client.get(THREAD).text
    assert "Inspektorat bertanya kepada kantor" in page
    assert "Siapa-yang-bertugas" not in page
    sealed: dict[str, Any] = {"finding": DELAY, "sealed": True, "words": "Saksi-sudah-bicara."}
    reviewing.find(report, actor=world.overseer, **sealed)
    page = client.get(THREAD).text
    assert "Isinya Anda baca saat pemeriksaan ditutup" in page
    assert "Saksi-sudah-bicara" not in page
    reviewing.recommend(report, actor=world.overseer, words="Ganti lampunya.", until=now + LATER)
    page = client.get(THREAD).text
    assert "Inspektorat memberi rekomendasi" in page
    assert "Ganti lampunya." in page
    reviewing.end_review(
        report, actor=world.overseer, outcome=Review.End.CARRIED_OUT, words="Sudah kami lihat."
    )
    page = client.get(THREAD).text
    assert "Rekomendasi dilaksanakan" in page
    assert "Saksi-sudah-bicara." in page
    assert "Penundaan berlarut" in page


def test_a_refusal_is_told_with_its_reason_and_the_other_door(world, disputed):
    make_officer(Role.OVERSEER, world.ombudsman)
    client, report = disputed
    ask(client, world.inspectorate)
    assert "ask_review" not in offered(client), "one at a time"
    reviewing.refuse_review(
        report, actor=world.overseer, reason="too_early", words="Kantor masih punya waktu."
    )
    page = client.get(THREAD).text
    assert "Inspektorat tidak menerima permintaan Anda" in page
    assert "Alasan too_early." in page
    assert "Kantor masih punya waktu." in page
    assert "Anda masih dapat meminta pengawas lain" in page
    assert f'name="to" value="{world.ombudsman.pk}"' in page
    assert ask(client, world.inspectorate).status_code == 422, "each examines a report once"
    assert "Anda meminta Ombudsman memeriksa" in ask(client, world.ombudsman).text


def test_who_takes_the_consent_back_says_so_on_purpose(world, disputed):
    client, report = disputed
    ask(client, world.inspectorate)
    answer = send(client, {"move": "drop_review", "words": ""})
    assert answer.status_code == 422
    assert 'href="#f-drop_review-sure"' in answer.text
    page = send(client, {"move": "drop_review", "sure": "on"}, follow=True).text
    assert "Persetujuan Anda sudah dicabut" in page
    assert "Pelapor mencabut persetujuannya" in page
    report.refresh_from_db()
    assert not report.review
    assert "ask_review" in offered(client), "and may change their mind"


def test_a_closed_report_that_was_disputed_is_not_called_over(world, disputed):
    client, report = disputed
    handling.follow_up(report, actor=world.liaison, words="Sudah.", outcome=Outcome.DONE)
    send(client, {"move": "close", "outcome": "done"})
    assert "ask_review" in offered(client)
    assert "buat laporan baru" not in client.get(THREAD).text.split("Yang bisa Anda lakukan")[1]


def test_nobody_examines_what_its_reporter_has_withdrawn(world):
    client, _report = withdrawn(world)
    assert "ask_review" not in offered(client)


def test_an_office_outside_the_case_is_never_brought_in_by_a_forged_form(world, disputed):
    client, report = disputed
    assert ask(client, world.other).status_code == 422
    assert not report.events.filter(move="ask_review").exists()


def test_withdrawing_the_report_while_it_is_examined_says_what_became_of_it(world, disputed):
    client, report = disputed
    ask(client, world.inspectorate)
    send(client, {"move": "withdraw", "sure": "on"})
    report.refresh_from_db()
    assert not report.review
    page = client.get(THREAD).text
    assert "Pemeriksaan Inspektorat berhenti." in page
    assert "drop_review" not in offered(client)
