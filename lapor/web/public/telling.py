"""The form's question about words that tell who somebody is, for who hides or is confidential."""

from typing import Any

from django import forms

from lapor.reports import masking
from lapor.web.masks import ASK, PartsField, Question, question, rules_for_browser

WORDS = ("title", "body", "landmark")  # what is looked through


class TellingFields(forms.Form):
    """Asks once about each thing found; what is sent again was decided by who sends it."""

    mask = PartsField()
    mask_seen = PartsField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.telling: Question | None = None

    def ask_what_tells(self, *, hides: bool) -> None:
        """Look through the words, and ask at the field where something is new.

        hides: the report is anonymous or confidential. Any other is read by a verifier, who sees
        the same findings, before anybody else reads it.
        """
        if not hides:
            return
        told = self.cleaned_data
        texts = [told.get(name, "") for name in WORDS]
        self.telling = question(texts, told.get("mask_seen", []), told.get("mask", []))
        if self.telling.is_new:
            self.add_error("mask", ASK)

    def masks(self) -> tuple[str, ...]:
        """Return the parts that no office is to read."""
        return self.telling.ticked if self.telling else ()

    @property
    def is_sealed(self) -> bool:
        """Whether what is masked is sealed here; else it is forgotten, and the page says so."""
        return masking.is_kept()

    @property
    def rules(self) -> str:
        return rules_for_browser()
