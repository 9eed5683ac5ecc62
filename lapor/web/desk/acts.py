"""The steps that have a form on the case page: what each is called, asks, does and answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lapor.reports.casework import Case
from lapor.web.desk import answering, examining, forms, masking, taken
from lapor.web.desk.taken import Told

Form = Any  # the form of the act, each with its own fields


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


# In the order of the page. A note stands below the story instead.
ACTS: Mapping[str, Act] = {
    "protect": Act(
        _("Jawab pelapor yang dibalas dendam"),
        _("Hanya pelapor dan pelindungnya yang membaca"),
        "scales",
        forms.ProtectForm,
        taken.protect,
        dated=False,
    ),
    "accept_review": Act(
        _("Terima pemeriksaan"),
        _("Mulai memeriksa, dengan tanggal temuan"),
        "scales",
        examining.AcceptForm,
        examining.accept,
        dated=False,
    ),
    "refuse_review": Act(
        _("Tidak menerima"),
        _("Dengan alasan yang dibaca pelapor"),
        "cross",
        examining.RefuseForm,
        examining.refuse,
        dated=False,
    ),
    "answer_review": Act(
        _("Jawab pemeriksa"),
        _("Pengawas menunggu jawaban unit Anda"),
        "scales",
        examining.AnswerForm,
        examining.answer,
        dated=False,
    ),
    "ask_office": Act(
        _("Tanya kantor"),
        _("Kantor yang menangani wajib menjawab"),
        "speech",
        examining.AskForm,
        examining.ask,
        dated=False,
    ),
    "find": Act(
        _("Catat temuan"),
        _("Jenis maladministrasi, atau tidak ada"),
        "scales",
        examining.FindForm,
        examining.find,
        dated=False,
    ),
    "recommend": Act(
        _("Beri rekomendasi"),
        _("Apa yang harus dikerjakan, dan sampai kapan"),
        "note",
        examining.RecommendForm,
        examining.recommend,
        dated=False,
    ),
    "end_review": Act(
        _("Tutup pemeriksaan"),
        _("Dengan hasil yang dibaca semua pihak"),
        "tick",
        examining.EndForm,
        examining.end,
        dated=False,
    ),
    "verify": Act(
        _("Verifikasi"),
        _("Jenis, terlapor, apa yang terbit, dan ke mana"),
        "tick",
        masking.VerifyForm,
        taken.verify,
        taken.said_before,
    ),
    "resume": Act(
        _("Lanjutkan"),
        _("Tanpa menunggu jawaban pelapor"),
        "arrow",
        forms.ResumeForm,
        taken.resume,
    ),
    "extend": Act(
        _("Perpanjang tenggat"),
        _("Unit meminta waktu lebih: setujui"),
        "calendar",
        forms.ExtensionForm,
        taken.extend,
        taken.asked_until,
    ),
    "refuse_extension": Act(
        _("Tolak perpanjangan"),
        _("Tenggat tetap seperti sekarang"),
        "cross",
        forms.RefuseForm,
        taken.refuse_extension,
    ),
    "assign": Act(
        _("Teruskan ke unit"),
        _("Pilih unit yang bertanggung jawab"),
        "arrow",
        forms.AssignForm,
        taken.assign,
    ),
    "take_back": Act(
        _("Tarik terusan otomatis"),
        _("Diperiksa lagi, lalu diteruskan oleh petugas"),
        "back",
        forms.TakeBackForm,
        taken.take_back,
    ),
    "follow_up": Act(
        _("Tindak lanjuti"),
        _("Jawaban kepada pelapor, dengan hasil"),
        "speech",
        answering.FollowUpForm,
        taken.follow_up,
    ),
    "progress": Act(
        _("Kabar perkembangan"),
        _("Belum selesai: sampai mana, dan kapan kabar berikutnya"),
        "calendar",
        answering.ProgressForm,
        taken.progress,
    ),
    "hold": Act(
        _("Tanya pelapor"),
        _("Tunda sampai pelapor melengkapi"),
        "pause",
        forms.HoldForm,
        taken.hold,
    ),
    "decline": Act(
        _("Bukan wewenang"),
        _("Sebut pemilik berikutnya, atau naikkan"),
        "back",
        forms.DeclineForm,
        taken.decline,
    ),
    "take": Act(
        _("Tugaskan pelaksana"),
        _("Jabatan di unit ini yang mengerjakan"),
        "person",
        forms.TakeForm,
        taken.take,
        lambda case: {"handler": case.card.handler.pk if case.card.handler else ""},
        dated=False,
    ),
    "support": Act(
        _("Minta dukungan"),
        _("Unit lain ikut membaca dan membantu"),
        "plus",
        forms.SupportForm,
        taken.support,
        dated=False,
    ),
    "ask_extension": Act(
        _("Minta perpanjangan"),
        _("Ajukan tanggal lain ke atasan"),
        "calendar",
        forms.ExtensionForm,
        taken.ask_extension,
        dated=False,
    ),
    "finish": Act(
        _("Selesaikan bagian ini"),
        _("Jawaban atas bagian unit Anda"),
        "tick",
        answering.FollowUpForm,
        taken.finish,
    ),
    "unsplit": Act(
        _("Batalkan pemecahan"),
        _("Satu unit menjawab lagi untuk semuanya"),
        "back",
        forms.UnsplitForm,
        taken.unsplit,
    ),
    "close": Act(
        pgettext_lazy("langkah", "Selesai"),
        _("Nyatakan selesai, dengan hasil"),
        "tick",
        answering.CloseForm,
        taken.close,
    ),
    "archive": Act(
        _("Arsipkan"),
        _("Tidak ditangani di sini, dengan alasan"),
        "lock",
        forms.ArchiveForm,
        taken.archive,
    ),
    "reopen": Act(
        _("Buka kembali"),
        _("Belum beres: unit pemegang menjawab lagi"),
        "back",
        forms.ReopenForm,
        taken.reopen,
    ),
    "refer": Act(
        _("Libatkan pengawas lain"),
        _("Dengan persetujuan pelapor"),
        "scales",
        forms.ReferForm,
        taken.refer,
        dated=False,
    ),
    "unsupport": Act(
        _("Akhiri dukungan"),
        _("Unit itu tidak lagi melihat laporan"),
        "cross",
        forms.UnsupportForm,
        taken.unsupport,
        dated=False,
    ),
    "reclassify": Act(
        _("Ubah klasifikasi"),
        _("Jenis, kadar pengawasan, kategori, terlapor"),
        "scales",
        forms.ReclassifyForm,
        taken.reclassify,
        taken.said_before,
    ),
    "redact": Act(
        _("Atur publikasi"),
        _("Apa yang dibaca umum, dan apa yang disamarkan"),
        "eye",
        masking.RedactForm,
        taken.redact,
        taken.published_before,
        dated=False,
    ),
    "mask": Act(
        _("Samarkan dari kantor"),
        _("Yang menunjukkan siapa pelapor tidak dibaca kantor mana pun"),
        "hidden",
        masking.HideForm,
        taken.hide,
        dated=False,
    ),
    "group": Act(
        _("Gabung masalah"),
        _("Bersama laporan lain tentang hal yang sama"),
        "link",
        forms.GroupForm,
        taken.group,
        dated=False,
    ),
    "ungroup": Act(
        _("Lepas dari masalah"),
        _("Laporan ini berjalan sendiri lagi"),
        "cross",
        forms.UngroupForm,
        taken.ungroup,
        dated=False,
    ),
    "note": Act(
        _("Tambah catatan internal"),
        _("Tidak dilihat pelapor dan umum"),
        "note",
        forms.NoteForm,
        taken.note,
        dated=False,
    ),
}
