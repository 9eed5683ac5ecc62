"""What a message says as it leaves: a turn of a dialogue, a letter, or word of a report."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils import translation
from django.utils.translation import gettext as _

from lapor.channels import speaking, wording
from lapor.channels.adapter import Able, Outgoing
from lapor.channels.dialogue.memory import Choice
from lapor.channels.dialogue.reading import picks, settled_or_not
from lapor.outbox.models import TALK, Message
from lapor.reports import choosing
from lapor.reports.access import reached_at
from lapor.reports.quoting import TOGETHER

ASKED = "hold"  # the step in which an office asks its reporter something
ANSWERED = ("follow_up", TOGETHER)  # steps after which the reporter says whether it is settled


def offered(message: Message) -> tuple[str, ...]:
    """Return what may be chosen, where the message tells of a question that offers choices."""
    if message.audience == TALK or message.template.partition("/")[0] != ASKED:
        return ()
    number, contact = str(message.context.get("number", "")), message.contact
    if contact is None or contact.proved_at is None:
        return ()
    report = reached_at(contact.pk)  # of a place that was left, nothing but number and state
    return choosing.offered(number) if report and report.number == number else ()


def worded(out: Outgoing, message: Message, able: Able, choices: Sequence[str]) -> Outgoing:
    """Return what is said: the sealed turn of a dialogue, or word of a report, cut to fit.

    choices: of a question. Where each letter costs money, they come with the question itself, to
    who asks for it.
    """
    if message.audience == TALK:
        text, buttons, answered, about = speaking.opened(message)
        out = replace(out, choices=buttons, reply_with=answered, contact=about or out.contact)
        return replace(out, text=text[: able.longest])
    with translation.override(message.language):
        keyed = _buttons(message, able, choices)
    if able.letters:
        return _letter(out, message, able, keyed)
    if able.terse or able.mute:
        return replace(out, text=wording.write_short(message, able)[: able.longest])
    quote = wording.quoted(message)
    if quote is None and not choices:
        keyed = ()
    listed, buttons = speaking.fitted("", keyed, able)
    room = able.room(len(buttons)) - len(listed)
    text = wording.write_short(message, able, quote, room)
    return replace(out, text=f"{text}{listed}"[: able.longest], choices=buttons)


def _buttons(message: Message, able: Able, choices: Sequence[str]) -> tuple[Choice, ...]:
    """Return what can be pressed under word of a report: the choices, or settled and not."""
    number = str(message.context.get("number", ""))
    if choices:
        return picks(number, tuple(choices))
    is_answer = message.template.partition("/")[0] in ANSWERED
    hides = bool(message.context.get("confidential"))
    if not is_answer or hides or able.choices < len(settled_or_not(number)):
        return ()
    return tuple(speaking.labelled(one) for one in settled_or_not(number))


def _letter(out: Outgoing, message: Message, able: Able, keyed: Sequence[Choice]) -> Outgoing:
    letter = wording.write(message)
    text = letter.body
    if keyed:
        with translation.override(letter.language):
            text = f"{text.rstrip()}\n\n{_('Balas angkanya:')}"
        text, _none = speaking.fitted(text, keyed, able)
    fits = text[: able.longest]
    return replace(out, subject=letter.subject, language=letter.language, text=fits)
