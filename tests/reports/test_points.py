"""The point of a report: what of it is stored, who reads which, and that it can be taken back."""

import os
import subprocess
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lapor.agencies.actor import CITIZEN
from lapor.agencies.models import Category
from lapor.kit.points import Pin
from lapor.project.programs import address, program
from lapor.reports import closure, retention
from lapor.reports.disclosure import card_for
from lapor.reports.intake import receive
from lapor.reports.models import Event, PublishedReport, Report, Sealed
from lapor.reports.public import public_card
from lapor.reports.publication import publish, refresh
from lapor.reports.terms import Audience, Refused
from tests.factories import MONDAY, days, make_report, make_submission
from tests.reports.parted import parted
from tests.web.public.pages import make_published
from tests.web.public.test_telling import opened

pytestmark = pytest.mark.django_db
HOUSE = Pin(-6.12367, 106.15432, 20)
STREET = Pin(-6.124, 106.154, 110)
WHO = {"name": "Zamrud Pelapor"}
GONE = (None, None, None)


def stored(report):
    report.refresh_from_db()
    return report.latitude, report.longitude, report.accuracy


def shown_to_all(report):
    refresh(str(report.pk))
    return public_card(report.number).pin


def test_who_hides_nothing_gives_the_office_the_point_as_it_is(world):
    report, _ = make_report(world, pin=HOUSE, person=WHO)
    assert stored(report) == (-6.12367, 106.15432, 20)
    assert not Sealed.objects.filter(part=Sealed.Part.POINT).exists()
    for audience in (Audience.HOLDER, Audience.SUPPORT, Audience.OVERSEER, Audience.REPORTER):
        assert card_for(report, audience, world.liaison).pin == HOUSE
    part = parted(world, pin=HOUSE).works
    assert card_for(part, Audience.HOLDER, world.liaison).pin == HOUSE


@pytest.mark.parametrize("hides", [{"anonymous": True}, {"confidential": True}])
def test_of_who_hides_it_is_rounded_and_the_exact_one_sealed_for_two(world, hides):
    report, _ = make_report(world, pin=HOUSE, person=WHO, **hides)
    assert stored(report) == (-6.124, 106.154, 110)
    assert card_for(report, Audience.HOLDER, world.liaison).pin == STREET
    assert opened(Sealed.objects.get(part="point")) == {"point": HOUSE.address}


def test_of_who_gives_no_name_the_exact_point_is_kept_nowhere(world):
    report, _ = make_report(world, pin=HOUSE, anonymous=True)
    assert stored(report) == (-6.124, 106.154, 110)
    assert not Sealed.objects.exists()


def test_without_custodians_the_exact_point_is_not_kept(world, settings):
    settings.CUSTODIANS = ()
    report, _ = make_report(world, pin=HOUSE, confidential=True, person=WHO)
    assert stored(report) == (-6.124, 106.154, 110)
    assert set(Sealed.objects.values_list("part", flat=True)) == {"name"}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_exact_point_of_who_hides_lies_nowhere_in_the_open(world, caplog):
    shown, _ = make_report(world, pin=Pin(-6.98765, 106.15432, 20))
    make_report(world, pin=HOUSE, anonymous=True, person=WHO)
    ran = subprocess.run(  # noqa: S603
        [program("pg_dump"), "--inserts"],
        env=os.environ | address(),
        capture_output=True,
        check=True,
    )
    assert shown.number.encode() in ran.stdout
    assert b"-6.98765" in ran.stdout, "a control"
    assert b"6.12367" not in ran.stdout + caplog.text.encode()


def test_everybody_sees_it_rounded_once_it_is_published(world):
    report, _ = make_published(world, pin=HOUSE)
    assert shown_to_all(report) == STREET
    row = PublishedReport.objects.get()
    assert (row.latitude, row.longitude) == STREET.point


def test_the_verifier_hides_it_from_everybody_and_shows_it_again(world):
    report, _ = make_published(world, pin=HOUSE)
    for hidden, pin in ((True, None), (False, STREET)):
        publish(report, actor=world.admin, title="Lampu", point_hidden=hidden)
        assert shown_to_all(report) == pin
        assert card_for(report, Audience.HOLDER, world.liaison).pin_hidden is hidden
    publish(report, actor=world.admin, title="Lampu padam")
    assert shown_to_all(report) == STREET, "who says nothing of it changes nothing"


def test_of_who_hides_and_of_personal_matters_it_is_hidden_until_the_verifier_shows_it(world):
    aid = Category.objects.create(name="Bantuan", slug="bantuan", personal=True)
    hiding, _ = make_published(world, pin=HOUSE, anonymous=True)
    personal, _ = make_report(world, pin=HOUSE, category=aid)
    assert shown_to_all(hiding) is None
    assert personal.point_hidden


def test_its_reporter_takes_it_back_for_good(world):
    report, reporter = make_published(world, pin=HOUSE)
    closure.unpin(report, actor=reporter, at=days(3))
    assert stored(report) == GONE
    assert shown_to_all(report) is None
    assert Event.objects.filter(report=report).latest("pk").move == "unpin"
    card = card_for(report, Audience.HOLDER, world.liaison)
    assert (card.pin, card.thread[-1].move) == (None, "unpin")
    assert "unpin" not in {step["move"] for step in public_card(report.number).story}
    with pytest.raises(Refused):
        closure.unpin(report, actor=reporter, at=days(4))


def test_the_sealed_point_goes_with_it_and_the_name_stays(world):
    report, reporter = make_report(world, pin=HOUSE, anonymous=True, person=WHO)
    other, _ = make_report(world, pin=HOUSE, anonymous=True, person=WHO)
    closure.unpin(report, actor=reporter, at=days(1))
    assert [row.part for row in Sealed.objects.filter(report=report)] == ["name"]
    assert Sealed.objects.filter(report=other, part="point").exists()


@pytest.mark.parametrize("who", ["admin", "liaison", "national", "overseer"])
def test_no_officer_takes_it_away(world, who):
    report, _ = make_report(world, pin=HOUSE)
    with pytest.raises(Refused):
        closure.unpin(report, actor=getattr(world, who), at=days(1))
    assert stored(report)[0]


def test_it_goes_with_the_files_of_a_case_that_was_over_for_years(world, settings):
    settings.FILES_YEARS = 5
    over, reporter = make_published(world, pin=HOUSE, anonymous=True, person=WHO)
    publish(over, actor=world.admin, title="Lampu", point_hidden=False, at=days(0.5))
    closure.withdraw(over, actor=reporter, at=days(1))
    still_open, _ = make_report(world, pin=HOUSE)
    then = MONDAY + timedelta(days=5 * 365.25 + 2)
    assert retention.forget_points(then - timedelta(days=2)) == 0
    assert retention.forget_points(then) == 1
    assert stored(over) == GONE
    assert public_card(over.number).pin is None
    assert not Sealed.objects.filter(part="point").exists()
    assert stored(still_open)[0]
    settings.FILES_YEARS = 0
    Report.objects.filter(pk=over.pk).update(latitude=-6.1, longitude=106.1)
    assert retention.forget_points(then) == 0


@pytest.mark.django_db(transaction=True)
def test_accepting_it_costs_at_most_the_sealing(world):
    def made(**fields):
        submission = make_submission(requested_agency=world.works, person=WHO, **fields)
        with CaptureQueriesContext(connection) as statements:
            receive(submission, actor=CITIZEN)
        return len(statements)

    made()
    assert made(pin=HOUSE) == made()
    hides = {"anonymous": True, "subjects": (world.works,)}
    assert made(pin=HOUSE, **hides) == made(**hides) + 1 <= 14
