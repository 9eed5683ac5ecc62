"""Multiplies the reports that `country` wrote, inside the database, from thousands to a million."""

from typing import Any

from django.db import connection, models

from bench.country import FEW
from lapor.reports.models import OPEN, Deadline, Event, PublishedReport, Report, Words

BIG = (Report, Deadline, Event, Words, PublishedReport)
SECRET = "sha256(convert_to(gen_random_uuid()::text, 'UTF8'))"  # noqa: S105 - SQL of a random value
OPEN_OF_TWENTY = 1  # copies of an open report for every twenty of one that has ended
# The copies are as old and as far as what they copy, and their ids rise like time-ordered ids do.
# A country with more reports has more that are over: what is open grows much less.
COPIES = """
CREATE TEMP TABLE copy AS
SELECT id AS old, times, number,
    (lpad(to_hex(x'019a00000000'::bigint + place), 12, '0') || '7000' ||
     '8000' || substr(md5(place::text), 1, 12))::uuid AS new,
    upper(lpad(to_hex(x'20000000'::bigint + place), 8, '0')) AS code
FROM (
    SELECT id, times, number, row_number() OVER (ORDER BY times, id) AS place
    FROM reports_report
    JOIN generate_series(1, %(times)s) AS times
        ON status IN ('closed', 'archived') OR times <= %(times)s * %(open)s / 20
    WHERE id NOT IN (SELECT id FROM reports_report ORDER BY id DESC LIMIT %(few)s)
) AS each
"""


def multiply(to: int) -> int:
    """Copy each report with its clocks, steps, words and public page; return how many there are.

    The institution with little to show keeps its few reports, which are the last ones written.
    """
    over = Report.objects.exclude(OPEN).count()
    before = Report.objects.count()
    times = 20 * (to - before) // (20 * over + OPEN_OF_TWENTY * (before - over))
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no key is checked row by row
        cursor.execute("SET maintenance_work_mem = '512MB'")
        indexes = _without_indexes(cursor)
        cursor.execute("SELECT max(id) FROM reports_event")
        (last,) = cursor.fetchone()
        cursor.execute(COPIES, {"times": times, "open": OPEN_OF_TWENTY, "few": FEW})
        cursor.execute("CREATE INDEX ON copy (old)")
        cursor.execute("ANALYZE copy")
        secret = {"receipt_hmac": SECRET, "client_key": SECRET}
        _copy(cursor, Report, {"id": "c.new", "number": "c.code", **secret}, by="id")
        _copy(cursor, Deadline, {"id": None, "report_id": "c.new"})
        moved = f"o.id + c.times * {last}"
        _copy(cursor, Event, {"id": moved, "report_id": "c.new"}, order="o.at")
        moved = f"o.event_id + c.times * {last}"
        _copy(cursor, Words, {"event_id": moved, "report_id": "c.new"})
        _copy(cursor, PublishedReport, {"report_id": "c.new", "number": "c.code"})
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('reports_event', 'id'), max(id)) "
            "FROM reports_event"
        )
        for statement in indexes:
            cursor.execute(statement)
        cursor.execute("SET session_replication_role = origin")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return Report.objects.count()


def _copy(
    cursor: Any,
    model: type[models.Model],
    put: dict[str, str | None],
    by: str = "report_id",
    order: str = "c.new",
) -> None:
    """Insert the copies of one table. put: what is not copied; None: the database's default.

    order: in which they lie on the disk, as rows lie that were written over the years.
    """
    meta = model._meta
    every = [str(field.column) for field in meta.concrete_fields]
    columns = [column for column in every if put.get(column, "") is not None]
    taken = ", ".join(put.get(column) or f"o.{column}" for column in columns)
    cursor.execute(
        f"INSERT INTO {meta.db_table} ({', '.join(columns)}) "  # noqa: S608 - names of our own
        f"SELECT {taken} FROM {meta.db_table} o JOIN copy c ON c.old = o.{by} "
        f"ORDER BY {order}"
    )


def _without_indexes(cursor: Any) -> list[str]:
    """Drop what only speeds up reading; return the statements that make it anew."""
    tables = [model._meta.db_table for model in BIG]
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) "
        "AND indexdef NOT LIKE 'CREATE UNIQUE%%'",
        [tables],
    )
    rows = cursor.fetchall()
    for name, _statement in rows:
        cursor.execute(f'DROP INDEX "{name}"')
    return [statement for _name, statement in rows]
