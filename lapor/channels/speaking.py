"""What a turn of the dialogue says: the text of a channel, filled in, sealed, and on its way."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from lapor.agencies.rules import rules
from lapor.channels import summary
from lapor.channels.adapter import Able
from lapor.channels.dialogue.drafting import (
    GO_ON,
    HIDDEN,
    MORE,
    NAME,
    OFFICE,
    PLACE,
    RIGHT,
    SECRET,
    SHOWN,
    STORY,
)
from lapor.channels.dialogue.effects import Say
from lapor.channels.dialogue.focusing import NEW
from lapor.channels.dialogue.memory import Choice
from lapor.channels.dialogue.reading import SETTLED, UNSETTLED
from lapor.channels.dialogue.settling import SEND
from lapor.channels.dialogue.texts import Text
from lapor.channels.dialogue.withdrawing import LEAVE, TAKE
from lapor.channels.models import Conversation
from lapor.kit.ids import new_id
from lapor.kit.places import fill
from lapor.kit.seal import seal, unseal
from lapor.kit.sms import JOINED, cut, parts, plainer, plainest, septets
from lapor.outbox.models import TALK, Message
from lapor.outbox.queue import carry_in_turn

BY_TOKEN = {"by_token": True}  # of an answer that may go by a token of theirs, which is free
SMS, CHAT = "sms", "chat"  # the audiences of these texts
OURS = "id"
Label = str | Promise
CHANGES: Sequence[tuple[str, Label]] = (
    (PLACE, gettext_lazy("Ubah tempat")),
    (OFFICE, gettext_lazy("Ubah tujuan")),
    (NAME, gettext_lazy("Ubah nama")),
    (STORY, gettext_lazy("Ubah cerita")),
)
WISHES: Sequence[tuple[str, Label]] = (
    (HIDDEN, gettext_lazy("Sembunyikan")),
    (SHOWN, gettext_lazy("Tampilkan")),
    (SECRET, gettext_lazy("Rahasia")),
)
SKIP: Sequence[tuple[str, Label]] = (("lewati", gettext_lazy("Lewati")),)
# What may be pressed under a text, beside free words. The first word of each key is a command.
PRESSED: Mapping[str, Sequence[tuple[str, Label]]] = {
    Text.CONFIRM: (
        (RIGHT, gettext_lazy("Betul")),
        *CHANGES,
    ),
    Text.WHAT_TO_CHANGE_DRAFT: CHANGES,
    Text.WHO: WISHES,
    Text.WHO_AGAIN: WISHES,
    Text.CRY: ((GO_ON, gettext_lazy("Ini laporan biasa")),),
    Text.PLACE_UNKNOWN: SKIP,
    Text.PLACE_OF_POINT: SKIP,
    Text.NAME: SKIP,
    Text.STORY_ANEW: SKIP,
    Text.PLACE: SKIP,
    Text.WHEN: (("hari ini", gettext_lazy("Hari ini")), ("kemarin", gettext_lazy("Kemarin"))),
    Text.CLOSED: tuple((str(stars), str(stars)) for stars in range(1, 6)),
}
# The same where more buttons would hide behind a list, the yes among them.
AT_A_GLANCE: Mapping[str, Sequence[tuple[str, Label]]] = {
    Text.CONFIRM: ((RIGHT, gettext_lazy("Betul")), ("ubah", gettext_lazy("Ubah"))),
}
# What is shown of a button whose label is a word of the dialogue's own.
LABELS: Mapping[str, Label] = dict(WISHES) | {
    "": gettext_lazy("Tidak ada di daftar"),
    SETTLED: gettext_lazy("Sudah selesai"),
    UNSETTLED: gettext_lazy("Belum selesai"),
    SEND[0]: gettext_lazy("Kirim tulisan tadi"),
    NEW: gettext_lazy("Laporan baru"),
    MORE: gettext_lazy("Tambahan cerita"),
    TAKE: gettext_lazy("Cabut laporan"),
    LEAVE: gettext_lazy("Tidak jadi"),
}
PICKS = (Text.PICK_PLACE, Text.PICK_NEAR, Text.PICK_OFFICE)  # of which one part shows what fits
# Texts whose SMS says itself what each number stands for.
NUMBERED = (Text.WHICH, Text.WHICH_EARLIER, Text.WHICH_CLOSED)
QUOTES = (Text.READ, Text.READ_QUESTION, Text.ASK_AGAIN)  # texts around an office's words
KNOWN = (Text.KNOWN_HIDDEN, Text.KNOWN_CONFIDENTIAL, Text.KNOWN_NAMED, Text.KNOWN_NAMED_SENT)
MOST_PARTS = 3  # of an SMS with an office's words


def say(
    talk: Conversation,
    able: Able,
    turns: Sequence[Say],
    answered: str = "",
    about: UUID | None = None,
) -> None:
    """Put the words of a turn on their way, in their order. The caller's transaction.

    answered: the message they answer, as the channel names it. Letters are one for all of it;
    about: what its answer will be about. Both are sealed with the words.
    """
    said: list[tuple[str, str, Sequence[Choice]]] = []
    with translation.override(talk.language):
        for turn in turns:
            words, choices = worded(turn, able, talk.language)
            if turn.text is Text.CHECK_ALSO and said:
                name, before, buttons = said.pop()
                said.append((name, _joined(before, words, able), buttons))
                continue
            *pages, last = _pages(words, able.room(len(choices)))
            said += [(turn.text, page, ()) for page in pages]
            said.append((turn.text, last, choices))
    if able.letters and said:
        whole = "\n\n".join(words for _name, words, _choices in said)
        said = [(said[-1][0], whole, said[-1][2])]
    answers = [answered, *[""] * len(said)]  # the first alone: a token is good for one
    rows = [_sealed(talk, *one, answer, about) for one, answer in zip(said, answers, strict=False)]
    if able.replies_once and answered and rows:
        rows[0].context = BY_TOKEN
    if rows:
        carry_in_turn(rows)


def worded(turn: Say, able: Able, language: str) -> tuple[str, tuple[Choice, ...]]:
    """Return what a turn says in this channel, and the buttons where it has buttons.

    Raises LookupError where no text of this name is kept in any language.
    """
    filled = dict(turn.words)
    if turn.text is Text.CONFIRM:
        filled |= summary.read_back(turn.words, able)
    if turn.text is Text.SENT:
        filled |= summary.received(turn.words)
    if turn.text in KNOWN:
        filled |= summary.about(turn.words)
    template, choices = _template(turn.text, able, language), tuple(map(labelled, turn.choices))
    if able.terse and turn.text in QUOTES:
        return _quoted(template, filled, choices, able), ()
    said = fill(template, filled).strip()
    if able.terse and turn.text in PICKS:
        choices = summary.fitting(said, choices)
    if able.terse and turn.text in NUMBERED:
        return said, ()
    if turn.choices:
        return fitted(said, choices, able)
    pressed = _pressed(turn.text, able)
    return said, pressed if able.choices >= len(pressed) else ()


def fitted(said: str, choices: Sequence[Choice], able: Able) -> tuple[str, tuple[Choice, ...]]:
    """Return words and buttons as a channel shows them.

    A numbered list where it has no buttons; where a button would cut a label, both.
    """
    has_buttons = able.choices >= len(choices)
    if has_buttons and all(len(one.label) <= able.longest_label for one in choices):
        return said, tuple(choices)
    listed = [f"{place} {one.label}" for place, one in enumerate(choices, start=1)]
    numbered = tuple(Choice(one.key, str(place)) for place, one in enumerate(choices, start=1))
    return "\n".join([said, *listed]), numbered if has_buttons else ()


def day(at: datetime, able: Able) -> str:
    """Return a day as a text of this channel names it."""
    return date_format(at, "D j M" if able.terse else "l, j F Y")


def opened(message: Message) -> tuple[str, tuple[Choice, ...], str, UUID | None]:
    """Return the words and buttons of a turn, what it answers, and what an answer is about.

    For the process that holds the courier's key.
    """
    sealed = bytes(message.sealed or b"")
    told = json.loads(unseal(sealed, key=settings.COURIER_KEY, about=message.pk.bytes))
    about = UUID(told["about"]) if told.get("about") else None
    choices = tuple(Choice(*one) for one in told["choices"])
    return told["text"], choices, told.get("answered", ""), about


def _sealed(
    talk: Conversation,
    name: str,
    words: str,
    choices: Sequence[Choice],
    answered: str,
    about: UUID | None,
) -> Message:
    key = new_id()
    labels = [(one.key, one.label) for one in choices]
    told = {"text": words, "choices": labels, "answered": answered}
    told |= {"about": str(about)} if about else {}
    plain = json.dumps(told).encode()
    return Message(
        id=key,
        contact_id=talk.contact_id,
        account_id=talk.account_id,
        audience=TALK,
        template=f"{name}/{TALK}",
        language=talk.language,
        sealed=seal(plain, to=settings.COURIER_PUBLIC, about=key.bytes),
        talk=talk.pk,
    )


def _template(name: str, able: Able, language: str) -> str:
    """Return the text of this name: short where each letter costs, else as a chat has it."""
    texts = rules().templates
    for audience in (SMS, CHAT) if able.terse else (CHAT,):
        for spoken in dict.fromkeys((language, OURS)):
            if row := texts.get((name, audience, spoken, False)):
                return row.body
    raise LookupError(name)


def _pressed(name: str, able: Able) -> tuple[Choice, ...]:
    pressed = PRESSED.get(name, ())
    if 0 < able.at_a_glance < len(pressed):
        pressed = AT_A_GLANCE.get(name, pressed)
    return tuple(Choice(key, str(label)) for key, label in pressed)


def labelled(choice: Choice) -> Choice:
    """Return a button as its reader sees it."""
    known = LABELS.get(choice.label)
    return choice if known is None else Choice(choice.key, str(known))


def _quoted(template: str, words: Mapping[str, str], choices: Sequence[Choice], able: Able) -> str:
    """Return an office's words in plain letters and a few parts, with what may be answered."""
    said = plainest(words.get("words", ""))
    plain = {name: plainest(told) for name, told in words.items()} | {"words": ""}
    around, _none = fitted(fill(template, plain).strip(), choices, able)
    room = JOINED * MOST_PARTS - MOST_PARTS - septets(plainest(around))
    filled = fill(template, plain | {"words": cut(said, max(room, 0))}).strip()
    whole, _none = fitted(filled, choices, able)
    return plainest(whole)


def _joined(before: str, words: str, able: Able) -> str:
    """Return two texts as one; where letters cost money as much of the second as one part holds."""
    if not able.terse:
        return f"{before}\n\n{words}"
    while words and len(parts(plainer(f"{before} {words}"))) > 1:
        words = words.rpartition(", ")[0]
    return f"{before} {words}".strip()


def _pages(words: str, room: int) -> list[str]:
    """Return words in as many messages as they need, each cut at a whole word."""
    pages = []
    while len(words) > room:
        begin = words[:room]
        whole = begin.rpartition("\n\n")[0] or begin.rpartition(" ")[0] or begin
        pages.append(whole)
        words = words[len(whole) :].strip()
    return [*pages, words]
