"""`make bench`: populate, measure, print a table of ratios, keep it in bench/results."""

import argparse
import json
import os
import platform
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bench import maskers
from bench.stage import staged

RESULTS = Path(__file__).parent / "results"
PAGE = Path(__file__).parent / "README.md"
BEGIN, END = "<!-- table -->", "<!-- end of table -->"
CHANNELS = ("<!-- channels -->", "<!-- end of channels -->")
TOGETHER = ("<!-- together -->", "<!-- end of together -->")


def main() -> None:
    """Measure once; exit 1 where a limit of the project is broken."""
    asked = argparse.ArgumentParser(prog="make bench")
    asked.add_argument("--reports", type=int, default=10_000)
    asked.add_argument("--flood", type=int, default=5_000, help="reports put together")
    asked.add_argument("--chats", type=int, default=1_000, help="messages of chats")
    asked.add_argument("--times", type=int, default=100)
    asked.add_argument(
        "--only", choices=["flood", "channels"], help="measure this alone, beside the rest"
    )
    asked.add_argument("--dry", action="store_true", help="print only: judge and keep nothing")
    options = asked.parse_args()
    with staged() as stage:
        from bench.run import run, run_channels, run_flood  # noqa: PLC0415 - models can be read on the stage only

        if options.only == "channels":
            keep_channels(run_channels(stage, options.chats), dry=options.dry)
            return
        if options.only:
            keep_flood(run_flood(stage, options.flood), dry=options.dry)
            return
        found = run(stage, options.reports, options.times, options.flood, options.chats)
    table = as_table(found.readings)
    print(table, in_words(found.together), channels_in_words(found.channels), sep="\n\n")
    if options.dry:
        return
    RESULTS.mkdir(exist_ok=True)
    kept = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"python": platform.python_version(), "cores": os.cpu_count()},
        "reports": options.reports,
        "memory_mb": found.memory,
        "batch": found.batch,
        "together": found.together,
        "channels": found.channels,
        "readings": found.readings,
        "maskers": maskers.keep(),
    }
    (RESULTS / "latest.json").write_text(json.dumps(kept, indent=2) + "\n")
    write_page(table, options.reports, found.memory, found.batch)
    write_part(TOGETHER, in_words(found.together))
    write_part(CHANNELS, channels_in_words(found.channels))
    is_broken = judge(found.readings, found.together) + judge_channels(found.channels)
    sys.exit(bool(is_broken))


def as_table(readings: list[dict[str, object]]) -> str:
    """Return the readings as Markdown, each with its ratio to both ways of committing a row."""
    cpu = {row["name"]: float(str(row["cpu_ms"])) for row in readings}
    lines = [
        "| request | server CPU ms | database CPU ms | × insert view | × by hand | statements "
        "| with little to show | p50 ms | p95 ms |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in readings:
        ratio, by_hand = (
            cpu[row["name"]] / cpu[name] for name in ("insert view", "insert by hand")
        )
        few = "" if row["statements_of_few"] is None else row["statements_of_few"]
        lines.append(
            f"| {row['name']} | {row['server_ms']:.2f} | {row['database_ms']:.2f} | {ratio:.1f} "
            f"| {by_hand:.1f} | {row['statements']} | {few} "
            f"| {row['p50_ms']:.1f} | {row['p95_ms']:.1f} |"
        )
    return "\n".join(lines)


def write_page(table: str, reports: int, memory: dict[str, float], batch: dict[str, float]) -> None:
    """Put the table into bench/README.md, between its marks."""
    page = PAGE.read_text()
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    said = f"{reports:,} reports. Memory in MB: " + ", ".join(
        f"{name} {size:.0f}" for name, size in memory.items()
    )
    taken = (
        f"While one report is accepted, the worker takes {batch['rows_while_one_is_accepted']:.1f} "
        f"rows of a batch (verify), each with {batch['statements_a_row']:.0f} statements; both "
        "were measured in one process"
    )
    PAGE.write_text(f"{before}{BEGIN}\n{table}\n\n{said}. {taken}.\n{END}{after}")


def keep_flood(together: dict[str, float], *, dry: bool) -> None:
    """Print what a flood took and put it beside what the last full run found."""
    print(in_words(together))
    if dry:
        return
    kept = json.loads((RESULTS / "latest.json").read_text()) | {"together": together}
    (RESULTS / "latest.json").write_text(json.dumps(kept, indent=2) + "\n")
    write_part(TOGETHER, in_words(together))
    broken = [name for name, value, limit in limits_of_a_flood(together) if value > limit]
    print(*broken, sep="\n")
    sys.exit(bool(broken))


def keep_channels(found: dict[str, float], *, dry: bool) -> None:
    """Print what the chats took and put it beside what the last full run found."""
    print(channels_in_words(found))
    if dry:
        return
    kept = json.loads((RESULTS / "latest.json").read_text()) | {"channels": found}
    (RESULTS / "latest.json").write_text(json.dumps(kept, indent=2) + "\n")
    write_part(CHANNELS, channels_in_words(found))
    sys.exit(judge_channels(found))


def channels_in_words(found: dict[str, float]) -> str:
    """Return what the chats took, as a table."""
    lines = (
        ("hooks answered a second, four at once", found["hooks_a_second"]),
        ("committed inserts a second, asked alike", found["inserts_a_second"]),
        ("hooks for each insert", found["hook_share"]),
        ("statements of a hook", found["hook_statements"]),
        ("answers delivered a second by one worker", found["delivered_a_second"]),
        ("word of many reports delivered a second by one worker", found["news_a_second"]),
        ("CPU ms of a step of the dialogue", found["step_ms"]),
    )
    head = f"| {found['messages']:,.0f} messages of chats | |\n|---|---|\n"
    return head + "\n".join(f"| {name} | {value:g} |" for name, value in lines)


def judge_channels(found: dict[str, float]) -> int:
    """Print which limit of the chats is broken; return the exit code."""
    is_quick = found["hooks_a_second"] >= 500 or found["hook_share"] >= 0.25
    broken = [
        said
        for said, holds in (
            ("a hook: fewer than 500 a second and than a quarter of the inserts", is_quick),
            ("a hook: over 5 statements beside BEGIN and COMMIT", found["hook_statements"] <= 7),
            ("answers: fewer than 100 a second", found["delivered_a_second"] >= 100),
            ("word of reports: fewer than 100 a second", found["news_a_second"] >= 100),
            ("a step of the dialogue: over 2 ms", found["step_ms"] <= 2),
        )
        if not holds
    ]
    print(*broken, sep="\n")
    return bool(broken)


def limits_of_a_flood(together: dict[str, float]) -> Iterator[tuple[str, float, float]]:
    """Return what a flood took by the processor beside what it may, for 5,000 reports.

    On a quiet machine that is at most what passes by the clock: the worker waits for nobody.
    """
    for name, key, limit in (("put together", "group", 15), ("answered", "answer", 60)):
        worked = together[f"{key}_cpu_ms"] * 5_000 / 1000
        yield f"a flood {name}, seconds of CPU", round(worked, 1), limit


def in_words(together: dict[str, float]) -> str:
    """Return what a flood took, as a table with the bulk insert of the same steps beside it."""
    count = together["reports"]
    lines = [
        f"| {count:,.0f} reports of one flood | seconds | CPU ms a report | × inserting the steps "
        "| statements a report |",
        "|---|---|---|---|---|",
    ]
    for name, key in (("put together", "group"), ("answered", "answer"), ("inserted", "insert")):
        ratio = together[f"{key}_cpu_ms"] / together["insert_cpu_ms"]
        lines.append(
            f"| {name} | {together[f'{key}_seconds']} | {together[f'{key}_cpu_ms']:.2f} "
            f"| {ratio:.1f} | {together[f'{key}_statements']} |"
        )
    grown = together["memory_grew_mb"]
    return "\n".join([*lines, "", f"The memory of the worker grew by {max(grown, 0):.0f} MB."])


def write_part(marks: tuple[str, str], words: str) -> None:
    """Put words into bench/README.md between two marks."""
    begin, end = marks
    before, _, rest = PAGE.read_text().partition(begin)
    PAGE.write_text(f"{before}{begin}\n{words}\n{end}{rest.partition(end)[2]}")


def judge(readings: list[dict[str, object]], together: dict[str, float]) -> int:
    """Print which limit is broken; return the exit code."""
    by_name = {str(row["name"]): row for row in readings}
    cpu = {name: float(str(row["cpu_ms"])) for name, row in by_name.items()}
    statements = {name: int(str(row["statements"])) for name, row in by_name.items()}
    ratio = cpu["accept a report"] / cpu["insert view"]
    grown = [
        (f"{row['name']}, statements beside those with little to show", of_much, int(str(few)))
        for row, of_much in zip(readings, statements.values(), strict=True)
        if (few := row["statements_of_few"]) is not None
    ]
    broken = [
        f"{name}: {value} is over {limit}"
        for name, value, limit in (
            ("accept, × insert view", round(ratio, 1), 12),
            ("accept, statements", statements["accept a report"], 14),
            ("inbox, statements", statements["inbox of 50"], 10),
            ("case, statements", statements["case"], 15),
            *((f"{name}, CPU ms", cpu[name], 50) for name in cpu if name.startswith("similar")),
            *limits_of_a_flood(together),
            *grown,
        )
        if value > limit
    ]
    print(*broken, sep="\n")
    return bool(broken)


if __name__ == "__main__":
    main()
