"""The forms of an office's answers: what in them tells who, and what the check says of them."""

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from lapor.kit.betrays import Betraying, cover_parts, find_all
from lapor.kit.text import folded, mask
from lapor.reports.terms import Outcome
from lapor.web.bringing import FilesPart
from lapor.web.desk.forms import StepForm, Words
from lapor.web.desk.writing import CheckedForm
from lapor.web.forms import DayField
from lapor.web.masks import PartsField, Question, asked

ASK = _(
    "Jawaban ini langsung terbit untuk umum, dan memuat hal yang menunjukkan siapa seseorang."
    " Pilih mana yang disamarkan, lalu kirim lagi."
)


class AnswerForm(FilesPart, StepForm):
    """An answer. Of a published report it asks once about what tells who somebody is.

    What the report masks from the public already is masked here by itself. A name counts only
    where the reporter's own words hold it: an answer names officials rightly.
    """

    mask = PartsField()
    mask_seen = PartsField()
    telling: Question | None = None

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if self.case.card.published and told.get("words"):
            self.telling = self._question(told["words"])
            if self.telling.is_new:
                self.add_error("mask", ASK)
        return told

    @property
    def answer(self) -> str:
        """The words as they are sent, with what was ticked covered."""
        words: str = self.cleaned_data["words"]
        return cover_parts(words, self.telling.ticked if self.telling else ())

    def _question(self, words: str) -> Question:
        card, told = self.case.card, self.cleaned_data
        said = [step.text for step in card.thread if step.role == "reporter"]
        reporters = folded("\n".join([card.title, card.body, card.landmark, *said]))
        found = [
            replace(one, own=False)
            for one in find_all([words])
            if mask(one.text, card.redactions) == one.text
            and (one.kind != Betraying.NAME or folded(one.text) in reporters)
        ]
        return asked(found, told.get("mask_seen") or [], told.get("mask") or [])


class FollowUpForm(CheckedForm, AnswerForm):
    outcome = forms.ChoiceField(
        choices=Outcome.choices, error_messages={"required": _("Pilih hasilnya.")}
    )
    words = Words(_("Tulis jawabannya: apa yang ditemukan, dikerjakan, kapan, dan oleh siapa."))


class CloseForm(CheckedForm, StepForm):
    outcome = forms.ChoiceField(
        choices=Outcome.choices, error_messages={"required": _("Pilih hasilnya.")}
    )
    words = Words()


class ProgressForm(AnswerForm):
    words = Words(_("Tulis sudah sampai mana penanganannya."))
    promised_at = DayField(
        error_messages={"required": _("Isi tanggal kabar berikutnya, misalnya 31/08/2026.")}
    )

    def promised(self) -> datetime:
        """Return a moment of the promised day in the zone of the office that promises."""
        day: date = self.cleaned_data["promised_at"]
        return datetime.combine(day, time(12), ZoneInfo(self.case.report.holder.time_zone))
