"""What a letter says: the standard text of a step, filled in, in the reader's language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lapor.agencies.models import MessageTemplate
from lapor.agencies.rules import rules
from lapor.channels import notes
from lapor.kit.places import fill
from lapor.outbox.models import Contact, Message
from lapor.outbox.proof import token_for
from lapor.reports.terms import Status

DEFAULT_LANGUAGE = "id"


@dataclass(frozen=True)
class Letter:
    """Ready to be sent by any channel. `id` stays the same however often it is sent."""

    id: str
    subject: str
    body: str
    language: str


def write(message: Message) -> Letter:
    """Return the letter of this message; raises LookupError where there is no text for it.

    Until the reporter has used a link from that address it is neutral: the title appears only in
    a text for proved addresses, and only where the report allows it.
    """
    with translation.override(message.language):
        note = notes.subject_and_body(message)
    if note:
        return Letter(str(message.pk), *note, message.language)
    contact, context = message.contact, message.context
    proved = bool(contact and contact.proved_at and context.get("title"))
    template = _template(message, proved)
    with translation.override(template.language):  # where there is no English: all Indonesian
        words = _words(message, proved)
        body = fill(template.body, words)
        if "{link}" not in template.body:
            body = f"{body.rstrip()}\n\n{_invitation(contact, proved)}\n{words['link']}\n"
    subject = " ".join(fill(template.subject, words).split())
    return Letter(str(message.pk), subject, body, template.language)


def _template(message: Message, proved: bool) -> MessageTemplate:
    """Return the narrowest text: of the step and reader, of the reader, else the general one."""
    texts = rules().templates
    for key in _keys(message, proved):
        if key in texts:
            return texts[key]
    raise LookupError(message.template)


def _keys(message: Message, proved: bool) -> Iterator[tuple[str, str, str, bool]]:
    move = message.template.partition("/")[0]
    for name, audience in ((move, message.audience), ("", message.audience), ("", "")):
        for language in dict.fromkeys((message.language, DEFAULT_LANGUAGE)):
            if proved:
                yield name, audience, language, True
            yield name, audience, language, False


def _words(message: Message, proved: bool) -> Mapping[str, str]:
    context = message.context
    number, due = str(context["number"]), datetime.fromisoformat(context["due"])
    zone = ZoneInfo(context.get("zone", settings.TIME_ZONE))
    if message.contact:
        link = f"/kabar/{token_for(message.contact.pk)}"
    else:
        link = f"/desk/laporan/{number}"
    return {
        "number": f"{number[:4]}-{number[4:]}",
        "status": str(Status(context["status"]).label),
        "due": date_format(due.astimezone(zone), "l, j F Y"),
        "title": str(context["title"]) if proved else "",
        "link": f"{settings.ADDRESS.rstrip('/')}{link}",
    }


def _invitation(contact: Contact | None, proved: bool) -> str:
    if contact is None:
        return _("Buka laporan ini di meja kerja Anda:")
    if proved:
        return _("Tentang surel ini dan alamat Anda:")
    return _("Buka tautan ini satu kali agar kami tahu bahwa alamat ini milik Anda:")
