"""A message that an admin sends to see whether an account works. Its address is not kept."""

import json
from uuid import UUID

from django.conf import settings
from django.db import transaction

from lapor.kit.ids import new_id
from lapor.kit.seal import seal
from lapor.outbox.models import TALK, ChannelAccount, Contact, Message
from lapor.outbox.queue import carry, keep_contact

TRIAL = f"trial/{TALK}"  # its template: no step and no reader has it


@transaction.atomic
def try_out(account: ChannelAccount, address: str, text: str, language: str) -> Message:
    """Queue a message of these words to an address, both sealed to the courier."""
    key = new_id()
    contact = keep_contact(address, by=account)  # nobody has written from it: not proved
    plain = json.dumps({"text": text, "choices": []}).encode()  # as a turn of a dialogue is kept
    message = Message.objects.create(
        id=key,
        contact=contact,
        account=account,
        audience=TALK,
        template=TRIAL,
        language=language,
        sealed=seal(plain, to=settings.COURIER_PUBLIC, about=key.bytes),
    )
    carry([key])
    return message


def trial_of(account: ChannelAccount, key: UUID) -> Message | None:
    """Return the trial of this name, if it is one of this account."""
    return Message.objects.filter(pk=key, template=TRIAL, account=account).first()


def forget_address(message: Message) -> None:
    """Delete the address of a trial that is settled. The caller's transaction.

    Every other contact belongs to a report or a conversation, and stays.
    """
    if message.template == TRIAL and message.contact_id:
        Contact.objects.filter(pk=message.contact_id).delete()
        message.contact = None
