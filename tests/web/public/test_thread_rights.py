"""What a reporter may ask for on the thread beyond an answer: a rating, an overseer, protection."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from lapor.reports import closure, handling, triage
from lapor.reports.terms import Kind, Outcome
from tests.factories import make_report
from tests.web.public.threads import (
    answered,
    closed,
    follow,
    offered,
    opened,
    send,
    withdrawn,
)

pytestmark = pytest.mark.django_db

THREAD = "/lacak/percakapan"
ALWAYS = {"retaliation"}  # the law forbids it at any time


@pytest.fixture(autouse=True)
def cache_table(db):
    call_command("createcachetable", verbosity=0)


def test_a_rating_is_one_to_five_once_for_each_closing(world):
    client, report = closed(world)
    for stars in ("", "0", "6", "x"):
        answer = send(client, {"move": "rate", "stars": stars, "words": "Ramah."})
        assert answer.status_code == 422
        assert 'href="#f-rate-stars"' in answer.text
        assert "Ramah." in answer.text
    page = send(client, {"move": "rate", "stars": "4", "words": "Ramah."}, follow=True).text
    assert "Nilai Anda tersimpan" in page
    assert "Pelapor memberi nilai 4 dari 5 bintang" in page
    assert report.events.get(move="rate").code == "4"
    assert "rate" not in offered(client)
    send(client, {"move": "reopen", "words": "Belum."})
    handling.follow_up(report, actor=world.liaison, words="Sudah.", outcome=Outcome.DONE)
    send(client, {"move": "close", "outcome": "done"})
    assert "rate" in offered(client)


def test_a_second_instance_joins_with_a_choice_and_consent(world):
    client, report = answered(world)
    page = client.get("/lacak/percakapan").text
    assert "Ombudsman" in page
    for form, field in (({"consent": "on"}, "to"), ({"to": str(world.ombudsman.pk)}, "consent")):
        answer = send(client, {"move": "refer", "words": "Tolong."} | form)
        assert answer.status_code == 422
        assert f'href="#f-refer-{field}"' in answer.text
        assert f'id="f-refer-{field}"' in answer.text
    form = {"move": "refer", "to": str(world.ombudsman.pk), "consent": "on"}
    page = send(client, form, follow=True).text
    assert "Ikut mengawasi" in page
    assert report.stakes.filter(why="overseer", agency=world.ombudsman, until=None).exists()
    page = client.get("/lacak/percakapan").text
    assert f'name="to" value="{world.ombudsman.pk}"' not in page


def test_an_office_that_does_not_oversee_the_report_is_not_brought_in(world):
    client, report = answered(world)
    form = {"move": "refer", "to": str(world.other.pk), "consent": "on"}
    assert send(client, form).status_code == 422
    assert not report.events.filter(move="refer").exists()


def test_after_sixty_working_days_a_second_instance_is_offered_at_the_top(world):
    codes: list[str] = []
    make_report(world, at=timezone.now() - timedelta(days=100), keep_code=codes.append)
    assert "Anda boleh meminta pengawas memeriksa" in follow(codes[0]).get(THREAD).text
    make_report(world, at=timezone.now() - timedelta(days=50), keep_code=codes.append)
    assert "Anda boleh meminta pengawas memeriksa" not in follow(codes[1]).get(THREAD).text


def test_retaliation_can_be_told_at_any_time_and_is_answered_there(world):
    client, report = withdrawn(world)
    assert send(client, {"move": "retaliation", "words": " "}).status_code == 422
    form = {"move": "retaliation", "words": "Saya dipecat."}
    page = send(client, form, follow=True).text
    assert "Pesan Anda sampai pada yang melindungi pelapor" in page
    assert "Hanya dibaca pelapor dan kantor yang melindunginya" in page
    closure.protect(report, actor=world.overseer, words="Kami datang besok.")
    assert "Kami datang besok." in client.get(THREAD).text


def test_an_extension_is_told_with_its_reason_beside_the_date(world):
    client, report, _key = opened(world, agency="Kota Serang")
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, to=world.works)
    until = timezone.now() + timedelta(days=40)
    handling.ask_extension(report, actor=world.liaison, words="Rahasia dapur.", until=until)
    handling.extend(report, actor=world.admin, words="Tiang dipesan.", until=until)
    page = client.get(THREAD).text
    assert "Kota Serang memperpanjang waktu sampai" in page
    assert page.count("Tiang dipesan.") == 2, "in the story, and beside the date"
    assert "Rahasia dapur." not in page


def test_who_withdrew_is_not_told_that_it_was_archived_against_their_will(world):
    client, _report = withdrawn(world)
    page = client.get(THREAD).text
    assert "Anda tidak setuju laporan ini diarsipkan" not in page
    assert "Anda berubah pikiran, atau diminta mencabutnya" in page


def test_who_was_put_aside_by_an_office_reads_that_they_may_disagree(world):
    client, report, _key = opened(world, agency="Kota Serang")
    closure.archive(report, actor=world.admin, reason="private", words="Bukan untuk kami.")
    page = client.get(THREAD).text
    assert "Anda tidak setuju laporan ini diarsipkan" in page
    assert "Anda berubah pikiran" not in page


def test_an_office_is_not_called_too_slow_while_the_reporter_was_waited_for(world):
    pressed = "Anda boleh meminta pengawas memeriksa"
    at = timezone.now() - timedelta(days=100)
    for waited in (0, 29):
        codes: list[str] = []
        report, reporter = make_report(world, at=at, keep_code=codes.append)
        triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, oversight=True, at=at)
        triage.assign(report, actor=world.admin, to=world.works, at=at)
        if waited:
            triage.hold(report, actor=world.liaison, question="Di mana?", at=at)
            back = at + timedelta(days=waited)
            triage.resume(report, actor=reporter, words="Di selokan.", at=back)
        page = follow(codes[0]).get(THREAD).text
        assert (pressed in page) == (not waited)
