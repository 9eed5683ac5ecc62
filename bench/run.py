"""One run: populate, then measure each request in turn."""

import sys
from pathlib import Path

import psutil

from bench.country import populate
from bench.pages import requests
from bench.probe import measure
from bench.stage import Stage


def run(stage: Stage, reports: int, times: int) -> tuple[list[dict[str, object]], dict[str, float]]:
    """Return the readings, and the memory of server and database in megabytes."""
    say(f"generating {reports} reports ...")
    people = populate(reports)
    say("measuring ...")
    readings = [row.row() for row in measure(requests(people, stage.port), stage, times=times)]
    memory = {
        "server": sum(map(own_memory, family(stage.server))) / 1e3,
        "database": sum(map(own_memory, family(stage.cluster.pid()))) / 1e3,
    }
    return readings, memory


def family(root: int | None) -> list[int]:
    process = psutil.Process(root)
    return [process.pid, *(child.pid for child in process.children(recursive=True))]


def own_memory(pid: int) -> int:
    """Return the memory that a process does not share, in kilobytes."""
    rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(row.split()[1]) for row in rows if row.startswith("Private_"))


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
