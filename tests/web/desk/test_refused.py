"""Where a refused step says what is wrong, and that nothing typed is lost there."""

import pytest
from django.utils import timezone

from lapor.agencies.models import Role
from tests.factories import make_officer, make_report
from tests.web.desk.cases import hand_to, page_of, send
from tests.web.desk.officers import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(world):
    return make_report(world, at=timezone.now())[0]


@pytest.mark.parametrize(
    ("named", "says"),
    [
        ("Kecamatan Serang", "disebut sebagai terlapor"),
        ("Kelurahan Sukamaju", "disebut sebagai terlapor"),
        ("Dinas Pekerjaan Umum", "sudah di unit itu"),
    ],
)
def test_decline_to_the_accused_or_to_itself_is_refused_at_the_field(world, named, says):
    report = make_report(world, at=timezone.now(), subjects=(world.kecamatan,))[0]
    hand_to(world, report, world.works)
    typed = {"reason": "other_office", "next": named, "words": "Jalan lingkungan."}
    answer = send(sign_in(world.liaison), report, "decline", **typed)
    assert answer.status_code == 422
    assert says in answer.context["tried"].form.errors["next"][0]
    assert 'href="#decline-next"' in answer.text
    assert "Jalan lingkungan." in answer.text
    report.refresh_from_db()
    assert report.holder == world.works


@pytest.mark.parametrize("step", ["verify", "reclassify", "decline", "follow_up", "take"])
def test_the_summary_of_a_form_links_to_fields_that_are_there(world, report, step):
    actor = world.admin
    if step != "verify":
        hand_to(world, report, world.works)
        actor = world.liaison if step in ("decline", "take", "follow_up") else world.admin
    answer = send(sign_in(actor), report, step, kind="none", subject_names="Takada")
    anchors = [part.split('"')[0] for part in answer.text.split(f'href="#{step}-')[1:]]
    assert anchors
    assert [name for name in anchors if f'id="{step}-{name}"' not in answer.text] == []


def test_a_subject_that_the_verifier_may_not_name_is_refused_at_the_field(world, report):
    typed = {"kind": "complaint", "subject_names": "Kota Cilegon", "words": "Ternyata mereka."}
    answer = send(sign_in(world.admin), report, "verify", **typed)
    assert answer.status_code == 422
    assert "admin nasional" in answer.context["tried"].form.errors["subject_names"][0]
    assert "Ternyata mereka." in answer.text


def test_what_became_of_the_name_is_said_to_whom_it_may_concern(world):
    hidden, open_ = "tidak membuka identitasnya", "menyebut namanya kepada kantor yang menangani"
    for anonymous, says in ((True, hidden), (False, open_)):
        report = make_report(world, at=timezone.now(), anonymous=anonymous)[0]
        assert says in sign_in(world.admin).get(page_of(report)).text


def test_the_note_on_passing_on_says_who_decides(world, report):
    hand_to(world, report, world.works)
    page = sign_in(world.liaison).get(page_of(report)).text
    assert "Belum pernah dialihkan. Bila dialihkan dua kali, unit di atas keduanya" in page
    typed = {"reason": "other_office", "next": "Kecamatan Serang", "words": "Jalan kecamatan."}
    assert send(sign_in(world.liaison), report, "decline", **typed).status_code == 302
    report.refresh_from_db()
    district = make_officer(Role.LIAISON, report.holder)
    page = sign_in(district).get(page_of(report)).text
    assert "Sudah 1 kali dialihkan. Bila Anda alihkan lagi" in page
    typed["next"] = "Dinas Pekerjaan Umum"
    assert send(sign_in(district), report, "decline", **typed).status_code == 302
    report.refresh_from_db()
    assert report.holder == world.city
