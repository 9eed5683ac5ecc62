"""Saran unit at the desk: shown with reasons to who decides, taken over with one press."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from lapor.agencies.models import Agency, RoutingRule
from lapor.reports import suggested
from lapor.reports.models import Suggestion
from lapor.reports.terms import Kind
from lapor.reports.triage import verify
from tests.atlas import rule
from tests.factories import make_report
from tests.web.desk.officers import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("atlas")]
WORDS: dict[str, Any] = {
    "title": "Guru tidak masuk",
    "body": "Sekolah anak saya kosong sejak Senin.",
}


@pytest.fixture
def report(world):
    return make_report(world, timezone.now(), **WORDS)[0]


def page(report):
    return reverse("desk-suggestion", args=[report.number])


def case(report):
    return reverse("desk-case", args=[report.number])


def test_the_office_and_why_are_told_to_who_verifies(world, report):
    text = sign_in(world.admin).get(page(report)).text
    assert "Dinas Pendidikan" in text
    assert "Di sini unit ini yang mengerjakan: Pendidikan" in text
    assert "<mark>Guru</mark>" in text
    assert "<mark>Sekolah</mark>" in text
    assert "belum ada cukup laporan untuk dipelajari" in text
    assert "%" not in text.partition("Saran unit</h1>")[2].partition("</section>")[0]


def test_the_case_page_leads_there_and_costs_no_more(world, report, django_assert_max_num_queries):
    officer = sign_in(world.admin)
    with django_assert_max_num_queries(15):
        text = officer.get(case(report)).text
    assert page(report) in text
    overseer = sign_in(world.overseer)
    assert page(report) not in overseer.get(case(report)).text
    assert overseer.get(page(report)).status_code == 404
    assert sign_in(world.stranger).get(page(report)).status_code == 404


def test_taking_it_over_while_verifying_is_one_press_and_a_look(world, report):
    officer = sign_in(world.admin)
    assert "Pakai saat verifikasi" in officer.get(page(report)).text
    row = Suggestion.objects.get()
    key = row.offices[0]["agency"]
    text = officer.get(case(report), {"ke": key}).text
    assert f'value="{key}" checked' in text
    assert 'value="Dinas Pendidikan"' in text


@pytest.mark.parametrize("key", ["x", "0", "9" * 30, ""])
def test_a_broken_key_takes_nothing_over(world, report, key):
    assert sign_in(world.admin).get(case(report), {"ke": key}).status_code == 200


def test_of_a_verified_report_one_press_hands_it_on(world, report):
    verify(report, actor=world.admin, kind=Kind.COMPLAINT)
    officer = sign_in(world.admin)
    text = officer.get(page(report)).text
    assert "data-accept" in text
    key = Suggestion.objects.get().offices[0]["agency"]
    seen = text.partition('name="seen" value="')[2].partition('"')[0]
    there = reverse("desk-act", args=[report.number, "assign"])
    answer = officer.post(there, {"to_pick": key, "seen": seen})
    assert answer.status_code == 302
    report.refresh_from_db()
    assert report.holder.name == "Dinas Pendidikan"
    assert Suggestion.objects.get().chosen == report.holder
    again = officer.post(there, {"to_pick": key, "seen": seen})
    assert again.status_code == 409, "pressed twice, it acts once"


def test_another_choice_is_kept_as_such(world, report):
    sign_in(world.admin).get(page(report))
    verify(report, actor=world.admin, kind=Kind.COMPLAINT, to=world.works)
    row = Suggestion.objects.get()
    assert row.chosen == world.works
    assert row.offices[0]["name"] == "Dinas Pendidikan"


def test_a_rule_is_told_by_its_name_and_sentence(world, report):
    made = rule(world.city, words_any=["guru"], to=world.works, oversight=True)
    text = sign_in(world.admin).get(page(report)).text
    assert f"Aturan “{made.name}”: Bila ada kata “guru” → Dinas Pekerjaan Umum" in text
    assert "menurut aturan" in text
    assert "mengusulkan: berkadar pengawasan" in text
    assert RoutingRule.objects.count() == 1


def test_words_that_say_nothing_say_so(world):
    report, _ = make_report(world, timezone.now(), title="Halo", body="Selamat pagi.")
    assert "kata-katanya tidak menunjuk" in sign_in(world.admin).get(page(report)).text


def test_an_accused_office_is_named_to_nobody(world):
    schools = Agency.objects.get(name="Dinas Pendidikan")
    report, _ = make_report(world, timezone.now(), subjects=(schools,), **WORDS)
    assert "Dinas Pendidikan</b>" not in sign_in(world.admin).get(page(report)).text


def test_the_list_of_work_says_the_first_office_of_new_reports(
    world, report, django_assert_max_num_queries
):
    suggested.prepare(timezone.now())
    officer = sign_in(world.admin)
    with django_assert_max_num_queries(10):
        text = officer.get(reverse("desk-inbox")).text
    assert "Saran: Dinas Pendidikan" in text
    verify(report, actor=world.admin, kind=Kind.COMPLAINT)
    assert "Saran: Dinas Pendidikan" not in officer.get(reverse("desk-inbox")).text
