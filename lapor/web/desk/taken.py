"""What each form does when it is sent, and the sentence about what came of it."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lapor.agencies.models import Agency, Post, Role
from lapor.kit.codes import read_number
from lapor.reports import (
    access,
    automatic,
    closure,
    grouping,
    handling,
    publication,
    splitting,
    triage,
)
from lapor.reports.casework import Case
from lapor.reports.terms import NotFound, Refused
from lapor.reports.told import Step
from lapor.web.desk import answering, forms, masking, writing

Told = str | Promise


def verify(case: Case, form: masking.VerifyForm) -> Told:
    told, report = form.cleaned_data, case.report
    to, hidden = form.chosen.get("to"), form.for_offices()
    if hidden:
        publication.hide(report, actor=case.actor, parts=hidden)
    triage.verify(report, actor=case.actor, to=to, words=told["words"], **form.kind_and_all())
    says: list[Told] = [str(_("Laporan sudah diverifikasi."))]
    says += [masked_from_offices(len(hidden))] if hidden else []
    if report.holder.pk != case.card.holder.id:
        says.append(_("Sekarang ditangani %(office)s.") % {"office": report.holder.name})
    if told["publish"] and not report.confidential:
        says.append(publish_too(case, form))
    return " ".join(map(str, says))


def publish_too(case: Case, form: masking.VerifyForm) -> Told:
    """Publish what was just verified, where the report is still in this officer's reach."""
    if not any(move.name == "redact" for move in access.open_moves(case.actor, case.report)):
        return _("Penerbitan menjadi keputusan unit itu.")
    publication.publish(
        case.report,
        actor=case.actor,
        title=form.covered(form.cleaned_data["public_title"]) or case.report.title,
        redactions=form.for_public(),
        point_hidden=hides_point(case, form),
    )
    return _("Laporan terbit untuk umum.")


def hides_point(case: Case, form: masking.VerifyForm | masking.RedactForm) -> bool | None:
    """Return whether the public is not to see the point; None where there was none to decide on."""
    return bool(form.cleaned_data["hide_point"]) if case.card.pin else None


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


def take_back(case: Case, form: forms.TakeBackForm) -> Told:
    automatic.take_back(case.report, actor=case.actor)
    return _("Laporan ditarik kembali dan menunggu verifikasi.")


def take(case: Case, form: forms.TakeForm) -> Told:
    key = form.cleaned_data["handler"]
    post = Post.objects.filter(pk=key, agency=case.report.holder, ended_at=None).first()
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


def follow_up(case: Case, form: answering.FollowUpForm) -> Told:
    return writing.send(case, form, _("Tindak lanjut terkirim. Sekarang giliran pelapor."))


def finish(case: Case, form: answering.FollowUpForm) -> Told:
    return writing.send(case, form, _("Bagian Anda selesai. Jawabannya dibaca pelapor."))


def unsplit(case: Case, form: forms.UnsplitForm) -> Told:
    splitting.unsplit(case.report, actor=case.actor, words=form.cleaned_data["words"])
    return _("Pemecahan dibatalkan. Unit pemegang menjawab sendiri.")


def progress(case: Case, form: answering.ProgressForm) -> Told:
    handling.progress(
        case.report,
        actor=case.actor,
        words=form.answer,
        promised_at=form.promised(),
        files=form.cleaned_data["files"],
    )
    return _("Kabar perkembangan terkirim. Giliran tetap di unit Anda.")


def close(case: Case, form: answering.CloseForm) -> Told:
    says = _("Laporan dinyatakan selesai. Pelapor masih bisa membukanya kembali.")
    return writing.send(case, form, says)


def note(case: Case, form: forms.NoteForm) -> Told:
    told = form.cleaned_data
    triage.note(case.report, actor=case.actor, words=told["words"], files=told["files"])
    return _("Catatan tersimpan. Pelapor dan umum tidak melihatnya.")


def redact(case: Case, form: masking.RedactForm) -> Told:
    told = form.cleaned_data
    if form.typed.get("do") == "unpublish":
        publication.unpublish(case.report, actor=case.actor)
        return _("Laporan sudah ditarik dari halaman umum. Nomornya tetap menunjukkan status.")
    if hidden := form.for_offices():
        publication.hide(case.report, actor=case.actor, parts=hidden)
    publication.publish(
        case.report,
        actor=case.actor,
        title=form.covered(told["public_title"]),
        redactions=form.for_public(),
        release=told["release"],
        point_hidden=hides_point(case, form),
    )
    says = [masked_from_offices(len(hidden))] if hidden else []
    return " ".join(map(str, [_("Halaman umum sudah diperbarui."), *says]))


def hide(case: Case, form: masking.HideForm) -> Told:
    parts = form.for_offices()
    publication.hide(case.report, actor=case.actor, parts=parts)
    return masked_from_offices(len(parts))


def masked_from_offices(count: int) -> str:
    says = ngettext(
        "%(n)d bagian disamarkan dari semua kantor. Tulisan aslinya disegel.",
        "%(n)d bagian disamarkan dari semua kantor. Tulisan aslinya disegel.",
        count,
    )
    return says % {"n": count}


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
        "hide_point": card.pin_hidden,
    }


def published_before(case: Case) -> Mapping[str, Any]:
    shown = [step.id for step in case.card.thread if step.role == Role.REPORTER and step.published]
    return dict(said_before(case)) | {"release": shown}


def hold(case: Case, form: forms.HoldForm) -> Told:
    told = form.cleaned_data
    triage.hold(
        case.report,
        actor=case.actor,
        question=told["words"],
        choices=told["choices"],
        several=told["several"],
        files=told["files"],
    )
    return _("Pertanyaan terkirim ke pelapor. Tenggat unit berhenti dihitung.")


def resume(case: Case, form: forms.ResumeForm) -> Told:
    told = form.cleaned_data
    triage.resume(case.report, actor=case.actor, words=told["words"], files=told["files"])
    return _("Penanganan dilanjutkan. Tenggat dihitung lagi.")


def archive(case: Case, form: forms.ArchiveForm) -> Told:
    told = form.cleaned_data
    closure.archive(
        case.report,
        actor=case.actor,
        reason=told["reason"],
        words=told["words"],
        copy_of=named_by(case, told["original"]),
        sure=told["sure"],
    )
    if case.card.belongs:
        return _("Bagian ini diarsipkan. Pelapor membaca alasannya di laporan induknya.")
    return _("Laporan diarsipkan. Pelapor membaca alasannya dan cara berkeberatan.")


def named_by(case: Case, typed: str) -> Any:
    """Return the report of a number, if this officer may see it; Refused where there is none."""
    if not typed:
        return None
    try:
        return access.get_report(read_number(typed) or "", case.actor)
    except NotFound:
        says = _("Tidak ada laporan dengan kode itu yang dapat Anda buka.")
        raise Refused(says, field="original") from None


def reopen(case: Case, form: forms.ReopenForm) -> Told:
    closure.reopen(case.report, actor=case.actor, words=form.cleaned_data["words"])
    return _("Laporan dibuka kembali. Unit pemegang harus menjawab lagi.")


def ask_extension(case: Case, form: forms.ExtensionForm) -> Told:
    words, until = form.cleaned_data["words"], form.last()
    handling.ask_extension(case.report, actor=case.actor, words=words, until=until)
    return _("Permintaan perpanjangan terkirim ke atasan. Tenggat berlaku sampai ada putusan.")


def extend(case: Case, form: forms.ExtensionForm) -> Told:
    words, until = form.cleaned_data["words"], form.last()
    handling.extend(case.report, actor=case.actor, words=words, until=until)
    return _("Tenggat diperpanjang. Pelapor membaca alasan dan tanggalnya.")


def refuse_extension(case: Case, form: forms.RefuseForm) -> Told:
    handling.refuse_extension(case.report, actor=case.actor, words=form.cleaned_data["words"])
    return _("Perpanjangan ditolak. Unit pemegang membaca alasannya.")


def support(case: Case, form: forms.SupportForm) -> Told:
    office, words = form.chosen["office"], form.cleaned_data["words"]
    triage.support(case.report, actor=case.actor, offices=[office], words=words)
    return _("Unit itu diminta membantu. Unit pemegang tetap yang menjawab pelapor.")


def unsupport(case: Case, form: forms.UnsupportForm) -> Told:
    offices = list(Agency.objects.filter(pk__in=form.cleaned_data["offices"]))
    triage.unsupport(case.report, actor=case.actor, offices=offices)
    return _("Dukungan berakhir. Unit itu tidak lagi melihat laporan ini.")


def refer(case: Case, form: forms.ReferForm) -> Told:
    told = form.cleaned_data
    to = next((office for office in form.offices if office.pk == told["to"]), None)
    closure.refer(
        case.report, actor=case.actor, to=to, consent=told["consent"], words=told["words"]
    )
    return _("Pengawas itu sekarang ikut membaca laporan ini.")


def group(case: Case, form: forms.GroupForm) -> Told:
    key = grouping.begin(case.actor, form.cleaned_data["title"])
    grouping.group(case.report, actor=case.actor, problem=key)
    return _("Laporan sekarang bagian dari masalah itu. Pelapornya diberi tahu.")


def ungroup(case: Case, form: forms.UngroupForm) -> Told:
    grouping.ungroup(case.report, actor=case.actor, words=form.cleaned_data["words"])
    return _("Laporan dilepas. Semua yang lain padanya tetap seperti semula.")


def protect(case: Case, form: forms.ProtectForm) -> Told:
    told = form.cleaned_data
    closure.protect(case.report, actor=case.actor, words=told["words"], files=told["files"])
    return _("Jawaban terkirim. Hanya pelapor dan pelindungnya yang membacanya.")


def last_step(case: Case, move: str) -> Step | None:
    """Return the newest step of this name that the officer sees."""
    return next((step for step in reversed(case.card.thread) if step.move == move), None)


def asked_until(case: Case) -> Mapping[str, Any]:
    """Return the date that the office asked for, as a form begins with it."""
    asked = last_step(case, "ask_extension")
    zone = ZoneInfo(case.report.holder.time_zone)
    return (
        {"until": asked.until.astimezone(zone).date().isoformat()} if asked and asked.until else {}
    )
