"""What each role may do, as the table of moves says it; read by pages that change nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lapor.agencies.models import Role
from lapor.reports.moves import MOVES, ROWS
from lapor.reports.terms import Audience, Reach

# Where somebody stands, as an officer would say it.
STANDS: Mapping[Reach, str | Promise] = {
    Reach.NEW: _("laporan baru"),
    Reach.OWN: _("laporannya sendiri"),
    Reach.HOLDER: _("laporan di unitnya"),
    Reach.ABOVE: _("laporan di unit di bawahnya"),
    Reach.NATION: _("laporan di seluruh negeri"),
    Reach.OVERSIGHT: _("laporan yang diawasinya"),
    Reach.REVIEW: _("laporan yang diperiksanya"),
    Reach.SUPPORT: _("laporan yang dibantunya"),
    Reach.PROTECTION: _("laporan dengan balas dendam"),
    Reach.TIME: _("saat tanggalnya tiba"),
}
KEEPING = _("permintaan membuka identitas")  # of reports that they do not see
# Letters that follow no step of the table.
LETTERS: Mapping[str, str | Promise] = {
    "remind": _("pengingat tenggat"),
    "watch": _("langkah di laporan yang diikuti"),
    "mention": _("disebut dalam catatan"),
    "second": _("jawaban menunggu persetujuan"),
    "approved": _("jawaban disetujui"),
    "sent_back": _("jawaban dikembalikan"),
}
ANY = _("langkah apa pun")


@dataclass(frozen=True)
class Power:
    """What a role may do from one standing: the names of the steps."""

    role: Role
    stands: str | Promise
    moves: tuple[str, ...]


def powers() -> list[Power]:
    """Return the whole table by role and standing, in the order of roles."""
    found: dict[tuple[Role, Reach], list[str]] = {}
    for move in ROWS:
        for by in move.by:
            found.setdefault((by.role, by.reach), []).append(name_of(move.name))
    order = list(Role)
    stands = list(Reach)
    pairs = sorted(found, key=lambda pair: (order.index(pair[0]), stands.index(pair[1])))
    rows = [Power(role, STANDS[reach], tuple(found[role, reach])) for role, reach in pairs]
    keeping = Power(Role.CUSTODIAN, KEEPING, (gettext("setujui"), gettext("tolak")))
    return sorted([*rows, keeping], key=lambda row: order.index(row.role))


def name_of(move: str) -> str:
    """Return what a step is called, also where it is a letter of its own, or any step."""
    if move in MOVES:
        return gettext(MOVES[move].label)
    return str(LETTERS.get(move, ANY))


def spoken_by_officers() -> list[str]:
    """Return the steps in whose form an officer writes to the reporter: texts are offered there."""
    officers = {Role.AGENCY_ADMIN, Role.LIAISON, Role.HANDLER, Role.OVERSEER}
    return [
        move.name
        for move in ROWS
        if {"note", "question"} & {*move.needs}
        and Audience.REPORTER in move.tells
        and "kind" not in move.sets
        and officers & {by.role for by in move.by}
    ]
