"""The steps of a batch as the worker takes them: each report by itself, or a set at once.

What is said once for many and changes nothing of a report's course but by its own dates is taken
by sets, each one transaction with its results; the rest report by report.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg_pool import PoolTimeout

from lapor.agencies.actor import Actor
from lapor.agencies.models import Agency
from lapor.agencies.request import seats_of
from lapor.agencies.rules import rules
from lapor.reports import access, closure, together, triage
from lapor.reports.casework import moved_on
from lapor.reports.models import Batch, BatchRow, Report
from lapor.reports.perform import lock_all
from lapor.reports.terms import Kind, Refused
from lapor.reports.together import Said

# Rows of one job, so that the clock and the letters get their turn in between.
ONE_BY_ONE, A_SET = 25, 250
LONGEST = BatchRow._meta.get_field("says").max_length or 300
DATABASE_GONE = (OperationalError, InterfaceError, PoolTimeout)
State = BatchRow.State

CHANGED = gettext_lazy("Sudah berubah sejak daftar Anda dibuka. Buka laporannya dulu.")
GONE = gettext_lazy("Tidak ada lagi di meja Anda.")
UNSEATED = gettext_lazy("Anda tidak lagi memegang jabatan yang memintanya.")
BROKE = gettext_lazy("Kesalahan di sistem kami. Laporan ini tidak berubah; coba satu per satu.")

# What a form says of many reports at once; unsaid, each keeps what was found for it.
OVERSIGHT = {"yes": True, "no": False}

log = structlog.get_logger("lapor.bulk")
Given = Mapping[str, Any]
Results = Mapping[UUID, tuple[BatchRow.State, str | Promise]]


def verify(report: Report, actor: Actor, given: Given) -> str:
    """Say what the report is; what the form left open stays as it is."""
    category = next((c for c in rules().categories if c.pk == given.get("category")), None)
    to = _office(given)
    triage.verify(
        report,
        actor=actor,
        kind=Kind(given.get("kind") or report.kind),
        oversight=OVERSIGHT.get(given.get("oversight", ""), report.oversight),
        category=category or report.category,
        to=to,
        words=given.get("words", ""),
    )
    return _("Terverifikasi. Sekarang di %(office)s.") % {"office": report.holder.name}


def assign(report: Report, actor: Actor, given: Given) -> str:
    office = _office(given)
    if office is None:
        raise Refused(_("Unit itu tidak ada lagi."))
    triage.assign(report, actor=actor, to=office, words=given.get("words", ""))
    return _("Diteruskan ke %(office)s.") % {"office": office.name}


def archive(report: Report, actor: Actor, given: Given) -> str:
    closure.archive(report, actor=actor, reason=given["reason"], words=given["words"])
    return _("Diarsipkan.")


STEPS: Mapping[str, Callable[[Report, Actor, Given], str]] = {
    "verify": verify,
    "assign": assign,
    "archive": archive,
}
SETS: Mapping[str, Callable[[Sequence[Report], Actor, Given], Mapping[UUID, Said]]] = {
    "group": together.group,
    "follow_up": together.answer,
}


def take_some(batch_id: str, most: int | None = None) -> bool:
    """Take the step for the next rows that wait; say whether there may be more.

    A set is one transaction, and of a step that is taken report by report each row: the steps and
    their results, or neither. So a worker that dies leaves every row either done or waiting, and
    two workers share the rows.
    """
    batch = Batch.objects.select_related("user", "post").filter(pk=batch_id).first()
    if batch is None or batch.done_at:
        return False
    turns, size = (1, most or A_SET) if batch.move in SETS else (most or ONE_BY_ONE, 1)
    with translation.override(batch.user.language):
        if all(_take(batch, size) for _turn in range(turns)):
            return True
    _finish(batch)
    return False


def _take(batch: Batch, size: int) -> bool:
    """Take the step for so many rows; False where none waits.

    Where a set breaks, its rows are taken one by one, so that one of them spoils no other.
    """
    waiting = BatchRow.objects.filter(batch=batch, state=State.WAITING).order_by("place")
    rows: list[BatchRow] = []
    try:
        with transaction.atomic():
            rows = list(waiting.select_for_update(skip_locked=True)[:size])
            _settle(rows, _try(batch, {row.report_id: row.seen for row in rows}))
    except DATABASE_GONE:
        raise
    except Exception as error:
        log.error("batch_broke", error=type(error).__name__)
        if size > 1:
            for _row in rows:
                _take(batch, 1)
            return True
        broken = list(waiting.filter(pk__in=[row.pk for row in rows]))
        _settle(broken, {row.report_id: (State.FAILED, BROKE) for row in broken})
    return bool(rows)


def _try(batch: Batch, seen: Mapping[UUID, int]) -> Results:
    """Take the step for these reports, and say of each that it was taken, or in words why not.

    seen: each with the newest step that the list showed. The caller's transaction.
    """
    results: dict[UUID, tuple[BatchRow.State, str | Promise]]
    results = dict.fromkeys(seen, (State.REFUSED, GONE))
    seats = [seat for seat in seats_of(batch.user) if seat.post.pk == batch.post_id]
    if not seats:
        return dict.fromkeys(seen, (State.REFUSED, UNSEATED))
    actor = seats[0].actor
    reports = lock_all(access.visible_at_all(actor).filter(pk__in=seen).only("pk", "whole"))
    since = moved_on(reports, actor, seen)
    results |= dict.fromkeys(since, (State.REFUSED, CHANGED))
    still = [report for report in reports if report.pk not in since]
    for key, said in _take_step(batch, still, actor).items():
        if isinstance(said, Refused):
            results[key] = (State.REFUSED, said.says)
        else:
            results[key] = (State.DONE, said)
    return results


def _take_step(batch: Batch, reports: Sequence[Report], actor: Actor) -> Mapping[UUID, Said]:
    if batch.move in SETS:
        return SETS[batch.move](reports, actor, batch.given)
    found: dict[UUID, Said] = {}
    for report in reports:
        try:
            with transaction.atomic():
                found[report.pk] = STEPS[batch.move](report, actor, batch.given)
        except Refused as refused:
            found[report.pk] = refused
    return found


def _settle(rows: Iterable[BatchRow], results: Results) -> None:
    """Write what came of each row: a statement for each different thing that is to be said."""
    same: dict[tuple[BatchRow.State, str], list[int]] = defaultdict(list)
    for row in rows:
        state, says = results[row.report_id]
        same[state, str(says)[:LONGEST]].append(row.pk)
    for (state, says), keys in same.items():
        BatchRow.objects.filter(pk__in=keys).update(state=state, says=says, at=timezone.now())


def _finish(batch: Batch) -> None:
    """Forget the words of the form once no row waits, in whosever hands."""
    if not batch.rows.filter(state=State.WAITING).exists():
        Batch.objects.filter(pk=batch.pk, done_at=None).update(done_at=timezone.now(), given={})


def _office(given: Given) -> Agency | None:
    key = given.get("to")
    return Agency.objects.filter(pk=key, ended_at=None).first() if key else None
