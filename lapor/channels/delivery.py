"""Delivers one message: committed to before anything leaves, settled afterwards, safe to repeat.

A worker that dies between the mail server's yes and our own record sends again, under the same
Message-ID. Every other repetition finds the message settled, or its row locked by who sends it.
"""

import time
from collections import defaultdict, deque
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from psycopg_pool import PoolTimeout

from lapor.channels import carrying, contacts, wording
from lapor.channels.email import mailboxes, sending
from lapor.channels.faults import MOST, Full, Later, Undelivered, pause
from lapor.channels.officers import language_of, seated
from lapor.outbox.held import hold
from lapor.outbox.models import FAILED, REPORTER, Contact, Message
from lapor.outbox.queue import carry_later, put
from lapor.outbox.trials import TRIAL, forget_address
from lapor.reports import reaching, watching

log = structlog.get_logger("lapor.channels")
AT_A_TIME = 2  # seconds for the messages of one job
DATABASE_GONE = (OperationalError, InterfaceError, PoolTimeout)
# By hand, as every message takes it: the framework needs longer to write it than the database to do
# it. What its sending is remembered as stands in the message by then.
SETTLE = """
    UPDATE outbox_message SET state = %s, fault = %s, settled_at = %s, sealed = %s,
        account_id = %s, provider_id = %s, rupiah = %s, rehearsed = %s
    WHERE id = %s
"""
HOLD = "SELECT 1 FROM outbox_message WHERE id = %s AND state = %s FOR UPDATE"
State, Fault = Message.State, Message.Fault
FOR_GOOD = (Fault.STOPPED, Fault.GONE, Fault.SILENT, Fault.WINDOW)  # no other attempt mends these
WORDS_KEPT = timedelta(days=7)  # of a turn that failed, for who tries it again


def deliver(message_id: str) -> None:
    """Send one message if it still waits. Raises Later where another attempt is to come."""
    if not settings.COURIER_KEY:
        raise ImproperlyConfigured("Only the worker delivers: this process has no courier key.")
    begun = begin(message_id)
    if begun is None:
        return
    wait = 0
    try:
        if begun.contact and begun.contact.channel == carrying.MAIL:
            wait = admit(message_id)
        if not wait:
            carry(begun)
    except DATABASE_GONE:
        raise
    except Undelivered as error:
        fail(message_id, error.fault, lasting=error.lasting)
    except Later as later:  # the provider had no time: no attempt was made
        put_back(message_id)
        wait = later.seconds
    except Exception as error:
        log.error("delivery_broke", message_id=message_id, error=type(error).__name__)
        fail(message_id, Fault.OTHER)
    if wait:
        raise Later(wait)


def deliver_some(message_ids: Sequence[str]) -> None:
    """Send messages that share a job, each as if it were alone.

    What is to be tried again goes into a job with those that wait as long. Where this takes long,
    the rest goes behind what waits by then: a provider that hangs holds up no whole worker. Killed
    in the middle, the job is done again, and finds what left settled.
    """
    begun = time.monotonic()
    again: dict[int, list[str]] = defaultdict(list)
    waiting = deque(message_ids)
    while waiting and (waiting[0] == message_ids[0] or time.monotonic() - begun < AT_A_TIME):
        message_id = waiting.popleft()
        try:
            deliver(message_id)
        except DATABASE_GONE:
            raise
        except Full as later:
            again[later.seconds].extend([message_id, *waiting])
            waiting.clear()
        except Later as later:
            again[later.seconds].append(message_id)
        except Exception as error:  # of this one alone: the others are sent all the same
            log.error("delivery_broke", message_id=message_id, error=type(error).__name__)
            again[pause(contacts.WAIT)].append(message_id)
    again[0].extend(waiting)
    with transaction.atomic():
        for seconds, names in again.items():
            if names:
                carry_later(names, seconds)


@transaction.atomic
def begin(message_id: str) -> Message | None:
    """Count an attempt and the opening it needs; return the message, None where none is to go.

    Raises Full, with nothing counted, where the rate of its account lets nothing out now.
    """
    message = hold(message_id)
    if message is None or message.state not in (State.QUEUED, State.SENDING):
        return None
    if carrying.is_anothers(message):
        carrying.hand_over(message)
        return None
    if message.attempts >= MOST:  # each time its worker died
        _settle(message, State.DEAD, Fault.OTHER)
        return None
    if message.audience in contacts.SEALED and message.contact is None:
        _settle(message, State.DEAD, Fault.GONE)
        return None
    if message.state == State.SENDING and carrying.may_repeat(message):
        message.resent = True  # its worker died with it in hand, perhaps after the provider's yes
    message.state, message.attempts = State.SENDING, message.attempts + 1
    goes_by_channel = message.audience in contacts.SEALED and carrying.is_by_channel(message)
    account = message.contact.account if message.contact and goes_by_channel else None
    contacts.begin(message, account, timezone.now())
    return message


@transaction.atomic
def admit(message_id: str) -> int:
    """Return 0 where a letter may leave, else the seconds to wait; then it is put back.

    To a reporter it counts for its address, once. The opening stays written down, the attempt does
    not count.
    """
    message = hold(message_id)
    if message is None or message.contact is None or message.audience not in contacts.SEALED:
        return 0
    if message.state != State.SENDING:
        return 0
    wait = 0
    if message.attempts == 1:  # a letter is counted at its first attempt
        address = contacts.open_contact(message.contact)
        own = message.audience == REPORTER and message.contact.proved_at is not None
        has_room = contacts.take_letter(address, timezone.now(), own=own)
        wait = 0 if has_room else pause(contacts.WAIT)
    if wait:
        _put_back(message)
    return wait


@transaction.atomic
def put_back(message_id: str) -> None:
    """Let a message wait as before: it was not sent, and that was nobody's fault."""
    message = hold(message_id)
    if message is not None and message.state == State.SENDING:
        _put_back(message)


@transaction.atomic
def carry(message: Message) -> None:
    """Send under the row's lock, so that of two jobs for one message the second finds it sent.

    message: as it was begun a moment ago.
    """
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [message.pk, State.SENDING])
        if not cursor.rowcount:
            return
    if not _is_theirs_to_hear(message) or carrying.is_told_already(message):
        _settle(message, State.DROPPED)
        return
    if message.contact and message.contact.lost_at:
        raise Undelivered(Fault.REFUSED, lasting=True)
    if message.contact and carrying.is_by_channel(message):
        carrying.carry(message, message.contact)
        _settle(message, State.SENT)
        return
    to = _addressees(message)
    if not to:
        _settle(message, State.UNHEARD, Fault.NOBODY)
        return
    if message.audience != REPORTER:
        message.language = language_of(to)
    back = mailboxes.back_of(message, to[0]) if message.audience == REPORTER else None
    sending.send(wording.write(message), to, back)
    if back:
        message.account, message.provider_id = back.account, str(message.pk)
    _settle(message, State.SENT)


def fail(message_id: str, fault: Message.Fault, *, lasting: bool = False) -> None:
    """Keep the class of the error; a dead letter, or raise Later for the next attempt."""
    with transaction.atomic():
        message = hold(message_id)
        if message is None or message.state != State.SENDING:
            return
        if lasting or message.attempts >= MOST or message.template == TRIAL:
            _settle(message, State.DEAD, fault)
            _send_otherwise(message)
            if fault == Fault.GONE and message.contact:  # a browser that wants no more
                reaching.lose(message.contact)
            return
        if fault == Fault.UNREACHED and carrying.goes_by_token(message):
            message.resent = True  # perhaps it arrived, and the next attempt goes by a key
        message.state, message.fault = State.QUEUED, fault
        message.save(update_fields=["state", "fault", "resent"])
    raise Later(pause(message.attempts)) from None


def _addressees(message: Message) -> list[str]:
    """Return the addresses of a letter: the reporter's contact opened, or who sits there now."""
    contact: Contact | None = message.contact
    if message.audience == REPORTER:
        if contact is None:  # deleted since the attempt began
            raise Undelivered(Fault.GONE, lasting=True)
        return [contacts.open_contact(contact)]
    if person := message.person:  # an officer by name: about their seat or their way in
        return [person.email] if person.is_active and person.email else []
    hidden = bool(message.context.get("confidential"))
    return seated(
        message.agency_id or 0,
        message.audience,
        confidential=hidden,
        named=message.context.get("post"),
        but=watching.accused_in(str(message.context.get("number", ""))),
    )


def forget_words(now: datetime) -> int:
    """Drop the words of turns that failed a week ago; return how many."""
    old = Message.objects.filter(FAILED, sealed__isnull=False, settled_at__lt=now - WORDS_KEPT)
    return old.update(sealed=None)


def settle_unlanded(message: Message) -> None:
    """Keep that a message which left did not arrive; word of a report then goes another way.

    The caller holds its row.
    """
    if message.state == State.SENT:
        _settle(message, State.DEAD, Fault.REFUSED)
        _send_otherwise(message)


def _send_otherwise(message: Message) -> None:
    """Put word that could not be brought here in the outbox for where its reader is reached too."""
    contact = message.contact.otherwise if message.contact else None
    if contact is None or message.audience != REPORTER:
        return
    again = Message(
        contact=contact,
        audience=message.audience,
        template=message.template,
        language=message.language,
        context=message.context,
    )
    put([again])


def _is_theirs_to_hear(message: Message) -> bool:
    """Say whether an officer who is written to by name may still see the report it is about."""
    number = message.context.get("number")
    if message.person is None or not number:
        return True
    return watching.may_still_hear(message.person, str(number))


def _put_back(message: Message) -> None:
    message.state, message.attempts = State.QUEUED, max(message.attempts - 1, 0)
    message.save(update_fields=["state", "attempts"])


def _settle(message: Message, state: Message.State, fault: Message.Fault | None = None) -> None:
    message.state, message.fault = state, fault or ""
    message.settled_at = timezone.now()
    if state != State.DEAD or fault in FOR_GOOD or message.template == TRIAL:
        message.sealed = None
    with connection.cursor() as cursor:
        cursor.execute(
            SETTLE,
            [
                message.state,
                message.fault,
                message.settled_at,
                bytes(message.sealed) if message.sealed else None,
                message.account_id,
                message.provider_id,
                message.rupiah,
                message.rehearsed,
                message.pk,
            ],
        )
    forget_address(message)
    log.info("message_settled", message_id=str(message.pk), status=state.value)
