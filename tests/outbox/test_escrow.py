"""Openings of addresses equal the messages they were for, or somebody hears of it."""

import pytest
from django.utils import timezone

from lapor.channels.delivery import deliver
from lapor.outbox import escrow
from lapor.outbox.models import ContactUse, Message
from lapor.project.tasks import check_escrow
from tests.factories import make_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(world):
    make_report(world)
    for message in Message.objects.all():
        deliver(str(message.pk))
    make_report(world)  # and two that wait
    return Message.objects.get(audience="reporter", state=Message.State.SENT)


def test_honest_work_matches(sent, caplog):
    found = escrow.check(timezone.now())
    assert (found.uses, found.messages, found.unmatched) == (1, 1, 0)
    check_escrow(timestamp=0)
    assert "escrow" not in caplog.text


def test_a_message_sent_without_a_use_is_noticed(sent, caplog):
    other = Message.objects.get(audience="reporter", state=Message.State.QUEUED)
    Message.objects.filter(pk=other.pk).update(tried_at=timezone.now())
    check_escrow(timestamp=0)
    assert escrow.check(timezone.now()).unmatched == 1
    assert "escrow_does_not_match" in caplog.text
    assert "budi" not in caplog.text


def test_an_opening_for_a_message_that_was_never_tried_is_noticed(sent):
    other = Message.objects.get(audience="reporter", state=Message.State.QUEUED)
    assert other.contact_id
    ContactUse.objects.create(contact_id=other.contact_id, message=other, at=timezone.now())
    assert escrow.check(timezone.now()).unmatched == 1


def test_an_opening_for_a_word_to_an_office_is_noticed(sent):
    office = Message.objects.get(audience="holder", state=Message.State.SENT)
    ContactUse.objects.create(contact_id=sent.contact_id, message=office, at=timezone.now())
    assert escrow.check(timezone.now()).unmatched == 1
