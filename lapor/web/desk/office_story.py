"""Plans and changes of offices in sentences: what will be, what it touches, what was."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lapor.agencies import reorganising
from lapor.agencies.actor import Actor
from lapor.agencies.models import Change, Reorganisation
from lapor.agencies.posts import called
from lapor.agencies.reorganising import ENDING, Plan, What
from lapor.web.desk.post_acts import Told

SENTENCES = {
    What.RENAME: gettext_lazy("%(agency)s berganti nama menjadi %(name)s"),
    What.MOVE: gettext_lazy("%(agency)s pindah ke bawah %(into)s"),
    What.MERGE: gettext_lazy("%(agency)s digabung ke %(into)s"),
    What.SPLIT: gettext_lazy("%(agency)s dipecah menjadi %(parts)s"),
    What.END: gettext_lazy("%(agency)s dibubarkan, penggantinya %(into)s"),
}
FOLLOWS: tuple[str | Promise, ...] = (
    gettext_lazy(
        "Laporan yang dipegang unit ini pindah ke penggantinya dengan aturan tenggat yang sama."
    ),
    gettext_lazy("Pelapor diberi tahu nama penanggung jawab yang baru."),
    gettext_lazy(
        "Laporan tentang unit ini tetap tertutup baginya: penggantinya dan semua di bawahnya"
        " tidak akan melihatnya."
    ),
    gettext_lazy("Jabatan admin dan pengawas di unit ini berakhir; yang baru diisi dari atas."),
    gettext_lazy(
        "Hari libur daerah, janji tenggat, dan teks baku milik unit ini tidak ikut ke penggantinya."
    ),
    gettext_lazy("Halaman lamanya tetap ada dan menunjuk penggantinya."),
)
WITH_IT = ("agency__parent", "into", "post__agency")  # what a line of a plan reads


@dataclass(frozen=True)
class PlanLine:
    """One planned change as a list shows it. fault: why its day came and it was not done.

    by: the post that decided it, never the name of a person.
    """

    row: Reorganisation
    says: str
    by: str
    on: date
    state: str | Promise
    fault: str | Promise
    cancellable: bool


def sentence(plan: Plan | Reorganisation) -> str:
    """Say what is planned, in one sentence."""
    return str(SENTENCES[What(plan.what)]) % {
        "agency": plan.agency.name,
        "into": plan.into.name if plan.into else "",
        "name": plan.name,
        "parts": ", ".join(part["name"] for part in plan.parts),
    }


def consequences(plan: Plan) -> list[str | Promise]:
    """Say what follows from a change, beside the numbers."""
    if plan.what in ENDING:
        extra = [gettext_lazy("Jabatan penghubung dan pelaksananya ikut ke unit tujuan.")]
        return [*(extra if plan.what == What.MERGE else []), *FOLLOWS]
    if plan.what == What.MOVE:
        return [
            gettext_lazy("Laporannya tetap di unit ini; yang melihat dari atas berganti."),
            gettext_lazy("Hari libur daerah induk yang baru berlaku, dan tenggat dihitung ulang."),
        ]
    return [
        gettext_lazy("Langkah sebelum hari itu tetap terbaca dengan nama lama."),
        gettext_lazy("Alamat halamannya tidak berubah."),
    ]


def plans(rows: Iterable[Reorganisation], actor: Actor) -> list[PlanLine]:
    """Return planned and carried out changes as lines of a list."""
    return [_plan(row, actor) for row in rows]


def _plan(row: Reorganisation, actor: Actor) -> PlanLine:
    waits = row.done_at is None and row.cancelled_at is None
    fault = reorganising.fault_now(row) if waits else None
    state: str | Promise = gettext_lazy("menunggu harinya")
    if row.cancelled_at:
        state = gettext_lazy("dibatalkan")
    elif row.followed_at:
        state = gettext_lazy("sudah dijalankan")
    elif row.done_at:
        state = gettext_lazy("laporan sedang menyusul")
    return PlanLine(
        row=row,
        says=sentence(row),
        by=f"{row.post.title}, {row.post.agency.name_at(row.decided_at)}",
        on=row.on,
        state=state,
        fault=fault.says if fault else "",
        cancellable=waits and reorganising.may_reorganise(actor, row.agency),
    )


def told(changes: Iterable[Change]) -> list[Told]:
    """Return changes of offices in words."""
    return [
        Told(_says(row), called(row.user) if row.user else _("Sistem"), row.why, row.at)
        for row in changes
    ]


def _says(row: Change) -> str:
    before, after = row.before or {}, row.after or {}
    if "planned" in before:
        return _("Rencana dibatalkan: %(what)s") % {"what": _what(before["planned"])}
    if "planned" in after:
        plan = after["planned"]
        on = datetime.fromisoformat(plan["on"])
        return _("Direncanakan untuk %(day)s: %(what)s") % {
            "day": f"{on:%d/%m/%Y}",
            "what": _what(plan),
        }
    if "what" in after:
        return _("Dijalankan: %(what)s") % {"what": _what(after)}
    return _("Unit dibuat di bawah %(parent)s") % {"parent": after.get("parent", "")}


def _what(plan: dict[str, str]) -> str:
    return str(What(plan["what"]).label).lower()
