"""A name given openly is read by who handles the report, and each reading is kept."""

import pytest

from lapor.agencies.models import Role
from lapor.reports import naming, triage
from lapor.reports.models import NameReading, Vault
from lapor.reports.terms import Kind, NotFound, Refused
from tests.factories import MONDAY, days, make_officer, make_report

NAME = "Rahmi-Rekaan"
pytestmark = pytest.mark.django_db


def named(world, **fields):
    return make_report(world, person={"name": NAME}, **fields)[0]


def test_who_verifies_reads_the_name_and_leaves_a_trace(world):
    report = named(world)
    found = naming.read_name(report.number, world.admin, MONDAY)
    assert found.name == NAME
    row = NameReading.objects.get()
    assert (row.report, row.user, row.post, row.agency, row.at) == (
        report, world.admin.user, world.admin.post, world.city, MONDAY,
    )  # fmt: skip


@pytest.mark.parametrize("role", [Role.LIAISON, Role.HANDLER])
def test_each_who_works_in_the_holding_office_may(world, role):
    report = named(world)
    assert naming.read_name(report.number, make_officer(role, world.city), MONDAY).name == NAME


def test_nobody_else_may(world):
    report = named(world)
    ombudsman = make_officer(Role.OVERSEER, world.ombudsman)
    keeper = make_officer(Role.CUSTODIAN, world.root)
    for other in (world.overseer, ombudsman, world.national, world.liaison, world.stranger, keeper):
        with pytest.raises(NotFound):
            naming.read_name(report.number, other, MONDAY)
    assert not NameReading.objects.exists()


def test_after_the_report_has_left_the_name_goes_with_it(world):
    report = named(world)
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, at=days(0.1))
    triage.assign(report, actor=world.admin, to=world.works, at=days(0.2))
    with pytest.raises(NotFound):
        naming.read_name(report.number, world.admin, days(1))
    assert naming.read_name(report.number, world.handler, days(1)).name == NAME


def test_the_accused_office_reads_nothing(world):
    report = named(world, subjects=(world.city,), requested_agency=None)
    for one in (world.admin, world.liaison, world.overseer):
        with pytest.raises(NotFound):
            naming.read_name(report.number, one, MONDAY)
    assert naming.read_name(report.number, world.national, MONDAY).name == NAME


@pytest.mark.parametrize("hides", ["anonymous", "confidential"])
def test_what_is_sealed_to_two_no_office_reads(world, hides):
    report = named(world, **{hides: True})
    assert Vault.objects.get(report=report).half_b
    with pytest.raises((NotFound, Refused)):
        naming.read_name(report.number, world.admin, MONDAY)
    assert not NameReading.objects.exists()


def test_without_custodians_a_confidential_name_is_the_offices(world, settings):
    settings.CUSTODIANS = ()
    report = named(world, confidential=True)
    assert naming.read_name(report.number, world.admin, MONDAY).name == NAME


def test_where_no_name_was_given_no_reading_is_kept(world):
    report, _ = make_report(world)
    with pytest.raises(Refused, match="tidak menyebut nama"):
        naming.read_name(report.number, world.admin, MONDAY)
    assert not NameReading.objects.exists()
