"""Messenger: messages to our page, quick replies, deliveries and files.

Source: developers.facebook.com/docs/messenger-platform. Words are let through for 24 hours after
the person's last message; what comes later goes another way. Not verified against the provider.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from lapor.channels import asking
from lapor.channels.adapter import (
    Able,
    Incoming,
    Item,
    Landed,
    Media,
    Outgoing,
    Secrets,
)
from lapor.channels.meta import graph
from lapor.channels.reading import Told, point

FILES = ("image", "video", "audio", "file")
LONGEST, LONGEST_BUTTON = 2000, 20


class Messenger(graph.OfMeta):
    """Pages of ours. Settings: `page_id`; `api` where it is not Meta's own."""

    able = Able(longest=LONGEST, choices=13, window=24)

    def read(self, body: bytes) -> Sequence[Item]:
        """Return what people wrote, not what we did, in its order. Raises Unreadable."""
        return [
            replace(item, ours=entry["id"].text)
            for entry in graph.entries(body)
            for event in entry["messaging"]
            for item in _items(event)
        ]

    def send(self, said: Mapping[str, str], secrets: Secrets, out: Outgoing) -> str:
        """Answer a person. Meta knows no key: what is sent twice arrives twice."""
        message: dict[str, Any] = {"text": out.text}
        if out.choices:
            message["quick_replies"] = [
                {"content_type": "text", "title": one.label[:LONGEST_BUTTON], "payload": one.key}
                for one in out.choices
            ]
        told = {
            "recipient": {"id": out.to},
            "messaging_type": "RESPONSE",
            "message": message,
        }
        answer = graph.post(said, secrets, f"{said.get('page_id', '')}/messages", told)
        return graph.unnamed(answer["message_id"].text)

    def fetch(self, said: Mapping[str, str], secrets: Secrets, media: Media) -> bytes:
        """Load a file from the address that the message gave, which is Meta's."""
        return asking.load(media.key, ours=False)


def _items(event: Told) -> Iterator[Item]:
    sender, at = event["sender"]["id"].text, event["timestamp"].milli_moment
    for mid in event["delivery"]["mids"]:
        yield Landed(graph.unnamed(mid.text), "delivered", at)
    message, postback = event["message"], event["postback"]
    if postback["payload"].text and sender:
        key = postback["mid"].text or f"postback:{sender}:{event['timestamp'].text}"
        pressed = postback["payload"].text
        yield Incoming(provider_id=graph.unnamed(key), sender=sender, sent_at=at, pressed=pressed)
    elif message["mid"].text and sender and not message["is_echo"].truth:
        yield _written(sender, event)


def _written(sender: str, event: Told) -> Incoming:
    message = event["message"]
    pressed = message["quick_reply"]["payload"].text
    attached = [one for one in message["attachments"] if not message["sticker_id"]]
    media = tuple(
        Media(one["payload"]["url"].text)
        for one in attached
        if one["type"].text in FILES and one["payload"]["url"].text
    )
    places = (one["payload"]["coordinates"] for one in attached if one["type"].text == "location")
    where = next((point(one["lat"], one["long"]) for one in places), None)
    text = "" if pressed else message["text"].text
    return Incoming(
        provider_id=graph.unnamed(message["mid"].text),
        sender=sender,
        sent_at=event["timestamp"].milli_moment,
        text=text,
        pressed=pressed,
        media=media,
        point=where,
        unread="" if text or pressed or media or where else _unread(message),
    )


def _unread(message: Told) -> str:
    has_sticker = message["sticker_id"] or any(
        one["payload"]["sticker_id"] for one in message["attachments"]
    )
    return "sticker" if has_sticker else "other"
