"""Multiplies the reports that `country` wrote, inside the database, from thousands to a million."""

from typing import Any

from django.db import connection, models

from bench.country import FEW
from lapor.reports.models import Deadline, Event, PublishedReport, Report, Words

BIG = (Report, Deadline, Event, Words, PublishedReport)
SECRET = "sha256(convert_to(gen_random_uuid()::text, 'UTF8'))"  # noqa: S105 - SQL of a random value
# The copies are as old and as far as what they copy. Their ids rise like time-ordered ids do.
COPIES = """
CREATE TEMP TABLE copy AS
SELECT id AS old, times, number,
    (lpad(to_hex(x'019a00000000'::bigint + place), 12, '0') || '7000' ||
     '8000' || substr(md5(place::text), 1, 12))::uuid AS new,
    upper(lpad(to_hex(x'20000000'::bigint + place), 8, '0')) AS code
FROM (
    SELECT id, times, number, row_number() OVER (ORDER BY times, id) AS place
    FROM reports_report CROSS JOIN generate_series(1, %s) AS times
    WHERE id NOT IN (SELECT id FROM reports_report ORDER BY id DESC LIMIT %s)
) AS each
"""


def multiply(to: int) -> int:
    """Copy each report with its clocks, steps, words and public page; return how many there are.

    The institution with little to show keeps its few reports, which are the last ones written.
    """
    times = (to - FEW) // (Report.objects.count() - FEW) - 1
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no key is checked row by row
        cursor.execute("SET maintenance_work_mem = '512MB'")
        indexes = _without_indexes(cursor)
        cursor.execute("SELECT max(id) FROM reports_event")
        (last,) = cursor.fetchone()
        cursor.execute(COPIES, [times, FEW])
        cursor.execute("CREATE INDEX ON copy (old)")
        cursor.execute("ANALYZE copy")
        secret = {"receipt_hmac": SECRET, "client_key": SECRET}
        _copy(cursor, Report, {"id": "c.new", "number": "c.code", **secret}, by="id")
        _copy(cursor, Deadline, {"id": None, "report_id": "c.new"})
        moved = f"o.id + c.times * {last}"
        _copy(cursor, Event, {"id": moved, "report_id": "c.new"})
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
    cursor: Any, model: type[models.Model], put: dict[str, str | None], by: str = "report_id"
) -> None:
    """Insert the copies of one table. put: what is not copied; None: the database's default."""
    meta = model._meta
    every = [str(field.column) for field in meta.concrete_fields]
    columns = [column for column in every if put.get(column, "") is not None]
    taken = ", ".join(put.get(column) or f"o.{column}" for column in columns)
    cursor.execute(
        f"INSERT INTO {meta.db_table} ({', '.join(columns)}) "  # noqa: S608 - names of our own
        f"SELECT {taken} FROM {meta.db_table} o JOIN copy c ON c.old = o.{by}"
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
