"""`make growth`: the same pages at ten thousand reports and at a million, in one run."""

import argparse
import json
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.stage import staged

RESULTS = Path(__file__).parent / "results"
PAGE = Path(__file__).parent / "README.md"
BEGIN, END = "<!-- growth -->", "<!-- end of growth -->"
MOST = 2.0  # times that a page of the desk may cost more where there is a hundred times as much
# These grow with what they are about: all reports of a term, all steps of a day, all open dates.
THROUGH_ALL = (
    "rules: the nation's limit, tried",
    "rules: a promise, tried",
    "metrics, asked anew",
    "calendar",
)
COMPARED = ("empty view", "insert view", "insert by hand")


def main() -> None:
    """Measure twice; exit 1 where a page has grown too much or reads a whole table."""
    asked = argparse.ArgumentParser(prog="make growth")
    asked.add_argument("--few", type=int, default=10_000)
    asked.add_argument("--many", type=int, default=1_000_000)
    asked.add_argument("--times", type=int, default=50)
    asked.add_argument("--dry", action="store_true", help="print only: judge and keep nothing")
    options = asked.parse_args()
    with staged() as stage:
        from bench import grow  # noqa: PLC0415 - models can be read only on the stage

        found = grow.run(stage, options.few, options.many, options.times)
        found["commits_a_second"] = commits(stage.cluster)
    said = as_page(found)
    print(said)
    if options.dry:
        return
    kept = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"python": platform.python_version(), "cores": os.cpu_count()},
    }
    (RESULTS / "growth.json").write_text(json.dumps(kept | found, indent=2) + "\n")
    before, _, rest = PAGE.read_text().partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n{said}\n{END}{rest.partition(END)[2]}")
    sys.exit(judge(found))


def commits(cluster: Any) -> int:
    """Return how many single rows a second PostgreSQL itself commits, four at a time."""
    script = cluster.home / "one-row.sql"
    script.write_text("INSERT INTO bench_row (words) VALUES ('satu baris');\n")
    script.chmod(0o644)  # it is read by the user that PostgreSQL runs as
    hands = ("-n", "-c", "4", "-j", "2", "-T", "10", "-f", script)
    said = cluster.call("pgbench", "-h", cluster.socket, "-U", "lapor", *hands, "lapor")
    return int(float(said.partition("tps = ")[2].partition(" ")[0]))


def ratio(few: dict[str, Any], many: dict[str, Any]) -> float:
    return round(float(many["cpu_ms"]) / float(few["cpu_ms"]), 2)


def as_page(found: dict[str, Any]) -> str:
    """Return what was found as Markdown."""
    lines = [
        f"| request | CPU ms at {found['few']:,} | at {found['many']:,} | × "
        "| p95 ms | statements |",
        "|---|---|---|---|---|---|",
    ]
    for few, many in zip(found["at_few"], found["at_many"], strict=True):
        lines.append(
            f"| {few['name']} | {few['cpu_ms']:.1f} | {many['cpu_ms']:.1f} | {ratio(few, many)} "
            f"| {few['p95_ms']:.0f} → {many['p95_ms']:.0f} "
            f"| {few['statements']} → {many['statements']} |"
        )
    lines += [
        "",
        f"Whole lives a second at {found['few']:,} reports: {found['lives_at_few']:.1f}; at "
        f"{found['many']:,}: {found['lives_at_many']:.1f}. Commits of one row a second by "
        f"PostgreSQL alone: {found['commits_a_second']:,}.",
        "",
        f"The slowest statement of each page at {found['many']:,} reports:",
        "",
        "| page | found by | rows read | rows shown | blocks | ms |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {plan['page']} | {', '.join(plan['ways']) or 'no index'} | {plan['read']:,} "
        f"| {plan['shown']:,} | {plan['blocks']:,} | {plan['ms']} |"
        for plan in found["plans"]
    ]
    return "\n".join(lines)


def judge(found: dict[str, Any]) -> int:
    """Print what has grown too much; return the exit code."""
    broken = [
        f"{few['name']}: {ratio(few, many)} times as much is over {MOST}"
        for few, many in zip(found["at_few"], found["at_many"], strict=True)
        if few["name"] not in (*THROUGH_ALL, *COMPARED) and ratio(few, many) > MOST
    ]
    broken += [
        f"{plan['page']} reads {', '.join(plan['whole'])} from end to end"
        for plan in found["plans"]
        if plan["whole"] and plan["page"] not in THROUGH_ALL
    ]
    print(*broken, sep="\n")
    return bool(broken)


if __name__ == "__main__":
    main()
