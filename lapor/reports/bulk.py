"""One step for many reports: chosen, asked for once, and how far the worker is with it."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lapor.agencies.actor import Actor
from lapor.outbox import queue
from lapor.reports import access, together
from lapor.reports.models import Batch, BatchRow, Report
from lapor.reports.moves import MOVES
from lapor.reports.terms import Clock, NotFound, Reach, Refused
from lapor.reports.unavailable import unavailable
from lapor.reports.worklist import View, Wanted, listed, newest_steps

MOST = 500  # reports of one batch
MOST_TOGETHER = 5_000  # … that puts them together, with those of the list that are not shown
State = BatchRow.State

NOT_OPEN = gettext_lazy("Langkah ini tidak terbuka untuk laporan ini.")

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
class Rest:
    """What a list holds beyond the reports that were shown of it, in the order of their dates."""

    view: View
    clock: Clock | None
    wanted: Wanted
    after: str  # the number of the last that was shown


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


TOGETHER = "group"
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
def ask(
    actor: Actor,
    step: str,
    ticked: Mapping[str, int],
    given: Given,
    client_key: UUID,
    *,
    rest: Rest | None = None,
) -> UUID:
    """Ask for a step for these reports; the worker takes it. A form sent twice is one batch.

    rest: of a list that holds more, these too, up to MOST_TOGETHER of all; only to put together.
    Raises Refused where nothing was chosen, NotFound where the key is somebody else's.
    """
    if step not in steps_for(actor):
        raise NotFound(step)

    def ticked_now() -> list[tuple[UUID, int]]:
        rows = access.visible_at_all(actor).filter(number__in=list(ticked)[:MOST])
        found = rows.order_by("due_at", "pk").values_list("pk", "number")
        others = _beyond(actor, rest) if rest and step == TOGETHER else Report.objects.none()
        more = newest_steps(others, actor).order_by("due_at", "pk").values_list("pk", "seen")
        return [
            *((key, ticked[number]) for key, number in found),
            *more[: MOST_TOGETHER - MOST],
        ]

    return _ask(actor, step, ticked_now, given, client_key)


def count_rest(actor: Actor, rest: Rest) -> int:
    """Return how many more of a list may be put together at once: two statements."""
    return _beyond(actor, rest)[: MOST_TOGETHER - MOST].count()


def _beyond(actor: Actor, rest: Rest) -> QuerySet[Any]:
    """Return the reports of a list after the last that was shown; none where that has gone."""
    last = access.visible_at_all(actor).filter(number=rest.after).only("due_at").first()
    if last is None:
        return Report.objects.none()
    after = Q(due_at__gt=last.due_at) | Q(due_at=last.due_at, pk__gt=last.pk)
    return listed(actor, rest.view, rest.clock, wanted=rest.wanted).filter(after)


@transaction.atomic
def ask_of_problem(actor: Actor, problem: int, given: Given, client_key: UUID) -> UUID:
    """Ask for one answer to all reports of a problem that this officer may answer, however many.

    Raises as `ask`, and Refused about "words" that would tell the others who one reporter is.
    """
    if not any(by.role == actor.role for by in MOVES["follow_up"].by):
        raise NotFound(problem)
    together.refuse_telling(problem, actor, given["words"])

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


def progress(actor: Actor, key: UUID) -> Progress:
    """Return how far one's own batch is, with each result. Raises NotFound.

    Of a very large batch the results that need somebody come first, and no more than MOST of all.
    """
    batch = Batch.objects.filter(pk=key, user=actor.user).first()
    if batch is None:
        raise NotFound(key)
    counts = _counts(batch.rows.all())[batch.pk]
    is_large = sum(counts.values()) > MOST
    first = Q(state__in=(State.REFUSED, State.FAILED)) if is_large else Q(pk=None)
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
    return _progress(batch, counts, results)


def newest(actor: Actor, *, most: int) -> list[Progress]:
    """Return one's own batches, the newest first: two statements."""
    batches = list(Batch.objects.filter(user=actor.user).order_by("-made_at")[:most])
    counts = _counts(BatchRow.objects.filter(batch__in=batches))
    return [_progress(batch, counts[batch.pk], ()) for batch in batches]


def _counts(rows: QuerySet[BatchRow]) -> Mapping[UUID, Mapping[str, int]]:
    """Return how many rows of each batch stand how: one statement."""
    found: dict[UUID, dict[str, int]] = defaultdict(lambda: dict.fromkeys(State.values, 0))
    counted = rows.order_by().values_list("batch", "state").annotate(n=Count("pk"))
    for batch, state, n in counted:
        found[batch][state] = n
    return found


def _progress(batch: Batch, counts: Mapping[str, int], results: Sequence[Result]) -> Progress:
    return Progress(batch.pk, batch.move, batch.made_at, batch.done_at, counts, results)
