"""Writing an answer: what the check says beside it, keeping it as a draft, asking for approval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lapor.kit.answers import Reading, Rule
from lapor.reports import drafting, proofreading, seconds
from lapor.reports.answering import DESPITE
from lapor.reports.casework import Case
from lapor.reports.openings import Begun
from lapor.reports.terms import Outcome
from lapor.web.desk.forms import StepForm
from lapor.web.forms import WordsField
from lapor.web.masks import PartsField

Told = str | Promise
LONGEST_REASON = 500
MOST_SHOWN = 5  # warnings at once; who mends those sees the next
URGENT = "urgent"  # the button that sends without a second officer
LOOK = _("Baca catatan di bawah jawaban Anda, perbaiki, atau kirim sekali lagi.")
WRITE_WHY_URGENT = _("Tulis mengapa tidak dapat menunggu persetujuan.")
# What the check says to who writes: what is missing, and how to mend it.
SAYS: Mapping[Rule, Told] = {
    Rule.EMPTY: _("Belum ada isinya: sebut apa yang dikerjakan, kapan, atau mengapa belum."),
    Rule.COPY: _("Hampir sama dengan jawaban unit Anda untuk laporan lain. Jawab laporan ini."),
    Rule.PERSONAL: _("Memuat nomor atau alamat surel seseorang. Hapus bila bukan milik kantor."),
    Rule.UNASKED: _("Pelapor menanyakan kapan, berapa, atau mengapa. Jawab pertanyaannya."),
    Rule.UNDATED: _("Ada janji tanpa tanggal. Sebut kapan paling lambat."),
    Rule.NO_ACTION: _("Belum jelas apa yang sudah atau akan dikerjakan."),
    Rule.NO_DATE: _("Kapan dikerjakan? Sebut harinya."),
    Rule.NO_WHO: _("Siapa yang mengerjakan? Sebut kantor atau petugasnya."),
    Rule.NO_PROOF: _("Tambahkan foto atau dokumen sebagai bukti."),
    Rule.ASIDE: _("Jawaban ini tidak menyebut hal yang dilaporkan. Periksa apakah tertukar."),
    Rule.FORMAL: _("Ada kalimat yang cocok untuk laporan apa pun. Ganti dengan fakta."),
    Rule.ALIKE: _("Mirip dengan jawaban unit Anda untuk laporan lain."),
    Rule.TONE: _("Nadanya bisa terbaca kasar. Tulis lebih tenang."),
    Rule.SHORT: _("Sangat singkat. Pelapor mungkin belum tahu apa yang terjadi."),
}
# Warnings that say nothing new beside another one.
SAID_BY = {Rule.EMPTY: (Rule.NO_ACTION, Rule.SHORT, Rule.FORMAL, Rule.UNDATED)}


@dataclass(frozen=True)
class Warned:
    """One thing that the check says. strong: to be sent all the same it needs a reason."""

    code: str
    says: Told
    strong: bool


class CheckedForm(StepForm):
    """An answer for good: checked before it goes out, kept as a draft, or put before somebody.

    A weak answer comes back once with what could be mended; a strong warning needs a reason.
    """

    despite = WordsField(most=LONGEST_REASON)
    urgent = WordsField(most=LONGEST_REASON)
    warned = PartsField()  # codes of what the page has said already
    reading: Reading | None = None
    draft: Begun | None = None

    def clean(self) -> dict[str, Any]:
        super().clean()
        told = self.cleaned_data
        if self.is_urgent and not told.get("urgent") and "urgent" not in self.errors:
            self.add_error("urgent", WRITE_WHY_URGENT)
        office = self.case.actor.agency
        if told.get("words") and office:
            asks_first = "mask" in self.errors  # about the same numbers; once is enough
            self.reading = proofreading.read(
                self.case.report,
                office,
                self.sent_words,
                outcome=told.get("outcome", ""),
                proof=bool(told.get("files")),
            )
            self._warn(self.reading, [Rule.PERSONAL] if asks_first else [])
        return told

    @property
    def is_urgent(self) -> bool:
        return self.typed.get("do") == URGENT and self.needs_approval

    @property
    def needs_approval(self) -> bool:
        """Whether a second officer must read it before it goes out; no statement."""
        return seconds.needs_approval(self.case.report, self.step, self.case.book)

    @property
    def sent_words(self) -> str:
        """The words as they go out, with what was ticked covered."""
        words: str = getattr(self, "answer", self.cleaned_data.get("words", ""))
        return words

    @property
    def warnings(self) -> list[Warned]:
        """What the page says of the words; empty where they were not read yet."""
        return warnings_of(self.reading) if self.reading else []

    @property
    def is_strong(self) -> bool:
        return any(row.strong for row in self.warnings)

    def _warn(self, reading: Reading, asked: Sequence[Rule]) -> None:
        if [rule for rule in reading.strong if rule not in asked]:
            if not self.cleaned_data.get("despite") and "despite" not in self.errors:
                self.add_error("despite", DESPITE)
        elif reading.is_hollow:
            seen = self.cleaned_data.get("warned") or []
            if any(row.code not in seen for row in warnings_of(reading)):
                self.add_error("words", LOOK)


def warnings_of(reading: Reading) -> list[Warned]:
    """Return what to say of a reading, the gravest first, no more than a writer can use."""
    said = {rule for first in reading.fired for rule in SAID_BY.get(first, ())}
    strong = [Warned(rule.value, SAYS[rule], True) for rule in reading.strong]
    weak = [
        Warned(rule.value, SAYS[rule], False)
        for rule in reading.fired
        if rule not in reading.strong and rule not in said
    ]
    return [*strong, *weak][:MOST_SHOWN]


def begun_with(step: str, drafts: Sequence[Begun]) -> dict[str, Any]:
    """Return what the form of a step begins with: the officer's own draft of it."""
    own = next((row for row in drafts if row.own and row.move == step), None)
    if own is None:
        return {}
    return {"words": own.words, "outcome": own.outcome, "files": list(own.files)}


def send(case: Case, form: CheckedForm, says: Told) -> Told:
    """Send the answer, or put it before a second officer; return what came of it."""
    told = form.cleaned_data
    sent = drafting.send(
        case.report,
        form.step,
        actor=case.actor,
        words=form.sent_words,
        outcome=Outcome(told["outcome"]),
        files=told.get("files", ()),
        urgent=told["urgent"] if form.is_urgent else "",
        despite=told["despite"],
    )
    if drafting.is_waiting(sent):
        return _("Jawaban menunggu persetujuan. Yang dapat menyetujui sudah diberi tahu.")
    return says
