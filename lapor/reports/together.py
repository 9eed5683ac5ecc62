"""One answer to all reports of a problem: a batch of the worker, each report by itself.

Each keeps its own thread, dates and rating, and reads the answer as its own. Where one of them
is not open, or needs a second officer, that one is refused with the reason and the rest go on.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lapor.agencies.actor import Actor
from lapor.agencies.rules import rules
from lapor.reports import answering, grouping, seconds
from lapor.reports.access import visible_to
from lapor.reports.models import Report
from lapor.reports.moves import WITH_OFFICE
from lapor.reports.terms import NotFound, Outcome, Reach, Refused
from lapor.reports.worklist import newest_steps

Given = Mapping[str, Any]
NEEDS_A_SECOND = gettext_lazy(
    "Jawaban untuk laporan ini perlu disetujui petugas kedua. Jawab dari laporannya."
)
GONE = gettext_lazy("Masalah itu tidak ada lagi, atau bukan bagian Anda.")


def group(report: Report, actor: Actor, given: Given) -> str:
    """Put one report of a batch into the problem."""
    try:
        grouping.group(report, actor=actor, problem=int(given["problem"]))
    except NotFound:
        raise Refused(GONE) from None
    return _("Digabung.")


def answer(report: Report, actor: Actor, given: Given) -> str:
    """Answer one report of a problem with the words that answer them all."""
    if report.problem_id != given["problem"]:
        raise Refused(_("Tidak lagi di masalah itu."))
    if seconds.needs_approval(report, "follow_up", rules()):
        raise Refused(NEEDS_A_SECOND)
    answering.answer(
        report,
        "follow_up",
        actor=actor,
        words=given["words"],
        outcome=Outcome(given["outcome"]),
        despite=given.get("despite", ""),
    )
    return _("Dijawab. Sekarang giliran pelapor.")


def answerable(problem: int, actor: Actor) -> list[tuple[UUID, int]]:
    """Return the reports of a problem that this officer's office holds and may answer.

    Each with the newest step that they are told, so that who acts meanwhile is not overrun.
    """
    held = visible_to(actor, Reach.HOLDER).filter(problem=problem, status__in=WITH_OFFICE)
    rows = newest_steps(held.order_by(F("due_at"), "pk"), actor)
    return list(rows.values_list("pk", "seen"))


def count_answerable(problem: int, actor: Actor) -> int:
    held = visible_to(actor, Reach.HOLDER).filter(problem=problem, status__in=WITH_OFFICE)
    return held.count()
