"""Opens a reporter's sealed address, for one message, and never without a trace."""

from datetime import datetime, timedelta

from django.conf import settings

from lapor.channels.faults import Later, pause
from lapor.kit.seal import unseal
from lapor.outbox.models import Contact, ContactUse, Message

# Far above what work needs, far below what someone who drives the worker would want. Who waits
# is sent later, not dropped. Workers at the same moment may pass by one each.
A_DAY_PER_CONTACT = 20
AN_HOUR_IN_ALL = 20_000
WAIT = 4  # the fourth pause of a failing message: about half an hour


def count_use(message: Message, contact: Contact, now: datetime) -> None:
    """Write down that the contact is opened for this message, once; raises Later if full."""
    if ContactUse.objects.filter(message=message).exists():
        return
    uses = ContactUse.objects.all()
    own = uses.filter(contact_id=contact.pk, at__gt=now - timedelta(days=1))
    lately = uses.filter(at__gt=now - timedelta(hours=1))
    if own.count() >= A_DAY_PER_CONTACT or lately.count() >= AN_HOUR_IN_ALL:
        raise Later(pause(WAIT))
    ContactUse.objects.create(contact_id=contact.pk, message=message, at=now)


def open_contact(contact: Contact) -> str:
    """Return the address; `cryptography.exceptions.InvalidTag` if this key does not fit."""
    return unseal(bytes(contact.sealed), key=settings.COURIER_KEY, about=contact.pk.bytes).decode()
