"""What word of a report says: the standard text of a step, filled in, in the reader's language."""

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
from lapor.channels.adapter import Able
from lapor.channels.states import plainly
from lapor.kit.places import fill
from lapor.outbox.models import Contact, Message
from lapor.outbox.proof import token_for
from lapor.reports.quoting import QUOTED, TOGETHER, Quote, quoted_at
from lapor.reports.terms import Status

DEFAULT_LANGUAGE = "id"
ASKED, ANSWERED = "hold", "follow_up"  # steps that ask for a word of the reporter
OF_NO_STEP = ("crossed",)  # what is told of a conversation and not of what is in the report
SAID, SECRET = "said", "secret"  # the texts of other steps that are quoted; of what is confidential


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
        body = _with_quote(body, quoted(message) if _is_theirs(message) else None)
    subject = " ".join(fill(template.subject, words).split())
    return Letter(str(message.pk), subject, body, template.language)


def write_short(message: Message, able: Able, quote: Quote | None = None, room: int = 0) -> str:
    """Return word of a report for a channel: number and state, and what its office said.

    quote: only where this channel may carry an office's words; they are cut to its room. A channel
    that nobody can answer by is told by the text of no step. Raises LookupError where there is no
    text for it.
    """
    texts = rules().templates
    for audience in ("sms", "chat") if able.terse else ("chat",):
        for name in _names(message, able, quote):
            for language in dict.fromkeys((message.language, DEFAULT_LANGUAGE)):
                if row := texts.get((name, audience, language, False)):
                    with translation.override(language):
                        words = _short_words(message, able)
                        return _filled(row.body, words, quote, room or able.longest)
    raise LookupError(message.template)


def quoted(message: Message) -> Quote | None:
    """Return what the office said in the step that a message tells of; None where nothing may go.

    It is read as the message leaves, from the thread of the reporter: no row holds it.
    """
    move, contact = message.template.partition("/")[0], message.contact
    if move not in (*QUOTED, TOGETHER) or message.context.get("confidential"):
        return None
    if contact is None or contact.proved_at is None:  # perhaps not the reporter's own
        return None
    found = quoted_at(contact.pk, str(message.context["number"]), move)
    return None if found is None or found.confidential else found


def cut(words: str, room: int) -> str:
    """Return words cut at a whole one where there is no room, with how to read the rest."""
    if len(words) <= room:
        return words
    more = _("… selengkapnya: balas BACA")
    begin = words[: max(room - len(more), 0)]
    return f"{(begin.rpartition(' ')[0] or begin).rstrip(' ,.;:')}{more}"


def number_and_status(message: Message) -> tuple[str, str]:
    """Return what fills a text that a provider approved: which report, and how it stands."""
    with translation.override(message.language):
        number, status = _spelled(message), plainly(message.context["status"])
        if message.context.get("confidential"):
            status = _("ada kabar")
    return number, status


def _names(message: Message, able: Able, quote: Quote | None) -> tuple[str, ...]:
    """Return by which names the text is looked for, the narrowest first."""
    move = message.template.partition("/")[0]
    if able.mute:
        return ("",)
    if message.context.get("confidential") and move not in OF_NO_STEP:
        return SECRET, ""
    if move not in (*QUOTED, TOGETHER):
        return move, ""
    if quote is None and not able.terse:
        return ("",)
    move = ANSWERED if move == TOGETHER else move
    return (move, "") if move in (ASKED, ANSWERED) else (SAID, "")


def _filled(body: str, words: Mapping[str, str], quote: Quote | None, room: int) -> str:
    if quote is None:
        return fill(body, words).strip()
    words = {**words, "office": quote.office, "words": ""}
    around = len(fill(body, words).strip())
    return fill(body, {**words, "words": cut(quote.words, room - around)}).strip()


def _short_words(message: Message, able: Able) -> dict[str, str]:
    """Return what fills a text of a telephone: plain states, and short days where letters cost."""
    due, zone = _due(message)
    return {
        "number": _spelled(message),
        "status": plainly(message.context["status"]),
        "due": date_format(due.astimezone(zone), "D j M" if able.terse else "l, j F Y"),
        "link": _link(message),
    }


def _with_quote(body: str, quote: Quote | None) -> str:
    """Return a letter with what the office said under it."""
    if quote is None:
        return body
    head = _("%(office)s menulis:") % {"office": quote.office}
    return f"{body.rstrip()}\n\n{head}\n\n{quote.words}\n"


def _is_theirs(message: Message) -> bool:
    """Say whether the words of an office may stand in this letter.

    Its address is proved, and either its reporter hides from nobody or they write to us from it.
    """
    contact = message.contact
    hides = "title" not in message.context
    return bool(contact and contact.proved_at and (contact.account_id or not hides))


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
    due, zone = _due(message)
    return {
        "number": _spelled(message),
        "status": str(Status(message.context["status"]).label),
        "due": date_format(due.astimezone(zone), "l, j F Y"),
        "title": str(message.context["title"]) if proved else "",
        "link": _link(message),
    }


def _spelled(message: Message) -> str:
    number = str(message.context["number"])
    return f"{number[:4]}-{number[4:]}"


def _due(message: Message) -> tuple[datetime, ZoneInfo]:
    zone = ZoneInfo(message.context.get("zone", settings.TIME_ZONE))
    return datetime.fromisoformat(message.context["due"]), zone


def _link(message: Message) -> str:
    if message.contact:
        path = f"/kabar/{token_for(message.contact.pk)}"
    else:
        path = f"/desk/laporan/{message.context['number']}"
    return f"{settings.ADDRESS.rstrip('/')}{path}"


def _invitation(contact: Contact | None, proved: bool) -> str:
    if contact is None:
        return _("Buka laporan ini di meja kerja Anda:")
    if proved:
        return _("Tentang surel ini dan alamat Anda:")
    return _("Buka tautan ini satu kali agar kami tahu bahwa alamat ini milik Anda:")
