"""Opens a reporter's sealed address, for one message, and never without a trace."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from lapor.channels.faults import Later, pause
from lapor.kit.seal import unseal
from lapor.outbox.models import AddressDay, Contact, ContactUse, Message
from lapor.reports.access import digest

# Far above what work needs, far below what someone who drives the worker would want. Who waits
# is sent later, not dropped. Workers at the same moment may pass by one each.
A_DAY_PER_CONTACT = A_DAY_PER_ADDRESS = 20
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


def take_letter(address: str, now: datetime) -> bool:
    """Count a letter to this address; False where it has had those of this day already.

    Each report has a contact of its own, so that without this a flood of reports would be one of
    letters to whoever's address it names.
    """
    day = timezone.localdate(now)
    row, is_new = AddressDay.objects.get_or_create(
        bucket=digest(f"letters:{day}:{plain_address(address)}"), defaults={"day": day}
    )
    if is_new:
        AddressDay.objects.filter(day__lt=day).delete()
    room = AddressDay.objects.filter(pk=row.pk, letters__lt=A_DAY_PER_ADDRESS)
    return bool(room.update(letters=F("letters") + 1))


def plain_address(address: str) -> str:
    """Return one way to write what reaches one mailbox: small letters, nothing after a plus."""
    name, _at, host = address.strip().lower().rpartition("@")
    return f"{name.partition('+')[0]}@{host}"
