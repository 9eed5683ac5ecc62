"""One message, one letter; and a class of error where there is none."""

from contextlib import AbstractContextManager

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from lapor.channels.delivery import deliver
from lapor.channels.faults import MOST, Later
from lapor.outbox import queue
from lapor.outbox.models import Contact, ContactUse, Message
from tests.channels.postoffice import PostOffice, post_office
from tests.factories import make_report

pytestmark = pytest.mark.django_db
SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def message(world):
    """The word to the reporter that their report came in."""
    make_report(world)
    return Message.objects.get(audience="reporter")


@pytest.fixture
def reply(settings):
    """Let a mail server answer a command in this way to every letter from now on."""
    opened: list[AbstractContextManager[PostOffice]] = []

    def open_office(**replies):
        settings.EMAIL_BACKEND, settings.EMAIL_HOST = SMTP, "127.0.0.1"
        if opened:
            opened.pop().__exit__(None, None, None)
        office = post_office(replies)
        settings.EMAIL_PORT = office.__enter__().port
        opened.append(office)

    yield open_office
    for office in opened:
        office.__exit__(None, None, None)


def attempt(message):
    """Return the seconds until the next attempt; None where there is to be none."""
    try:
        deliver(str(message.pk))
    except Later as later:
        return later.seconds
    finally:
        message.refresh_from_db()
    return None


def test_a_step_undone_leaves_neither_message_nor_job(world, work):
    with transaction.atomic():
        make_report(world)
        assert Message.objects.count() == ProcrastinateJob.objects.count() == 2
        transaction.set_rollback(True)
    assert not ProcrastinateJob.objects.exists()
    work()
    assert not Message.objects.exists()
    assert not mail.outbox


@pytest.mark.django_db(transaction=True)
def test_the_worker_sends_what_a_step_told(world, work):
    make_report(world)
    work()
    assert sorted(letter.to for letter in mail.outbox) == [
        [world.admin.user.email],
        ["budi@example.org"],
    ]
    assert set(Message.objects.values_list("state", flat=True)) == {Message.State.SENT}


def test_the_same_message_twice_is_one_letter(message):
    attempt(message)
    attempt(message)
    assert len(mail.outbox) == 1
    assert message.state == Message.State.SENT
    assert message.settled_at
    assert message.attempts == 1


def test_a_letter_can_be_known_again_and_answers_no_robot(message, settings):
    settings.ADDRESS = "https://lapor.example.id"
    attempt(message)
    [letter] = mail.outbox
    sent = letter.message()
    assert sent["Message-ID"] == f"<{message.pk}@lapor.example.id>"
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent.get_content_type() == "text/plain"
    assert sent.get_content_charset() == "utf-8"


def test_a_worker_that_died_while_sending_sends_under_the_same_name(message, settings, tmp_path):
    settings.EMAIL_BACKEND = "lapor.project.mailbox.Mailbox"
    settings.MAIL_FOLDER = tmp_path / "mail"
    attempt(message)
    Message.objects.update(state=Message.State.SENDING)  # its last word was never committed
    attempt(message)
    assert message.attempts == 2
    assert len(list(settings.MAIL_FOLDER.glob("*.eml"))) == 1
    assert ContactUse.objects.count() == 1


def test_a_server_that_says_later_is_asked_again_then_given_up(message, reply):
    reply(RCPT="451 try again later")
    waits = []
    while (seconds := attempt(message)) is not None:
        assert message.state == Message.State.QUEUED
        assert message.fault == Message.Fault.REFUSED
        waits.append(seconds)
    assert message.state == Message.State.DEAD
    assert message.attempts == MOST == len(waits) + 1
    for number, seconds in enumerate(waits):
        whole = min(60 * 3**number, 12 * 3600)
        assert whole / 2 < seconds <= whole


def test_what_failed_for_a_while_is_sent_in_the_end(message, reply, settings):
    reply(MAIL="421 too busy")
    assert attempt(message)
    reply()
    assert attempt(message) is None
    assert message.state == Message.State.SENT
    assert message.fault == ""


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_an_address_refused_for_good_is_dead_at_once(message, reply, command):
    reply(**{command: "550 no such mailbox budi@example.org"})
    assert attempt(message) is None
    assert (message.state, message.attempts) == (Message.State.DEAD, 1)
    assert message.fault == Message.Fault.REFUSED


def test_our_own_server_refusing_us_is_no_reason_to_give_up(message, reply):
    reply(MAIL="550 who are you")
    assert attempt(message)
    assert message.fault == Message.Fault.SERVER


def test_no_server_at_all_is_tried_again(message, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = SMTP, "127.0.0.1"
    with post_office() as office:
        settings.EMAIL_PORT = office.port
    assert attempt(message)
    assert message.fault == Message.Fault.UNREACHED


def test_a_fault_of_our_own_ends_as_a_dead_letter_too(message):
    Message.objects.update(context={})
    while attempt(message):
        pass
    assert message.state == Message.State.DEAD
    assert message.fault == Message.Fault.OTHER


def test_a_message_that_kills_its_worker_each_time_is_given_up(message):
    Message.objects.update(state=Message.State.SENDING, attempts=MOST)
    assert attempt(message) is None
    assert message.state == Message.State.DEAD
    assert not mail.outbox


def test_a_deleted_contact_gets_nothing(message):
    Contact.objects.all().delete()
    assert attempt(message) is None
    assert (message.state, message.fault) == (Message.State.DEAD, Message.Fault.GONE)
    assert not ContactUse.objects.exists()


def test_the_web_process_cannot_deliver(message, settings):
    settings.COURIER_KEY = b""
    with pytest.raises(ImproperlyConfigured, match="courier key"):
        attempt(message)
    assert message.state == Message.State.QUEUED
    assert not ContactUse.objects.exists()


def test_a_dead_letter_is_sent_when_asked_again(message, reply, settings):
    reply(RCPT="550 no")
    attempt(message)
    assert queue.carry_again(Message.objects.all(), message.pk)
    assert not queue.carry_again(Message.objects.all(), message.pk)
    reply()
    assert attempt(message) is None
    assert message.state == Message.State.SENT
    assert ContactUse.objects.count() == 1


def test_nothing_that_is_kept_of_a_failure_holds_the_address(message, reply, caplog):
    reply(RCPT="550 no such mailbox budi@example.org")
    attempt(message)
    row = Message.objects.values().get(pk=message.pk)
    assert "budi" not in str(row) + caplog.text
