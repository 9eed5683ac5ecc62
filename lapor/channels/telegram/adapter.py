"""Telegram's Bot API: knows its updates, sends words and buttons, fetches files.

Source: core.telegram.org/bots/api. Only private chats count; a bot in a group is not written to.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from lapor.channels import asking
from lapor.channels.adapter import (
    Able,
    Asked,
    Incoming,
    Item,
    Media,
    Outgoing,
    Secrets,
    Unfetched,
)
from lapor.channels.faults import Later, Undelivered
from lapor.channels.reading import Told
from lapor.channels.signing import is_secret
from lapor.channels.telegram import updates
from lapor.outbox.models import Message
from lapor.outbox.needs import MACHINES

HEADER = "x-telegram-bot-api-secret-token"
API = MACHINES["telegram"]
LONGEST, LONGEST_KEY, LONGEST_LABEL = 4096, 64, 64  # letters of a message, bytes of a button
LARGEST = 20_000_000  # bytes; the Bot API hands out no more
A_ROW = 2  # buttons, where each is short enough to be read on a narrow telephone
SHORT = 14  # letters
SHUT_OUT, BAD_TOKEN = 403, (401, 404)
Fault = Message.Fault


class Telegram:
    """Bots of ours. Settings: `api`, the Bot API server where it is not Telegram's own."""

    able = Able(longest=LONGEST, choices=10, longest_label=LONGEST_LABEL)

    def is_from_provider(self, asked: Asked, secrets: Secrets) -> bool:
        """Compare the header with the live secrets: Telegram signs nothing."""
        return is_secret(asked.headers.get(HEADER, ""), secrets.get("hook", ()))

    def shakes_hands(self, asked: Asked, secrets: Secrets) -> bytes | None:
        """Nothing is asked before the first update."""
        return None

    def read(self, body: bytes) -> Sequence[Item]:
        """Return the one item of an update, none where it concerns nobody's report."""
        return updates.read(body)

    def send(self, said: Mapping[str, str], secrets: Secrets, out: Outgoing) -> str:
        """Send one message. Telegram knows no key: what is sent twice arrives twice."""
        told: dict[str, Any] = {"chat_id": int(out.to), "text": out.text}
        buttons = [
            {"text": _short(one.label), "callback_data": one.key[:LONGEST_KEY]}
            for one in out.choices
        ]
        if buttons:
            fits = all(len(one["text"]) <= SHORT for one in buttons)
            wide = A_ROW if fits else 1
            rows = [buttons[at : at + wide] for at in range(0, len(buttons), wide)]
            told["reply_markup"] = {"inline_keyboard": rows}
        return _call(said, secrets, "sendMessage", told)["message_id"].text

    def fetch(self, said: Mapping[str, str], secrets: Secrets, media: Media) -> bytes:
        """Ask for the file's link and load it at once: the link lives for an hour."""
        if media.size > LARGEST:
            raise Unfetched(lasting=True)
        try:
            path = _call(said, secrets, "getFile", {"file_id": media.key})["file_path"].text
        except Undelivered as error:
            raise Unfetched(lasting=error.lasting) from None
        except Later:
            raise Unfetched from None
        return asking.load(f"{_api(said)}/file/bot{_token(secrets)}/{path}")


def take_off(said: Mapping[str, str], secrets: Secrets, pressed: Incoming) -> None:
    """Take the buttons off a message of ours that was answered. Raises Undelivered or Later."""
    bubble = {"chat_id": int(pressed.sender), "message_id": int(pressed.bubble)}
    _call(said, secrets, "editMessageReplyMarkup", bubble)


def _call(said: Mapping[str, str], secrets: Secrets, method: str, told: dict[str, Any]) -> Told:
    """Return the result of a method. Raises Undelivered or Later."""
    answer = asking.post(f"{_api(said)}/bot{_token(secrets)}/{method}", told)
    if answer.status == SHUT_OUT:
        raise Undelivered(Fault.STOPPED, lasting=True)
    if answer.status in BAD_TOKEN and not asking.said(answer)["result"]:
        raise Undelivered(Fault.SERVER)
    if answer.status != asking.OK:
        raise Undelivered(Fault.REFUSED, lasting=True)
    return asking.said(answer)["result"]


def _api(said: Mapping[str, str]) -> str:
    return (said.get("api") or API).rstrip("/")


def _token(secrets: Secrets) -> str:
    return next(iter(secrets.get("token", ())), "")


def _short(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"
