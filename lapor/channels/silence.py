"""Who was silent for half a year may be somebody else: operators give numbers to new people.

What they said before, and which reports are theirs, is then let go. Who still is the same person
goes on with the code of the report.
"""

from datetime import datetime, timedelta

from lapor.channels.adapter import Able
from lapor.channels.models import Conversation
from lapor.outbox.models import ChannelAccount, Contact
from lapor.outbox.queue import keep_contact

DAYS = 180  # of silence, until a number may be another's
LONGEST = timedelta(days=DAYS)


def is_over(talk: Conversation, able: Able, now: datetime) -> bool:
    """Say whether a conversation is too old to be gone on with. An address of mail stays one's."""
    return not able.letters and now - talk.heard_at > LONGEST


def begin_anew(talk: Conversation, sender: str, account: ChannelAccount, now: datetime) -> None:
    """Let everything go that was said. In the caller's transaction, which holds the row.

    The new contact says since when this person is here: older ones are another's.
    """
    before = talk.contact_id
    talk.contact = keep_contact(sender, by=account, at=now)
    talk.memory, talk.look_at = None, None
    talk.stopped_at = talk.blocked_at = None
    talk.language, talk.heard_at = "id", now
    talk.save()
    Contact.objects.filter(pk=before).delete()


def is_of_another(contact: Contact, talk: Conversation, able: Able, now: datetime) -> bool:
    """Say whether word to this contact might reach somebody who never wrote from there.

    A contact that nobody wrote from, as a counter notes it, is no part of any conversation.
    """
    if able.letters or contact.proved_at is None:
        return False
    since = talk.contact.proved_at
    return is_over(talk, able, now) or (since is not None and contact.proved_at < since)
