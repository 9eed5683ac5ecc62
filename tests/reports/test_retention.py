"""What is over is forgotten by itself, and not a day before."""

from datetime import timedelta

import pytest

from lapor.outbox.models import Contact, Message
from lapor.outbox.queue import keep_contact
from lapor.reports import closure, consulting, grouping, handling, retention, triage
from lapor.reports.consulting import Asking
from lapor.reports.models import Report, Support
from lapor.reports.terms import Kind, Outcome
from tests.factories import MONDAY, days, make_report
from tests.reports.examined import examined
from tests.reports.parted import parted

pytestmark = pytest.mark.django_db


@pytest.fixture
def withdrawn(world):
    report, reporter = make_report(world, address="tetangga@contoh.example")
    closure.withdraw(report, actor=reporter, at=MONDAY)
    Message.objects.update(state=Message.State.SENT)
    return report


def test_where_word_was_sent_goes_when_nobody_can_open_the_case_again(withdrawn):
    window = withdrawn.due_at
    assert retention.forget_contacts(window) == 0, "the reporter may still object"
    assert retention.forget_contacts(window + timedelta(minutes=1)) == 1
    assert not Contact.objects.exists()
    withdrawn.refresh_from_db()
    assert withdrawn.contact is None
    assert Message.objects.exists(), "that a letter went out is still known"
    assert retention.forget_contacts(window + timedelta(days=1)) == 0


def test_a_letter_on_its_way_keeps_its_address(withdrawn):
    Message.objects.exclude(contact=None).update(state=Message.State.QUEUED)
    assert retention.forget_contacts(withdrawn.due_at + timedelta(days=1)) == 0


def test_an_open_case_keeps_its_address_however_late(world):
    report, _reporter = make_report(world, address="tetangga@contoh.example")
    assert retention.forget_contacts(MONDAY + timedelta(days=900)) == 0
    assert Report.objects.get(pk=report.pk).contact


def test_who_joined_a_report_is_forgotten_with_its_reporter(world):
    report, reporter = make_report(world)
    Support.objects.create(
        report=report, key=b"1", contact=keep_contact("warga@contoh.example"), at=MONDAY
    )
    closure.withdraw(report, actor=reporter, at=MONDAY)
    Message.objects.update(state=Message.State.SENT)
    assert retention.forget_contacts(report.due_at) == 0
    retention.forget_contacts(report.due_at + timedelta(minutes=1))
    assert not Contact.objects.exists()
    assert Support.objects.get().contact is None, "that they joined stays counted"


def test_an_outside_party_is_forgotten_as_soon_as_its_link_has_served(world):
    report, _reporter = make_report(world, address="")
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, to=world.works, at=MONDAY)
    asks = Asking(name="PT Contoh", question="Kapan?", days=7, address="mitra@contoh.example")
    party, _link = consulting.invite(report, asks, actor=world.liaison, at=MONDAY)
    assert retention.forget_contacts(MONDAY + timedelta(days=8)) == 0, "its letter is on its way"
    Message.objects.update(state=Message.State.SENT)
    assert retention.forget_contacts(party.expires_at) == 0
    assert retention.forget_contacts(party.expires_at + timedelta(minutes=1)) == 1
    again, _link = consulting.invite(report, asks, actor=world.liaison, at=MONDAY)
    Message.objects.update(state=Message.State.SENT)
    consulting.revoke(report, again.pk, actor=world.liaison, at=MONDAY)
    assert retention.forget_contacts(MONDAY) == 1
    assert not Contact.objects.exists()


def test_while_a_second_instance_examines_what_was_closed_its_reporter_is_still_written_to(world):
    report, _reporter = examined(world, address="tetangga@contoh.example")
    handling.follow_up(report, actor=world.liaison, words="Ya.", outcome=Outcome.DONE, at=MONDAY)
    closure.close(report, actor=world.admin, outcome=Outcome.DONE, at=MONDAY)
    Message.objects.update(state=Message.State.SENT)
    assert retention.forget_contacts(MONDAY + timedelta(days=90)) == 0


def test_a_report_in_parts_and_in_a_problem_is_forgotten_once_and_stays_what_it_was(world):
    case = parted(world, address="tetangga@contoh.example")
    key = grouping.begin(world.admin, "Banjir pasar")
    grouping.group(case.whole, actor=world.admin, problem=key, at=days(1.5))
    Message.objects.update(state=Message.State.SENT)
    assert retention.forget_contacts(days(400)) == 0, "its parts are open"
    closure.withdraw(case.whole, actor=case.reporter, at=days(2))
    Message.objects.update(state=Message.State.SENT)
    assert retention.forget_contacts(days(400)) == 1
    assert not Contact.objects.exists()
    assert Report.objects.get(pk=case.whole.pk).problem_id == key
    assert Report.objects.filter(whole=case.whole, status="archived").count() == 2
