"""What a verifier decides about words that tell who somebody is: for the public, for offices."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lapor.kit.betrays import Finding, cover_parts, find_all, fitting
from lapor.kit.text import MOST_FRAGMENTS, SHORTEST_FRAGMENT, folded, mask
from lapor.reports.naming import can_seal
from lapor.web.desk.forms import (
    LONGEST_NAME,
    LONGEST_PART,
    LONGEST_TITLE,
    LONGEST_WORDS,
    Pick,
    StepForm,
    SubjectsForm,
    Words,
)
from lapor.web.forms import LineField, WordsField
from lapor.web.masks import LABELS, PartsField


@dataclass(frozen=True)
class Suggested:
    """One thing that was found, and whether it is ticked for the public and for the offices."""

    text: str
    label: str | Promise
    for_public: bool
    for_offices: bool


class MaskingForm(StepForm):
    """The parts of a step that masks: ticked among what was found, or typed, one a line.

    redactions, redact: not read by the public. masks, hide: read by no office either.
    """

    redactions = WordsField(most=LONGEST_WORDS)
    redact = PartsField()
    masks = WordsField(most=LONGEST_WORDS)
    hide = PartsField()

    @property
    def may_hide(self) -> bool:
        """Whether the reporter hides from offices, and what is masked can be sealed here."""
        card = self.case.card
        return (card.anonymous or card.confidential) and can_seal()

    @cached_property
    def found(self) -> tuple[Finding, ...]:
        """What in the report, and in what was said to or by its reporter, tells who somebody is."""
        return find_all(self._texts())

    @property
    def suggested(self) -> list[Suggested]:
        """What was found and is not masked from the public yet, as it is ticked."""
        covered = str(self["redactions"].value() or "").splitlines()
        redact, hide = (
            {folded(part) for part in self[name].value() or ()} for name in ("redact", "hide")
        )
        return [
            Suggested(
                one.text, LABELS[one.kind], folded(one.text) in redact, folded(one.text) in hide
            )
            for one in self.found
            if self.may_hide or mask(one.text, covered) == one.text
        ]

    def for_offices(self) -> list[str]:
        """Return the parts that no office is to read."""
        return self._joined("masks", "hide") if self.may_hide else []

    def for_public(self) -> list[str]:
        """Return the parts that the public is not to read, as they stand once offices' are."""
        parts = self._joined("redactions", "redact")
        return fitting(parts, self.for_offices(), self._texts())

    def covered(self, line: str) -> str:
        """Return a line of the form without what no office is to read."""
        return cover_parts(line, self.for_offices())

    def check_parts(self) -> None:
        """Refuse at the field what `kit.text.mask` would not take, or would not mask."""
        for typed, ticked in (("redactions", "redact"), ("masks", "hide")):
            parts = self._joined(typed, ticked)
            if any(len(part) > LONGEST_PART for part in parts):
                says = _("Satu bagian paling panjang %(most)d huruf. Bagi menjadi beberapa baris.")
                self.add_error(typed, says % {"most": LONGEST_PART})
            if any(len(part) < SHORTEST_FRAGMENT for part in parts):
                self.add_error(typed, _("Satu huruf saja tidak disamarkan. Tulis katanya utuh."))
            if len(parts) > MOST_FRAGMENTS:
                says = _("Paling banyak %(most)d bagian; Anda menulis %(now)d.")
                self.add_error(typed, says % {"most": MOST_FRAGMENTS, "now": len(parts)})

    def _texts(self) -> list[str]:
        card = self.case.card
        said = [step.text for step in card.thread if not (step.inside or step.unseen)]
        return [card.title, card.body, card.landmark, *said]

    def _joined(self, typed: str, ticked: str) -> list[str]:
        parts: Sequence[str] = self.cleaned_data.get(ticked) or ()
        return list(dict.fromkeys([*self.lines(typed), *parts]))


class VerifyForm(SubjectsForm, MaskingForm):
    public_title = LineField(most=LONGEST_TITLE)
    publish = forms.BooleanField(required=False)
    hide_point = forms.BooleanField(required=False)  # from the public
    to = LineField(most=LONGEST_NAME)
    to_for = LineField(most=LONGEST_NAME)
    to_pick = Pick()
    words = Words()

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.choose("to", handed_on=True)
        self.check_parts()
        return self.cleaned_data


class RedactForm(MaskingForm):
    public_title = LineField(most=LONGEST_TITLE, required=True, empty=_("Tulis judul untuk umum."))
    hide_point = forms.BooleanField(required=False)
    release = forms.TypedMultipleChoiceField(required=False, coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = [
            step
            for step in self.case.card.thread
            if step.text and step.role == "reporter" and not step.unseen
        ]
        self.said = said
        self.fields["release"] = forms.TypedMultipleChoiceField(
            required=False, coerce=int, choices=[(step.id, step.id) for step in said]
        )

    def clean(self) -> dict[str, Any]:
        self.check_parts()
        return self.cleaned_data

    @property
    def released(self) -> set[int]:
        """The steps whose words are ticked to be published."""
        ticked = {str(key) for key in self["release"].value() or ()}
        return {step.id for step in self.said if str(step.id) in ticked}


class HideForm(MaskingForm):
    """Masking from the offices alone, at any time of a report whose reporter hides."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_choice = self.may_hide

    def clean(self) -> dict[str, Any]:
        self.check_parts()
        if not self.for_offices() and not self.errors:
            self.add_error("masks", _("Centang atau tulis bagian yang disamarkan."))
        return self.cleaned_data
