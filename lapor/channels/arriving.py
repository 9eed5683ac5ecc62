"""Keeps what a provider brought: each message once, its body sealed, and a job to take it up."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import replace

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from lapor.channels.adapter import Incoming, Item, Landed, Left, Unreadable
from lapor.channels.apart import bodies_of
from lapor.channels.dialogue.dangers import is_emergency
from lapor.channels.email.vouching import is_vouched
from lapor.channels.models import Inbound
from lapor.channels.registry import ADAPTERS
from lapor.kit.ids import new_id
from lapor.kit.seal import seal
from lapor.outbox.models import ChannelAccount, DeliveryEvent
from lapor.outbox.names import LANDED, PRIORITY, PUBLIC, TAKE_IN, TAKE_OFF, TALKS
from lapor.reports.access import digest

LONGEST_ID = 200
# As an account of each channel names itself in its settings, and its provider in a body.
OWN = {"whatsapp": "number_id", "messenger": "page_id", "x": "user_id"}
CHECKS = "checks"  # the setting of a mailbox: as its mail server signs what it looked at
log = structlog.get_logger("lapor.channels")


def keep(account: ChannelAccount, body: bytes) -> bool:
    """Keep all that a body holds, in one transaction; what came before changes nothing.

    The body must be proved. What can not be read is kept too, for somebody to look at: False then.
    """
    try:
        items = items_of(account, body)
    except Unreadable:
        log.error("inbound_unreadable", channel=account.channel)
        _keep_unreadable(account, body)
        return False
    if not all(_is_brought_here(account, item) for item in items):
        log.error("inbound_of_another", channel=account.channel)
        _keep_unreadable(account, body)
    rows, events = _rows(account, items, body), _events(account, items)
    with transaction.atomic():
        if rows:
            Inbound.objects.bulk_create((row for row, _item in rows), ignore_conflicts=True)
            for row, item in rows:
                ask_to_take(row, item)
        if events:
            DeliveryEvent.objects.bulk_create(events, ignore_conflicts=True)
            for event in events:
                if event.status == DeliveryEvent.Status.FAILED:
                    ask_to_match(event)
    return True


def items_of(account: ChannelAccount, body: bytes) -> Sequence[Item]:
    """Return what a body holds, as this account may believe it. Raises Unreadable.

    Where its own mail server looks at who sent a letter, a letter that it does not vouch for proves
    nothing, whatever token was forwarded with it.
    """
    items = ADAPTERS[account.channel].read(body)
    server = str(account.said.get(CHECKS) or "")
    if not server:
        return items
    return [
        replace(item, answers=None, proved=False)
        if isinstance(item, Incoming) and not is_vouched(item.checked, server, item.sender)
        else item
        for item in items
    ]


def _is_brought_here(account: ChannelAccount, item: Item) -> bool:
    """Say whether a provider brought this for this account: of one app several share a secret."""
    own = str(account.said.get(OWN.get(account.channel, "")) or "")
    return not own or not item.ours or item.ours == own


def who_is(account: ChannelAccount, sender: str) -> bytes:
    """Return by what a conversation is known: an HMAC of the account and of who writes to it."""
    return digest(f"talk:{account.pk}:{sender}")


def ask_to_take(row: Inbound, item: Item | None = None) -> None:
    """Queue a message; those of one conversation are taken one after the other, in this order.

    A letter that proves by its token whose it is waits for no other, which anybody may have
    written in the same name. A cry for help has a second job beside: behind messages that have to
    wait its own would wait with them, and nobody would be told whom to call.
    """
    lock = "talk:" + base64.urlsafe_b64encode(row.who[:15]).decode()
    locks = [lock]
    if isinstance(item, Incoming) and item.answers:
        locks = [f"{lock}:proved"]
    elif isinstance(item, Incoming) and is_emergency(item.text):
        locks.append(f"{lock}:{row.pk}")
    for one in locks:
        task = app.configure_task(TAKE_IN, queue=TALKS, priority=PRIORITY[TALKS], lock=one)
        task.defer(inbound_id=str(row.pk))


def ask_to_take_off(row: Inbound) -> None:
    """Queue the taking off of buttons that were pressed, behind what somebody waits for."""
    task = app.configure_task(TAKE_OFF, queue=TALKS, priority=PRIORITY[PUBLIC])
    task.defer(inbound_id=str(row.pk))


def ask_to_match(event: DeliveryEvent) -> None:
    """Queue the look at a message that did not arrive."""
    task = app.configure_task(LANDED, queue=TALKS, priority=PRIORITY[TALKS])
    task.defer(account_id=event.account_id, provider_id=event.provider_id)


def _rows(
    account: ChannelAccount, items: Sequence[Item], body: bytes
) -> list[tuple[Inbound, Item]]:
    """Return a row for each message, with its own body where several came in one."""
    rows: list[tuple[Inbound, Item]] = []
    for part, item, own in _with_bodies(account, items, body):
        if not isinstance(item, Incoming | Left) or not _is_brought_here(account, item):
            continue
        key = new_id()
        row = Inbound(
            id=key,
            account=account,
            provider_id=_short(item.provider_id),
            who=who_is(account, item.sender),
            part=part,
            sealed=seal(own, to=settings.COURIER_PUBLIC, about=key.bytes),
            sent_at=item.sent_at if isinstance(item, Incoming) else item.at,
        )
        rows.append((row, item))
    return rows


def _with_bodies(
    account: ChannelAccount, items: Sequence[Item], body: bytes
) -> Sequence[tuple[int, Item, bytes]]:
    """Return each item with the body that holds it, and its place there.

    A body of a thousand messages would else be sealed a thousand times.
    """
    bodies = bodies_of(account.channel, body)
    if len(bodies) > 1:
        apart = [
            (part, item, one) for one in bodies for part, item in enumerate(items_of(account, one))
        ]
        if [item.provider_id for _part, item, _one in apart] == [one.provider_id for one in items]:
            return apart
    return [(part, item, body) for part, item in enumerate(items)]


def _events(account: ChannelAccount, items: Sequence[Item]) -> list[DeliveryEvent]:
    landed = [
        item for item in items if isinstance(item, Landed) and _is_brought_here(account, item)
    ]
    return [
        DeliveryEvent(
            account=account,
            provider_id=_short(item.provider_id),
            status=item.status,
            code=item.code[:40],
            at=item.at,
        )
        for item in landed
    ]


def _keep_unreadable(account: ChannelAccount, body: bytes) -> None:
    key = new_id()
    Inbound.objects.bulk_create(
        [
            Inbound(
                id=key,
                account=account,
                provider_id=f"sha256:{hashlib.sha256(body).hexdigest()}",
                who=b"",
                sealed=seal(body, to=settings.COURIER_PUBLIC, about=key.bytes),
                sent_at=timezone.now(),
                state=Inbound.State.BROKEN,
            )
        ],
        ignore_conflicts=True,
    )


def _short(name: str) -> str:
    """Return a provider's name for a message, as a column holds it; longer ones by their hash."""
    if len(name) <= LONGEST_ID:
        return name
    return f"sha256:{hashlib.sha256(name.encode()).hexdigest()}"
