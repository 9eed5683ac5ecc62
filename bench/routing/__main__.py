"""`make bench-routing`: measure on real complaints, print a table, keep it in bench/results."""

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bench.routing.costs import costs
from bench.routing.country import nation as answers_of_nation
from bench.routing.learning import city, city_in_time, flat, fresh
from bench.routing.measuring import figures
from bench.routing.pairs import pairs
from bench.routing.report import as_tables, broken
from bench.routing.rows import folder, nation, one_each, stems, surabaya
from lapor.routing.training import FULL, SMALL

RESULTS = Path(__file__).parents[1] / "results" / "routing.json"
PAGE = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- routing -->", "<!-- end of routing -->"


def main() -> None:
    """Measure all parts, or those that were named; exit 1 where a target is missed."""
    asked = argparse.ArgumentParser(prog="make bench-routing")
    asked.add_argument("--data", default="", help="the folder that holds complaints/")
    asked.add_argument("--only", nargs="*", default=[], help="parts, to measure no others")
    asked.add_argument("--dry", action="store_true", help="print only: keep nothing")
    options = asked.parse_args()
    parts = _parts(folder(options.data))
    chosen = options.only or list(parts)
    kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for name in chosen:
        start = time.perf_counter()
        kept[name] = parts[name]()
        print(f"{name}: {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
        kept["at"] = datetime.now(UTC).isoformat(timespec="seconds")
        kept["machine"] = {"python": platform.python_version(), "cores": os.cpu_count()}
        if not options.dry:
            RESULTS.write_text(json.dumps(kept, indent=2) + "\n")
    tables = as_tables(kept)
    print(tables)
    if not options.dry:
        page = PAGE.read_text()
        before, _, rest = page.partition(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}\n{tables}\n{END}{rest.partition(END)[2]}")
    missed = broken(kept)
    print(*missed, sep="\n")
    sys.exit(bool(missed))


def _parts(data: Path) -> dict[str, Callable[[], object]]:
    """Return what is measured, each by its name in the results."""
    every = surabaya(data)
    one = one_each(every)
    with_topic = [row for row in one if row.topic]
    return {
        "office": lambda: figures(city(one, FULL)),
        "office_small": lambda: figures(city(one, SMALL)),
        "office_in_time": lambda: figures(city_in_time(every)),
        "fresh": lambda: figures(fresh(one)),
        "topic": lambda: figures(flat(with_topic, lambda row: row.topic, SMALL)),
        "category": lambda: figures(flat(one_each(stems(data)), lambda row: row.topic, FULL)),
        "nation": lambda: figures(answers_of_nation(one_each(nation(data)), data)),
        "nation_fresh": lambda: figures(answers_of_nation(one_each(nation(data)), data, bare=True)),
        "duplicates": lambda: pairs(every, data),
        "costs": lambda: costs(every),
    }


if __name__ == "__main__":
    main()
