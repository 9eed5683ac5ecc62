"""`make bench`: populate, measure, print a table of ratios, keep it in bench/results."""

import argparse
import json
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench.stage import staged

RESULTS = Path(__file__).parent / "results"
PAGE = Path(__file__).parent / "README.md"
BEGIN, END = "<!-- table -->", "<!-- end of table -->"


def main() -> None:
    """Measure once; exit 1 where a limit of the project is broken."""
    asked = argparse.ArgumentParser(prog="make bench")
    asked.add_argument("--reports", type=int, default=10_000)
    asked.add_argument("--times", type=int, default=200)
    options = asked.parse_args()
    with staged() as stage:
        from bench.run import run  # noqa: PLC0415 - models can be read only on the stage

        readings, memory = run(stage, options.reports, options.times)
    table = as_table(readings)
    print(table)
    RESULTS.mkdir(exist_ok=True)
    kept = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"python": platform.python_version(), "cores": os.cpu_count()},
        "reports": options.reports,
        "memory_mb": memory,
        "readings": readings,
    }
    (RESULTS / "latest.json").write_text(json.dumps(kept, indent=2) + "\n")
    write_page(table, options.reports, memory)
    sys.exit(judge(readings))


def as_table(readings: list[dict[str, object]]) -> str:
    """Return the readings as Markdown, each with its ratio to both ways of committing a row."""
    cpu = {row["name"]: float(str(row["cpu_ms"])) for row in readings}
    lines = [
        "| request | server CPU ms | database CPU ms | × insert view | × by hand | statements "
        "| p50 ms | p95 ms |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in readings:
        ratio, by_hand = (
            cpu[row["name"]] / cpu[name] for name in ("insert view", "insert by hand")
        )
        lines.append(
            f"| {row['name']} | {row['server_ms']:.2f} | {row['database_ms']:.2f} | {ratio:.1f} "
            f"| {by_hand:.1f} | {row['statements']} | {row['p50_ms']:.1f} | {row['p95_ms']:.1f} |"
        )
    return "\n".join(lines)


def write_page(table: str, reports: int, memory: dict[str, float]) -> None:
    """Put the table into bench/README.md, between its marks."""
    page = PAGE.read_text()
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    said = f"{reports:,} reports. Memory in MB: " + ", ".join(
        f"{name} {size:.0f}" for name, size in memory.items()
    )
    PAGE.write_text(f"{before}{BEGIN}\n{table}\n\n{said}.\n{END}{after}")


def judge(readings: list[dict[str, object]]) -> int:
    """Print which limit is broken; return the exit code."""
    by_name = {str(row["name"]): row for row in readings}
    cpu = {name: float(str(row["cpu_ms"])) for name, row in by_name.items()}
    statements = {name: int(str(row["statements"])) for name, row in by_name.items()}
    ratio = cpu["accept a report"] / cpu["insert view"]
    broken = [
        f"{name}: {value} is over {limit}"
        for name, value, limit in (
            ("accept, × insert view", round(ratio, 1), 12),
            ("accept, statements", statements["accept a report"], 14),
            ("inbox, statements", statements["inbox of 50"], 10),
            ("case, statements", statements["case"], 15),
        )
        if value > limit
    ]
    print(*broken, sep="\n")
    return bool(broken)


if __name__ == "__main__":
    main()
