"""Measures one flood: thousands of reports put together and answered at once by the worker."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import psutil
from django.db import connection, transaction

from bench.batch import Cost
from bench.country import flood
from bench.stage import Stage
from lapor.accounts.models import User
from lapor.agencies.request import seats_of
from lapor.reports import bulk, grouping, taking
from lapor.reports.models import Batch, Event, Report, Words

SAID = "Pada 2 Maret 2026 petugas kami sudah mengeruk selokan pasar sepanjang 80 meter."


def put_together(admin: User, liaison: User, stage: Stage, count: int) -> dict[str, float]:
    """Group so many reports, answer them all, and insert as many steps with nothing else.

    Raises AssertionError where one is left out.
    """
    (ruling,), (acting,) = seats_of(admin), seats_of(liaison)
    assert acting.actor.agency
    flood(acting.actor.agency, count)
    waiting = Report.objects.filter(holder=acting.actor.agency, problem=None, status="assigned")
    numbers = list(waiting.order_by("pk").values_list("number", "events__pk").order_by("events"))
    ticked = dict(numbers)
    key = grouping.begin(ruling.actor, "Banjir pasar")
    found: dict[str, float] = {"reports": len(ticked)}
    memory = psutil.Process().memory_info().rss
    with measured(found, "group", stage, len(ticked)):
        for numbers_of_one in chunks(list(ticked), bulk.MOST):
            some = {number: ticked[number] for number in numbers_of_one}
            take_all(bulk.ask(ruling.actor, "group", some, {"problem": key}, uuid4()))
    given = {"words": SAID, "outcome": "done", "despite": ""}
    with measured(found, "answer", stage, len(ticked)):
        take_all(bulk.ask_of_problem(acting.actor, key, given, uuid4()))
    found["memory_grew_mb"] = round((psutil.Process().memory_info().rss - memory) / 1e6, 1)
    answered = Report.objects.filter(problem=key, turn="reporter_reply").count()
    assert answered == len(ticked), f"{answered} of {len(ticked)} were answered"
    with measured(found, "insert", stage, len(ticked)):
        insert(key)
    for step in ("group", "answer"):
        found[f"{step}_by_insert"] = round(found[f"{step}_cpu_ms"] / found["insert_cpu_ms"], 1)
    return found


def take_all(key: UUID) -> None:
    """Take every set of a batch, as the worker does. Raises AssertionError where one is refused."""
    while taking.take_some(str(key)):
        pass
    left = Batch.objects.get(pk=key).rows.exclude(state="done")
    assert not left.exists(), left[0].says


def insert(problem: int) -> None:
    """Insert the steps that have just been taken once more, in the same sets, and nothing else."""
    of_it = Event.objects.filter(report__problem=problem, move="follow_up")
    for keys in chunks(list(of_it.values_list("pk", flat=True)), taking.A_SET):
        with transaction.atomic():
            events = list(Event.objects.filter(pk__in=keys).select_related("words"))
            words = [event.words for event in events]
            for event in events:
                event.pk = None
            for said, event in zip(words, Event.objects.bulk_create(events), strict=True):
                said.event = event
            Words.objects.bulk_create(words)
            transaction.set_rollback(True)


@contextmanager
def measured(found: dict[str, float], name: str, stage: Stage, count: int) -> Iterator[None]:
    """Add to what was found: seconds in all, processor time and statements for each report."""
    tally = [0.0, 0.0]
    with Cost(tally, stage), Statements() as said:
        yield
    passed, worked = tally
    found[f"{name}_seconds"] = round(passed / 1000, 1)
    found[f"{name}_cpu_ms"] = round(worked / count, 3)
    found[f"{name}_statements"] = round(said.count / count, 2)


class Statements:
    """Counts the statements of a block without keeping them: thousands would fill the memory."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Callable[..., Any], *asked: Any) -> Any:
        self.count += 1
        return execute(*asked)

    def __enter__(self) -> "Statements":
        self.counting = connection.execute_wrapper(self)
        self.counting.__enter__()
        return self

    def __exit__(self, *fault: Any) -> None:
        self.counting.__exit__(*fault)


def chunks(rows: list[Any], size: int) -> Iterator[list[Any]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
