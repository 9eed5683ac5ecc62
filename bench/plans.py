"""Asks PostgreSQL how it answers the statements of a page: by which index, from how many rows."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.multiply import BIG
from bench.pages import Request

LARGE = {model._meta.db_table for model in BIG}


@dataclass(frozen=True)
class Plan:
    """How the slowest statement of a page is answered."""

    page: str
    ways: tuple[str, ...]  # each way into a large table, such as an index
    read: int  # rows that were read to find those that are shown
    shown: int
    blocks: int  # of 8 kB
    ms: float
    whole: tuple[str, ...]  # large tables that were read from end to end

    def row(self) -> dict[str, object]:
        return asdict(self)


def explain(requests: Mapping[str, Request]) -> list[Plan]:
    """Return the plan of each page's slowest statement, the slowest page first."""
    plans = [plan for name, request in requests.items() if (plan := slowest(name, request))]
    return sorted(plans, key=lambda plan: -plan.ms)


def slowest(name: str, request: Request) -> Plan | None:
    request.here()
    with CaptureQueriesContext(connection) as queries:
        request.here()
    asked = [row["sql"] for row in queries if row["sql"].startswith(("SELECT", "(SELECT"))]
    plans = [_plan(name, sql) for sql in asked if any(table in sql for table in LARGE)]
    return max(plans, key=lambda plan: plan.ms, default=None)


def _plan(name: str, sql: str) -> Plan:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}".replace("%", "%%"), [])
        (answer,) = cursor.fetchone()
    top = (json.loads(answer) if isinstance(answer, str) else answer)[0]
    scans = [node for node in _nodes(top["Plan"]) if node.get("Relation Name") in LARGE]
    inner = [node for node in _nodes(top["Plan"]) if node["Node Type"] == "Bitmap Index Scan"]
    return Plan(
        page=name,
        ways=tuple(dict.fromkeys(str(n["Index Name"]) for n in scans + inner if "Index Name" in n)),
        read=sum(_rows(n) + _left_out(n) for n in scans),
        shown=_rows(top["Plan"]),
        blocks=top["Plan"]["Shared Hit Blocks"] + top["Plan"]["Shared Read Blocks"],
        ms=round(top["Execution Time"], 2),
        whole=tuple(
            dict.fromkeys(str(n["Relation Name"]) for n in scans if n["Node Type"] == "Seq Scan")
        ),
    )


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", ()):
        yield from _nodes(below)


def _rows(node: dict[str, Any]) -> int:
    return int(node["Actual Rows"] * node["Actual Loops"])


def _left_out(node: dict[str, Any]) -> int:
    named = ("Rows Removed by Filter", "Rows Removed by Index Recheck")
    return int(sum(node.get(key, 0) for key in named) * node["Actual Loops"])
