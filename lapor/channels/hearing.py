"""Takes up what a provider brought: opens it, fetches its files, and lets the dialogue hear it."""

import contextlib
import hmac
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from lapor.channels import answering, arriving, conversing, loops, silence, slowing
from lapor.channels.adapter import Able, Incoming, Item, Landed, Left, Media, Unfetched, Unreadable
from lapor.channels.conversing import Place
from lapor.channels.dialogue.effects import Heard
from lapor.channels.dialogue.texts import Text
from lapor.channels.faults import Later, Undelivered
from lapor.channels.models import Conversation, Inbound
from lapor.channels.registry import ADAPTERS, TAKEN_OFF
from lapor.channels.x import mentions
from lapor.files.arriving import MOST_BYTES, FileRefused
from lapor.files.arriving import take as take_file
from lapor.files.cleaning import kinds
from lapor.files.shelf import Unwritten
from lapor.kit.seal import unseal
from lapor.outbox.accounts import sending
from lapor.outbox.models import Contact
from lapor.outbox.queue import keep_contact
from lapor.reports import naming

KEPT = timedelta(days=7)  # how long the raw body of a message stays
OLDEST = timedelta(days=7)  # a message is taken for no older
PATIENCE = timedelta(minutes=30)  # how long a file is tried for before the words go on alone
RETRY = 20  # seconds
State = Inbound.State
log = structlog.get_logger("lapor.channels")


@dataclass(frozen=True)
class Fetched:
    """The files of a message that were laid down: their tokens, and how many are recordings."""

    tokens: tuple[str, ...] = ()
    voices: int = 0


def take(inbound_id: str) -> None:
    """Take one message of this conversation up, once: of those that wait, the one sent first.

    Each message has a job, and providers bring them in any order. Raises Later where a file of it
    can be had a little later, or so much was said that it has to wait.
    """
    row = _next(inbound_id)
    if row is None:
        return
    item = _opened(row)
    if item is None or isinstance(item, Landed):
        Inbound.objects.filter(pk=row.pk).update(state=State.BROKEN)
        return
    now = timezone.now()
    files = Fetched()
    if isinstance(item, Incoming):
        able = ADAPTERS[row.account.channel].able
        wait = 0 if item.answers else loops.wait_of(row, able, now)
        if wait:
            _slow(inbound_id, now)
            raise Later(wait)
        files = _files(row, item.media, now)
    with transaction.atomic():
        locked = Inbound.objects.select_for_update().filter(pk=row.pk, state=State.WAITING)
        if not locked.exists():
            return
        talk = _conversation(row, item, now)
        able = ADAPTERS[row.account.channel].able
        if isinstance(item, Incoming) and silence.is_over(talk, able, now):
            silence.begin_anew(talk, item.sender, row.account, now)
        if isinstance(item, Left):
            talk.blocked_at = None if item.back else item.at
            talk.save(update_fields=["blocked_at"])
        else:
            _hear(row, talk, item, files, now)
            if item.bubble:
                arriving.ask_to_take_off(row)
        locked.update(
            state=State.DONE, taken_at=_about(now) if isinstance(item, Incoming) else None
        )


def _next(inbound_id: str) -> Inbound | None:
    """Return the message that is to be taken up for a job: the oldest of its conversation.

    A letter with a token is taken up for its own job. All that waits before it may be written by
    anybody, with whatever date.
    """
    named = Inbound.objects.select_related("account").filter(pk=inbound_id).first()
    if named is None:
        return None
    waiting = Inbound.objects.filter(account=named.account_id, who=bytes(named.who))
    waiting = waiting.filter(state=State.WAITING).select_related("account")
    oldest = waiting.order_by("sent_at", "received_at", "part").first()  # many say whole seconds
    if not ADAPTERS[named.account.channel].able.letters or not named.sealed:
        return oldest
    item = _opened(named)
    if not isinstance(item, Incoming) or not item.answers:
        return oldest
    if named.state == State.WAITING:
        return named
    if oldest:  # whose job has taken this one in its turn
        arriving.ask_to_take(oldest)
    return None


def _slow(inbound_id: str, now: datetime) -> None:
    """Tell who wrote this that it has to wait, where it still does; it stays in its turn."""
    log.warning("talk_slowed", inbound_id=inbound_id)
    row = Inbound.objects.select_related("account").get(pk=inbound_id)
    item = _opened(row) if row.state == State.WAITING else None
    if not isinstance(item, Incoming) or item.public:
        return
    able = ADAPTERS[row.account.channel].able
    with transaction.atomic():
        talk = _conversation(row, item, now)
        place = Place(talk, item.sender, able, now, _answered(item, able))
        slowing.tell(place, item.text, row.received_at)


def take_off(inbound_id: str) -> None:
    """Take the buttons off the message of ours whose button was pressed. Tried once: it is tidy."""
    row = Inbound.objects.select_related("account").get(pk=inbound_id)
    item, account = _opened(row) if row.sealed else None, row.account
    if not isinstance(item, Incoming) or account.ended_at or account.rehearses:
        return
    with contextlib.suppress(Undelivered, Later):
        TAKEN_OFF[account.channel](account.said, sending(account), item)


def forget(now: datetime) -> int:
    """Drop the bodies that are older than a week; return how many.

    What was not taken up yet keeps its body, however long it has to wait.
    """
    old = Inbound.objects.filter(sealed__isnull=False, received_at__lt=now - KEPT)
    return old.exclude(state=State.WAITING).update(sealed=None)


def _key_of(row: Inbound) -> str:
    """Return what a report that begins with this message is named by, the same for each attempt.

    A reply key is made from it and the pepper, so that it must follow from nothing that stands in
    a row, a job or a log: only the worker, which has the courier's key, can make it.
    """
    made = hmac.digest(settings.COURIER_KEY, b"lapor.channels.draft:" + row.pk.bytes, "sha256")
    return str(UUID(bytes=made[:16]))


def _about(moment: datetime) -> datetime:
    """Return the minute: the very moment is also that of the steps it led to, on the report."""
    return moment.replace(second=0, microsecond=0)


def _opened(row: Inbound) -> Item | None:
    """Return what this row holds; None where its body is gone or is not readable any more."""
    try:
        body = unseal(bytes(row.sealed or b""), key=settings.COURIER_KEY, about=row.pk.bytes)
        return arriving.items_of(row.account, body)[row.part]
    except (InvalidTag, ValueError, IndexError, Unreadable) as error:
        log.error("inbound_broken", inbound_id=str(row.pk), error=type(error).__name__)
        return None


def _conversation(row: Inbound, item: Incoming | Left, now: datetime) -> Conversation:
    """Return the conversation of who writes, locked; a new one where they never wrote."""
    rows = Conversation.objects.select_for_update(of=("self",)).select_related("account")
    talk = rows.filter(account=row.account, who=bytes(row.who)).first()
    if talk is None:
        contact = keep_contact(item.sender, by=row.account, at=now)
        Conversation.objects.create(
            account=row.account, who=bytes(row.who), contact=contact, heard_at=now
        )
        talk = rows.get(account=row.account, who=bytes(row.who))
    return talk


def _hear(row: Inbound, talk: Conversation, item: Incoming, files: Fetched, now: datetime) -> None:
    said_at = min(item.sent_at, now)  # a date is its sender's word: none is to come
    talk.heard_at, talk.blocked_at = max(min(talk.heard_at, now), said_at), None
    able = ADAPTERS[row.account.channel].able
    place = Place(talk, item.sender, able, now, _answered(item, able))
    if able.letters:
        Contact.objects.filter(pk=talk.contact_id).exclude(lost_at=None).update(lost_at=None)
    if item.public:
        mentions.answer(place, row)
        return
    letter = answering.of_letter(item.answers, now) if item.answers else None
    heard = Heard(
        key=_key_of(row),
        day=timezone.localdate(max(said_at, now - OLDEST)),
        text=item.text,
        pressed=item.pressed,
        files=files.tokens,
        point=item.point,
        name=item.name,
        language=item.language,
        unread=item.unread,
        lost=len(item.media) - len(files.tokens),
        asides=(_told_of_voices(),) if files.voices else (),
        proved=item.proved,
        focus=letter.focus if letter else None,
        draft=_draft_of(item, talk) if letter is None else "",
    )
    with translation.override(talk.language):
        conversing.hear(place, heard, letter.own if letter else None)


def _draft_of(item: Incoming, talk: Conversation) -> str:
    """Return the draft that our letter asked about, by its name; empty where it was about none."""
    is_of_talk = item.answers is None or item.answers == talk.contact_id
    return "" if is_of_talk else str(item.answers)


def _told_of_voices() -> Text:
    """Return what is said of a recording: that it arrived, and that nobody hears who hides.

    Whether it can be kept is known once it was taken apart; at first sight nothing is promised.
    """
    return Text.VOICE if naming.can_seal() else Text.VOICE_UNKEPT


def _answered(item: Incoming, able: Able) -> str:
    """Return by what an answer is sent as one, where the channel has such a thing."""
    return item.reply_with if able.names_answered or able.replies_once else ""


def _files(row: Inbound, media: Sequence[Media], now: datetime) -> Fetched:
    """Fetch and lay down the files of a message.

    One that can not be had now is tried for half an hour; then the words go on without it.
    """
    tokens, voices = [], 0
    for one in media:
        try:
            body = _fetched(row, one)
            tokens.append(take_file(io.BytesIO(body), len(body))[1])
            voices += kinds.at_first_sight(body) in kinds.SOUNDS
        except Unfetched as error:
            if not error.lasting and now - row.received_at < PATIENCE:
                raise Later(RETRY) from None
            log.warning("file_not_had", inbound_id=str(row.pk))
        except (FileRefused, Unwritten) as error:
            log.warning("file_not_taken", inbound_id=str(row.pk), error=type(error).__name__)
    return Fetched(tuple(tokens), voices)


def _fetched(row: Inbound, media: Media) -> bytes:
    """Return the bytes of a file. Raises Unfetched, also for what is plainly nothing we take."""
    if media.size > MOST_BYTES:
        raise Unfetched(lasting=True)
    adapter, account = ADAPTERS[row.account.channel], row.account
    body = media.data or adapter.fetch(account.said, sending(account), media)
    if kinds.at_first_sight(body) is None:  # said at once, not once the report has been sent
        raise Unfetched(lasting=True)
    return body
