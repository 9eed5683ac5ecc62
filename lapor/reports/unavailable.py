"""Why a step that belongs to an officer's post is not open now, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lapor.agencies.actor import Actor
from lapor.reports.models import Report
from lapor.reports.moves import MOST_HOLDS, MOVES, Move, allowed
from lapor.reports.terms import Reach, State, Status

ASKED = (
    *("verify", "assign", "decline", "follow_up", "progress", "hold", "ask_extension"),
    *("archive", "close", "reopen", "redact"),
)
OF_A_PART = ("assign", "decline", "progress", "ask_extension")
SPLIT = _("Laporan ini sedang dipecah: tiap unit menjawab bagiannya.")
NOT_WHILE_SPLIT = ("assign", "decline", "follow_up", "hold", "close", "archive")
NOT_YET_HANDED_ON = _("Laporan belum diteruskan. Verifikasi, lalu teruskan atau kelola sendiri.")
# What keeps a step closed, by the step and the status in which the report stands.
REASONS: Mapping[tuple[str, Status], str | Promise] = {
    ("follow_up", Status.RECEIVED): NOT_YET_HANDED_ON,
    ("progress", Status.RECEIVED): NOT_YET_HANDED_ON,
    ("close", Status.RECEIVED): NOT_YET_HANDED_ON,
    ("ask_extension", Status.RECEIVED): NOT_YET_HANDED_ON,
    ("archive", Status.IN_PROGRESS): _(
        "Sudah ada tindak lanjut. Laporan ini diselesaikan dengan hasil, bukan diarsipkan."
    ),
    ("close", Status.ASSIGNED): _(
        "Harus ada tindak lanjut dengan hasil dulu. Pelapor juga bisa menutup."
    ),
    ("decline", Status.IN_PROGRESS): _(
        "Sudah ada tindak lanjut. Kalau ternyata bukan wewenang Anda, minta admin meneruskannya."
    ),
}
HELD = _("Menunggu jawaban pelapor atas pertanyaan petugas.")
NOT_VERIFIED = _("Verifikasi laporan ini dulu.")
BINDING = _("Sudah dua kali dialihkan. Penugasan terakhir mengikat, jadi unit ini menangani.")
TWICE_ASKED = _("Pelapor sudah dua kali ditanya. Jawab dengan keterangan yang ada.")
TWICE_REOPENED = _("Sudah dua kali dibuka kembali.")
EXTENSION_ASKED = _("Perpanjangan sudah diminta dan belum diputuskan.")
OWN_ASKING = _("Anda sendiri yang memintanya. Atasan lain atau pengawas yang memutuskan.")
CONFIDENTIAL = _("Laporan rahasia tidak pernah diterbitkan.")


@dataclass(frozen=True)
class Unavailable:
    """A step of this post that is closed now, and the reason."""

    move: Move
    says: str | Promise


def unavailable(actor: Actor, report: Report, stands: frozenset[Reach]) -> list[Unavailable]:
    """Return the steps that the role and these standings give, with what keeps each closed.

    Only where the table's condition can be said in words; nothing of a report that has ended.
    """
    pairs = {(actor.role, reach) for reach in stands}
    asked = OF_A_PART if report.split == "part" else ASKED
    moves = [MOVES[name] for name in asked]
    mine = [move for move in moves if any((by.role, by.reach) in pairs for by in move.by)]
    told = ((move, _reason(report, report.state, move)) for move in mine)
    return [Unavailable(move, says) for move, says in told if says]


def _reason(report: Report, state: State, move: Move) -> str | Promise:
    """Return why; empty where the step is open, or closed for a reason that needs no words."""
    if state.status == Status.CLOSED and move.name == "reopen":
        return "" if allowed(state, move) else TWICE_REOPENED
    if state.status in (None, Status.CLOSED, Status.ARCHIVED) or move.name == "reopen":
        return ""
    if move.name == "redact":
        if report.confidential:
            return CONFIDENTIAL
        return "" if state.verified else NOT_VERIFIED
    if allowed(state, move) or move.name == "verify":
        return ""
    if state.status == Status.HELD:
        return HELD
    if state.split == "open" and move.name in NOT_WHILE_SPLIT:
        return SPLIT
    what_keeps_it = (
        ("assign", not state.verified, NOT_VERIFIED),
        ("decline", state.binding, BINDING),
        ("hold", state.holds >= MOST_HOLDS, TWICE_ASKED),
        ("ask_extension", state.asked, EXTENSION_ASKED),
    )
    for name, is_so, says in what_keeps_it:
        if name == move.name and is_so:
            return says
    return REASONS.get((move.name, state.status), "")
