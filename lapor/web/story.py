"""The steps of a report as sentences, for citizens and officers alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lapor.agencies.models import Role
from lapor.reports.enclosures import FIRST, Enclosure, published
from lapor.reports.terms import OFFICE_CLOCKS, Outcome
from lapor.reports.told import Step
from lapor.web.dates import is_day_alone
from lapor.web.language import said

# What happened, by move; after a slash, the same step taken by the reporter or by the clock.
SENTENCES: Mapping[str, str | Promise] = {
    "receive": _("Pelapor mengirim laporan"),
    "receive/office": _("%(who)s mencatat laporan dari pelapor"),
    "verify": _("%(who)s memeriksa laporan ini"),
    "reclassify": _("%(who)s mengubah jenis laporan"),
    "assign": _("%(who)s meneruskan laporan ke %(holder)s"),
    "direct": _("Diteruskan otomatis ke %(holder)s"),
    "take_back": _("%(who)s menarik terusan otomatis untuk diperiksa lagi"),
    "take": _("%(who)s menugaskan pelaksana"),
    "decline": _("%(who)s: bukan wewenang kami, diteruskan ke %(holder)s"),
    "support": _("%(who)s meminta dukungan kantor lain"),
    "unsupport": _("%(who)s mengakhiri dukungan kantor lain"),
    "split": _("%(who)s memecah laporan menjadi beberapa bagian"),
    "rejoin": _("Semua bagian sudah dijawab"),
    "unsplit": _("%(who)s menyatukan lagi bagian laporan"),
    "part": _("%(who)s menyerahkan bagian ini ke %(holder)s"),
    "recall": _("Bagian ini tidak perlu dikerjakan lagi"),
    "hold": _("%(who)s bertanya kepada pelapor"),
    "resume": _("%(who)s melanjutkan penanganan"),
    "resume/reporter": _("Pelapor melengkapi keterangan"),
    "lapse": _("Keterangan tidak dilengkapi, laporan diarsipkan"),
    "carry_on": _("Penanganan dilanjutkan tanpa kelengkapan"),
    "follow_up": _("%(who)s menjawab"),
    "progress": _("%(who)s memberi kabar perkembangan"),
    "progress/system": _("Kabar perkembangan"),
    "reply": _("Pelapor menanggapi"),
    "add": _("Pelapor menambah keterangan"),
    "close": _("%(who)s menyatakan laporan selesai"),
    "close/reporter": _("Pelapor menyatakan laporan selesai"),
    "close_silent": _("Ditutup karena tidak ada tanggapan pelapor sampai tanggalnya"),
    "finish": _("%(who)s menyelesaikan bagiannya"),
    "rate": _("Pelapor memberi nilai"),
    "rate/stars": _("Pelapor memberi nilai %(code)s dari 5 bintang"),
    "retaliation": _("Pelapor menyampaikan bahwa ia dibalas dendam"),
    "protect": _("%(who)s menjawab tentang balas dendam"),
    "reopen": _("%(who)s membuka kembali laporan"),
    "reopen/reporter": _("Pelapor menyatakan belum selesai, laporan dibuka kembali"),
    "archive": _("%(who)s mengarsipkan laporan"),
    "withdraw": _("Pelapor mencabut laporan"),
    "appeal": _("Pelapor mengajukan keberatan"),
    "escalate": _("Tanggal terlewat, laporan naik ke atasan %(holder)s"),
    "escalate/institution": _("Tanggal terlewat, laporan naik ke admin instansi %(holder)s"),
    "escalate/inspectorate": _("Tanggal terlewat, inspektorat dan atasan %(holder)s diberi tahu"),
    "escalate/nation": _("Tanggal terlewat, laporan naik ke admin nasional"),
    "consult": _("%(who)s menanyai pihak luar pemerintah"),
    "ask_extension": _("%(who)s meminta perpanjangan tenggat"),
    "extend": _("%(who)s memperpanjang tenggat"),
    "refuse_extension": _("%(who)s menolak perpanjangan tenggat"),
    "refer": _("%(who)s meneruskan laporan ke pengawas"),
    "refer/reporter": _("Pelapor meminta pengawas ikut melihat"),
    "ask_review": _("Pelapor meminta pengawas memeriksa"),
    "accept_review": _("%(who)s menerima permintaan pemeriksaan"),
    "refuse_review": _("%(who)s tidak menerima permintaan pemeriksaan"),
    "ask_office": _("%(who)s bertanya kepada kantor yang menangani"),
    "answer_review": _("%(who)s menjawab pemeriksa"),
    "find": _("%(who)s mencatat temuan pemeriksaan"),
    "recommend": _("%(who)s memberi rekomendasi"),
    "end_review": _("%(who)s menutup pemeriksaan"),
    "drop_review": _("Pemeriksaan berhenti"),
    "drop_review/reporter": _("Pelapor mencabut persetujuan pemeriksaan"),
    "pass_review": _("Pemeriksaan dilanjutkan pengawas lain karena perubahan instansi"),
    "review_late": _("Tanggal pemeriksaan terlewat"),
    "answer_late": _("Jawaban %(holder)s kepada pemeriksa melewati tanggalnya"),
    "redate": _("Tanggal laporan ini berubah"),
    "note": _("Catatan internal %(who)s"),
    "redact": _("%(who)s mengatur publikasi"),
    "redact/show": _("%(who)s menampilkan lampiran %(code)s untuk umum"),
    "redact/hide": _("%(who)s menarik lampiran %(code)s dari halaman umum"),
    "mask": _("%(who)s menyamarkan %(code)s bagian tulisan dari semua kantor"),
    "unpin": _("Pelapor menghapus titik laporan"),
    "group": _("%(who)s menggabungkan laporan ke satu masalah"),
    "ungroup": _("%(who)s melepas laporan dari masalah"),
    "rehome": _("Laporan pindah ke %(holder)s karena perubahan instansi"),
    "repost": _("Jabatan yang membuka laporan ini di %(holder)s berganti"),
    "reveal": _("Identitas pelapor dibuka dengan persetujuan dua orang"),
}
ICONS = {
    "receive": "person",
    "verify": "tick",
    "assign": "arrow",
    "direct": "arrow",
    "take_back": "back",
    "decline": "back",
    "hold": "pause",
    "resume": "speech",
    "follow_up": "office",
    "progress": "speech",
    "reply": "speech",
    "add": "plus",
    "close": "tick",
    "close_silent": "clock",
    "archive": "lock",
    "withdraw": "cross",
    "escalate": "alert",
    "redate": "calendar",
    "note": "note",
    "redact": "eye",
    "mask": "hidden",
    "unpin": "pin",
    "reopen": "back",
    "appeal": "scales",
    "refer": "scales",
    **dict.fromkeys(("ask_review", "accept_review", "find", "recommend", "end_review"), "scales"),
    **dict.fromkeys(("refuse_review", "drop_review"), "cross"),
    **dict.fromkeys(("ask_office", "answer_review"), "speech"),
    **dict.fromkeys(("review_late", "answer_late"), "alert"),
    "retaliation": "hidden",
    "protect": "hidden",
    "rate": "heart",
    "split": "copy",
    "part": "arrow",
    "recall": "cross",
    "rejoin": "tick",
    "unsplit": "back",
    "finish": "office",
    "support": "plus",
    "unsupport": "cross",
    "carry_on": "arrow",
    "lapse": "lock",
    "extend": "calendar",
    "consult": "speech",
    "ask_extension": "calendar",
    "refuse_extension": "calendar",
}
# What the date of a step is: to be followed by the day.
DATED: Mapping[str, str | Promise] = {
    "progress": _("dijanjikan"),
    "follow_up": _("dijanjikan"),
    "ask_extension": _("diminta sampai"),
    "extend": _("diperpanjang sampai"),
    "accept_review": _("temuan paling lambat"),
    "ask_office": _("dijawab paling lambat"),
    "recommend": _("dilaksanakan paling lambat"),
}
# What of a report an outside party was shown.
SHOWN: Mapping[str, str | Promise] = {
    "title": _("judul"),
    "body": _("cerita"),
    "place": _("tempat"),
    "files": _("lampiran yang dipilih"),
}
CITIZEN, OFFICE, CLOCK = "by-citizen", "by-office", "by-clock"


@dataclass(frozen=True)
class Told:
    """One step, ready for the page."""

    icon: str
    side: str  # a class of the stylesheet
    sentence: str
    at: Any  # a datetime, or ISO 8601
    exact: bool  # whether the hour may be told, or only the day
    post: str
    text: str
    outcome: str
    reason: str
    until: Any
    dated: str | Promise  # what the date of `until` is
    inside: bool
    unseen: bool  # only the reporter and who protects them know of it
    kept: bool | None  # whether an office kept its promise by this step
    files: tuple[Enclosure, ...]  # what came with it; of the report itself they stand elsewhere
    part: str = ""  # whose step it is, where it is another part's of the same report
    approved: str = ""  # by which post, before it went out
    urgent: bool = False  # it went out without the second officer it needed
    choices: tuple[str, ...] = ()  # that a question offers
    sealed: bool = False  # its words are the second instance's alone until its review ends
    asked: str = ""  # which party outside government
    shown: str = ""  # what of the report it reads


def told(step: Step | Mapping[str, Any]) -> Told:
    """Return a step of a card's thread, or of a published story, as it is told."""
    return _of_card(step) if isinstance(step, Step) else _of_public(step)


def _of_card(step: Step) -> Told:
    is_outcome = step.code in Outcome.values
    return Told(
        icon=ICONS.get(step.move, "chevron"),
        side=_side(step.role),
        sentence=sentence(step.move, step.role, step.who, step.holder, step.code),
        at=step.at,
        exact=not (step.move == FIRST and is_day_alone(step.at)),
        post=step.post,
        text=step.text,
        outcome=step.outcome if is_outcome else "",
        reason="" if is_outcome else said(step.outcome),
        until=step.until,
        dated=DATED.get(step.move, ""),
        inside=step.inside,
        unseen=step.unseen,
        kept=_kept(step.role, step.clock, step.kept),
        files=() if step.move == FIRST else step.files,
        part=step.part,
        approved=step.approved,
        urgent=step.urgent,
        choices=step.choices,
        sealed=step.sealed,
        asked=step.asked,
        shown=", ".join(str(SHOWN[what]) for what in step.shown),
    )


def _of_public(step: Mapping[str, Any]) -> Told:
    role, code = Role(step["role"]), step["outcome"]
    return Told(
        icon=ICONS.get(step["move"], "chevron"),
        side=_side(role),
        sentence=sentence(step["move"], role, step["who"], step["holder"], step["code"]),
        at=step["at"],
        exact=step["exact"],
        post="",
        text=step["text"],
        outcome=str(Outcome(code).label) if code else "",
        reason=said(step["reason"] or ""),
        until=step["until"],
        dated=DATED.get(step["move"], ""),
        inside=False,
        unseen=False,
        kept=_kept(role, step["clock"], step["kept"]),
        files=() if step["move"] == FIRST else published(step),
        part=step.get("part", ""),
    )


def sentence(move: str, role: Role, who: str, holder: str, code: str = "") -> str:
    """Say what happened. who: the agency that acted, empty for the reporter and the clock.

    code: of an escalation to whom it climbed; of a rating the stars; of a file shown or taken back
    its number.
    """
    side = {Role.REPORTER: "reporter", Role.SYSTEM: "system"}.get(role, "office")
    narrow = {"escalate": code, "rate": "stars" if code else ""}.get(move) or side
    if move == "redact":
        narrow, _dash, code = code.partition("-")
    text = SENTENCES.get(f"{move}/{narrow}") or SENTENCES[move]
    return str(text) % {"who": who or _("Sistem"), "holder": holder, "code": code}


def _kept(role: Role, clock: str | None, kept: bool | None) -> bool | None:
    """Return whether an office kept what it owed; nothing of what others did or owed."""
    return kept if _side(role) == OFFICE and clock in OFFICE_CLOCKS else None


def _side(role: Role) -> str:
    return {Role.REPORTER: CITIZEN, Role.SYSTEM: CLOCK}.get(role, OFFICE)
