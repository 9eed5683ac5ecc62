"""The forms of a second instance and of the office that answers it, and what each of them does."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lapor.reports import reviewing, reviews
from lapor.reports.casework import Case
from lapor.reports.terms import ReviewStage
from lapor.web.bringing import FilesPart
from lapor.web.desk.forms import StepForm, Words
from lapor.web.forms import DayField

Told = str | Promise


class DayForm(StepForm):
    """A step with a day by which somebody is to have done something."""

    until = DayField(error_messages={"required": _("Isi tanggalnya, misalnya 31/08/2026.")})

    def last(self) -> datetime:
        """Return a moment of that day in the zone of the office that holds the report."""
        day: date = self.cleaned_data["until"]
        return datetime.combine(day, time(12), ZoneInfo(self.case.report.holder.time_zone))


class AcceptForm(DayForm):
    words = Words()


class RefuseForm(StepForm):
    reason = forms.ChoiceField()
    words = Words(_("Tulis penjelasannya. Pelapor membacanya."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = self.book.reasons_for("refuse_review")
        self.reasons = [(row.code, row.label) for row in rows]
        self.fields["reason"] = forms.ChoiceField(
            choices=self.reasons, error_messages={"required": _("Pilih alasannya.")}
        )


class AskForm(DayForm):
    words = Words(_("Tulis pertanyaannya. Kantor yang menangani membacanya."))


class AnswerForm(FilesPart, StepForm):
    words = Words(_("Tulis jawabannya. Pemeriksa membacanya."))
    carried_out = forms.BooleanField(required=False)

    @property
    def after_advice(self) -> bool:
        """Whether it was recommended what to do, so that the office may say that it is done."""
        review = self.case.card.review
        return review is not None and review.stage == ReviewStage.RECOMMENDED


class FindForm(StepForm):
    finding = forms.ChoiceField(
        choices=reviews.Finding.choices, error_messages={"required": _("Pilih temuannya.")}
    )
    sealed = forms.BooleanField(required=False)
    words = Words(_("Tulis apa yang ditemukan."))


class RecommendForm(DayForm):
    words = Words(_("Tulis apa yang harus dikerjakan kantor itu."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_choice = found(self.case) != reviews.Finding.NONE


class EndForm(StepForm):
    outcome = forms.ChoiceField()
    words = Words(_("Tulis penutupnya. Pelapor dan kantor membacanya."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        review = self.case.card.review
        advised = review is not None and review.advised is not None
        ends = reviews.ends_of(advised=advised, finding=found(self.case))
        self.ends = [(end.value, end.label) for end in ends]
        self.fields["outcome"] = forms.ChoiceField(
            choices=self.ends, error_messages={"required": _("Pilih hasilnya.")}
        )


def found(case: Case) -> str:
    """Return the code of what was found; empty before, and where it is sealed from the reader."""
    review = case.card.review
    return review.found.code if review and review.found else ""


def accept(case: Case, form: AcceptForm) -> Told:
    words = form.cleaned_data["words"]
    reviewing.accept_review(case.report, actor=case.actor, until=form.last(), words=words)
    return _("Permintaan diterima. Pelapor dan kantor yang menangani diberi tahu.")


def refuse(case: Case, form: RefuseForm) -> Told:
    told = form.cleaned_data
    reviewing.refuse_review(
        case.report, actor=case.actor, reason=told["reason"], words=told["words"]
    )
    return _("Permintaan tidak diterima. Pelapor membaca alasannya.")


def ask(case: Case, form: AskForm) -> Told:
    words = form.cleaned_data["words"]
    reviewing.ask_office(case.report, actor=case.actor, until=form.last(), words=words)
    return _("Pertanyaan terkirim ke kantor yang menangani.")


def answer(case: Case, form: AnswerForm) -> Told:
    told = form.cleaned_data
    reviewing.answer_review(
        case.report,
        actor=case.actor,
        carried_out=told["carried_out"],
        words=told["words"],
        files=told["files"],
    )
    return _("Jawaban terkirim ke pemeriksa.")


def find(case: Case, form: FindForm) -> Told:
    told = form.cleaned_data
    reviewing.find(
        case.report,
        actor=case.actor,
        finding=told["finding"],
        sealed=told["sealed"],
        words=told["words"],
    )
    if told["sealed"]:
        return _("Temuan tersimpan. Isinya dibuka saat pemeriksaan ditutup.")
    return _("Temuan tersimpan. Pelapor dan kantor yang menangani membacanya.")


def recommend(case: Case, form: RecommendForm) -> Told:
    words = form.cleaned_data["words"]
    reviewing.recommend(case.report, actor=case.actor, until=form.last(), words=words)
    return _("Rekomendasi terkirim. Kantor itu melaporkan pelaksanaannya kepada Anda.")


def end(case: Case, form: EndForm) -> Told:
    told = form.cleaned_data
    reviewing.end_review(
        case.report, actor=case.actor, outcome=told["outcome"], words=told["words"]
    )
    return _("Pemeriksaan ditutup. Pelapor dan kantor membaca hasilnya.")
