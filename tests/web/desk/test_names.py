"""The name that a reporter gave openly: a button for who handles, a line for everybody else."""

import pytest
from django.urls import reverse
from django.utils import timezone

from lapor.agencies.models import Role
from lapor.reports.models import NameReading
from tests.factories import make_officer, make_report
from tests.web.desk.officers import sign_in

NAME = "Rahmi-Rekaan"
BUTTON = "Lihat nama pelapor"
pytestmark = pytest.mark.django_db


def named(world, **fields):
    return make_report(world, at=timezone.now(), person={"name": NAME}, **fields)[0]


def case(officer, report):
    return officer.get(reverse("desk-case", args=[report.number])).text


def read(officer, report):
    return officer.post(reverse("desk-name", args=[report.number]))


def test_who_handles_reads_it_by_a_button_and_it_is_written_down(world):
    report, officer = named(world), sign_in(world.admin)
    assert BUTTON in case(officer, report)
    assert NAME not in case(officer, report)
    page = read(officer, report)
    assert NAME in page.text
    assert "no-store" in page["Cache-Control"]
    assert NameReading.objects.count() == 1
    audit = officer.get(reverse("desk-audit"), {"daftar": "nama"}).text
    assert "membaca nama pelapor" in audit
    assert NAME not in audit


def test_an_address_alone_opens_nothing(world):
    report, officer = named(world), sign_in(world.admin)
    assert officer.get(reverse("desk-name", args=[report.number])).status_code == 302
    assert not NameReading.objects.exists()


def test_it_asks_for_the_second_factor_anew(world):
    report, officer = named(world), sign_in(world.admin)
    session = officer.session
    session["account_authentication_methods"][0]["at"] -= 3600
    session.save()
    assert reverse("mfa_reauthenticate") in read(officer, report)["Location"]
    assert not NameReading.objects.exists()


def test_who_only_looks_on_gets_no_button_and_no_name(world):
    report = named(world)
    for other in (world.overseer, world.national):
        officer = sign_in(other)
        assert BUTTON not in case(officer, report)
        assert read(officer, report).status_code == 404
    assert read(sign_in(world.stranger), report).status_code == 404
    assert not NameReading.objects.exists()


@pytest.mark.parametrize("hides", ["anonymous", "confidential"])
def test_a_hidden_name_has_no_button(world, hides):
    report, officer = named(world, **{hides: True}), sign_in(world.admin)
    assert BUTTON not in case(officer, report)
    answer = read(officer, report)
    assert NAME not in answer.text
    assert not NameReading.objects.exists()


def test_the_audit_of_another_office_does_not_tell(world):
    report = named(world)
    read(sign_in(make_officer(Role.LIAISON, world.city)), report)
    other = sign_in(world.stranger).get(reverse("desk-audit"), {"daftar": "nama"}).text
    assert report.number[:4] not in other
