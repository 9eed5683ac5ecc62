"""Chats for tests: how each provider brings words and takes them, after its own description."""

import base64
import hmac
import itertools
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from django.test import Client

from lapor.outbox.models import ChannelAccount
from lapor.reports import handling
from lapor.reports.models import Report
from lapor.reports.terms import Outcome
from tests.channels.accounts import live_account
from tests.channels.provider import Answer, Provider, Sent, provider
from tests.factories import World

STORY = "Kemarin jalan di Sukamaju amblas dan ada yang jatuh"
NUMBERS = itertools.count(1)


@dataclass(frozen=True)
class Bubble:
    """What a person sees: words, and the buttons under them by their label."""

    text: str
    buttons: Mapping[str, str]


class Chat(Protocol):
    """How one provider speaks with us."""

    channel: str
    person: str
    secrets: Mapping[str, str]

    def said(self, address: str) -> dict[str, str]:
        """Return the settings of an account whose provider answers there."""

    def body(self, key: str, text: str, pressed: str, sender: str) -> dict[str, Any]:
        """Return what the provider brings of one message."""

    def headers(self, body: bytes) -> dict[str, str]:
        """Return what proves the body."""

    def answer(self, sent: Sent) -> Answer:
        """Return what the provider says to a message of ours."""

    def shown(self, sent: Sent) -> Bubble:
        """Return what the person sees of it."""


class LineChat:
    """LINE's Messaging API."""

    channel = "line"
    person = "U206d25c2ea6bd87c17655609a1c37cb8"
    secrets: Mapping[str, str] = {
        "channel_secret": "a-secret-of-line",
        "access_token": "a-token-of-line",
    }

    def said(self, address: str) -> dict[str, str]:
        return {"api": address, "files": address}

    def body(self, key: str, text: str, pressed: str, sender: str) -> dict[str, Any]:
        event: dict[str, Any] = {
            "type": "postback" if pressed else "message",
            "mode": "active",
            "timestamp": int(time.time() * 1000),
            "source": {"type": "user", "userId": sender},
            "webhookEventId": f"01H{key:0>23}",
            "deliveryContext": {"isRedelivery": False},
            "replyToken": f"nHuyWiB7yP5Zw52FIkcQobQuGDXCTA{key}",
        }
        if pressed:
            event["postback"] = {"data": pressed}
        else:
            event["message"] = {"id": key, "type": "text", "text": text, "quoteToken": "q"}
        return {"destination": "U00000000000000000000000000000000", "events": [event]}

    def headers(self, body: bytes) -> dict[str, str]:
        mac = hmac.digest(self.secrets["channel_secret"].encode(), body, "sha256")
        return {"X-Line-Signature": base64.b64encode(mac).decode()}

    def answer(self, sent: Sent) -> Answer:
        if sent.headers.get("authorization") != f"Bearer {self.secrets['access_token']}":
            return 401, {"message": "Authentication failed"}
        return 200, {"sentMessages": [{"id": str(next(NUMBERS)), "quoteToken": "q"}]}

    def shown(self, sent: Sent) -> Bubble:
        [message] = sent.told["messages"]
        items = message.get("quickReply", {}).get("items", [])
        return Bubble(
            message["text"], {one["action"]["label"]: one["action"]["data"] for one in items}
        )


class MetaChat:
    """What WhatsApp and Messenger share."""

    secrets: Mapping[str, str] = {
        "app_secret": "an-app-secret",
        "verify_token": "we-chose-this",
        "access_token": "a-token-of-meta",
    }

    def headers(self, body: bytes) -> dict[str, str]:
        mac = hmac.digest(self.secrets["app_secret"].encode(), body, "sha256")
        return {"X-Hub-Signature-256": f"sha256={mac.hex()}"}

    def faults(self, sent: Sent, path: str) -> Answer | None:
        if sent.headers.get("authorization") != f"Bearer {self.secrets['access_token']}":
            return 401, {"error": {"code": 190, "message": "Invalid OAuth access token"}}
        if sent.path != path:
            return 404, {"error": {"code": 100, "message": "Unsupported post request"}}
        return None


def of_shape(value: Any, shape: Any) -> bool:
    """Say whether a value is of a shape: of a type, equal, or of its keys and nothing else.

    A key with a question mark may be missing; a list holds values of its one shape.
    """
    if isinstance(shape, dict):
        if not isinstance(value, dict) or not value.keys() <= {k.rstrip("?") for k in shape}:
            return False
        return all(
            (name.endswith("?") and name[:-1] not in value)
            or of_shape(value.get(name.rstrip("?")), inner)
            for name, inner in shape.items()
        )
    if isinstance(shape, list):
        return isinstance(value, list) and all(of_shape(one, shape[0]) for one in value)
    if isinstance(shape, tuple):
        return any(of_shape(value, one) for one in shape)
    if isinstance(shape, type):
        return isinstance(value, shape) and bool(value or value == 0)
    return bool(value == shape)


TO = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": str}
BUTTON = {"type": "reply", "reply": {"id": str, "title": str}}
ROWS = {"button": str, "sections": [{"title": str, "rows": [{"id": str, "title": str}]}]}
PARAMETERS = {"type": "body", "parameters": [{"type": "text", "text": str}]}
# The messages that we send, as Meta's reference has them.
MESSAGES = (
    TO | {"type": "text", "text": {"body": str, "preview_url": False}},
    TO
    | {
        "type": "interactive",
        "interactive": {"type": "button", "body": {"text": str}, "action": {"buttons": [BUTTON]}},
    },
    TO
    | {
        "type": "interactive",
        "interactive": {"type": "list", "body": {"text": str}, "action": ROWS},
    },
    TO
    | {
        "type": "template",
        "template": {"name": str, "language": {"code": str}, "components": [PARAMETERS]},
    },
)


class WhatsAppChat(MetaChat):
    """WhatsApp's Cloud API."""

    channel = "whatsapp"
    person = "6281200000009"
    number_id = "1122334455667"

    def said(self, address: str) -> dict[str, str]:
        return {"api": f"{address}/v23.0", "number_id": self.number_id}

    def body(self, key: str, text: str, pressed: str, sender: str) -> dict[str, Any]:
        message: dict[str, Any] = {
            "from": sender,
            "id": f"wamid.{key}",
            "timestamp": str(int(time.time())),
        }
        if pressed:
            reply = {"id": pressed, "title": text or pressed}
            message |= {
                "type": "interactive",
                "interactive": {"type": "button_reply", "button_reply": reply},
            }
        else:
            message |= {"type": "text", "text": {"body": text}}
        return self.around(
            {
                "contacts": [
                    {
                        "profile": {"name": "Siti Contoh"},
                        "wa_id": sender,
                        "user_id": "ID.13491208655302741918",
                    }
                ],
                "messages": [message],
            }
        )

    def around(self, value: dict[str, Any]) -> dict[str, Any]:
        value = {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "622100000", "phone_number_id": self.number_id},
        } | value
        change = {"value": value, "field": "messages"}
        return {
            "object": "whatsapp_business_account",
            "entry": [{"id": "1234567890987654321", "changes": [change]}],
        }

    def answer(self, sent: Sent) -> Answer:
        if fault := self.faults(sent, f"/v23.0/{self.number_id}/messages"):
            return fault
        if not any(of_shape(sent.told, one) for one in MESSAGES):
            return 400, {"error": {"code": 100, "message": "Invalid parameter"}}
        key = f"wamid.sent{next(NUMBERS)}"
        contact = {"input": sent.told["to"], "wa_id": sent.told["to"]}
        return 200, {
            "messaging_product": "whatsapp",
            "contacts": [contact],
            "messages": [{"id": key}],
        }

    def shown(self, sent: Sent) -> Bubble:
        told = sent.told
        if told["type"] == "text":
            return Bubble(told["text"]["body"], {})
        if told["type"] == "template":
            [part] = told["template"]["components"]
            words = [one["text"] for one in part["parameters"]]
            return Bubble(f"{told['template']['name']}: {' | '.join(words)}", {})
        asked = told["interactive"]
        if asked["type"] == "list":
            rows = asked["action"]["sections"][0]["rows"]
        else:
            rows = [one["reply"] for one in asked["action"]["buttons"]]
        return Bubble(asked["body"]["text"], {row["title"]: row["id"] for row in rows})


class MessengerChat(MetaChat):
    """Messenger's Send API."""

    channel = "messenger"
    person = "1412611362105802"
    page_id = "1895382890692545"

    def said(self, address: str) -> dict[str, str]:
        return {"api": f"{address}/v23.0", "page_id": self.page_id}

    def body(self, key: str, text: str, pressed: str, sender: str) -> dict[str, Any]:
        message: dict[str, Any] = {"mid": f"m_{key}", "text": text or pressed}
        if pressed:
            message["quick_reply"] = {"payload": pressed}
        event = {
            "sender": {"id": sender},
            "recipient": {"id": self.page_id},
            "timestamp": int(time.time() * 1000),
            "message": message,
        }
        entry = {"id": self.page_id, "time": event["timestamp"], "messaging": [event]}
        return {"object": "page", "entry": [entry]}

    def answer(self, sent: Sent) -> Answer:
        if fault := self.faults(sent, f"/v23.0/{self.page_id}/messages"):
            return fault
        quick = {"content_type": "text", "title": str, "payload": str}
        message = {"text": str, "quick_replies?": [quick]}
        shape = {"recipient": {"id": str}, "messaging_type": "RESPONSE", "message": message}
        if not of_shape(sent.told, shape):
            return 400, {"error": {"code": 100, "message": "Invalid parameter"}}
        person = sent.told["recipient"]["id"]
        return 200, {"recipient_id": person, "message_id": f"m_sent{next(NUMBERS)}"}

    def shown(self, sent: Sent) -> Bubble:
        message = sent.told["message"]
        quick = message.get("quick_replies", [])
        return Bubble(message["text"], {one["title"]: one["payload"] for one in quick})


class TelegramChat:
    """Telegram's Bot API."""

    channel = "telegram"
    person = "427770117"
    secrets: Mapping[str, str] = {
        "hook": "only-telegram-and-we-know-this",
        "token": "100200300:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr",
    }

    def said(self, address: str) -> dict[str, str]:
        return {"api": address}

    def body(self, key: str, text: str, pressed: str, sender: str) -> dict[str, Any]:
        person = {"id": int(sender), "is_bot": False, "first_name": "Siti"}
        chat = {"id": int(sender), "type": "private", "first_name": "Siti"}
        message = {"message_id": 1, "from": person, "chat": chat, "date": int(time.time())}
        told: dict[str, Any] = {"update_id": int(key)}
        if pressed:
            query = {"id": "9", "from": person, "message": message, "data": pressed}
            return told | {"callback_query": query | {"chat_instance": "1"}}
        return told | {"message": message | {"text": text}}

    def headers(self, body: bytes) -> dict[str, str]:
        return {"X-Telegram-Bot-Api-Secret-Token": self.secrets["hook"]}

    def answer(self, sent: Sent) -> Answer:
        if sent.path == f"/bot{self.secrets['token']}/editMessageReplyMarkup":
            return 200, {"ok": True, "result": {"message_id": sent.told["message_id"]}}
        if sent.path != f"/bot{self.secrets['token']}/sendMessage":
            return 404, {"ok": False, "error_code": 404, "description": "Not Found"}
        key, chat = next(NUMBERS), {"id": sent.told["chat_id"], "type": "private"}
        told = {"message_id": key, "date": 1, "chat": chat, "text": sent.told["text"]}
        return 200, {"ok": True, "result": told}

    def shown(self, sent: Sent) -> Bubble:
        rows = sent.told.get("reply_markup", {}).get("inline_keyboard", [])
        return Bubble(
            sent.told["text"], {one["text"]: one["callback_data"] for row in rows for one in row}
        )


CHATS: tuple[Chat, ...] = (TelegramChat(), LineChat(), WhatsAppChat(), MessengerChat())


@dataclass
class Held:
    """A chat that goes on: what a person writes, and what they were shown."""

    chat: Chat
    account: ChannelAccount
    provider: Provider
    work: Callable[[], None]
    seen: int = 0

    def bring(self, body: bytes, headers: Mapping[str, str] | None = None) -> int:
        """Let the provider bring a body; return how the hook answers."""
        answer = Client().post(
            f"/hooks/{self.chat.channel}/{self.account.slug}/",
            body,
            content_type="application/json",
            headers=headers or self.chat.headers(body),
        )
        return int(answer.status_code)

    def body(self, text: str = "", pressed: str = "", sender: str = "", key: str = "") -> bytes:
        made = self.chat.body(key or str(next(NUMBERS)), text, pressed, sender or self.chat.person)
        return json.dumps(made).encode()

    def says(self, text: str = "", *, pressed: str = "", sender: str = "") -> list[str]:
        """Let somebody write or press; return what they were answered."""
        assert self.bring(self.body(text, pressed, sender)) == 200
        return [one.text for one in self.told()]

    def told(self) -> Sequence[Bubble]:
        """Let everything be sent, and return what the person saw since the last time."""
        self.work()
        new = self.provider.sent[self.seen :]
        self.seen += len(new)
        assert not self.provider.refused
        return [self.chat.shown(one) for one in new]


@contextmanager
def held(
    chat: Chat, work: Callable[[], None], answer: Callable[[Sent], Answer] | None = None
) -> Iterator[Held]:
    """Set up an account whose provider is on loopback. answer: of a provider that is not ours."""
    with provider(answer or chat.answer) as server:
        yield Held(chat, account_of(chat, server.address), server, work)


def account_of(chat: Chat, address: str, slug: str = "lapor") -> ChannelAccount:
    """Return an account whose provider answers there."""
    return live_account(chat.channel, slug, chat.said(address), chat.secrets)


def filed(talk: Held) -> Report:
    """Let somebody report something, and return the report."""
    talk.says(STORY)
    talk.says("sembunyi")
    [sent] = talk.says("betul")
    report = Report.objects.latest("pk")
    assert f"{report.number[:4]}-{report.number[4:]}" in sent
    return report


def answer(report: Report, world: World, words: str) -> None:
    """Let the office answer."""
    handling.follow_up(report, actor=world.liaison, words=words, outcome=Outcome.DONE)
