"""What X says of mentions, in the shapes it has: a page of a search, and two of its hooks.

Sources: docs.x.com, GET /2/users/{id}/mentions, Account Activity API, X Activity API.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from lapor.channels.adapter import Incoming, Item
from lapor.channels.reading import Told, told


def read(body: bytes) -> Sequence[Item]:
    """Return the mentions in a body, each for one neutral answer. Raises Unreadable."""
    whole = told(body)
    found = [*_of_page(whole["data"]), *_of_events(whole), *_of_activity(whole["data"])]
    return list({one.provider_id: one for one in found}.values())


def newest(body: bytes) -> str:
    """Return the highest id of a page, empty where there is none. Raises Unreadable."""
    page = told(body)
    ids = [page["meta"]["newest_id"].number, *(one["id"].number for one in page["data"])]
    return str(max(ids)) if max(ids) > 0 else ""


def _of_page(posts: Told) -> Iterator[Incoming]:
    for post in posts:
        yield from _mention(post["id"].text, post["author_id"].text, post["created_at"].text)


def _of_events(whole: Told) -> Iterator[Incoming]:
    """Read the Account Activity API: what we wrote ourselves, and repeated posts, are left out."""
    ours = whole["for_user_id"].text
    for event in whole["tweet_create_events"]:
        author = event["user"]["id_str"].text
        if author != ours and not event["retweeted_status"]:
            for mention in _mention(event["id_str"].text, author, ""):
                yield replace(mention, ours=ours)


def _of_activity(event: Told) -> Iterator[Incoming]:
    """Read the X Activity API."""
    if event["event_type"].text == "post.mention.create":
        post = event["payload"]
        yield from _mention(post["id"].text, post["author_id"].text, post["created_at"].text)


def _mention(key: str, author: str, written: str) -> Iterator[Incoming]:
    if key.isdecimal() and author.isdecimal():
        yield Incoming(
            provider_id=f"post:{key}",
            sender=author,
            sent_at=_moment(written),
            reply_with=key,
            public=True,
        )


def _moment(written: str) -> datetime:
    now = datetime.now(UTC)
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return now
    return min(at if at.tzinfo else at.replace(tzinfo=UTC), now)
