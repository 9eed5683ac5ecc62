"""A sealed address is opened for one message, counted, and not too often."""

from datetime import timedelta

import pytest
import time_machine
from cryptography.exceptions import InvalidTag
from django.core import mail
from django.db import ProgrammingError, transaction
from django.utils import timezone

from lapor.channels.contacts import (
    A_DAY_PER_ADDRESS,
    A_DAY_PER_CONTACT,
    open_contact,
    take_letter,
)
from lapor.channels.delivery import deliver
from lapor.channels.faults import Later
from lapor.kit.seal import new_keys
from lapor.outbox import escrow
from lapor.outbox.models import AddressDay, Contact, ContactUse, Message
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


def test_an_address_gets_so_many_letters_a_day_however_many_reports_name_it(world):
    spellings = ("Budi@Example.org", "budi+lapor@example.org", " budi@example.org ")
    messages = [to(keep_contact(spellings[n % 3])) for n in range(A_DAY_PER_ADDRESS + 5)]
    late = []
    for message in messages:
        try:
            deliver(str(message.pk))
        except Later:
            late.append(message)
    assert len(mail.outbox) == A_DAY_PER_ADDRESS
    assert late == messages[A_DAY_PER_ADDRESS:]
    for message in late:
        message.refresh_from_db()
        assert (message.state, message.attempts) == (Message.State.QUEUED, 0)
    assert escrow.check(timezone.now()).unmatched == 0
    deliver(str(to(keep_contact("ani@example.org")).pk))
    assert len(mail.outbox) == A_DAY_PER_ADDRESS + 1


def test_the_next_day_the_rest_is_sent_and_the_day_before_forgotten(world):
    with time_machine.travel("2026-03-02T09:00:00+07:00", tick=False):
        for _each in range(A_DAY_PER_ADDRESS):
            deliver(str(to(keep_contact("budi@example.org")).pk))
        waiting = to(keep_contact("budi@example.org"))
        with pytest.raises(Later):
            deliver(str(waiting.pk))
    before = {bytes(row.bucket) for row in AddressDay.objects.all()}
    with time_machine.travel("2026-03-03T09:00:00+07:00", tick=False):
        deliver(str(waiting.pk))
    assert len(mail.outbox) == A_DAY_PER_ADDRESS + 1
    today = AddressDay.objects.all()
    assert {(row.day.day, row.letters) for row in today} == {(3, 1)}
    assert not {bytes(row.bucket) for row in today} & before, "nothing leads from day to day"


def test_a_letter_that_is_tried_again_takes_no_second_place(world, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1  # nobody listens
    message = to(keep_contact("budi@example.org"))
    for _each in range(2):
        with pytest.raises(Later):
            deliver(str(message.pk))
    assert {row.letters for row in AddressDay.objects.all()} == {1}


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


def test_who_names_an_address_uses_up_no_letters_of_its_own_reports(db):
    now = timezone.now()
    while take_letter("siti@example.org", now):
        pass
    assert take_letter("siti@example.org", now, own=True)
