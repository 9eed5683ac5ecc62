"""LINE's Messaging API: signatures, events, words with quick replies, and files.

Source: developers.line.biz/en/reference/messaging-api. A push with the same X-Line-Retry-Key is
sent once: 409 says that it was accepted before. An answer by a reply token costs nothing; a token
is good once and for about a minute, and knows no key.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from lapor.channels import asking
from lapor.channels.adapter import Able, Asked, Free, Item, Media, Outgoing, Secrets
from lapor.channels.faults import Undelivered
from lapor.channels.line import events
from lapor.channels.signing import has_base64
from lapor.kit.outbound import Answer
from lapor.outbox.models import Message
from lapor.outbox.needs import MACHINES

HEADER = "x-line-signature"
API, FILES = MACHINES["line"], "https://api-data.line.me"
LONGEST, LONGEST_LABEL, LONGEST_DATA = 5000, 20, 300  # letters
ACCEPTED_BEFORE = 409
Fault = Message.Fault


class Line:
    """Official accounts of ours. Settings: `api` and `files`, where they are not LINE's own."""

    able = Able(longest=LONGEST, choices=13, names_repeat=True, replies_once=True)

    def is_from_provider(self, asked: Asked, secrets: Secrets) -> bool:
        """Check the signature over the raw bytes under each live channel secret."""
        typed = asked.headers.get(HEADER, "")
        return has_base64(asked.body, typed, secrets.get("channel_secret", ()))

    def shakes_hands(self, asked: Asked, secrets: Secrets) -> bytes | None:
        """Nothing: the console verifies by a body without events."""
        return None

    def read(self, body: bytes) -> Sequence[Item]:
        """Return what people wrote to us alone."""
        return events.read(body)

    def send(self, said: Mapping[str, str], secrets: Secrets, out: Outgoing) -> str:
        """Send one message: as an answer where its token still is good, which is free, else pushed.

        Pushed under the same key it is sent once, however often it is tried.
        """
        message: dict[str, Any] = {"type": "text", "text": out.text}
        if out.choices:
            message["quickReply"] = {"items": [_quick(one.key, one.label) for one in out.choices]}
        url = f"{(said.get('api') or API).rstrip('/')}/v2/bot/message"
        proof = {"Authorization": f"Bearer {_token(secrets)}"}
        if out.reply_with:
            told = {"replyToken": out.reply_with, "messages": [message]}
            answer = asking.post(f"{url}/reply", told, proof)
            if answer.status == asking.OK:
                return Free(_name(answer))
        answer = asking.post(
            f"{url}/push",
            {"to": out.to, "messages": [message]},
            proof | {"X-Line-Retry-Key": out.key},
        )
        if answer.status in asking.KEY_REFUSED:
            raise Undelivered(Fault.SERVER)
        if answer.status not in (asking.OK, ACCEPTED_BEFORE):
            raise Undelivered(Fault.REFUSED, lasting=True)
        return _name(answer)

    def fetch(self, said: Mapping[str, str], secrets: Secrets, media: Media) -> bytes:
        """Load what somebody sent; LINE keeps it for a while only."""
        host = (said.get("files") or FILES).rstrip("/")
        url = f"{host}/v2/bot/message/{quote(media.key, safe='')}/content"
        return asking.load(url, {"Authorization": f"Bearer {_token(secrets)}"})


def _name(answer: Answer) -> str:
    """Return how LINE names the message that it took."""
    sent = next(iter(asking.said(answer)["sentMessages"]), None)
    return sent["id"].text if sent else ""


def _quick(key: str, label: str) -> dict[str, Any]:
    """Return a quick reply: it says its label in the chat and sends us its key."""
    short = label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"
    action = {"type": "postback", "label": short, "data": key[:LONGEST_DATA], "displayText": short}
    return {"type": "action", "action": action}


def _token(secrets: Secrets) -> str:
    return next(iter(secrets.get("access_token", ())), "")
