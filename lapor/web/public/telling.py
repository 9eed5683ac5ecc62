"""Asking a reporter who hides, or is confidential, about words that tell who somebody is."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict

from lapor.kit.betrays import cover_parts
from lapor.kit.text import tidy
from lapor.reports.naming import can_seal
from lapor.reports.terms import Refused
from lapor.web.masks import ASK, PartsField, Question, as_decided, question, rules_for_browser

WORDS = ("title", "body", "landmark")  # what is looked through
NAMES = ("place", "agency", "subject_1", "subject_2")  # and these, where no list knows them
LONGEST = 10_000  # letters; longer words are refused, and not looked through first


class TellingFields(forms.Form):
    """Asks once about each thing found; what is sent again was decided by who sends it."""

    mask = PartsField()
    mask_seen = PartsField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.telling: Question | None = None

    def show_decided(self, *, look: bool) -> None:
        """Show what was asked about and decided, in a form that is shown unchecked, as it was sent.

        look: look through the words once more, to say of each part what it is.
        """
        typed = self.initial
        seen, chosen = typed.get("mask_seen", []), typed.get("mask", [])
        if seen and look:
            texts = [str(typed.get(name, ""))[:LONGEST] for name in (*WORDS, *NAMES)]
            self.telling = question(texts, seen, chosen)
        elif seen:
            self.telling = as_decided(seen, chosen)

    def ask_what_tells(self, *, hides: bool, names: Iterable[str] = ()) -> None:
        """Look through the words, and ask at the field where something is new.

        hides: the report is anonymous or confidential. Any other is read by a verifier, who sees
        the same findings, before anybody else reads it. names: of a place and of offices that no
        list knows, which become part of the words.
        """
        if not hides:
            return
        told = self.cleaned_data
        texts = [told.get(name, "") for name in WORDS]
        self.telling = question([*texts, *names], told.get("mask_seen", []), told.get("mask", []))
        if self.telling.is_new:
            self.add_error("mask", ASK)

    def masks(self) -> tuple[str, ...]:
        """Return the parts that no office is to read."""
        return self.telling.ticked if self.telling else ()

    @property
    def is_sealed(self) -> bool:
        """Whether what is masked is sealed here; else it is forgotten, and the page says so."""
        return can_seal()

    @property
    def rules(self) -> str:
        return rules_for_browser()


def question_about(typed: QueryDict, report: Any) -> Question | None:
    """Return what to ask about the words of a step; None where the reporter does not hide."""
    if not hides(report):
        return None
    parts = PartsField()
    seen, chosen = (parts.to_python(typed.getlist(name)) for name in ("mask_seen", "mask"))
    return question([tidy(typed.get("words", "")[:LONGEST])], seen, chosen)


def decided(typed: QueryDict, report: Any, words: str) -> str:
    """Return the words of a step as an office is to read them.

    Raises Refused at `mask` where something in them was not asked about yet.
    """
    asks = question_about(typed, report)
    if asks is None:
        return words
    if asks.is_new:
        raise Refused(ASK, field="mask")
    return cover_parts(words, asks.ticked)


def hides(report: Any) -> bool:
    """Say whether offices are not to learn who wrote, so that words are looked through first."""
    return bool(report.anonymous or report.confidential)


def shown(report: Any, typed: QueryDict | None = None, *, look: bool = False) -> dict[str, Any]:
    """Return what the thread says of it. typed: a form that came back; look: through its words."""
    asks = None
    if typed and look:
        asks = question_about(typed, report)
    elif typed and hides(report):
        asks = as_decided(typed.getlist("mask_seen"), typed.getlist("mask"))
    return {
        "telling": asks,
        "sealed": can_seal(),
        "rules": rules_for_browser() if hides(report) else "",
    }
