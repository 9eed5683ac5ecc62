"""What an update of Telegram's Bot API holds for us."""

import json
from collections.abc import Iterator, Sequence

from lapor.channels.adapter import Incoming, Item, Left, Media, Unreadable
from lapor.channels.reading import Told, point, told

FILES = ("document", "video", "voice", "audio", "video_note", "animation")
UNREAD = ("sticker", "contact")  # what is told apart of that which is no report
SHUT_OUT = ("kicked", "left")


def read(body: bytes) -> Sequence[Item]:
    """Return the one item of an update, none where it concerns nobody's report.

    Only private chats count. Raises Unreadable.
    """
    update = told(body)
    key = update["update_id"].text
    if not key:
        raise Unreadable("no update")
    item = _item(key, update)
    return [item] if item else []


def acknowledgement(body: bytes) -> bytes:
    """Return what is said in the answer to an update: that a press was heard, else nothing.

    Until then the button turns. Source: core.telegram.org/bots/api#making-requests-when-getting-
    updates; an answer to a webhook may carry one call of a method.
    """
    query = told(body)["callback_query"]["id"].text
    if not query:
        return b""
    return json.dumps({"method": "answerCallbackQuery", "callback_query_id": query}).encode()


def _item(key: str, update: Told) -> Item | None:
    if change := update["my_chat_member"]:
        return _left(key, change)
    if query := update["callback_query"]:
        return _pressed(key, query)
    if edited := update["edited_message"]:
        return _written(key, edited, unread="edit")
    return _written(key, update["message"]) if update["message"] else None


def _is_private(chat: Told) -> bool:
    return chat["type"].text == "private" and bool(chat["id"].text)


def _left(key: str, change: Told) -> Left | None:
    if not _is_private(change["chat"]):
        return None
    is_out = change["new_chat_member"]["status"].text in SHUT_OUT
    return Left(key, change["chat"]["id"].text, change["date"].moment, back=not is_out)


def _pressed(key: str, query: Told) -> Incoming | None:
    chat = query["message"]["chat"]
    if not _is_private(chat) or query["from"]["is_bot"].truth:
        return None
    return Incoming(
        provider_id=key,
        sender=chat["id"].text,
        sent_at=Told(None).moment,  # of the press nothing is said; of the message under it, too old
        pressed=query["data"].text,
        name=_name(query["from"]),
        language=query["from"]["language_code"].text[:2].lower(),
        reply_with=query["id"].text,
        bubble=query["message"]["message_id"].text,
    )


def _written(key: str, message: Told, *, unread: str = "") -> Incoming | None:
    if not _is_private(message["chat"]) or message["from"]["is_bot"].truth:
        return None
    place = message["location"] if message["location"] else message["venue"]["location"]
    where = point(place["latitude"], place["longitude"])
    media = tuple(_media(message))
    text = message["text"].text or message["caption"].text
    if not (text or media or where or unread):
        unread = next((kind for kind in UNREAD if message[kind]), "other")
    return Incoming(
        provider_id=key,
        sender=message["chat"]["id"].text,
        sent_at=message["date"].moment,
        text="" if unread else text,
        media=() if unread else media,
        point=where,
        name=_name(message["from"]),
        language=message["from"]["language_code"].text[:2].lower(),
        unread=unread,
    )


def _media(message: Told) -> Iterator[Media]:
    """Return the files of a message; of a photo its largest size, which stands last."""
    photos = list(message["photo"])
    for one in (*photos[-1:], *(message[name] for name in FILES)):
        if key := one["file_id"].text:
            yield Media(key, one["file_name"].text, one["file_size"].number)


def _name(person: Told) -> str:
    return " ".join(part for part in (person["first_name"].text, person["last_name"].text) if part)
