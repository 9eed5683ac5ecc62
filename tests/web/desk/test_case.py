"""The page of one report: what it shows, to whom, and what a form sent too late or twice does."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lapor.reports import closure, handling, triage
from lapor.reports.models import Report
from lapor.reports.terms import Clock, Kind, Outcome
from tests.factories import make_report
from tests.web.desk.cases import hand_to, page_of, steps_of
from tests.web.desk.officers import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(world):
    return make_report(world, at=timezone.now() - timedelta(hours=2))[0]


def test_the_page_shows_the_words_and_a_form_for_each_open_step(world, report):
    page = sign_in(world.admin).get(page_of(report))
    assert "Sudah empat minggu." in page.text
    steps = ["verify", "hold", "decline", "support", "archive", "group"]
    assert [row.name for row in page.context["acts"]] == steps
    assert page.context["note"]


def test_what_is_closed_is_listed_with_the_reason(world, report):
    page = sign_in(world.admin).get(page_of(report))
    assert "Verifikasi laporan ini dulu." in page.text
    assert "Harus ada tindak lanjut" not in page.text
    hand_to(world, report, world.works)
    page = sign_in(world.admin).get(page_of(report))
    assert "Harus ada tindak lanjut" in page.text


def test_another_offices_officer_finds_nothing(world, report):
    client = sign_in(world.stranger)
    assert client.get(page_of(report)).status_code == 404
    typed = {"seen": 1, "words": "Saya ingin tahu isinya"}
    answer = client.post(reverse("desk-act", args=[report.number, "note"]), typed)
    assert answer.status_code == 404
    assert "Saya ingin tahu isinya" in answer.text
    assert steps_of(report) == ["receive"]


def test_a_number_that_nobody_has_looks_the_same(world, report):
    client = sign_in(world.stranger)
    absent = client.get("/desk/laporan/AAAA0000")
    hidden = client.get(page_of(report))
    assert absent.status_code == hidden.status_code == 404
    assert absent.text == hidden.text


def test_a_number_typed_with_a_hyphen_leads_to_the_page(world, report):
    typed = f"{report.number[:4]}-{report.number[4:]}".lower()
    answer = sign_in(world.admin).get(f"/desk/laporan/{typed}")
    assert answer.headers["Location"] == page_of(report)


def test_once_verified_handing_on_is_the_next_step(world, report):
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT)
    acts = sign_in(world.admin).get(page_of(report)).context["acts"]
    assert acts[0].name == "assign"
    assert acts[0].is_open


def test_a_confidential_report_is_never_published(world):
    report, _reporter = make_report(world, at=timezone.now(), confidential=True)
    page = sign_in(world.admin).get(page_of(report))
    assert "Laporan rahasia tidak pernah diterbitkan." in page.text
    assert 'name="publish"' not in page.text


def test_a_double_click_acts_once_and_says_what_to_do(world, report):
    client = sign_in(world.admin)
    typed = {"seen": client.get(page_of(report)).context["case"].seen, "words": "Satu catatan"}
    where = reverse("desk-act", args=[report.number, "note"])
    answers = [client.post(where, typed), client.post(where, typed)]
    assert [answer.status_code for answer in answers] == [302, 409]
    assert "sudah berubah sejak halaman Anda dibuka" in answers[1].text
    assert steps_of(report) == ["receive", "note"]


def test_a_stale_page_is_refused_and_keeps_the_words_in_the_form(world, report):
    hand_to(world, report, world.works)
    client = sign_in(world.handler)
    seen = client.get(page_of(report)).context["case"].seen
    handling.follow_up(report, actor=world.liaison, words="Sudah.", outcome=Outcome.DONE)
    typed = {"seen": seen, "outcome": Outcome.DONE, "words": "Lampunya sudah diganti Senin"}
    answer = client.post(reverse("desk-act", args=[report.number, "follow_up"]), typed)
    assert answer.status_code == 409
    assert "Lampunya sudah diganti Senin" in answer.text
    assert report.events.filter(move="follow_up").count() == 1
    again = typed | {"seen": answer.context["case"].seen}
    assert (
        client.post(reverse("desk-act", args=[report.number, "follow_up"]), again).status_code
        == 302
    )


def test_words_of_a_step_that_is_no_longer_open_are_shown_to_be_copied(world, report):
    hand_to(world, report, world.works)
    client = sign_in(world.handler)
    seen = client.get(page_of(report)).context["case"].seen
    handling.follow_up(report, actor=world.liaison, words="Sudah.", outcome=Outcome.DONE)
    closure.close(report, actor=world.admin, outcome=Outcome.DONE)
    typed = {"seen": seen, "outcome": Outcome.DONE, "words": "Lampunya sudah diganti Senin"}
    answer = client.post(reverse("desk-act", args=[report.number, "follow_up"]), typed)
    assert answer.status_code == 409
    assert "Lampunya sudah diganti Senin" in answer.text


def test_words_are_given_back_when_the_report_has_gone_elsewhere(world, report):
    hand_to(world, report, world.works)
    client = sign_in(world.handler)
    seen = client.get(page_of(report)).context["case"].seen
    triage.assign(report, actor=world.admin, to=world.kelurahan)
    typed = {"seen": seen, "outcome": Outcome.DONE, "words": "Lampunya sudah diganti Senin"}
    answer = client.post(reverse("desk-act", args=[report.number, "follow_up"]), typed)
    assert answer.status_code == 404
    assert "Lampunya sudah diganti Senin" in answer.text


def test_a_note_of_an_office_one_cannot_read_does_not_make_the_page_stale(world, report):
    hand_to(world, report, world.works)
    client = sign_in(world.handler)
    seen = client.get(page_of(report)).context["case"].seen
    triage.note(report, actor=world.overseer, words="Diamati.")
    typed = {"seen": seen, "outcome": Outcome.DONE, "words": "Lampu sudah diganti."}
    where = reverse("desk-act", args=[report.number, "follow_up"])
    assert client.post(where, typed).status_code == 302


def test_a_step_that_has_no_form_does_not_exist(world, report):
    answer = sign_in(world.admin).post(reverse("desk-act", args=[report.number, "escalate"]))
    assert answer.status_code == 404


def test_the_address_of_a_step_leads_to_the_page_of_the_report(world, report):
    answer = sign_in(world.admin).get(reverse("desk-act", args=[report.number, "note"]))
    assert answer.headers["Location"] == page_of(report)


def test_while_the_reporter_is_asked_the_running_clock_is_theirs(world, report):
    hand_to(world, report, world.works)
    triage.hold(report, actor=world.liaison, question="Di mana tepatnya?")
    page = sign_in(world.liaison).get(page_of(report))
    assert page.context["now_clock"].clock == Clock.COMPLETION
    assert "Berikutnya: pelapor melengkapi keterangan" in page.text


def test_a_window_that_has_passed_is_said_to_be_over(world):
    long_ago = timezone.now() - timedelta(days=60)
    report, reporter = make_report(world, at=long_ago)
    closure.withdraw(report, actor=reporter, at=long_ago + timedelta(hours=1))
    page = sign_in(world.admin).get(page_of(report))
    assert page.context["now_clock"] is None
    assert "sudah berakhir" in page.text
    assert "masih bisa berkeberatan" not in page.text


def test_who_watches_reads_and_notes_but_changes_nothing(world, report):
    page = sign_in(world.overseer).get(page_of(report))
    assert [row.name for row in page.context["acts"]] == ["refer"]
    assert page.context["note"]


def test_the_page_costs_the_same_for_a_long_story_as_for_a_short_one(
    world, django_assert_max_num_queries
):
    clients, counts = sign_in(world.admin), []
    for events in (3, 30):
        report, _reporter = make_report(
            world, at=timezone.now(), region=world.place, category=world.category
        )
        hand_to(world, report, world.works)
        triage.take(report, actor=world.liaison, handler=world.handler.post)
        for n in range(events):
            triage.note(report, actor=world.liaison, words=f"Catatan {n}")
        Report.objects.filter(pk=report.pk).update(category=world.category)
        with django_assert_max_num_queries(15) as captured:
            assert clients.get(page_of(report)).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
