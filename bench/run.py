"""One run: populate, then measure each request in turn."""

import sys
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.batch import compare
from bench.channels import measure_channels
from bench.country import populate
from bench.pages import requests
from bench.probe import measure
from bench.stage import Stage
from bench.together import put_together


@dataclass(frozen=True)
class Run:
    """What one run found: the readings, memory in megabytes, how a batch and a flood compare."""

    readings: list[dict[str, object]]
    memory: dict[str, float]
    batch: dict[str, float]
    together: dict[str, float]
    channels: dict[str, float]


def run(stage: Stage, reports: int, times: int, flood: int, chats: int) -> Run:
    """Generate so many reports, and send each request so many times; then answer a flood.

    chats: messages that are brought, and delivered.
    """
    say(f"generating {reports} reports ...")
    people = populate(reports)
    say("measuring ...")
    pages = requests(people, stage.port)
    readings = [row.row() for row in measure(pages, stage, times=times)]
    memory = {
        "server": sum(map(own_memory, family(stage.server))) / 1e3,
        "database": sum(map(own_memory, family(stage.cluster.pid()))) / 1e3,
    }
    say("taking a batch ...")
    batch = compare(people["admin"], pages["accept a report"], stage)
    say(f"putting {flood} reports together ...")
    together = put_together(people["admin"], people["liaison"], stage, flood)
    say(f"bringing and delivering {chats} messages ...")
    return Run(readings, memory, batch, together, measure_channels(stage, chats))


def run_flood(stage: Stage, flood: int) -> dict[str, float]:
    """Answer a flood in a small country, and measure nothing else."""
    people = populate(1000)
    return put_together(people["admin"], people["liaison"], stage, flood)


def run_channels(stage: Stage, chats: int) -> dict[str, float]:
    """Bring and deliver messages in a small country, and measure nothing else."""
    populate(1000)
    return measure_channels(stage, chats)


def family(root: int | None) -> list[int]:
    process = psutil.Process(root)
    return [process.pid, *(child.pid for child in process.children(recursive=True))]


def own_memory(pid: int) -> int:
    """Return the memory that a process does not share, in kilobytes."""
    rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(row.split()[1]) for row in rows if row.startswith("Private_"))


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
