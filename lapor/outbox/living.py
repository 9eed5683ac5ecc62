"""The channels by which people can write to us now, as every public page names them.

Known from memory for a minute, so that no page asks the database for its footer.
"""

import re
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import DatabaseError
from django.utils import timezone

from lapor.outbox.crossing import name_of
from lapor.outbox.models import ChannelAccount
from lapor.outbox.needs import kept_of_all, lacks_to_send, lacks_to_take

Kind = ChannelAccount.Kind
FOR = 60  # seconds
# What opens each of them, by the name that its provider knows it by.
LINKS: Mapping[str, str] = {
    Kind.SMS: "sms:{name}",
    Kind.TELEGRAM: "https://t.me/{name}",
    Kind.WHATSAPP: "https://wa.me/{name}",
    Kind.LINE: "https://line.me/R/ti/p/{name}",
    Kind.MESSENGER: "https://m.me/{name}",
    Kind.EMAIL: "mailto:{name}",
    Kind.X: "https://x.com/{name}",
}
SHOWN = tuple(LINKS)  # in this order
PLAIN: Mapping[str, re.Pattern[str]] = {
    Kind.SMS: re.compile(r"(\+?\d{3,15})"),
    Kind.MESSENGER: re.compile(r"([\w.-]{3,50})"),
    Kind.EMAIL: re.compile(r"([^\s@<>?&]{1,64}@[\w.-]{3,200})"),
    Kind.X: re.compile(r"@?(\w{2,20})"),
}
NAMED_BY = {Kind.SMS: "number", Kind.MESSENGER: "page_id", Kind.EMAIL: "address"}


@dataclass(frozen=True)
class Way:
    """One account that takes and answers. name: as people know it; href: empty where none opens."""

    channel: str
    name: str
    href: str

    @property
    def kind(self) -> ChannelAccount.Kind:
        """The channel, with what it is called."""
        return Kind(self.channel)


def find() -> tuple[Way, ...]:
    """Return the accounts that take in and answer now: two statements."""
    rows = ChannelAccount.objects.filter(channel__in=SHOWN, takes=True, sends=True)
    rows = rows.filter(rehearses=False, ended_at=None).order_by("pk")
    kept = kept_of_all(timezone.now())
    live = [
        row
        for row in rows
        if not lacks_to_take(row, kept.get(row.pk, ()))
        and not lacks_to_send(row, kept.get(row.pk, ()))
    ]
    live.sort(key=lambda row: SHOWN.index(Kind(row.channel)))
    return tuple(_way(row) for row in live)


class Living:
    """What was found the last time, told on for a minute by this process."""

    def __init__(self) -> None:
        self.lock, self.found, self.until = threading.Lock(), tuple[Way, ...](), 0.0

    def told(self) -> Sequence[Way]:
        """Return the accounts; the last that were known where the database cannot say."""
        return self.found if time.monotonic() < self.until else self.look()

    def look(self) -> Sequence[Way]:
        """Return the accounts as they are now. Of many at once one asks, the others are told."""
        if not self.lock.acquire(blocking=False):
            return self.found
        try:
            self.found = find()
        except DatabaseError:
            return self.found
        finally:
            self.until = time.monotonic() + FOR
            self.lock.release()
        return self.found

    def keep(self, found: Sequence[Way]) -> None:
        """Hold these to be all there are, for a minute."""
        self.found, self.until = tuple(found), time.monotonic() + FOR

    def forget(self) -> None:
        """Look again the next time."""
        self.until = 0.0


LIVING = Living()


def _way(account: ChannelAccount) -> Way:
    name = _name_of(account)
    href = LINKS[account.channel].format(name=name) if name else ""
    shown = str(account.said.get(NAMED_BY.get(Kind(account.channel), "")) or account.label)
    return Way(account.channel, account.label if account.channel == Kind.MESSENGER else shown, href)


def _name_of(account: ChannelAccount) -> str:
    """Return how a link names this account, empty where nothing says it."""
    if account.channel not in PLAIN:
        return name_of(account)
    typed = str(account.said.get(NAMED_BY.get(Kind(account.channel), "")) or account.label)
    found = PLAIN[account.channel].fullmatch(typed.replace(" ", ""))
    return found[1] if found else ""
