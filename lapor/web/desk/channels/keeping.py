"""Changing an account of a channel, with the record of who did it; secrets never stand in there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from lapor.agencies.actor import Actor
from lapor.agencies.governing import record
from lapor.agencies.models import Change
from lapor.agencies.posts import Unfit
from lapor.outbox import accounts, hooks, trials
from lapor.outbox.models import ChannelAccount, Message

MOST_SECRET = 4000  # letters
# Secrets of our own that stand in a header or an address: what Telegram takes as secret_token.
OF_ADDRESSES = (("telegram", "hook"), ("sms", "path"))
PLAIN = re.compile(r"[A-Za-z0-9_-]{1,256}")
# Settings that say with which machine an account speaks, and whether anybody can listen.
ELSEWHERE = (
    "way",
    "api",
    "files",
    "sendsms",
    "hook",
    "host",
    "port",
    "tls",
    "imap",
    "imap_tls",
    "smtp",
)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """How an account is to be."""

    slug: str
    label: str
    said: Mapping[str, Any]
    takes: bool
    sends: bool
    rehearses: bool
    a_second: float
    rupiah: int


def open_account(channel: str, wanted: Wanted, actor: Actor) -> ChannelAccount:
    """Add an account. Raises Unfit where the channel has one at this address already.

    The same form sent twice finds the account that it made.
    """
    account = ChannelAccount(channel=channel)
    _take_over(account, wanted)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
            _record(account, None, _told(account), actor)
    except IntegrityError:
        there = ChannelAccount.objects.get(channel=channel, slug=wanted.slug)
        if _told(there) == _told(account):
            return there
        says = _("Sudah ada akun dengan nama alamat itu. Pilih yang lain.")
        raise Unfit(says, field="slug") from None
    return account


class Changed(Enum):
    """What came of changing an account."""

    NOTHING = "nothing"
    KEPT = "kept"
    ELSEWHERE = "elsewhere"  # it speaks with another machine, so that its secrets are asked anew


@transaction.atomic
def change(key: int, wanted: Wanted, actor: Actor, now: datetime) -> Changed:
    """Change an account. The address of its hook stays: providers know it.

    Where it speaks with another machine from now on, what it sends by is not sent there.
    """
    account = _held(key)
    before, said = _told(account), dict(account.said)
    _take_over(account, wanted, but=("slug",))
    if _told(account) == before:
        return Changed.NOTHING
    account.save(
        update_fields=["label", "said", "takes", "sends", "rehearses", "a_second", "rupiah"]
    )
    _record(account, before, _told(account), actor)
    if all(said.get(name) == account.said.get(name) for name in ELSEWHERE):
        return Changed.KEPT
    return Changed.ELSEWHERE if accounts.retire_sending(account, now) else Changed.KEPT


@transaction.atomic
def put_secret(key: int, name: str, text: str, actor: Actor, now: datetime) -> bool:
    """Keep a secret, and say whether there was one before, which stays good for a day.

    Raises Unfit where it cannot be one.
    """
    account = _held(key)
    if not text or len(text) > MOST_SECRET or not text.isprintable():
        raise Unfit(_("Tempel rahasianya utuh, satu baris."), field=name)
    if (account.channel, name) in OF_ADDRESSES and not PLAIN.fullmatch(text):
        raise Unfit(_("Pakai huruf, angka, _ dan - saja, paling banyak 256."), field=name)
    had = accounts.live(now).filter(account=account, name=name).exists()
    accounts.keep_secret(account, name, text, now)
    of = {"of": account.channel}
    _record(account, of | {"secret": ""}, of | {"secret": name}, actor)
    return had


@transaction.atomic
def tell_hook(key: int, address: str, actor: Actor, now: datetime) -> None:
    """Ask for the hook to be registered with its provider; a secret that is made for it is told."""
    account = _held(key)
    of = {"of": account.channel}
    if hooks.ask(account, address, now):
        name = accounts.BY_US[account.channel]
        _record(account, of | {"secret": ""}, of | {"secret": name}, actor)
    _record(account, of | {"hook": ""}, of | {"hook": "asked"}, actor)


@transaction.atomic
def end(key: int, actor: Actor, now: datetime) -> None:
    """Let an account take and send nothing any more. What came by it stays readable."""
    account = _held(key)
    if account.ended_at:
        return
    before = _told(account)
    account.ended_at = now
    account.save(update_fields=["ended_at"])
    _record(account, before, _told(account), actor)


@transaction.atomic
def begin_again(key: int, actor: Actor) -> None:
    """Let an ended account work again, as it was set."""
    account = _held(key)
    if not account.ended_at:
        return
    before = _told(account)
    account.ended_at = None
    account.save(update_fields=["ended_at"])
    _record(account, before, _told(account), actor)


@transaction.atomic
def try_out(key: int, address: str, actor: Actor) -> Message:
    """Send a trial to an address, which is kept nowhere; what came of it is told by its message."""
    account = _held(key)
    language = actor.user.language if actor.user else "id"
    with override(language):
        text = _trial(account)
    message = trials.try_out(account, address, text, language)
    _record(account, {"trial": ""}, {"trial": str(message.pk)}, actor)
    return message


def _trial(account: ChannelAccount) -> str:
    """Return what a trial says, in letters that any SMS can carry."""
    return _("LAPOR: Ini pesan uji dari %(name)s. Tidak perlu dibalas.") % {"name": account.label}


def _held(key: int) -> ChannelAccount:
    return ChannelAccount.objects.select_for_update().get(pk=key)


def _take_over(account: ChannelAccount, wanted: Wanted, but: tuple[str, ...] = ()) -> None:
    account.slug = account.slug if "slug" in but else wanted.slug
    account.label, account.said = wanted.label, dict(wanted.said)
    account.takes, account.sends = wanted.takes, wanted.sends
    account.rehearses = wanted.rehearses
    account.a_second, account.rupiah = wanted.a_second, wanted.rupiah


def _told(account: ChannelAccount) -> dict[str, Any]:
    """Return what the record keeps of an account: what it is set to, and no secret."""
    said = account.said
    return {
        "of": account.channel,
        "channel": str(account.get_channel_display()),
        "slug": account.slug,
        "label": account.label,
        "settings": {key: value for key, value in sorted(said.items()) if key != "codes"},
        "codes": dict(said.get("codes") or {}),
        "takes": account.takes,
        "sends": account.sends,
        "rehearses": account.rehearses,
        "a_second": f"{account.a_second:g}",
        "rupiah": account.rupiah,
        "ended": account.ended_at is not None,
    }


def _record(
    account: ChannelAccount,
    before: dict[str, Any] | None,
    after: dict[str, Any],
    actor: Actor,
) -> None:
    """Keep the change where the nation alone reads it: hosts of gateways are nobody else's."""
    record(
        Change.Topic.CHANNEL,
        account.pk,
        label=f"{account.get_channel_display()} {account.label}",
        before=before,
        after=after,
        actor=actor,
        agency=actor.agency,
    )
