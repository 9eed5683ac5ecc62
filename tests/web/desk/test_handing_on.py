"""Bringing a report to whoever must answer: assign, take, decline."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lapor.agencies.models import Post, Role
from lapor.reports import triage
from lapor.reports.terms import Kind
from tests.factories import make_report
from tests.web.desk.cases import found_by, hand_to, page_of, send
from tests.web.desk.officers import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(world):
    return make_report(world, at=timezone.now() - timedelta(hours=2))[0]


def test_assign_by_a_unit_that_is_listed(world, report):
    hand_to(world, report, world.city)
    client = sign_in(world.admin)
    assert world.works.name in client.get(page_of(report)).text
    answer = send(client, report, "assign", follow=True, to_pick=world.works.pk, words="Cek dulu.")
    report.refresh_from_db()
    assert report.holder == world.works
    assert f"diteruskan ke {world.works.name}" in answer.text


def test_assign_by_typing_the_whole_name(world, report):
    hand_to(world, report, world.city)
    assert send(sign_in(world.admin), report, "assign", to="kelurahan sukamaju").status_code == 302
    report.refresh_from_db()
    assert report.holder == world.kelurahan


def test_assign_by_a_piece_of_a_name_offers_what_fits_and_takes_the_pick(world, report):
    hand_to(world, report, world.city)
    client = sign_in(world.admin)
    answer = send(client, report, "assign", to="sukama", words="Arahan saya di sini")
    assert answer.status_code == 422
    assert "Arahan saya di sini" in answer.text
    assert [unit.label for unit in answer.context["tried"].form.offered["to"]] == [
        "Kelurahan Sukamaju, Kota Serang"
    ]
    picked = {"to": "sukama", "to_for": "sukama", "to_pick": world.kelurahan.pk}
    assert send(client, report, "assign", **picked).status_code == 302


def test_a_pick_does_not_count_for_words_typed_afterwards(world, report):
    hand_to(world, report, world.city)
    typed = {"to": "bidang jalan", "to_for": "sukama", "to_pick": world.kelurahan.pk}
    send(sign_in(world.admin), report, "assign", **typed)
    report.refresh_from_db()
    assert report.holder == world.roads


def test_an_office_complained_of_is_never_offered(world):
    report, _reporter = make_report(world, at=timezone.now(), subjects=(world.works,))
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT)
    client = sign_in(world.admin)
    page = client.get(page_of(report))
    assert world.works.pk not in [int(unit.key) for unit in page.context["units"]]
    assert "tidak tampil" in page.text
    for typed in ("dinas pekerjaan umum", "bidang jalan"):
        query = {"q": typed, "laporan": report.number}
        assert 'type="radio"' not in client.get(reverse("desk-units"), query).text
    answer = send(client, report, "assign", to_pick=world.roads.pk)
    assert answer.status_code == 422
    assert "terlapor" in answer.text
    report.refresh_from_db()
    assert report.holder == world.city


def test_typing_finds_only_offices_one_may_hand_to(world, report):
    hand_to(world, report, world.works)
    client = sign_in(world.liaison)
    query = {"laporan": report.number, "untuk": "to"}
    assert f'value="{world.roads.pk}"' in found_by(client, query | {"q": "jalan"})
    for own_or_beside in ("dinas pekerjaan umum", "kecamatan"):
        found = found_by(client, query | {"q": own_or_beside})
        assert f'value="{world.works.pk}"' not in found
        assert f'value="{world.kecamatan.pk}"' not in found


def test_typing_about_a_report_that_one_may_not_see_finds_nothing(world, report):
    query = {"q": "dinas", "laporan": report.number}
    assert sign_in(world.stranger).get(reverse("desk-units"), query).status_code == 404


def test_take_names_the_post_that_works_on_it(world, report):
    hand_to(world, report, world.works)
    answer = send(sign_in(world.liaison), report, "take", handler=world.handler.post.pk)
    assert answer.status_code == 302
    report.refresh_from_db()
    assert report.handler == world.handler.post


def test_take_refuses_a_post_of_another_office(world, report):
    hand_to(world, report, world.works)
    post = Post.objects.create(agency=world.other, role=Role.HANDLER, title="Lain")
    answer = send(sign_in(world.liaison), report, "take", handler=post.pk)
    assert answer.status_code == 422
    assert "unit yang memegang" in answer.text


def test_decline_names_the_office_and_the_reason(world, report):
    hand_to(world, report, world.works)
    typed = {"reason": "other_office", "next": "kelurahan sukamaju", "words": "Jalan lingkungan."}
    answer = send(sign_in(world.liaison), report, "decline", follow=True, **typed)
    report.refresh_from_db()
    assert report.holder == world.kelurahan
    assert answer.request["PATH_INFO"] == reverse("desk-inbox")
    assert "dialihkan ke Kelurahan Sukamaju" in answer.text


def test_decline_may_climb_one_tier(world, report):
    hand_to(world, report, world.works)
    typed = {"reason": "upper_tier", "climb": "on", "words": "Bukan urusan kami."}
    assert send(sign_in(world.liaison), report, "decline", **typed).status_code == 302
    report.refresh_from_db()
    assert report.holder == world.city


def test_decline_asks_for_a_reason_an_office_and_words(world, report):
    hand_to(world, report, world.works)
    answer = send(sign_in(world.liaison), report, "decline")
    assert answer.status_code == 422
    assert answer.context["tried"].form.errors.keys() == {"reason", "next", "words"}
    assert 'value="accused"' not in answer.text
