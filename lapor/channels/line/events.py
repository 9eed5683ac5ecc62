"""What a webhook of LINE's Messaging API holds for us."""

from collections.abc import Sequence

from lapor.channels.adapter import Incoming, Item, Left, Media, Unreadable
from lapor.channels.reading import Told, point, told

FILES = ("image", "video", "audio", "file")
ACTIVE = ("active", "")  # on standby another system answers


def read(body: bytes) -> Sequence[Item]:
    """Return what people wrote to us alone, in its order. Raises Unreadable."""
    asked = told(body)
    if not isinstance(asked["events"].value, list):
        raise Unreadable("no events")
    items = (_item(event) for event in asked["events"] if event["mode"].text in ACTIVE)
    return [item for item in items if item]


def _item(event: Told) -> Item | None:
    source, kind = event["source"], event["type"].text
    sender, key = source["userId"].text, event["webhookEventId"].text
    if source["type"].text != "user" or not sender or not key:
        return None
    at = event["timestamp"].milli_moment
    if kind in ("follow", "unfollow"):
        return Left(key, sender, at, back=kind == "follow")
    if kind == "postback":
        pressed, reply = event["postback"]["data"].text, event["replyToken"].text
        return Incoming(
            provider_id=key, sender=sender, sent_at=at, pressed=pressed, reply_with=reply
        )
    return _written(key, sender, event) if kind in ("message", "messageEdited") else None


def _written(key: str, sender: str, event: Told) -> Incoming:
    message = event["message"]
    kind, id_ = message["type"].text, message["id"].text
    text = message["text"].text if kind == "text" else ""
    is_file = kind in FILES and message["contentProvider"]["type"].text in ("line", "")
    media = (Media(id_, message["fileName"].text, message["fileSize"].number),) if is_file else ()
    where = point(message["latitude"], message["longitude"]) if kind == "location" else None
    unread = "edit" if event["type"].text == "messageEdited" else ""
    if not (text or media or where):
        unread = unread or ("sticker" if kind == "sticker" else "other")
    return Incoming(
        provider_id=key,
        sender=sender,
        sent_at=event["timestamp"].milli_moment,
        text="" if unread else text,
        media=() if unread else media,
        point=where,
        reply_with=event["replyToken"].text,
        unread=unread,
    )
