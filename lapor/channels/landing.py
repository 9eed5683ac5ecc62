"""What became of a message that was sent, as its provider says it later."""

from django.db import transaction

from lapor.channels.delivery import settle_unlanded
from lapor.channels.email.bounces import is_for_good
from lapor.channels.faults import Later
from lapor.outbox.models import Contact, DeliveryEvent, Message

SOON = 5  # seconds until a message whose name is not known yet is looked for again


def look_after(account_id: int, provider_id: str) -> None:
    """Let a message that did not arrive go another way, once.

    A failure may be told before the sending has ended here: then it is looked for a little later.
    """
    with transaction.atomic():
        rows = Message.objects.select_for_update(of=("self",))
        message = rows.filter(account_id=account_id, provider_id=provider_id).first()
        if message is not None:
            settle_unlanded(message)
            _mark_lost(message)
            return
    if Message.objects.filter(account_id=account_id, state=Message.State.SENDING).exists():
        raise Later(SOON)


def _mark_lost(message: Message) -> None:
    """Keep that nobody is reached there any more, so that word goes another way at once."""
    failed = DeliveryEvent.objects.filter(status=DeliveryEvent.Status.FAILED)
    events = failed.filter(account=message.account_id, provider_id=message.provider_id)
    event = events.first()
    if event and message.contact_id and is_for_good(event.code):
        Contact.objects.filter(pk=message.contact_id).update(lost_at=event.at)
