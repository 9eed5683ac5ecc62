"""A sealed address is opened for one message, counted, and not too often."""

from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidTag
from django.core import mail
from django.db import ProgrammingError, transaction
from django.utils import timezone

from lapor.channels.contacts import A_DAY_PER_CONTACT, open_contact
from lapor.channels.delivery import deliver
from lapor.channels.faults import Later
from lapor.kit.seal import new_keys
from lapor.outbox.models import Contact, ContactUse, Message
from lapor.outbox.queue import keep_contact
from tests.factories import make_report

pytestmark = pytest.mark.django_db


def to(contact):
    context = {"number": "7KM4Q2TX", "status": "received", "due": "2026-03-05T16:59:59+00:00"}
    return Message.objects.create(
        contact=contact, audience="reporter", template="receive/reporter", context=context
    )


def test_an_opening_is_counted_once_for_its_message_and_stays(world):
    make_report(world)
    message = Message.objects.get(audience="reporter")
    deliver(str(message.pk))
    deliver(str(message.pk))
    use = ContactUse.objects.get()
    assert (use.contact_id, use.message) == (message.contact_id, message)
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        ContactUse.objects.all().delete()


def test_a_word_to_an_office_opens_nothing(world):
    make_report(world)
    deliver(str(Message.objects.get(audience="holder").pk))
    assert not ContactUse.objects.exists()


def test_a_contact_gets_so_many_letters_a_day_and_the_rest_later(world):
    contact = keep_contact("budi@example.org")
    messages = [to(contact) for _each in range(A_DAY_PER_CONTACT + 1)]
    for message in messages[:-1]:
        deliver(str(message.pk))
    with pytest.raises(Later):
        deliver(str(messages[-1].pk))
    messages[-1].refresh_from_db()
    assert messages[-1].state == Message.State.QUEUED
    assert messages[-1].attempts == 0
    assert len(mail.outbox) == A_DAY_PER_CONTACT
    other = to(keep_contact("ani@example.org"))
    deliver(str(other.pk))
    assert len(mail.outbox) == A_DAY_PER_CONTACT + 1


def test_a_letter_of_yesterday_leaves_room_today(world):
    contact = keep_contact("budi@example.org")
    yesterday = timezone.now() - timedelta(days=1, minutes=1)
    for _each in range(A_DAY_PER_CONTACT):
        ContactUse.objects.create(contact_id=contact.pk, message=to(contact), at=yesterday)
    deliver(str(to(contact).pk))
    assert len(mail.outbox) == 1


def test_only_the_couriers_key_opens_and_only_on_its_own_row(settings):
    contact, other = keep_contact("budi@example.org"), keep_contact("ani@example.org")
    assert open_contact(contact) == "budi@example.org"
    with pytest.raises(InvalidTag):
        open_contact(Contact(pk=other.pk, sealed=contact.sealed))
    settings.COURIER_KEY = new_keys()[0]
    with pytest.raises(InvalidTag):
        open_contact(contact)
