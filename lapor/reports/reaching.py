"""Where word of a report is sent once its reporter has gone over to another channel."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from lapor.outbox import crossing
from lapor.outbox.models import ON_THEIR_WAY, ChannelAccount, Contact, Message
from lapor.outbox.queue import keep_contact
from lapor.reports import notices
from lapor.reports.models import Report

Kind = ChannelAccount.Kind
MAIL, DEVICE = Kind.EMAIL, Kind.PUSH


@dataclass(frozen=True)
class Place:
    """Where word of a report goes. chat: what it is called, empty for mail. behind: before that."""

    on_device: bool = False
    chat: str = ""
    since: datetime | None = None
    behind: str = ""


@transaction.atomic
def reach_at(report: Report, address: str, *, by: ChannelAccount, at: datetime) -> None:
    """Send word to who wrote to this account; where it went until now is tried where that fails.

    The caller has asked for the reply key, or a link that was made with it. The place before is
    told once, so that nobody takes word of a report away in silence.
    """
    locked = Report.objects.select_for_update(of=("self",)).select_related("contact")
    report = locked.get(pk=report.pk)
    before = report.contact
    report.contact = keep_contact(address, by=by, at=at)
    report.contact.otherwise = _without(before, by)
    report.contact.save(update_fields=["otherwise"])
    report.moved = report.moved or (by.channel != DEVICE and _spoken_at(before) is not None)
    report.save(update_fields=["contact", "moved"])
    crossing.end_back(bytes(report.receipt_hmac))
    if before:
        Message.objects.filter(ON_THEIR_WAY, contact=before).update(contact=report.contact)
        notices.tell_of_crossing(report, before)


def place_of(report: Report) -> Place:
    """Return where word of the report goes: one statement, none where it goes nowhere."""
    if report.contact_id is None:
        return Place()
    rows = Contact.objects.defer("sealed").select_related("otherwise", "otherwise__otherwise")
    contact = rows.filter(pk=report.contact_id).first()
    on_device = contact is not None and contact.channel == DEVICE
    told = contact.otherwise if contact and on_device else contact
    if told is None or told.channel == MAIL:
        return Place(on_device)
    behind = told.otherwise.channel if told.otherwise else ""
    return Place(on_device, str(Kind(told.channel).label), told.proved_at, behind)


@transaction.atomic
def go_back(report: Report) -> None:
    """Send word where it went before this chat; where it went nowhere, to no place any more.

    The chat is told once, so that nobody takes word of a report away in silence.
    """
    locked = Report.objects.select_for_update(of=("self",)).select_related("contact__otherwise")
    report = locked.get(pk=report.pk)
    device = report.contact if report.contact and report.contact.channel == DEVICE else None
    chat = _spoken_at(report.contact)
    if chat is None or chat.channel in (MAIL, DEVICE):
        return
    if device:
        device.otherwise = chat.otherwise
        device.save(update_fields=["otherwise"])
    else:
        report.contact = chat.otherwise
    report.moved = True
    report.save(update_fields=["contact", "moved"])
    crossing.end_back(bytes(report.receipt_hmac))
    Message.objects.filter(ON_THEIR_WAY, contact=chat).update(contact=chat.otherwise)
    Contact.objects.filter(pk=chat.pk).update(otherwise=None)
    notices.tell_of_crossing(report, chat)


@transaction.atomic
def leave(report: Report, channel: str) -> None:
    """Send no word by this channel any more, but where it went before."""
    contact = Contact.objects.filter(report__pk=report.pk, channel=channel).first()
    if contact:
        lose(contact)


@transaction.atomic
def lose(contact: Contact) -> None:
    """Delete a place that takes no word any more; what waits for it goes the other way."""
    for report in Report.objects.select_for_update().filter(contact=contact):
        report.contact = contact.otherwise
        report.moved = report.moved or contact.channel != DEVICE
        report.save(update_fields=["contact", "moved"])
        crossing.end_back(bytes(report.receipt_hmac))
    Contact.objects.filter(otherwise=contact).update(otherwise=contact.otherwise)
    Message.objects.filter(ON_THEIR_WAY, contact=contact).update(contact=contact.otherwise)
    contact.delete()


def _spoken_at(contact: Contact | None) -> Contact | None:
    """Return where a reporter is spoken with; a device of theirs is beside that place."""
    return contact.otherwise if contact and contact.channel == DEVICE else contact


def _without(contact: Contact | None, account: ChannelAccount) -> Contact | None:
    """Return the places before, but for those in this account: a chat is not its own way round."""
    while contact and contact.account_id == account.pk:
        contact = contact.otherwise
    return contact
