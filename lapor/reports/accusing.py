"""Reports of one problem complain of the same offices, or all of none.

So who is complained of in one of them sees none of them, and nothing of what they see changes or
disappears when such a report is put together with others, or comes to be one.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from lapor.agencies.actor import Actor
from lapor.agencies.models import Agency
from lapor.reports.models import Report, Stake
from lapor.reports.moves import MOVES
from lapor.reports.perform import perform

Accused = frozenset[int]  # the keys of the offices


def accused_by(reports: Sequence[Report]) -> Mapping[UUID, Accused]:
    """Return of each of these reports whom it complains of: one statement."""
    found: dict[UUID, set[int]] = {report.pk: set() for report in reports}
    named = Stake.objects.filter(report__in=found, why=Stake.Why.SUBJECT, until=None)
    for report, agency in named.exclude(agency=None).values_list("report", "agency"):
        found[report].add(agency)
    return {key: frozenset(offices) for key, offices in found.items()}


def accused_in(problem: int) -> Accused | None:
    """Return whom each report of a problem complains of; None where there is none yet."""
    first = Report.objects.filter(problem=problem).only("pk").first()
    return accused_by([first])[first.pk] if first else None


def leave_problem(
    report: Report,
    named: Sequence[Agency],
    subjects: Sequence[Agency],
    *,
    actor: Actor,
    at: datetime | None,
) -> None:
    """Take a report out of its problem before it is said to complain of others than the rest.

    named: whom it complains of until now; subjects: from now on. The caller's transaction.
    """
    if report.problem_id is None or set(named) == set(subjects):
        return
    if Report.objects.filter(problem=report.problem_id).exclude(pk=report.pk).exists():
        words = _("Terlapornya sekarang lain daripada di laporan yang digabung dengannya.")
        perform(report, MOVES["ungroup"], actor=actor, words=words, problem=None, at=at)
