"""Our own mailboxes: which there are, whose a letter is, how a letter that leaves is addressed."""

from uuid import UUID

from django.db.models import QuerySet

from lapor.channels.arriving import who_is
from lapor.channels.email.sending import Back
from lapor.channels.email.tokens import base_of, bounce_address, plain, reply_address
from lapor.channels.faults import Undelivered
from lapor.channels.models import Conversation
from lapor.outbox.models import ChannelAccount, Message
from lapor.reports.access import reached_at

MAIL = ChannelAccount.Kind.EMAIL
YES, NO = "yes", "no"


def taking() -> QuerySet[ChannelAccount]:
    """Return the mailboxes whose letters are taken, the oldest first."""
    rows = ChannelAccount.objects.filter(channel=MAIL, takes=True, ended_at=None)
    return rows.exclude(said__address=None).order_by("pk")


def polled() -> QuerySet[ChannelAccount]:
    """Return the mailboxes that we read by IMAP."""
    return taking().exclude(said__imap=None).exclude(said__imap="")


def brought() -> QuerySet[ChannelAccount]:
    """Return the mailboxes that a mail server of ours brings us by LMTP."""
    return taking().filter(said__lmtp=YES)


def of_recipient(address: str) -> ChannelAccount | None:
    """Return the mailbox that a mail server brings this letter for; it may take none just now."""
    ours = base_of(address)
    rows = ChannelAccount.objects.filter(channel=MAIL, ended_at=None, said__lmtp=YES)
    return next((one for one in rows if base_of(str(one.said.get("address"))) == ours), None)


def back_of(message: Message, address: str) -> Back | None:
    """Return how a letter of the installation's own address can be answered; None where it can not.

    Only word of a report to its reporter: what is answered lands in its thread. Raises
    Undelivered where they asked by mail for no more letters.
    """
    account = taking().first() if message.contact_id and "number" in message.context else None
    if account is None or message.contact_id is None or reached_at(message.contact_id) is None:
        return None
    talk = Conversation.objects.filter(account=account, who=who_is(account, plain(address)))
    if talk.exclude(stopped_at=None).exists():
        raise Undelivered(Message.Fault.STOPPED, lasting=True)
    return made(account, message.contact_id, message.pk, address)


def made(account: ChannelAccount, contact: UUID, message: UUID, address: str) -> Back:
    """Return the addresses of a letter from this mailbox to that contact."""
    ours = str(account.said["address"])
    if account.said.get("plus") == NO:
        return Back(account, contact, plain(ours), "")
    back, lost = reply_address(ours, contact, address), bounce_address(ours, message)
    return Back(account, contact, back, lost)
