"""Looks for new mentions: every few minutes, a bounded number, each once.

Each post that is read costs money. How far we read stands in the account's mark, and until when X
asked us to wait.
"""

from datetime import datetime
from urllib.parse import urlencode

import structlog

from lapor.channels import arriving, asking
from lapor.channels.adapter import Unreadable
from lapor.channels.faults import Later, Undelivered
from lapor.channels.x import posts, signing
from lapor.channels.x.adapter import api
from lapor.outbox.accounts import sending
from lapor.outbox.models import ChannelAccount

EVERY, MOST = 5, 20  # minutes between two looks, posts of a look, where the account says nothing
FEWEST, LARGEST = 5, 100  # posts that X lets one ask for
log = structlog.get_logger("lapor.channels")


def due(now: datetime) -> list[int]:
    """Return the keys of the accounts whose mentions are to be looked for in this minute."""
    rows = ChannelAccount.objects.filter(channel=ChannelAccount.Kind.X, takes=True, ended_at=None)
    return [one.pk for one in rows if now.minute % _number(one, "every", EVERY) == 0]


def poll(account: ChannelAccount, now: datetime) -> int:
    """Take the mentions since the last look; return how many were on the page.

    At the first look nothing is answered: what was written before is none of ours.
    """
    since, until = _mark(account)
    if until > now.timestamp():
        return 0
    most = min(max(_number(account, "most", MOST), FEWEST), LARGEST)
    query = {"max_results": str(most), "tweet.fields": "author_id,created_at"}
    if since:
        query["since_id"] = since
    user = account.said.get("user_id", "")
    url = f"{api(account.said)}/2/users/{user}/mentions?{urlencode(query)}"
    try:
        answer = asking.get(url, signing.headers("GET", url, sending(account)))
        if answer.status != asking.OK:
            log.warning("mentions_not_read", status=answer.status)
            return 0
        newest = posts.newest(answer.body)
    except Later as busy:
        _remember(account, since, int(now.timestamp()) + busy.seconds)
        return 0
    except (Undelivered, Unreadable) as error:
        log.warning("mentions_not_read", error=type(error).__name__)
        return 0
    if since and newest:
        arriving.keep(account, answer.body)
    _remember(account, newest or since or "0", 0)
    return len(posts.read(answer.body)) if since else 0


def _mark(account: ChannelAccount) -> tuple[str, int]:
    since, _colon, until = account.mark.partition(":")
    return since, int(until) if until.isdecimal() else 0


def _remember(account: ChannelAccount, since: str, until: int) -> None:
    account.mark = f"{since}:{until}"
    account.save(update_fields=["mark"])


def _number(account: ChannelAccount, name: str, otherwise: int) -> int:
    typed = str(account.said.get(name) or "")
    return max(int(typed), 1) if typed.isdecimal() and len(typed) < 4 else otherwise
