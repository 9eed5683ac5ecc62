"""The accounts of the channels and their secrets: proved by the web server, used by the worker."""

import functools
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from lapor.accounts.sealing import open_secret, seal_secret
from lapor.kit.seal import seal, unseal
from lapor.outbox.models import ChannelAccount, ChannelSecret

OVERLAP = timedelta(days=1)  # how long the secret before stays good once a newer one is kept
PROVES, SENDS = "proves", "sends"
# Of each channel: the secrets by which we know the provider, and those by which we send.
NAMES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "sms": {PROVES: ("path",), SENDS: ("password",)},
    "telegram": {PROVES: ("hook",), SENDS: ("token",)},
    "line": {PROVES: ("channel_secret",), SENDS: ("access_token",)},
    "messenger": {PROVES: ("app_secret", "verify_token"), SENDS: ("access_token",)},
    "whatsapp": {PROVES: ("app_secret", "verify_token"), SENDS: ("access_token",)},
    "x": {
        PROVES: ("consumer_secret",),
        SENDS: ("consumer_key", "access_token", "access_token_secret"),
    },
    "email": {PROVES: (), SENDS: ("password",)},
    "push": {PROVES: (), SENDS: ("private_key",)},
}
# The channels whose provider takes the address of a hook from us, and the secret it then brings.
BY_US: Mapping[str, str] = {"telegram": "hook"}
# All that goes to the machine of a provider.
LEAVES: Mapping[str, tuple[str, ...]] = {
    channel: (*names[SENDS], *filter(None, [BY_US.get(channel)]))
    for channel, names in NAMES.items()
}
Secrets = Mapping[str, tuple[str, ...]]
# What `live` says, by hand: each hook and each message that is sent asks it, and the framework
# needs longer to write such a statement than the database to answer it.
LIVE = """
    SELECT secret.name, secret.sealed, account.id, account.channel, account.slug, account.said::text
    FROM outbox_channelsecret secret JOIN outbox_channelaccount account
        ON account.id = secret.account_id
    WHERE {} AND (secret.retired_at IS NULL OR secret.retired_at > %(since)s)
    ORDER BY secret.since DESC, secret.id DESC
"""
SENDING = LIVE.format("account.id = %(account)s")
PROVING = LIVE.format(
    "account.channel = %(channel)s AND account.slug = %(slug)s AND account.takes"
    " AND account.ended_at IS NULL"
)
FILLED = """
    least(
        greatest(a_second, 1),
        tokens + greatest(extract(epoch FROM %(now)s - tokens_at), 0) * a_second
    )
"""
# Of many workers each takes its own. A full bucket holds what may leave in a second, at least one.
TAKE = f"""
    UPDATE outbox_channelaccount SET tokens = {FILLED} - 1, tokens_at = %(now)s
    WHERE id = %(account)s AND {FILLED} >= 1
"""  # noqa: S608 - nothing in it was typed by anybody


def live(now: datetime) -> QuerySet[ChannelSecret]:
    """Return the secrets that count: not retired, or retired less than a day ago."""
    return ChannelSecret.objects.filter(Q(retired_at=None) | Q(retired_at__gt=now - OVERLAP))


@transaction.atomic
def keep_secret(account: ChannelAccount, name: str, text: str, now: datetime) -> None:
    """Seal a secret; the one before stays good for a day, an older one no longer.

    Raises KeyError for a name that this channel has no use for.
    """
    use = next(use for use, names in NAMES[account.channel].items() if name in names)
    about = _about(account, name)
    if use == PROVES:
        sealed = seal_secret(text, about).encode()
    else:
        sealed = seal(text.encode(), to=settings.COURIER_PUBLIC, about=about)
    ChannelAccount.objects.select_for_update().get(pk=account.pk)  # of two at once, one after one
    rows = account.secrets.filter(name=name)
    rows.exclude(retired_at=None).update(retired_at=now - OVERLAP)
    rows.filter(retired_at=None).update(retired_at=now)
    ChannelSecret.objects.create(account=account, name=name, sealed=sealed, since=now)


def retire_sending(account: ChannelAccount, now: datetime) -> bool:
    """End at once what leaves us by this account; say whether there was any.

    That is what sends, and the secret of a hook that we register ourselves.

    A secret is for the machine that it was pasted for: whoever can change the address could
    otherwise have it sent to one of their own.
    """
    rows = live(now).filter(account=account, name__in=LEAVES[account.channel])
    return bool(rows.update(retired_at=now - OVERLAP))


def proving(channel: str, slug: str) -> tuple[ChannelAccount, Secrets] | None:
    """Return the account of a hook and what proves its provider; None if it takes nothing.

    One statement. An account without secrets has none to prove anybody by.
    """
    found = _live(PROVING, channel=channel, slug=slug)
    if not found:
        return None
    *known, said = found[0][2:]
    account = ChannelAccount.from_db(
        connection.alias, ("id", "channel", "slug", "said"), (*known, json.loads(said))
    )
    names = NAMES[channel][PROVES]
    return account, _opened([row[:2] for row in found if row[0] in names], account)


def sending(account: ChannelAccount) -> Secrets:
    """Return all secrets of this account, for the process that holds the courier's key."""
    return _opened([row[:2] for row in _live(SENDING, account=account.pk)], account)


def _live(statement: str, **told: str | int) -> Sequence[tuple[Any, ...]]:
    """Return the secrets that count now, the newest first, each with its account."""
    with connection.cursor() as cursor:
        cursor.execute(statement, {**told, "since": timezone.now() - OVERLAP})
        found: Sequence[tuple[Any, ...]] = cursor.fetchall()
    return found


def _opened(rows: Iterable[tuple[str, bytes]], account: ChannelAccount) -> Secrets:
    texts: dict[str, list[str]] = defaultdict(list)
    for name, sealed in rows:
        about = _about(account, name)
        try:
            if name in NAMES[account.channel][PROVES]:
                texts[name].append(open_secret(sealed.decode(), about))
            else:
                texts[name].append(_sends_by(sealed, about, settings.COURIER_KEY))
        except (InvalidTag, ValueError):  # sealed under a key that was changed since
            continue
    return {name: tuple(found) for name, found in texts.items()}


@functools.lru_cache(maxsize=64)
def _sends_by(sealed: bytes, about: bytes, key: bytes) -> str:
    """Open what sends: once in a process, however many messages it sends by that."""
    return unseal(sealed, key=key, about=about).decode()


def _about(account: ChannelAccount, name: str) -> bytes:
    """Bind a ciphertext to its account and name."""
    return f"channel {account.pk} {name}".encode()


def sms_sender() -> ChannelAccount | None:
    """Return the account by which an SMS can be sent to a number that somebody typed."""
    rows = ChannelAccount.objects.filter(channel="sms", sends=True, ended_at=None)
    return rows.order_by("pk").first()
