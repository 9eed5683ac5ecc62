"""Delivers one message: committed to before anything leaves, settled afterwards, safe to repeat.

A worker that dies between the mail server's yes and our own record sends again, under the same
Message-ID. Every other repetition finds the message settled, or its row locked by who sends it.
"""

from collections.abc import Callable, Mapping

import structlog
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from psycopg_pool import PoolTimeout

from lapor.channels import contacts, wording
from lapor.channels.email import sending
from lapor.channels.faults import MOST, Later, Undelivered, pause
from lapor.channels.officers import language_of, seated
from lapor.outbox.models import REPORTER, Contact, Message
from lapor.reports import watching

log = structlog.get_logger("lapor.channels")
Carrier = Callable[[wording.Letter, list[str]], None]
CARRIERS: Mapping[str, Carrier] = {"email": sending.send}
DATABASE_GONE = (OperationalError, InterfaceError, PoolTimeout)
State, Fault = Message.State, Message.Fault


def deliver(message_id: str) -> None:
    """Send one message if it still waits. Raises Later where another attempt is to come."""
    if not settings.COURIER_KEY:
        raise ImproperlyConfigured("Only the worker delivers: this process has no courier key.")
    if not begin(message_id):
        return
    admitted = True
    try:
        admitted = admit(message_id)
        if admitted:
            carry(message_id)
    except DATABASE_GONE:
        raise
    except Undelivered as error:
        fail(message_id, error.fault, lasting=error.lasting)
    except Exception as error:
        log.error("delivery_broke", message_id=message_id, error=type(error).__name__)
        fail(message_id, Fault.OTHER)
    if not admitted:
        raise Later(pause(contacts.WAIT))


@transaction.atomic
def begin(message_id: str) -> bool:
    """Count an attempt and the opening it needs; say whether there is something to send."""
    message = _locked(message_id)
    if message is None or message.state not in (State.QUEUED, State.SENDING):
        return False
    if message.attempts >= MOST:  # each time its worker died
        _settle(message, State.DEAD, Fault.OTHER)
        return False
    if message.audience == REPORTER:
        if message.contact is None:
            _settle(message, State.DEAD, Fault.GONE)
            return False
        contacts.count_use(message, message.contact, timezone.now())
    message.state, message.attempts = State.SENDING, message.attempts + 1
    message.tried_at = timezone.now()
    message.save(update_fields=["state", "attempts", "tried_at"])
    return True


@transaction.atomic
def admit(message_id: str) -> bool:
    """Count a reporter's letter to its address, once; put it back where that has had enough.

    The opening stays written down, the attempt does not count.
    """
    message = _locked(message_id)
    if message is None or message.contact is None or message.audience != REPORTER:
        return True
    if message.state != State.SENDING or message.attempts > 1:  # counted at its first attempt
        return True
    if contacts.take_letter(contacts.open_contact(message.contact), timezone.now()):
        return True
    message.state, message.attempts = State.QUEUED, 0
    message.save(update_fields=["state", "attempts"])
    return False


@transaction.atomic
def carry(message_id: str) -> None:
    """Send under the row's lock, so that of two jobs for one message the second finds it sent."""
    message = _locked(message_id)
    if message is None or message.state != State.SENDING:
        return
    if not _is_theirs_to_hear(message):
        _settle(message, State.DROPPED)
        return
    carrier, to = _addressees(message)
    if not to:
        _settle(message, State.UNHEARD, Fault.NOBODY)
        return
    if message.audience != REPORTER:
        message.language = language_of(to)
    CARRIERS[carrier](wording.write(message), to)
    _settle(message, State.SENT)


def fail(message_id: str, fault: Message.Fault, *, lasting: bool = False) -> None:
    """Keep the class of the error; a dead letter, or raise Later for the next attempt."""
    with transaction.atomic():
        message = _locked(message_id)
        if message is None or message.state != State.SENDING:
            return
        if lasting or message.attempts >= MOST:
            _settle(message, State.DEAD, fault)
            return
        message.state, message.fault = State.QUEUED, fault
        message.save(update_fields=["state", "fault"])
    raise Later(pause(message.attempts)) from None


def _addressees(message: Message) -> tuple[str, list[str]]:
    """Return a channel and addresses: the reporter's contact opened, or who sits there now."""
    contact: Contact | None = message.contact
    if message.audience == REPORTER:
        if contact is None:  # deleted since the attempt began
            raise Undelivered(Fault.GONE, lasting=True)
        return contact.channel, [contacts.open_contact(contact)]
    if person := message.person:  # an officer by name: about their seat or their way in
        return "email", [person.email] if person.is_active and person.email else []
    hidden = bool(message.context.get("confidential"))
    return "email", seated(
        message.agency_id or 0,
        message.audience,
        confidential=hidden,
        named=message.context.get("post"),
        but=watching.accused_in(str(message.context.get("number", ""))),
    )


def _is_theirs_to_hear(message: Message) -> bool:
    """Say whether an officer who is written to by name may still see the report it is about."""
    number = message.context.get("number")
    if message.person is None or not number:
        return True
    return watching.may_still_hear(message.person, str(number))


def _locked(message_id: str) -> Message | None:
    rows = Message.objects.select_for_update(of=("self",)).select_related("contact", "person")
    return rows.filter(pk=message_id).first()


def _settle(message: Message, state: Message.State, fault: Message.Fault | None = None) -> None:
    message.state, message.fault = state, fault or ""
    message.settled_at = timezone.now()
    message.save(update_fields=["state", "fault", "settled_at"])
    log.info("message_settled", message_id=str(message.pk), status=state.value)
