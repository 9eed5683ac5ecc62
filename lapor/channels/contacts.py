"""Opens a reporter's sealed address, for one message, and never without a trace."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from lapor.channels.faults import Full, Later, pause
from lapor.kit.seal import unseal
from lapor.outbox.accounts import TAKE
from lapor.outbox.models import (
    REPORTER,
    TALK,
    AddressDay,
    ChannelAccount,
    Contact,
    ContactUse,
    Message,
)
from lapor.reports.access import digest

# Far above what work needs, far below what someone who drives the worker would want. Who waits
# is sent later, not dropped. Workers at the same moment may pass by one each.
A_DAY_PER_CONTACT = A_DAY_PER_ADDRESS = 20
A_DAY_PER_TALK = 300  # turns of a dialogue are answers: whoever writes much is answered much
# Addresses that somebody typed. What an account of ours sends is held to its contract's rate.
AN_HOUR_IN_ALL = 20_000
# Word of reports to one person in one account, however many reports: nobody's telephone rings all
# night. Answers of the dialogue are not counted, `loops` bounds them.
AN_HOUR_PER_PERSON = 30
LINKS_AN_HOUR = 5  # links that open the page of one report, whoever asks for them
SEALED = (REPORTER, TALK)  # audiences whose address is opened
A_MOMENT = 1  # second, until the rate of an account lets one more out
WAIT = 4  # the fourth pause of a failing message: about half an hour
# An attempt: the address that is opened for it, the message, and the rate of its account, whose one
# row workers wait for. One statement, as every message takes it.
BEGIN = f"""
    WITH opened AS (
        INSERT INTO outbox_contactuse (contact_id, message_id, at)
        SELECT %(contact)s, %(message)s, %(now)s WHERE %(opens)s AND %(most)s > (
            SELECT count(*) FROM outbox_contactuse
            WHERE contact_id = %(contact)s AND at > %(since)s
        )
        RETURNING 1
    ), begun AS (
        UPDATE outbox_message
        SET state = %(state)s, attempts = %(attempts)s, tried_at = %(now)s, resent = %(resent)s
        WHERE id = %(message)s
    ), paid AS ({TAKE} RETURNING 1)
    SELECT EXISTS (SELECT FROM opened), EXISTS (SELECT FROM paid)
"""  # noqa: S608 - nothing in it was typed by anybody
COUNT = """
    INSERT INTO outbox_addressday AS today (bucket, day, letters) VALUES (%(bucket)s, %(day)s, 1)
    ON CONFLICT (bucket) DO UPDATE SET letters = today.letters + 1 WHERE today.letters < %(most)s
    RETURNING letters
"""


def begin(message: Message, account: ChannelAccount | None, now: datetime) -> None:
    """Count an attempt: the message as it is to be kept, the opening that it needs, and the rate.

    account: whose rate it uses; None where none does. Raises Later where its address was opened
    often enough, and Full where the rate lets nothing out now: the caller's transaction, which
    holds the message, then counts nothing.
    """
    contact = message.contact if message.audience in SEALED else None
    opens = contact is not None and not _is_opened(message)
    message.tried_at = now
    told = {
        "contact": contact.pk if contact else None,
        "message": message.pk,
        "account": account.pk if account else None,
        "opens": opens,
        "most": A_DAY_PER_TALK if message.audience == TALK else A_DAY_PER_CONTACT,
        "since": now - timedelta(days=1),
        "now": now,
        "state": message.state,
        "attempts": message.attempts,
        "resent": message.resent,
    }
    with connection.cursor() as cursor:
        cursor.execute(BEGIN, told)
        opened, paid = cursor.fetchone()
    if opens and opened and contact and contact.account_id is None:
        opened = _count(f"all:{now:%Y-%m-%dT%H}", timezone.localdate(now), AN_HOUR_IN_ALL)
    if opens and not opened:
        raise Later(pause(WAIT))
    if account and not paid:
        raise Full(A_MOMENT)


def _is_opened(message: Message) -> bool:
    """Say whether an attempt before this one has opened the address: it counts once."""
    return bool(message.tried_at) and ContactUse.objects.filter(message=message).exists()


def count_news(contact: Contact, address: str, now: datetime) -> None:
    """Count word of a report to this person; raises Later where they had enough in this hour.

    In the transaction that sends it: what was not sent does not count.
    """
    person = f"news:{now:%Y-%m-%dT%H}:{contact.account_id}:{address}"
    if not _count(person, timezone.localdate(now), AN_HOUR_PER_PERSON):
        raise Later(pause(WAIT))


def take_link(receipt: bytes, now: datetime) -> bool:
    """Count a link to the page of this report; False where it has had those of this hour."""
    report = f"open:{now:%Y-%m-%dT%H}:{receipt.hex()}"
    return _count(report, timezone.localdate(now), LINKS_AN_HOUR)


def open_contact(contact: Contact) -> str:
    """Return the address; `cryptography.exceptions.InvalidTag` if this key does not fit."""
    return unseal(bytes(contact.sealed), key=settings.COURIER_KEY, about=contact.pk.bytes).decode()


def take_letter(address: str, now: datetime, *, own: bool = False) -> bool:
    """Count a letter to this address; False where it has had those of this day already.

    Each report has a contact of its own, so that without this a flood of reports would be one of
    letters to whoever's address it names.

    own: word of a report of an address that is proved, which counts apart: nobody who writes in
    that name, or names it in reports, uses its letters up.
    """
    day = timezone.localdate(now)
    use = "own" if own else "letters"
    return _count(f"{use}:{day}:{plain_address(address)}", day, A_DAY_PER_ADDRESS)


def plain_address(address: str) -> str:
    """Return one way to write what reaches one mailbox: small letters, nothing after a plus."""
    name, _at, host = address.strip().lower().rpartition("@")
    return f"{name.partition('+')[0]}@{host}"


def _count(what: str, day: date, most: int) -> bool:
    """Count one more of this; False where it has had so many. What was of other days is deleted."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"bucket": digest(what), "day": day, "most": most})
        found = cursor.fetchone()
    if found == (1,):
        AddressDay.objects.filter(day__lt=day).delete()
    return found is not None
