"""Compares a batch, as the worker takes it, with reports that are accepted one by one."""

import time
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.pages import Request
from bench.probe import processor_ns
from bench.stage import Stage
from lapor.accounts.models import User
from lapor.agencies.request import seats_of
from lapor.reports import bulk, taking
from lapor.reports.terms import Clock, Reach
from lapor.reports.worklist import EVERYTHING

ROWS = 75


def compare(admin: User, accept: Request, stage: Stage) -> dict[str, float]:
    """Verify waiting reports by the worker's function, and accept as many; both in this process.

    They take turns, a job of the batch and as many reports. Raises AssertionError where a row of
    the batch is not taken.
    """
    (seat,) = seats_of(admin)
    found = bulk.choose_all(seat.actor, "verify", Reach.HOLDER, Clock.VERIFY, EVERYTHING)
    ticked = {row.number: row.seen for row in found[:ROWS] if not row.why_not}
    key = bulk.ask(seat.actor, "verify", ticked, {}, uuid4())
    for _ in range(taking.ONE_BY_ONE):
        accept.here()
    tallies = {"row": [0.0, 0.0], "accepted": [0.0, 0.0]}
    statements = 0
    for _ in range(len(ticked) // taking.ONE_BY_ONE):
        with Cost(tallies["row"], stage), CaptureQueriesContext(connection) as queries:
            taking.take_some(str(key))
        statements += len(queries)
        with Cost(tallies["accepted"], stage):
            for _turn in range(taking.ONE_BY_ONE):
                accept.here()
    taken = bulk.progress(seat.actor, key).counts["done"]
    assert taken >= taking.ONE_BY_ONE, "the worker could not verify a whole job of reports"
    each = {name: [spent / taken for spent in tally] for name, tally in tallies.items()}
    return {
        "rows": taken,
        "statements_a_row": round(statements / taken, 1),
        "cpu_ms_a_row": round(each["row"][1], 3),
        "cpu_ms_a_report": round(each["accepted"][1], 3),
        "rows_while_one_is_accepted": round(each["accepted"][0] / each["row"][0], 2),
    }


class Cost:
    """Adds to a tally the milliseconds that passed, and those that both processors worked."""

    def __init__(self, tally: list[float], stage: Stage) -> None:
        self.tally, self.stage = tally, stage
        self.began = self.worked = 0.0

    def __enter__(self) -> None:
        self.began, self.worked = time.perf_counter(), self._worked()

    def __exit__(self, *_fault: object) -> None:
        self.tally[0] += (time.perf_counter() - self.began) * 1000
        self.tally[1] += (self._worked() - self.worked) * 1000

    def _worked(self) -> float:
        return time.process_time() + processor_ns(self.stage.cluster.pid()) / 1e9
