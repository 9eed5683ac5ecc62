"""WhatsApp's Cloud API: messages, buttons, statuses and files.

Source: developers.facebook.com/docs/whatsapp/cloud-api. Free words are let through for 24 hours
after the person's last message.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from lapor.channels import asking
from lapor.channels.adapter import (
    Able,
    Incoming,
    Item,
    Landed,
    Media,
    Outgoing,
    Secrets,
    Unfetched,
    Unreadable,
)
from lapor.channels.meta import graph
from lapor.channels.reading import Told, point, told

FILES = ("image", "video", "document", "audio", "sticker")
STATUSES = {"sent": "sent", "delivered": "delivered", "read": "read", "played": "read"}
FAILED = "failed"
UNREAD = {"sticker": "sticker", "contacts": "contact"}
LONGEST_ASKING = 1024  # letters of a text with buttons
LONGEST, LONGEST_BUTTON, LONGEST_ROW, MOST_BUTTONS = 4096, 20, 24, 3


class WhatsApp(graph.OfMeta):
    """Business numbers of ours. Settings: `number_id`; `api` where it is not Meta's own.

    `template`, `template_language`: of a utility template whose body has two places, the number
    of a report and its state; it goes once the window is over.
    """

    able = Able(
        longest=LONGEST,
        longest_asking=LONGEST_ASKING,
        choices=10,
        at_a_glance=MOST_BUTTONS,
        window=24,
        templates=True,
    )

    def read(self, body: bytes) -> Sequence[Item]:
        """Return every message and status of every entry, in their order. Raises Unreadable."""
        changes = (change["value"] for entry in graph.entries(body) for change in entry["changes"])
        return [
            replace(item, ours=value["metadata"]["phone_number_id"].text)
            for value in changes
            for item in _items(value)
        ]

    def send(self, said: Mapping[str, str], secrets: Secrets, out: Outgoing) -> str:
        """Send one message. Meta knows no key: what is sent twice arrives twice."""
        message = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": out.to}
        content = _template(said, out) if out.template else _content(out)
        path = f"{said.get('number_id', '')}/messages"
        answer = graph.post(said, secrets, path, message | content)
        sent = next(iter(answer["messages"]), None)
        return graph.unnamed(sent["id"].text) if sent else ""

    def fetch(self, said: Mapping[str, str], secrets: Secrets, media: Media) -> bytes:
        """Ask for the file's link, which lives for minutes, and load it with our token."""
        answer = asking.load(f"{graph.api(said)}/{media.key}", graph.bearer(secrets))
        try:
            url = told(answer)["url"].text
        except Unreadable:
            raise Unfetched from None
        return asking.load(url, graph.bearer(secrets))


def _items(value: Told) -> Iterator[Item]:
    names = {one["wa_id"].text: one["profile"]["name"].text for one in value["contacts"]}
    for message in value["messages"]:
        if item := _written(message, names):
            yield item
    for status in value["statuses"]:
        if status["recipient_type"].text == "group":
            continue
        said = status["status"].text
        error = next(iter(status["errors"]), Told(None))
        if said in STATUSES or said == FAILED:
            yield Landed(
                graph.unnamed(status["id"].text),
                STATUSES.get(said, FAILED),
                status["timestamp"].moment,
                error["code"].text,
            )


def _written(message: Told, names: Mapping[str, str]) -> Incoming | None:
    key, sender, kind = message["id"].text, message["from"].text, message["type"].text
    if not key or not sender or message["group_id"] or kind in ("reaction", "system"):
        return None
    body = message[kind]
    pressed = _pressed(message)
    media: tuple[Media, ...] = ()
    if kind in FILES and kind != "sticker" and body["id"].text:
        media = (Media(body["id"].text, body["filename"].text, body["file_size"].number),)
    text = body["body"].text if kind == "text" else body["caption"].text
    where = point(body["latitude"], body["longitude"]) if kind == "location" else None
    unread = "" if text or media or where or pressed else UNREAD.get(kind, "other")
    return Incoming(
        provider_id=graph.unnamed(key),
        sender=sender,
        sent_at=message["timestamp"].moment,
        text=text,
        pressed=pressed,
        media=media,
        point=where,
        name=names.get(sender, ""),
        unread="edit" if kind == "edit" else unread,
    )


def _pressed(message: Told) -> str:
    asked = message["interactive"]
    said = asked["button_reply"]["id"].text or asked["list_reply"]["id"].text
    return said or message["button"]["payload"].text


def _template(said: Mapping[str, str], out: Outgoing) -> dict[str, Any]:
    """Return what asks for an approved text, with what fills its places."""
    parameters = [{"type": "text", "text": one} for one in out.fills]
    template = {
        "name": out.template,
        "language": {"code": said.get("template_language") or "id"},
        "components": [{"type": "body", "parameters": parameters}],
    }
    return {"type": "template", "template": template}


def _content(out: Outgoing) -> dict[str, Any]:
    """Return words alone, or with up to three buttons, or with a list of up to ten rows."""
    if not out.choices:
        return {"type": "text", "text": {"body": out.text, "preview_url": False}}
    if len(out.choices) <= MOST_BUTTONS:
        buttons = [
            {"type": "reply", "reply": {"id": one.key, "title": one.label[:LONGEST_BUTTON]}}
            for one in out.choices
        ]
        kind, action = "button", dict[str, Any](buttons=buttons)
    else:
        rows = [{"id": one.key, "title": one.label[:LONGEST_ROW]} for one in out.choices]
        said = _("Pilih")
        kind, action = "list", {"button": said, "sections": [{"title": said, "rows": rows}]}
    body = {"text": out.text[:LONGEST_ASKING]}
    return {"type": "interactive", "interactive": {"type": kind, "body": body, "action": action}}
