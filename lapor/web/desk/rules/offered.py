"""The standard texts that an officer is offered on one report, filled with what is known of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from lapor.agencies import rulebook_texts
from lapor.kit.places import fill
from lapor.reports.casework import Case
from lapor.reports.powers import spoken_by_officers
from lapor.web import dates

CHOSEN = "text"  # the name of the select, and of the button that fills without scripts


@dataclass(frozen=True)
class Offered:
    """One standard text. words: with its places filled; {…} is left to the officer."""

    key: int
    title: str
    words: str


def offered(case: Case, steps: Iterable[str]) -> Mapping[str, list[Offered]]:
    """Return the texts by step, those of the nearest office first: one statement for all."""
    spoken = set(spoken_by_officers())
    asked = [step for step in steps if step in spoken]
    office = case.actor.agency
    if office is None or not asked:
        return {}
    card = case.card
    category = card.category.pk if card.category else None
    rows = rulebook_texts.texts_for(asked, str(card.status), category, office.ids)
    words = _words(case)
    found: dict[str, list[Offered]] = {}
    for row in rows:
        text = Offered(row.pk, row.title, fill(row.body, words))
        found.setdefault(row.move, []).append(text)
    return found


def typed_with(case: Case, step: str, post: QueryDict, names: Iterable[str]) -> dict[str, Any]:
    """Return what was typed in a form, its words followed by the text that was chosen there."""
    texts = offered(case, [step]).get(step, [])
    chosen = next((text.words for text in texts if str(text.key) == post.get(CHOSEN)), "")
    typed = {name: post.get(name, "") for name in names}
    parts = [part for part in (typed.get("words", "").strip(), chosen) if part]
    return {**typed, "words": "\n\n".join(parts)}


def _words(case: Case) -> dict[str, str]:
    card, office = case.card, case.actor.agency
    number = f"{card.number[:4]}-{card.number[4:]}"
    return {
        "number": number,
        "office": office.name if office else "",
        "category": card.category.name if card.category else _("laporan ini"),
        "due": dates.long_date(card.due_at, card.zone) if card.due_at else "",
        "title": card.public_title or card.title,
    }
