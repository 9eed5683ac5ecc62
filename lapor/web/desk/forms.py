"""The forms of an officer's steps: what each asks, and which offices a typed name meant."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from lapor.agencies.models import Agency, Category
from lapor.agencies.rules import Rules
from lapor.kit.places import BY_HAND
from lapor.kit.text import tidy
from lapor.reports import choosing
from lapor.reports.casework import Case
from lapor.reports.dating import day_of_receipt
from lapor.reports.terms import Clock, Kind, Refused
from lapor.reports.watchers import outside
from lapor.web.bringing import FilesPart
from lapor.web.desk import units
from lapor.web.desk.units import Unit
from lapor.web.forms import DayField, LineField, WordsField

LONGEST_WORDS, LONGEST_TITLE, LONGEST_NAME, LONGEST_PART = 5000, 150, 200, 200
MOST_SUBJECTS = 10
NOT_FOUND = _("Tidak ada unit “%(typed)s” yang dapat Anda pilih. Coba ketik satu kata saja.")
CHOOSE = _("Pilih di bawah ini unit mana yang Anda maksud dengan “%(typed)s”.")


class StepForm(forms.Form):
    """One step on one report. What is wrong is said at the field, and nothing typed is lost."""

    seen = forms.IntegerField(error_messages={"required": _("Muat ulang halaman ini.")})
    has_choice = True  # False: the step is open, but there is nothing to choose in its form

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        case: Case,
        book: Rules,
        step: str,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, auto_id=f"{step}-%s", initial=initial)
        self.typed = data or QueryDict()
        self.case, self.book, self.step = case, book, step
        self.offered: dict[str, list[Unit]] = {}
        self.chosen: dict[str, Agency] = {}

    def choose(self, field: str, *, handed_on: bool) -> None:
        """Find the office of a typed name or of the pick beside it; else offer what fits."""
        typed, pick = self.cleaned_data.get(field, ""), self.cleaned_data.get(f"{field}_pick")
        if pick and (not typed or self.cleaned_data.get(f"{field}_for") == typed):
            office = Agency.objects.filter(pk=pick).first()
        elif typed:
            office = units.the_one(self.case, typed, handed_on=handed_on)
        else:
            return
        if office:
            self.chosen[field] = office
            return
        self.offered[field] = units.candidates(self.case, typed, handed_on=handed_on)
        self.ask(field, typed, self.offered[field])

    def ask(self, field: str, typed: str, fits: Sequence[Unit]) -> None:
        """Ask at the field which of the offered offices was meant, or for another name."""
        says = CHOOSE if fits else NOT_FOUND
        self.add_error(field, says % {"typed": typed})

    def lines(self, field: str) -> list[str]:
        """Return what was typed, one entry a line, each once."""
        typed = self.cleaned_data.get(field, "").splitlines()
        return list(dict.fromkeys(part for part in map(tidy, typed) if part))


class Words(WordsField):
    """What an officer writes at a step."""

    def __init__(self, empty: Any = "") -> None:
        super().__init__(most=LONGEST_WORDS, required=bool(empty), empty=empty)

    def to_python(self, value: Any) -> str:
        """Return the words; refused while a place of a standard text waits to be written."""
        text = super().to_python(value)
        if f"{{{BY_HAND}}}" in text:
            raise forms.ValidationError(_("Isi dulu bagian {…}, atau hapus."), code="by_hand")
        return text


class Pick(forms.IntegerField):
    """The key of an office that was offered."""

    def __init__(self) -> None:
        super().__init__(required=False, min_value=1, max_value=2**63 - 1)


class NoteForm(FilesPart, StepForm):
    words = Words(_("Tulis catatannya."))


class TakeForm(StepForm):
    handler = forms.IntegerField(error_messages={"required": _("Pilih jabatan pelaksananya.")})


class ChoicesField(forms.Field):
    """The answers that a question offers, each an input of the same name."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[str]:
        typed = value if isinstance(value, list) else []
        try:
            return choosing.checked(typed)
        except Refused as refused:
            raise forms.ValidationError(str(refused.says), code="choices") from None


class HoldForm(FilesPart, StepForm):
    words = Words(_("Tulis pertanyaannya. Pelapor membacanya."))
    choices = ChoicesField(required=False)
    several = forms.BooleanField(required=False)

    @property
    def offered_choices(self) -> list[str]:
        """Return what stands in the inputs of the choices, the empty ones too."""
        typed = self.typed.getlist("choices") or self.initial.get("choices", [])
        return [*typed, *[""] * choosing.MOST][: max(choosing.MOST, len(typed))]

    @property
    def longest_choice(self) -> int:
        return choosing.LONGEST

    @property
    def days(self) -> int:
        """How many days the reporter has to answer."""
        report = self.case.report
        day = day_of_receipt(report)
        return self.book.policy(Clock.COMPLETION, report.kind, report.oversight, day).days


class ResumeForm(FilesPart, StepForm):
    words = Words()


class ReopenForm(StepForm):
    words = Words(_("Tulis apa yang belum beres. Pelapor dan unit membacanya."))


class UnsplitForm(StepForm):
    words = Words(_("Tulis mengapa dibatalkan. Pelapor membacanya."))


class TakeBackForm(StepForm):
    has_choice = False  # one press: its button stands beside what it takes back


class RefuseForm(StepForm):
    words = Words(_("Tulis mengapa ditolak. Unit pemegang membacanya."))


class ProtectForm(FilesPart, StepForm):
    words = Words(_("Tulis jawabannya untuk pelapor."))


class ExtensionForm(StepForm):
    """More time: asked for by the office, or granted by those above."""

    words = Words(_("Tulis alasannya."))
    until = DayField(error_messages={"required": _("Isi tanggalnya, misalnya 31/08/2026.")})

    def last(self) -> datetime:
        """Return a moment of that day in the zone of the office that holds the report."""
        day: date = self.cleaned_data["until"]
        return datetime.combine(day, time(12), ZoneInfo(self.case.report.holder.time_zone))


class ArchiveForm(StepForm):
    reason = forms.ChoiceField()
    original = LineField(most=LONGEST_NAME)
    sure = forms.BooleanField(required=False)
    words = Words(_("Tulis penjelasannya. Pelapor membacanya."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = self.book.reasons_for("archive")
        self.reasons = [(row.code, row.label) for row in self.rows]
        self.fields["reason"] = forms.ChoiceField(
            choices=self.reasons,
            error_messages={"required": _("Pilih alasannya.")},
        )

    @property
    def sentence(self) -> str:
        """What the reporter reads of the chosen reason; empty where none is chosen."""
        chosen = self["reason"].value()
        return next((row.sentence for row in self.rows if row.code == chosen), "")


class SupportForm(StepForm):
    office = LineField(most=LONGEST_NAME)
    office_for = LineField(most=LONGEST_NAME)
    office_pick = Pick()
    words = Words()

    def clean(self) -> dict[str, Any]:
        self.choose("office", handed_on=False)
        if "office" not in self.chosen and "office" not in self.errors:
            self.add_error("office", _("Sebut unit yang diminta membantu."))
        return self.cleaned_data


class UnsupportForm(StepForm):
    offices = forms.TypedMultipleChoiceField(coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helping = self.case.card.supporters
        self.has_choice = bool(self.helping)
        self.fields["offices"] = forms.TypedMultipleChoiceField(
            coerce=int,
            choices=[(office.id, office.name) for office in self.helping],
            error_messages={"required": _("Pilih unit yang dukungannya berakhir.")},
        )


class ReferForm(StepForm):
    to = forms.TypedChoiceField(coerce=int)
    consent = forms.BooleanField(
        error_messages={"required": _("Centang kalau pelapor sudah menyetujuinya.")}
    )
    words = Words()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        second = outside(self.case.report).second
        self.offices = [office for office in second if office != self.case.actor.agency]
        self.has_choice = bool(self.offices)
        self.fields["to"] = forms.TypedChoiceField(
            coerce=int,
            choices=[(office.pk, office.name) for office in self.offices],
            error_messages={"required": _("Pilih pengawasnya.")},
        )


class GroupForm(StepForm):
    title = LineField(
        most=LONGEST_TITLE, required=True, empty=_("Beri judul: apa masalahnya dan di mana.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_choice = self.case.report.problem_id is None and not self.case.card.confidential


class UngroupForm(StepForm):
    words = Words(_("Tulis mengapa dilepas. Pelapor membacanya."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_choice = self.case.report.problem_id is not None


class AssignForm(StepForm):
    to = LineField(most=LONGEST_NAME)
    to_for = LineField(most=LONGEST_NAME)
    to_pick = Pick()
    words = Words()

    def clean(self) -> dict[str, Any]:
        self.choose("to", handed_on=True)
        if "to" not in self.chosen and "to" not in self.errors:
            self.add_error("to", _("Pilih unit di daftar, atau ketik namanya."))
        return self.cleaned_data


class DeclineForm(StepForm):
    reason = forms.ChoiceField(error_messages={"required": _("Pilih alasannya.")})
    next = LineField(most=LONGEST_NAME)
    next_for = LineField(most=LONGEST_NAME)
    next_pick = Pick()
    climb = forms.BooleanField(required=False)
    words = Words(_("Tulis penjelasannya. Pelapor ikut membacanya."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = self.book.reasons_for("decline")
        self.reasons = [(row.code, row.label) for row in rows]
        self.fields["reason"] = forms.ChoiceField(
            choices=self.reasons,
            error_messages={"required": _("Pilih alasannya.")},
        )

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("climb"):
            return self.cleaned_data
        self.choose("next", handed_on=False)
        if "next" not in self.chosen and "next" not in self.errors:
            self.add_error("next", _("Sebut unit yang berwenang, atau centang naikkan."))
        return self.cleaned_data


class SubjectsForm(StepForm):
    """What a verifier decides: kind, oversight, category, and who is complained of."""

    kind = forms.ChoiceField(
        choices=Kind.choices, error_messages={"required": _("Pilih jenis laporannya.")}
    )
    oversight = forms.BooleanField(required=False)
    category = forms.CharField(required=False, max_length=20)
    subjects = forms.TypedMultipleChoiceField(required=False, coerce=int)
    subject_names = WordsField(most=LONGEST_NAME * MOST_SUBJECTS)
    subject_names_for = WordsField(most=LONGEST_NAME * MOST_SUBJECTS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        picked = self.typed.getlist("subjects")
        keys = [key for key in picked if key.isdecimal() and len(key) < len(str(2**62))]
        self.fields["subjects"] = forms.TypedMultipleChoiceField(
            required=False, coerce=int, choices=[(key, key) for key in keys]
        )
        self.accused: list[Agency] = list(Agency.objects.filter(pk__in=keys)) if keys else []

    def clean(self) -> dict[str, Any]:
        answered = set(self.lines("subject_names_for"))
        for name in self.lines("subject_names"):
            fits = units.candidates(self.case, name, handed_on=False)
            picked = {str(office.pk) for office in self.accused}
            if name in answered and any(unit.key in picked for unit in fits):
                continue
            self._accuse(name, fits)
        return self.cleaned_data

    def kind_and_all(self) -> dict[str, Any]:
        """Return what `triage.verify` and `triage.reclassify` both take."""
        told = self.cleaned_data
        category: Category | None = next(
            (row for row in self.book.categories if str(row.pk) == told["category"]), None
        )
        return {
            "kind": Kind(told["kind"]),
            "oversight": told["oversight"],
            "category": category,
            "subjects": self.accused,
        }

    def shown_subjects(self) -> list[Unit]:
        """Return the offices to be ticked: those named before, or ticked in this form."""
        if self.is_bound:
            return [Unit(str(office.pk), office.name) for office in self.accused]
        return [Unit(str(office.id), office.name) for office in self.case.card.subjects]

    def _accuse(self, name: str, fits: Sequence[Unit]) -> None:
        office = units.the_one(self.case, name, handed_on=False)
        if office and office not in self.accused:
            self.accused.append(office)
        elif not office:
            self.offered.setdefault("subjects", []).extend(fits)
            self.ask("subject_names", name, fits)


class ReclassifyForm(SubjectsForm):
    words = Words(_("Tulis mengapa diubah."))
