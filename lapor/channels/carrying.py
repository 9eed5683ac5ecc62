"""Carries a message by a channel: what may be sent, how fast, and what it is remembered as."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from lapor.channels import contacts, conversing, silence, telling, wording
from lapor.channels.adapter import Able, Free, Outgoing
from lapor.channels.arriving import who_is
from lapor.channels.dialogue import engine
from lapor.channels.dialogue.memory import Focus, News
from lapor.channels.dialogue.texts import Text
from lapor.channels.faults import Undelivered
from lapor.channels.models import Conversation
from lapor.channels.registry import ADAPTERS
from lapor.channels.sms import holding
from lapor.kit.sms import parts, plainer
from lapor.outbox.accounts import sending
from lapor.outbox.models import REPORTER, TALK, ChannelAccount, Contact, Message
from lapor.outbox.needs import lacks_to_send
from lapor.outbox.queue import hand_on

MAIL = "email"
Fault = Message.Fault
# All that a turn of a dialogue asks of its conversation. By hand, as every answer asks it.
SPOKEN_WITH = """
    SELECT id, language, heard_at, stopped_at, blocked_at FROM channels_conversation
    WHERE account_id = %s AND who = %s
"""
OF_SILENCE = (Text.STOPPED, Text.START_AGAIN)  # all that is said to who wants to hear nothing
TOLD_ALREADY = ("receive",)  # steps that the dialogue itself has just told of
# What the reporter's next words are about, by the step they were told of.
NEWS = {
    "follow_up": News.ANSWERED,
    "hold": News.ASKED,
    "rejoin": News.ANSWERED,
    "close": News.CLOSED,
    "archive": News.CLOSED,
    "close_silent": News.CLOSED,
}


def is_by_channel(message: Message) -> bool:
    """Say whether a message goes by an account of ours: not to an address that somebody typed."""
    contact = message.contact
    return contact is not None and (contact.channel != MAIL or contact.account_id is not None)


def is_told_already(message: Message) -> bool:
    """Say whether the dialogue has told of this itself, so that a letter would say it twice.

    Who was written down at a counter has had no dialogue: nobody has written from that number.
    """
    contact = message.contact
    if contact is None or (contact.proved_at is None and contact.channel != MAIL):
        return False
    return is_by_channel(message) and message.template.partition("/")[0] in TOLD_ALREADY


def may_repeat(message: Message) -> bool:
    """Say whether what was begun may arrive twice, sent again: its channel knew no key of ours."""
    if goes_by_token(message):
        return True
    account = message.contact.account if message.contact else None
    adapter = ADAPTERS.get(account.channel) if account else None
    return adapter is not None and not adapter.able.names_repeat


def goes_by_token(message: Message) -> bool:
    """Say whether this attempt goes by a token of theirs: the first does, each next by a key."""
    return bool(message.context.get("by_token")) and message.attempts == 1


def is_anothers(message: Message) -> bool:
    """Say whether only the process that holds a bind can send this message, and we are another."""
    account = message.contact.account if message.contact else None
    if account is None or account.ended_at or not account.sends or account.rehearses:
        return False
    is_ours = settings.PROCESS == holding.SMPP or holding.is_held_here(account)
    return holding.is_by_bind(account) and not is_ours


def hand_over(message: Message) -> None:
    """Queue a message for the process that holds the bind of its account, in its turn."""
    account = message.contact.account_id if message.contact else None
    hand_on(message, holding.queue_of(account or 0))


def carry(message: Message, contact: Contact) -> None:
    """Send one message by its channel, and note the provider's name for it.

    In the transaction that holds the message; who settles it saves what is noted. Raises
    Undelivered or Later.
    """
    account = contact.account
    if account is None or account.ended_at or not account.sends:
        raise Undelivered(Fault.OFF, lasting=True)
    adapter, to = ADAPTERS[account.channel], contacts.open_contact(contact)
    talk = _talk(message, contact, to)
    is_news, now = message.audience == REPORTER, timezone.now()
    if is_news and talk and silence.is_of_another(contact, talk, adapter.able, now):
        raise Undelivered(Fault.SILENT, lasting=True)
    is_open = _is_open(talk, message, adapter.able)
    offered = telling.offered(message)
    if talk:  # as its person is spoken with now
        message.language = talk.language
    out = Outgoing(
        key=str(message.pk),
        to=to,
        text="",
        language=message.language,
        contact=contact.pk,
        about=str(message.context.get("number", "")),
    )
    out = telling.worded(out, message, adapter.able, offered)
    if not is_open:
        out = _approved(out, message, account)
    if not account.rehearses:
        secrets = sending(account)
        if lacks_to_send(account, secrets):
            raise Undelivered(Fault.UNREADY)
        if not goes_by_token(message) and adapter.able.replies_once:
            out = replace(out, reply_with="")
        message.provider_id = adapter.send(account.said, secrets, out)
    count = len(parts(plainer(out.text))) if adapter.able.terse else 1
    count = 0 if isinstance(message.provider_id, Free) else count
    message.account, message.rupiah, message.sealed = account, account.rupiah * count, None
    message.rehearsed = account.rehearses
    if talk:
        _remember(talk, message, offered)


def _talk(message: Message, contact: Contact, to: str) -> Conversation | None:
    """Return the conversation with a person; held, where what is remembered of it changes."""
    account = contact.account
    if account is None:
        return None
    who = who_is(account, to)
    if message.audience != REPORTER:
        with connection.cursor() as cursor:
            cursor.execute(SPOKEN_WITH, [account.pk, who])
            found = cursor.fetchone()
        names = ("id", "language", "heard_at", "stopped_at", "blocked_at")
        return Conversation(**dict(zip(names, found, strict=True))) if found else None
    contacts.count_news(contact, to, timezone.now())
    rows = Conversation.objects.select_for_update(of=("self",)).select_related("contact")
    return next(iter(rows.order_by().filter(account=account, who=who)), None)


def _is_open(talk: Conversation | None, message: Message, able: Able) -> bool:
    """Say whether words of our own may be sent now; raise Undelivered where the person wants none.

    Who says STOP is told so, and nothing after that but whether a letter in their name was theirs.
    """
    if talk is None:
        return True
    is_of_silence = message.template.partition("/")[0] in OF_SILENCE
    if talk.blocked_at or (talk.stopped_at and not is_of_silence):
        raise Undelivered(Fault.STOPPED, lasting=True)
    return not able.window or timezone.now() - talk.heard_at <= timedelta(hours=able.window)


def _approved(out: Outgoing, message: Message, account: ChannelAccount) -> Outgoing:
    """Return word of a report as the text that the provider approved for it.

    Raises Undelivered where there is none: the word then goes another way.
    """
    name = str(account.said.get("template") or "")
    if message.audience != REPORTER or not name or not ADAPTERS[account.channel].able.templates:
        raise Undelivered(Fault.WINDOW, lasting=True)
    return replace(out, template=name, fills=wording.number_and_status(message))


def _remember(talk: Conversation, message: Message, choices: Sequence[str]) -> None:
    """Let the next words of the person be about what they were just told."""
    number, news = message.context.get("number"), NEWS.get(message.template.partition("/")[0])
    if message.audience == TALK or not number or news is None:
        return
    focus = Focus(str(number), news, timezone.localdate().isoformat(), tuple(choices))
    memory = engine.told_news(conversing.recall(talk), focus)
    conversing.remember(talk, memory, timezone.now())
