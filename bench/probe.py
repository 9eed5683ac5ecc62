"""Measures a request: processor time of the server and of the database, statements, latency."""

import statistics
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.pages import Request
from bench.stage import Stage

WARM = 30


@dataclass(frozen=True)
class Reading:
    """What one request costs: milliseconds of processor time, statements, latency."""

    name: str
    server_ms: float
    database_ms: float
    statements: int
    p50_ms: float
    p95_ms: float

    def row(self) -> dict[str, object]:
        return asdict(self) | {"cpu_ms": self.server_ms + self.database_ms}


def processor_ns(root: int | None) -> int:
    """Return the processor time so far of a process, its threads and all below it."""
    total, process = 0, psutil.Process(root)
    for each in (process, *process.children(recursive=True)):
        for task in Path(f"/proc/{each.pid}/task").glob("*/schedstat"):
            try:
                total += int(task.read_text().split()[0])
            except (FileNotFoundError, ProcessLookupError):  # one that has just ended
                continue
    return total


def measure(name: str, request: Request, stage: Stage, *, times: int) -> Reading:
    """Send a request many times; raises AssertionError where one does not answer 2xx."""
    for _ in range(WARM):
        status = request.send()
        assert 200 <= status < 300, f"{name} answers {status}"
    request.here()
    with CaptureQueriesContext(connection) as queries:
        request.here()
    statements = len(queries)
    walls: list[float] = []
    server, database = processor_ns(stage.server), processor_ns(stage.cluster.pid())
    for _ in range(times):
        start = time.perf_counter()
        request.send()
        walls.append((time.perf_counter() - start) * 1000)
    server = processor_ns(stage.server) - server
    database = processor_ns(stage.cluster.pid()) - database
    walls.sort()
    return Reading(
        name,
        round(server / times / 1e6, 3),
        round(database / times / 1e6, 3),
        statements,
        round(statistics.median(walls), 3),
        round(walls[int(len(walls) * 0.95)], 3),
    )
