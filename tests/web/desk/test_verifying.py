"""What the verifier says of a report, through its page: kind, subjects, what is published."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lapor.reports import closure, handling
from lapor.reports.terms import Kind, Outcome, Status
from tests.factories import make_agency, make_report
from tests.web.desk.cases import hand_to, send, steps_of
from tests.web.desk.officers import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(world):
    return make_report(world, at=timezone.now() - timedelta(hours=2))[0]


@pytest.mark.parametrize(
    ("redactions", "says"),
    [
        ("\n".join(f"bagian {n}" for n in range(51)), "Paling banyak 50 bagian"),
        ("empat\nx", "Satu huruf saja tidak disamarkan"),
    ],
)
def test_parts_that_cannot_all_be_masked_are_refused_at_their_field(
    world, report, redactions, says
):
    hand_to(world, report, world.works)
    typed = {"public_title": "Lampu", "redactions": redactions, "do": "publish"}
    answer = send(sign_in(world.admin), report, "redact", **typed)
    assert answer.status_code == 422
    assert says in answer.text
    assert redactions in answer.text


def test_verify_publish_and_hand_on_in_one_step(world, report):
    answer = send(
        sign_in(world.admin),
        report,
        "verify",
        follow=True,
        kind=Kind.COMPLAINT,
        category=world.category.pk,
        public_title="Lampu jalan",
        redactions="empat minggu",
        publish="on",
        to=world.works.name,
        words="Tolong dicek malam hari.",
    )
    report.refresh_from_db()
    assert report.status == Status.ASSIGNED
    assert report.holder == world.works
    assert report.published
    assert report.redactions == ["empat minggu"]
    assert report.category == world.category
    assert f"Sekarang ditangani {world.works.name}." in answer.text
    assert "Laporan terbit untuk umum." in answer.text
    assert "paling lambat" in answer.text
    assert "Tolong dicek malam hari." in answer.text


def test_a_fragment_that_is_not_in_the_report_undoes_the_whole_step(world, report):
    typed = {"kind": Kind.COMPLAINT, "redactions": "tidak ada di sana", "publish": "on"}
    answer = send(sign_in(world.admin), report, "verify", public_title="Lampu", **typed)
    assert answer.status_code == 422
    assert "Tidak ditemukan dalam laporan" in answer.text
    assert "tidak ada di sana" in answer.text
    assert steps_of(report) == ["receive"]


def test_a_subject_that_is_the_holder_sends_the_report_away(world, report):
    typed = {"kind": Kind.COMPLAINT, "oversight": "on", "subject_names": world.city.name}
    client = sign_in(world.admin)
    answer = send(client, report, "verify", publish="on", follow=True, **typed)
    assert answer.request["PATH_INFO"] == reverse("desk-inbox")
    assert "Penerbitan menjadi keputusan unit itu." in answer.text
    report.refresh_from_db()
    assert not report.holder.is_within(world.city)
    assert not report.published


def test_a_subject_whose_name_fits_many_is_asked_back_with_all_that_was_typed(world, report):
    make_agency("Kelurahan Sukamaju Barat", world.kecamatan)
    client = sign_in(world.admin)
    typed = {"kind": Kind.ASPIRATION, "subject_names": "sukamaju", "words": "Arahan panjang"}
    answer = send(client, report, "verify", **typed)
    assert answer.status_code == 422
    assert "Kelurahan Sukamaju Barat" in answer.text
    assert "Arahan panjang" in answer.text
    picked = typed | {"subjects": [world.kelurahan.pk], "subject_names_for": "sukamaju"}
    assert send(client, report, "verify", **picked).status_code == 302
    assert [stake.agency for stake in report.stakes.filter(why="subject")] == [world.kelurahan]


def test_reclassify_tells_why(world, report):
    hand_to(world, report, world.works)
    typed = {"kind": Kind.INFORMATION_REQUEST, "words": "Ini pertanyaan, bukan pengaduan."}
    assert send(sign_in(world.admin), report, "reclassify", **typed).status_code == 302
    report.refresh_from_db()
    assert report.kind == Kind.INFORMATION_REQUEST


def test_reclassify_without_a_reason_keeps_the_choice(world, report):
    hand_to(world, report, world.works)
    answer = send(sign_in(world.admin), report, "reclassify", kind=Kind.PRAISE)
    assert answer.status_code == 422
    assert "Tulis mengapa diubah." in answer.text
    form = answer.context["tried"].form
    assert form["kind"].value() == Kind.PRAISE


def test_redact_shows_first_what_the_public_would_read(world, report):
    hand_to(world, report, world.works)
    typed = {"public_title": "Lampu", "redactions": "empat minggu"}
    answer = send(sign_in(world.admin), report, "redact", do="preview", **typed)
    assert answer.status_code == 200
    assert "Sudah [disamarkan]." in answer.text
    report.refresh_from_db()
    assert not report.published


def test_redact_publishes_with_the_words_that_were_ticked_and_withdraws_again(world):
    report, reporter = make_report(world, at=timezone.now())
    hand_to(world, report, world.works)
    handling.follow_up(report, actor=world.handler, words="Sudah.", outcome=Outcome.DONE)
    closure.reply(report, actor=reporter, words="Belum, Pak Budi.")
    client = sign_in(world.admin)
    said = report.events.get(move="reply").pk
    typed = {"public_title": "Lampu", "redactions": "Budi", "release": [said]}
    assert send(client, report, "redact", do="publish", **typed).status_code == 302
    report.refresh_from_db()
    assert report.published
    assert report.words.get(event=said).public_text == "Belum, Pak [disamarkan]."
    assert send(client, report, "redact", do="unpublish", **typed).status_code == 302
    report.refresh_from_db()
    assert not report.published


def test_what_is_masked_for_the_public_is_marked_and_nothing_is_executed(world):
    report, _reporter = make_report(world, at=timezone.now(), body="Pak <b>Budi</b> & kawan")
    hand_to(world, report, world.works)
    typed = {"public_title": "Judul", "redactions": "<b>Budi</b>", "do": "publish"}
    page = send(sign_in(world.admin), report, "redact", follow=True, **typed)
    marked = '<mark class="redact">&lt;b&gt;Budi&lt;/b&gt;</mark> &amp; kawan'
    assert marked in page.text
