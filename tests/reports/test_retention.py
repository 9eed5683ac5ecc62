"""What is over is forgotten by itself, and not a day before."""

from datetime import timedelta

import pytest

from lapor.outbox.models import Contact, Message
from lapor.reports import closure, retention
from lapor.reports.models import Report
from tests.factories import MONDAY, make_report

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
