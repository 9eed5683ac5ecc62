"""Measures a request: processor time of the server and of the database, statements, latency."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lapor.project.postgres import Cluster

WARM = 20


@dataclass(frozen=True)
class Reading:
    """What one request costs: milliseconds of processor time, statements, latency."""

    name: str
    server_ms: float
    database_ms: float
    statements: int
    p50_ms: float
    p95_ms: float

    @property
    def cpu_ms(self) -> float:
        return self.server_ms + self.database_ms

    def row(self) -> dict[str, object]:
        return asdict(self) | {"cpu_ms": self.cpu_ms}


def database_ns(cluster: Cluster) -> int:
    """Return the processor time of all the cluster's processes so far, in nanoseconds."""
    total = 0
    for child in psutil.Process(cluster.pid()).children():
        try:
            total += int(Path(f"/proc/{child.pid}/schedstat").read_text().split()[0])
        except FileNotFoundError:  # one that has just ended
            continue
    return total


def measure(name: str, request: Callable[[], int], cluster: Cluster, *, times: int) -> Reading:
    """Run a request many times; raises AssertionError where one does not answer 2xx."""
    for _ in range(WARM):
        status = request()
        assert 200 <= status < 300, f"{name} answers {status}"
    with CaptureQueriesContext(connection) as queries:
        request()
    gc.collect()
    walls: list[float] = []
    server, database = time.process_time_ns(), database_ns(cluster)
    for _ in range(times):
        start = time.perf_counter()
        request()
        walls.append((time.perf_counter() - start) * 1000)
    server, database = time.process_time_ns() - server, database_ns(cluster) - database
    walls.sort()
    return Reading(
        name,
        round(server / times / 1e6, 3),
        round(database / times / 1e6, 3),
        len(queries),
        round(statistics.median(walls), 3),
        round(walls[int(len(walls) * 0.95)], 3),
    )
