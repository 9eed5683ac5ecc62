"""One step for many reports: asked for once, taken one by one, with a result for each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg_pool import PoolTimeout

from lapor.agencies.actor import Actor
from lapor.agencies.models import Agency
from lapor.agencies.request import seats_of
from lapor.agencies.rules import rules
from lapor.outbox import queue
from lapor.reports import access, closure, together, triage
from lapor.reports.casework import MOVED_ON, hold_still
from lapor.reports.models import Batch, BatchRow, Report
from lapor.reports.moves import MOVES
from lapor.reports.terms import Clock, Kind, NotFound, Reach, Refused
from lapor.reports.unavailable import unavailable
from lapor.reports.worklist import View, Wanted, listed, newest_steps

MOST = 500  # reports of one batch
AT_A_TIME = 25  # rows of one job, so that the clock and the letters get their turn in between
LONGEST = BatchRow._meta.get_field("says").max_length or 300
DATABASE_GONE = (OperationalError, InterfaceError, PoolTimeout)
State = BatchRow.State

CHANGED = gettext_lazy("Sudah berubah sejak daftar Anda dibuka. Buka laporannya dulu.")
GONE = gettext_lazy("Tidak ada lagi di meja Anda.")
UNSEATED = gettext_lazy("Anda tidak lagi memegang jabatan yang memintanya.")
BROKE = gettext_lazy("Kesalahan di sistem kami. Laporan ini tidak berubah; coba satu per satu.")
NOT_OPEN = gettext_lazy("Langkah ini tidak terbuka untuk laporan ini.")

# What a form says of many reports at once; unsaid, each keeps what was found for it.
OVERSIGHT = {"yes": True, "no": False}

log = structlog.get_logger("lapor.bulk")
Given = Mapping[str, Any]


@dataclass(frozen=True)
class Chosen:
    """One report as it was chosen. why_not: what keeps the step closed; empty where it is open."""

    number: str
    title: str
    holder: str
    seen: int
    why_not: str | Promise


@dataclass(frozen=True)
class Result:
    """What came of the step for one report. title: empty where it may no longer be seen."""

    number: str
    title: str
    state: BatchRow.State
    says: str


@dataclass(frozen=True)
class Progress:
    """How far a batch is."""

    id: UUID
    step: str
    made_at: datetime
    done_at: datetime | None
    counts: Mapping[str, int]
    results: Sequence[Result] = ()

    @property
    def all(self) -> int:
        return sum(self.counts.values())

    @property
    def over(self) -> int:
        return self.all - self.counts.get(State.WAITING, 0)


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
    "group": together.group,
    "follow_up": together.answer,
}
FROM_A_LIST = ("verify", "assign", "archive", "group")  # others have a page of their own


def steps_for(actor: Actor) -> list[str]:
    """Return the steps that the table gives this role for anything at all."""
    return [name for name in FROM_A_LIST if any(by.role == actor.role for by in MOVES[name].by)]


def choose(actor: Actor, step: str, ticked: Mapping[str, int]) -> list[Chosen]:
    """Return the ticked reports that are still there to see, in the order of their dates.

    ticked: numbers with the newest step that the list showed. The statements do not grow with
    the reports.
    """
    rows = access.visible_at_all(actor).filter(number__in=list(ticked)[:MOST])
    return _chosen(actor, step, rows, lambda report: ticked[report.number])


def choose_all(
    actor: Actor, step: str, view: View, clock: Clock | None, wanted: Wanted
) -> list[Chosen]:
    """Return the first reports of a list, as they are now."""
    rows = newest_steps(listed(actor, view, clock, wanted=wanted), actor)
    return _chosen(actor, step, rows, lambda report: report.seen)


def _chosen(
    actor: Actor, step: str, rows: QuerySet[Any], seen: Callable[[Any], int]
) -> list[Chosen]:
    reports = list(rows.select_related("holder").order_by("due_at", "pk")[:MOST])
    keys = [report.pk for report in reports]
    stands: dict[UUID, set[Reach]] = {key: set() for key in keys}
    for standing in access.standings(actor):
        there = access.visible_to(actor, standing).filter(pk__in=keys)
        for key in there.values_list("pk", flat=True):
            stands[key].add(standing)
    return [
        Chosen(
            number=report.number,
            title=report.title,
            holder=report.holder.name,
            seen=seen(report),
            why_not=_why_not(actor, report, step, frozenset(stands[report.pk])),
        )
        for report in reports
    ]


def _why_not(actor: Actor, report: Report, step: str, stands: frozenset[Reach]) -> str | Promise:
    if any(move.name == step for move in access.open_moves(actor, report, stands)):
        return ""
    closed = unavailable(actor, report, stands)
    return next((row.says for row in closed if row.move.name == step), NOT_OPEN)


@transaction.atomic
def ask(actor: Actor, step: str, ticked: Mapping[str, int], given: Given, client_key: UUID) -> UUID:
    """Ask for a step for these reports; the worker takes it. A form sent twice is one batch.

    Raises Refused where nothing was chosen, NotFound where the key is somebody else's.
    """
    if step not in steps_for(actor):
        raise NotFound(step)

    def ticked_now() -> list[tuple[UUID, int]]:
        rows = access.visible_at_all(actor).filter(number__in=list(ticked)[:MOST])
        found = rows.order_by("due_at", "pk").values_list("pk", "number")
        return [(key, ticked[number]) for key, number in found]

    return _ask(actor, step, ticked_now, given, client_key)


@transaction.atomic
def ask_of_problem(actor: Actor, problem: int, given: Given, client_key: UUID) -> UUID:
    """Ask for one answer to all reports of a problem that this officer may answer, however many.

    Raises as `ask`.
    """
    if not any(by.role == actor.role for by in MOVES["follow_up"].by):
        raise NotFound(problem)

    def its_reports() -> list[tuple[UUID, int]]:
        return together.answerable(problem, actor)

    return _ask(actor, "follow_up", its_reports, {**given, "problem": problem}, client_key)


def _ask(
    actor: Actor,
    step: str,
    chosen: Callable[[], list[tuple[UUID, int]]],
    given: Given,
    client_key: UUID,
) -> UUID:
    """Keep the batch and its rows. chosen: what it is for, with the newest step shown of each."""
    if actor.user is None or actor.post is None:
        raise NotFound(step)
    before = Batch.objects.filter(client_key=client_key).first()
    if before is None:
        found = chosen()
        if not found:
            raise Refused(_("Tidak ada laporan yang dipilih."))
        batch, is_new = Batch.objects.get_or_create(
            client_key=client_key,
            defaults={
                "user": actor.user,
                "post": actor.post,
                "move": step,
                "given": dict(given),
                "made_at": timezone.now(),
            },
        )
        if is_new:
            BatchRow.objects.bulk_create(
                BatchRow(batch=batch, report_id=key, place=place, seen=seen)
                for place, (key, seen) in enumerate(found)
            )
            queue.take_batch(str(batch.pk))
        before = batch
    if before.user_id != actor.user.pk:
        raise NotFound(client_key)
    return before.pk


def take_some(batch_id: str, most: int = AT_A_TIME) -> bool:
    """Take the step for the next rows that wait; say whether there may be more.

    Each row is one transaction: the step and its result, or neither. So a worker that dies leaves
    every row either done or waiting, and two workers share the rows.
    """
    batch = Batch.objects.select_related("user", "post").filter(pk=batch_id).first()
    if batch is None or batch.done_at:
        return False
    with translation.override(batch.user.language):
        if all(_take_next(batch) for _turn in range(most)):
            return True
    _finish(batch)
    return False


def _take_next(batch: Batch) -> bool:
    """Take the step for one row; False where none waits."""
    waiting = BatchRow.objects.filter(batch=batch, state=State.WAITING).order_by("place")
    key: int | None = None
    try:
        with transaction.atomic():
            row = waiting.select_for_update(skip_locked=True).first()
            if row is None:
                return False
            key = row.pk
            state, says = _try(batch, row)
            _settle(row, state, says)
    except DATABASE_GONE:
        raise
    except Exception as error:
        log.error("batch_row_broke", error=type(error).__name__)
        for row in waiting.filter(pk__in=[key] if key else []):
            _settle(row, State.FAILED, BROKE)
    return True


def _try(batch: Batch, row: BatchRow) -> tuple[BatchRow.State, str | Promise]:
    """Take the step, or say in words why not. The caller's transaction."""
    seats = [seat.actor for seat in seats_of(batch.user) if seat.post.pk == batch.post_id]
    if not seats:
        return State.REFUSED, UNSEATED
    actor = seats[0]
    report = access.visible_at_all(actor).select_related("holder").filter(pk=row.report_id).first()
    if report is None:
        return State.REFUSED, GONE
    try:
        with transaction.atomic():
            hold_still(report, actor, row.seen)
            return State.DONE, STEPS[batch.move](report, actor, batch.given)
    except Refused as refused:
        return State.REFUSED, CHANGED if refused.says == MOVED_ON else refused.says


def _settle(row: BatchRow, state: BatchRow.State, says: str | Promise) -> None:
    row.state, row.says, row.at = state, str(says)[:LONGEST], timezone.now()
    row.save(update_fields=["state", "says", "at"])


def _finish(batch: Batch) -> None:
    """Forget the words of the form once no row waits, in whosever hands."""
    if not batch.rows.filter(state=State.WAITING).exists():
        Batch.objects.filter(pk=batch.pk, done_at=None).update(done_at=timezone.now(), given={})


def progress(actor: Actor, key: UUID) -> Progress:
    """Return how far one's own batch is, with each result. Raises NotFound.

    Of a very large batch the results that need somebody come first, and no more than MOST of all.
    """
    batch = Batch.objects.filter(pk=key, user=actor.user).first()
    if batch is None:
        raise NotFound(key)
    states = list(batch.rows.order_by().values_list("state", flat=True))
    first = Q(state__in=(State.REFUSED, State.FAILED)) if len(states) > MOST else Q(pk=None)
    needs = ExpressionWrapper(first, output_field=BooleanField())
    rows = list(batch.rows.select_related("report").order_by(needs.desc(), "place")[:MOST])
    seen = set(
        access.visible_at_all(actor)
        .filter(pk__in=[row.report_id for row in rows])
        .values_list("pk", flat=True)
    )
    results = [
        Result(
            number=row.report.number,
            title=row.report.title if row.report_id in seen else "",
            state=State(row.state),
            says=row.says,
        )
        for row in rows
    ]
    return _progress(batch, states, results)


def newest(actor: Actor, *, most: int) -> list[Progress]:
    """Return one's own batches, the newest first: two statements."""
    batches = list(Batch.objects.filter(user=actor.user).order_by("-made_at")[:most])
    states: dict[UUID, list[str]] = {batch.pk: [] for batch in batches}
    rows = BatchRow.objects.filter(batch__in=batches).values_list("batch", "state")
    for key, state in rows:
        states[key].append(state)
    return [_progress(batch, states[batch.pk], ()) for batch in batches]


def _progress(batch: Batch, states: Sequence[str], results: Sequence[Result]) -> Progress:
    counts = {state.value: states.count(state.value) for state in State}
    return Progress(batch.pk, batch.move, batch.made_at, batch.done_at, counts, results)


def _office(given: Given) -> Agency | None:
    key = given.get("to")
    return Agency.objects.filter(pk=key, ended_at=None).first() if key else None
