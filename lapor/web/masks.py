"""Asking people about words that tell who somebody is: what was found, and what they decide."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lapor.kit.betrays import MARKS, MOST, RULES, Betraying, Finding, find_all
from lapor.kit.text import folded, tidy

LABELS: Mapping[Betraying, str | Promise] = {
    Betraying.NIK: _("NIK"),
    Betraying.EMAIL: _("alamat surel"),
    Betraying.PHONE: _("nomor telepon"),
    Betraying.IDENTITY: _("nomor identitas"),
    Betraying.ACCOUNT: _("nomor rekening"),
    Betraying.PLATE: _("nomor kendaraan"),
    Betraying.ADDRESS: _("alamat rumah"),
    Betraying.NAME: _("nama orang"),
}
THIS_PART = _("bagian ini")
LONGEST_PART = 300  # letters
ASK = _(
    "Tulisan Anda memuat hal yang dapat menunjukkan siapa Anda atau orang lain. Pilih mana yang"
    " disamarkan, lalu kirim lagi."
)


@dataclass(frozen=True)
class Part:
    """One thing that was found, as it is asked about. own: the words say it is the writer's."""

    text: str
    label: str | Promise
    own: bool
    ticked: bool


@dataclass(frozen=True)
class Question:
    """What is asked about. Its parts come back as `mask_seen`, the ticked ones as `mask`."""

    parts: tuple[Part, ...]
    is_new: bool  # something of it was not asked about before

    @property
    def any_own(self) -> bool:
        return any(part.own and part.ticked for part in self.parts)

    @property
    def ticked(self) -> tuple[str, ...]:
        return tuple(part.text for part in self.parts if part.ticked)


class PartsField(forms.Field):
    """Parts of the words beside it, each a value of its own."""

    widget = forms.MultipleHiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)

    def to_python(self, value: Any) -> list[str]:
        typed = value if isinstance(value, list) else []
        return [part for part in map(tidy, typed[: 2 * MOST]) if part]


def question(texts: Iterable[str], seen: Collection[str], chosen: Collection[str]) -> Question:
    """Return what to ask about these texts.

    seen: what was asked about before, of which `chosen` is to be masked. Of what is new the parts
    that are said to be the writer's own are ticked; the page says so.
    """
    return asked(find_all(texts), seen, chosen)


def asked(found: Iterable[Finding], seen: Collection[str], chosen: Collection[str]) -> Question:
    """Return the question about what was found."""
    known, wanted = ({folded(part) for part in parts} for parts in (seen, chosen))
    parts = []
    for one in found:
        key = folded(one.text)
        ticked = key in wanted if key in known else one.own
        parts.append(Part(one.text, LABELS[one.kind], one.own, ticked))
    return Question(tuple(parts), any(folded(part.text) not in known for part in parts))


def as_decided(seen: Iterable[str], chosen: Iterable[str]) -> Question:
    """Return the question as it was answered. The words are not looked through for it.

    So nothing says any more what each part is, and what is too long for one is left out.
    """
    parts = [part for part in list(seen)[: 2 * MOST] if len(part) <= LONGEST_PART]
    wanted = set(chosen)
    return Question(
        tuple(Part(part, THIS_PART, own=False, ticked=part in wanted) for part in parts),
        is_new=False,
    )


def rules_for_browser() -> str:
    """Return the rules that a browser follows while people write, with what it says of each.

    So nothing has to leave the browser before it is sent. Names beyond forms of address, and what
    needs more than a pattern, are asked about when it is sent.
    """
    rows = [
        {"rule": rule, "case": case, "label": str(LABELS[kind]), "mark": MARKS[kind]}
        for kind, rule, case in RULES
    ]
    return json.dumps(rows)
