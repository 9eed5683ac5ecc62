"""Measures a request: processor time of the server and of the database, statements, latency."""

import statistics
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import psutil
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.pages import Request
from bench.stage import Stage

WARM = 3  # requests of each round that are not counted
ROUNDS = 5
TURN = 0.9  # seconds after which a round is over for a page, so that `make bench` stays short


@dataclass(frozen=True)
class Reading:
    """What one request costs: milliseconds of processor time, statements, latency."""

    name: str
    server_ms: float
    database_ms: float
    statements: int
    statements_of_few: int | None  # of the same page where there is little to show
    p50_ms: float
    p95_ms: float

    def row(self) -> dict[str, object]:
        return asdict(self) | {"cpu_ms": self.server_ms + self.database_ms}


def processor_ns(root: int | None) -> int:
    """Return the processor time so far of a process, its threads and all below it.

    Those that ended count too: a pool that shrinks would else give time back.
    """
    process = psutil.Process(root)
    ended = process.cpu_times()
    total = int((ended.children_user + ended.children_system) * 1e9)
    for each in (process, *process.children(recursive=True)):
        for task in Path(f"/proc/{each.pid}/task").glob("*/schedstat"):
            try:
                total += int(task.read_text().split()[0])
            except (FileNotFoundError, ProcessLookupError):  # one that has just ended
                continue
    return total


def measure(requests: Mapping[str, Request], stage: Stage, *, times: int) -> list[Reading]:
    """Send each request so many times, or as often as its turns allow.

    Raises AssertionError where one does not answer 2xx.

    They take turns in rounds, so that an hour of a busy machine weighs on all of them alike.
    """
    tallies = {
        name: Tally(count(name, request), count(name, request.few) if request.few else None)
        for name, request in requests.items()
    }
    rounds = min(ROUNDS, times)
    for _ in range(rounds):
        for name, request in requests.items():
            tallies[name].add(request, stage, times // rounds)
    return [tally.reading(name) for name, tally in tallies.items()]


def count(name: str, request: Request) -> int:
    """Return how many statements a request takes, once it is warm."""
    request.connect()
    status = request.send()
    assert 200 <= status < 300, f"{name} answers {status}"
    request.here()
    with CaptureQueriesContext(connection) as queries:
        request.here()
    return len(queries)


@dataclass
class Tally:
    """What one request has cost so far."""

    statements: int
    of_few: int | None
    server: int = 0
    database: int = 0
    walls: list[float] = field(default_factory=list)

    def add(self, request: Request, stage: Stage, times: int) -> None:
        request.connect()
        for _ in range(WARM):
            request.send()
        server, database = processor_ns(stage.server), processor_ns(stage.cluster.pid())
        over = time.perf_counter() + TURN
        for _ in range(times):
            start = time.perf_counter()
            if start > over:
                break
            status = request.send()
            assert status < 300, f"{request.path} answers {status}"
            self.walls.append((time.perf_counter() - start) * 1000)
        self.server += processor_ns(stage.server) - server
        self.database += processor_ns(stage.cluster.pid()) - database

    def reading(self, name: str) -> Reading:
        walls = sorted(self.walls)
        return Reading(
            name,
            round(self.server / len(walls) / 1e6, 3),
            round(self.database / len(walls) / 1e6, 3),
            self.statements,
            self.of_few,
            round(statistics.median(walls), 3),
            round(walls[int(len(walls) * 0.95)], 3),
        )
