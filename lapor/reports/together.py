"""Many reports put together, and one answer to all of a problem: what the worker does with a set.

Each keeps its own thread, dates and rating, and reads the answer as its own. Where one of them
is not open, or needs a second officer, that one is refused with the reason and the rest go on.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lapor.agencies.actor import Actor
from lapor.agencies.rules import rules
from lapor.reports import answering, grouping, seconds
from lapor.reports.access import visible_to
from lapor.reports.models import Event, Report
from lapor.reports.moves import WITH_OFFICE
from lapor.reports.terms import NotFound, Outcome, Reach, Refused
from lapor.reports.worklist import newest_steps

LOOKED_AT = 50  # reports of a problem over which an answer to all of them is read beforehand
Given = Mapping[str, Any]
Said = str | Refused  # what came of a step for one report, in words, or why it was not taken
NEEDS_A_SECOND = gettext_lazy(
    "Jawaban untuk laporan ini perlu disetujui petugas kedua. Jawab dari laporannya."
)
GONE = gettext_lazy("Masalah itu tidak ada lagi, atau bukan bagian Anda.")


def group(reports: Sequence[Report], actor: Actor, given: Given) -> dict[UUID, Said]:
    """Put a set of a batch into the problem; say what came of each."""
    try:
        found = grouping.group_all(reports, actor=actor, problem=int(given["problem"]))
    except NotFound:
        return dict.fromkeys((report.pk for report in reports), Refused(GONE))
    except Refused as refused:  # it takes none any more
        return dict.fromkeys((report.pk for report in reports), refused)
    return _said(found, _("Digabung."))


def answer(reports: Sequence[Report], actor: Actor, given: Given) -> dict[UUID, Said]:
    """Answer a set of reports of a problem with the words that answer them all."""
    book, found = rules(), dict[UUID, Said]()
    fit: list[Report] = []
    for report in reports:
        if report.problem_id != given["problem"]:
            found[report.pk] = Refused(_("Tidak lagi di masalah itu."))
        elif seconds.needs_approval(report, "follow_up", book):
            found[report.pk] = Refused(NEEDS_A_SECOND)
        else:
            fit.append(report)
    answered = answering.answer_all(
        fit,
        actor=actor,
        words=given["words"],
        outcome=Outcome(given["outcome"]),
        despite=given.get("despite", ""),
    )
    return found | _said(answered, _("Dijawab. Sekarang giliran pelapor."))


def _said(found: Mapping[UUID, Event | Refused], says: str) -> dict[UUID, Said]:
    return {key: step if isinstance(step, Refused) else says for key, step in found.items()}


def answerable(problem: int, actor: Actor) -> list[tuple[UUID, int]]:
    """Return the reports of a problem that this officer's office holds and may answer.

    Each with the newest step that they are told, so that who acts meanwhile is not overrun.
    """
    rows = newest_steps(_answerable(problem, actor).order_by(F("due_at"), "pk"), actor)
    return list(rows.values_list("pk", "seen"))


def count_answerable(problem: int, actor: Actor) -> int:
    return _answerable(problem, actor).count()


def _answerable(problem: int, actor: Actor) -> QuerySet[Report]:
    """A report in parts is answered by those who hold the parts."""
    held = visible_to(actor, Reach.HOLDER).filter(problem=problem, status__in=WITH_OFFICE)
    return held.exclude(split="open")
