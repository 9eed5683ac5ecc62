"""The steps that have a form on the case page: what each is called, asks, does and answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lapor.agencies.models import Post, Role
from lapor.reports import access, closure, handling, publication, triage
from lapor.reports.casework import Case
from lapor.reports.terms import Outcome, Refused
from lapor.web.desk import forms

Form = Any  # the form of the act, each with its own fields
Told = str | Promise


@dataclass(frozen=True)
class Act:
    """One step: `take` does it and returns a sentence about what came of it."""

    label: Told
    small: Told
    icon: str
    form: Callable[..., forms.StepForm]
    take: Callable[[Case, Form], Told]
    initial: Callable[[Case], Mapping[str, Any]] = lambda case: {}
    dated: bool = True  # the answer names the new date


def verify(case: Case, form: forms.VerifyForm) -> Told:
    told, report = form.cleaned_data, case.report
    to = form.chosen.get("to")
    triage.verify(report, actor=case.actor, to=to, words=told["words"], **form.kind_and_all())
    says: list[Told] = [str(_("Laporan sudah diverifikasi."))]
    if report.holder.pk != case.card.holder.id:
        says.append(_("Sekarang ditangani %(office)s.") % {"office": report.holder.name})
    if told["publish"] and not report.confidential:
        says.append(publish_too(case, form))
    return " ".join(map(str, says))


def publish_too(case: Case, form: forms.VerifyForm) -> Told:
    """Publish what was just verified, where the report is still in this officer's reach."""
    if not any(move.name == "redact" for move in access.open_moves(case.actor, case.report)):
        return _("Penerbitan menjadi keputusan unit itu.")
    publication.publish(
        case.report,
        actor=case.actor,
        title=form.cleaned_data["public_title"] or case.report.title,
        redactions=form.lines("redactions"),
    )
    return _("Laporan terbit untuk umum.")


def reclassify(case: Case, form: forms.ReclassifyForm) -> Told:
    words = form.cleaned_data["words"]
    triage.reclassify(case.report, actor=case.actor, words=words, **form.kind_and_all())
    return _("Klasifikasi sudah diubah.")


def assign(case: Case, form: forms.AssignForm) -> Told:
    to = form.chosen["to"]
    triage.assign(case.report, actor=case.actor, to=to, words=form.cleaned_data["words"])
    if to == case.actor.agency:
        return _("Laporan dikelola unit Anda sendiri.")
    return _("Laporan diteruskan ke %(office)s.") % {"office": to.name}


def take(case: Case, form: forms.TakeForm) -> Told:
    key = form.cleaned_data["handler"]
    post = Post.objects.filter(pk=key, agency=case.report.holder).first()
    if post is None:
        raise Refused(_("Pilih jabatan di unit yang memegang laporan ini."), field="handler")
    triage.take(case.report, actor=case.actor, handler=post)
    return _("Pelaksana sekarang: %(post)s.") % {"post": post.title}


def decline(case: Case, form: forms.DeclineForm) -> Told:
    told = form.cleaned_data
    triage.decline(
        case.report,
        actor=case.actor,
        reason=told["reason"],
        words=told["words"],
        to=form.chosen.get("next"),
    )
    return _("Laporan dialihkan ke %(office)s.") % {"office": case.report.holder.name}


def follow_up(case: Case, form: forms.FollowUpForm) -> Told:
    told = form.cleaned_data
    outcome = Outcome(told["outcome"])
    handling.follow_up(case.report, actor=case.actor, words=told["words"], outcome=outcome)
    return _("Tindak lanjut terkirim. Sekarang giliran pelapor.")


def progress(case: Case, form: forms.ProgressForm) -> Told:
    words = form.cleaned_data["words"]
    handling.progress(case.report, actor=case.actor, words=words, promised_at=form.promised())
    return _("Kabar perkembangan terkirim. Giliran tetap di unit Anda.")


def close(case: Case, form: forms.CloseForm) -> Told:
    told = form.cleaned_data
    outcome = Outcome(told["outcome"])
    closure.close(case.report, actor=case.actor, outcome=outcome, words=told["words"])
    return _("Laporan dinyatakan selesai. Pelapor masih bisa membukanya kembali.")


def note(case: Case, form: forms.NoteForm) -> Told:
    triage.note(case.report, actor=case.actor, words=form.cleaned_data["words"])
    return _("Catatan tersimpan. Pelapor dan umum tidak melihatnya.")


def redact(case: Case, form: forms.RedactForm) -> Told:
    told = form.cleaned_data
    if form.typed.get("do") == "unpublish":
        publication.unpublish(case.report, actor=case.actor)
        return _("Laporan sudah ditarik dari halaman umum. Nomornya tetap menunjukkan status.")
    publication.publish(
        case.report,
        actor=case.actor,
        title=told["public_title"],
        redactions=form.lines("redactions"),
        release=told["release"],
    )
    return _("Halaman umum sudah diperbarui.")


def said_before(case: Case) -> Mapping[str, Any]:
    """Return what the report was said to be until now."""
    card = case.card
    return {
        "kind": card.kind,
        "oversight": card.oversight,
        "category": card.category.pk if card.category else "",
        "public_title": card.public_title or card.title,
        "redactions": "\n".join(card.redactions),
        "publish": not card.confidential,
    }


def published_before(case: Case) -> Mapping[str, Any]:
    shown = [step.id for step in case.card.thread if step.role == Role.REPORTER and step.published]
    return dict(said_before(case)) | {"release": shown}


# In the order of the page. A note stands below the story instead.
ACTS: Mapping[str, Act] = {
    "verify": Act(
        _("Verifikasi"),
        _("Jenis, terlapor, apa yang terbit, dan ke mana"),
        "tick",
        forms.VerifyForm,
        verify,
        said_before,
    ),
    "assign": Act(
        _("Teruskan ke unit"),
        _("Pilih unit yang bertanggung jawab"),
        "arrow",
        forms.AssignForm,
        assign,
    ),
    "follow_up": Act(
        _("Tindak lanjuti"),
        _("Jawaban kepada pelapor, dengan hasil"),
        "speech",
        forms.FollowUpForm,
        follow_up,
    ),
    "progress": Act(
        _("Kabar perkembangan"),
        _("Belum selesai: sampai mana, dan kapan kabar berikutnya"),
        "calendar",
        forms.ProgressForm,
        progress,
    ),
    "decline": Act(
        _("Bukan wewenang"),
        _("Sebut pemilik berikutnya, atau naikkan"),
        "back",
        forms.DeclineForm,
        decline,
    ),
    "take": Act(
        _("Tugaskan pelaksana"),
        _("Jabatan di unit ini yang mengerjakan"),
        "person",
        forms.TakeForm,
        take,
        lambda case: {"handler": case.card.handler.pk if case.card.handler else ""},
        dated=False,
    ),
    "close": Act(
        _("Selesai"),
        _("Nyatakan selesai, dengan hasil"),
        "tick",
        forms.CloseForm,
        close,
    ),
    "reclassify": Act(
        _("Ubah klasifikasi"),
        _("Jenis, kadar pengawasan, kategori, terlapor"),
        "scales",
        forms.ReclassifyForm,
        reclassify,
        said_before,
    ),
    "redact": Act(
        _("Atur publikasi"),
        _("Apa yang dibaca umum, dan apa yang disamarkan"),
        "eye",
        forms.RedactForm,
        redact,
        published_before,
        dated=False,
    ),
    "note": Act(
        _("Tambah catatan internal"),
        _("Tidak dilihat pelapor dan umum"),
        "note",
        forms.NoteForm,
        note,
        dated=False,
    ),
}
