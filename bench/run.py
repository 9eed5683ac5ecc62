"""One run: populate, then measure each request in turn."""

import sys
from pathlib import Path

import psutil

from bench.country import populate
from bench.pages import requests
from bench.probe import measure
from lapor.project.postgres import Cluster


def run(
    cluster: Cluster, reports: int, times: int
) -> tuple[list[dict[str, object]], dict[str, float]]:
    """Return the readings, and the memory of server and database in megabytes."""
    say(f"generating {reports} reports ...")
    people = populate(reports)
    readings = []
    for name, request in requests(people).items():
        say(f"measuring: {name}")
        readings.append(measure(name, request, cluster, times=times).row())
    backends = psutil.Process(cluster.pid()).children()
    memory = {
        "server": psutil.Process().memory_info().rss / 1e6,
        "database": sum(own_memory(child.pid) for child in backends) / 1e3,
    }
    return readings, memory


def own_memory(pid: int) -> int:
    """Return the memory that a process does not share, in kilobytes."""
    rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(row.split()[1]) for row in rows if row.startswith("Private_"))


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
