"""What verifiers do with reports about one problem: put them together, and take one out again.

Grouping changes nothing of a report's course: thread, dates, holder and rating stay its own. So
ungrouping has nothing to restore but the one thing that grouping set.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lapor.agencies.actor import Actor
from lapor.kit.text import one_line
from lapor.reports import accusing, problems
from lapor.reports.models import Event, Problem, Report
from lapor.reports.moves import MOVES
from lapor.reports.perform import lock, lock_all, perform, perform_all
from lapor.reports.terms import NotFound, Refused

LONGEST_TITLE = 150
HAS_ENDED = _("Masalah itu sudah ditutup. Pilih yang lain, atau buat yang baru.")
UNTITLED = _("Beri judul: apa masalahnya dan di mana.")
CONFIDENTIAL = _("Laporan rahasia tidak digabung: yang lain akan tahu bahwa laporan itu ada.")
A_PART = _("Ini bagian dari laporan yang dipecah. Gabungkan laporan induknya.")
ALREADY_HERE = _("Laporan ini sudah ada di masalah itu.")
ELSEWHERE = _("Laporan ini sudah ada di masalah lain. Lepas dulu dari sana.")
OTHERS_ACCUSED = _(
    "Terlapornya lain daripada di laporan yang sudah digabung di sini. Yang digabung hanya laporan"
    " dengan terlapor yang sama, atau yang semuanya tanpa terlapor."
)
NOT_IN_ONE = _("Laporan ini tidak ada di masalah mana pun.")


def begin(actor: Actor, title: str, *, at: datetime | None = None) -> int:
    """Return the key of a new problem of one's own institution.

    An open one of the same title that is there already is that one, so that a second click makes
    none. Raises Refused without a title, NotFound for who never groups.
    """
    if actor.role not in problems.ADMINS or actor.agency is None or actor.post is None:
        raise NotFound
    words = one_line(title)
    if not words:
        raise Refused(UNTITLED, field="title")
    own = actor.agency.institution
    same = problems.visible(actor).filter(institution=own, ended_at=None, title=words)
    row = same.first() or Problem.objects.create(
        institution_id=own,
        title=words[:LONGEST_TITLE],
        made_by=actor.post,
        made_at=at or timezone.now(),
    )
    return row.pk


@transaction.atomic
def group(
    report: Report, *, actor: Actor, problem: int, words: str = "", at: datetime | None = None
) -> Event:
    """Put a report into a problem (gabung masalah). Its reporter is told; nothing else changes.

    problem: the key of one of the officer's own institution, that they were shown; raises NotFound
    for another.
    """
    row = _open_one(actor, problem)
    lock(report)
    _refuse(report, row)
    there = accusing.accused_in(row.pk)
    if there not in (None, accusing.accused_by([report])[report.pk]):
        raise Refused(OTHERS_ACCUSED)
    return perform(report, MOVES["group"], actor=actor, words=words, problem=row, at=at)


@transaction.atomic
def ungroup(report: Report, *, actor: Actor, words: str, at: datetime | None = None) -> Event:
    """Take a report out of its problem (lepas dari masalah); its reporter reads why.

    What it was answered together with the others stays its own answer.
    """
    lock(report)
    if report.problem_id is None:
        raise Refused(NOT_IN_ONE)
    return perform(report, MOVES["ungroup"], actor=actor, words=words, problem=None, at=at)


def rename(key: int, *, actor: Actor, title: str) -> None:
    """Give a problem another title. Raises NotFound, or Refused where there is none."""
    words = one_line(title)
    if not words:
        raise Refused(UNTITLED, field="title")
    governed = _governed(key, actor)
    Problem.objects.filter(pk__in=governed).update(title=words[:LONGEST_TITLE])


def end(key: int, *, actor: Actor, at: datetime | None = None) -> None:
    """Let nobody add to it any more (tutup masalah); its reports go on, each by itself."""
    _governed(key, actor).filter(ended_at=None).update(ended_at=at or timezone.now())


def reopen(key: int, *, actor: Actor) -> None:
    """Let reports be added again (buka lagi)."""
    _governed(key, actor).update(ended_at=None)


@transaction.atomic
def group_all(
    reports: Sequence[Report], *, actor: Actor, problem: int, at: datetime | None = None
) -> dict[UUID, Event | Refused]:
    """Put many reports into a problem, each as `group` does; return its step, or why it was not.

    Raises NotFound, or Refused where the problem takes none any more.
    """
    row = _open_one(actor, problem)
    found: dict[UUID, Event | Refused] = {}
    fit: list[Report] = []
    locked = lock_all(reports)
    accused, there = accusing.accused_by(locked), accusing.accused_in(row.pk)
    for report in locked:
        try:
            _refuse(report, row)
        except Refused as refused:
            found[report.pk] = refused
            continue
        if there not in (None, accused[report.pk]):
            found[report.pk] = Refused(OTHERS_ACCUSED)
            continue
        there = accused[report.pk]
        fit.append(report)
    return found | perform_all(fit, MOVES["group"], actor=actor, problem=row, at=at)


def _open_one(actor: Actor, key: int) -> Problem:
    """Return a problem into which this officer may put reports, locked until the transaction
    ends: two who fill an empty one at once must not fill it with reports that do not fit."""
    mine = problems.fillable(actor).filter(pk=key)
    row = mine.select_for_update(of=("self",), no_key=True).first()
    if row is None:
        raise NotFound(key)
    if row.ended_at:
        raise Refused(HAS_ENDED, field="problem")
    return row


def _refuse(report: Report, into: Problem) -> None:
    """Refuse, of a locked report, what is never grouped and what is in a problem already."""
    if report.confidential:
        raise Refused(CONFIDENTIAL)
    if report.whole_id:
        raise Refused(A_PART)
    if report.problem_id:
        raise Refused(ALREADY_HERE if report.problem_id == into.pk else ELSEWHERE)


def _governed(key: int, actor: Actor) -> QuerySet[Problem]:
    if not problems.visible(actor).filter(pk=key).exists() or not problems.governs(actor, key):
        raise NotFound(key)
    return Problem.objects.filter(pk=key)
