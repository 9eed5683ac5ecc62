"""Counts and sums of whole tables, so that a restored database can be compared with the saved one.

A sum adds up a part of the MD5 of each row as text, so it does not depend on order, and it is the
same on every version of PostgreSQL. It finds accidents; the dump itself has its SHA-256.
"""

import json
from collections.abc import Mapping

from django.db.backends.utils import CursorWrapper

Sums = Mapping[str, tuple[int, str]]  # table: rows, sum
# Whose rows are saved nowhere: who is signed in, and who tried how often, is gone by a restore.
FLEETING = ("django_session", "accounts_signedin", "lapor_cache")

# A row as text reads the same only under the same settings.
SETTLED = """
SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL intervalstyle = 'iso_8601';
SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex';
"""
OURS = """
NOT EXISTS (SELECT FROM pg_catalog.pg_depend WHERE objid = {oid} AND deptype = 'e')
"""
TABLES = f"""
SELECT relname FROM pg_catalog.pg_class c
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND {OURS.format(oid="c.oid")}
ORDER BY relname
"""  # noqa: S608
EMPTY = f"""
SET LOCAL client_min_messages = warning;
DO $$ DECLARE what record; BEGIN
  FOR what IN SELECT c.oid::regclass AS name FROM pg_catalog.pg_class c
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
      AND {OURS.format(oid="c.oid")}
  LOOP EXECUTE format('DROP TABLE IF EXISTS %s CASCADE', what.name); END LOOP;
  FOR what IN SELECT p.oid::regprocedure AS name FROM pg_catalog.pg_proc p
    WHERE pronamespace = 'public'::regnamespace AND {OURS.format(oid="p.oid")}
  LOOP EXECUTE format('DROP ROUTINE IF EXISTS %s CASCADE', what.name); END LOOP;
  FOR what IN SELECT t.oid::regtype AS name FROM pg_catalog.pg_type t
    LEFT JOIN pg_catalog.pg_class c ON c.oid = typrelid
    WHERE typnamespace = 'public'::regnamespace
      AND (typtype IN ('e', 'd') OR typtype = 'c' AND c.relkind = 'c')
      AND {OURS.format(oid="t.oid")}
  LOOP EXECUTE format('DROP TYPE IF EXISTS %s CASCADE', what.name); END LOOP;
END $$;
"""  # noqa: S608


def tables(cursor: CursorWrapper) -> list[str]:
    """Return the names of our tables; none in an empty database."""
    cursor.execute(TABLES)
    return [name for (name,) in cursor.fetchall()]


def sums(cursor: CursorWrapper) -> dict[str, tuple[int, str]]:
    """Count and sum every table that is saved, in the snapshot of the caller's transaction."""
    names = [name for name in tables(cursor) if name not in FLEETING]
    cursor.execute(SETTLED)
    if not names:
        return {}
    cursor.execute(_question(names))
    return {name: (rows, total) for name, rows, total in cursor.fetchall()}


def comparison(expected: Sums) -> str:
    """Return SQL that fails, and so undoes its transaction, where a table is not as expected."""
    if not expected:
        return ""
    rows = json.dumps([[name, count, total] for name, (count, total) in expected.items()])
    return f"""{SETTLED}
DO $lapor$ DECLARE others text; BEGIN
  SELECT pg_catalog.string_agg(wanted.row ->> 0, ', ') INTO others
  FROM pg_catalog.json_array_elements({_quoted(rows)}::json) AS wanted(row)
  LEFT JOIN ({_question(expected)}) AS found ON found.name = wanted.row ->> 0
  WHERE found.name IS NULL
     OR (found.rows::text, found.total) <> (wanted.row ->> 1, wanted.row ->> 2);
  IF others IS NOT NULL THEN RAISE EXCEPTION 'not as they were saved: %', others; END IF;
END $lapor$;
"""  # noqa: S608


def _question(names: Mapping[str, object] | list[str]) -> str:
    return " UNION ALL ".join(
        f"SELECT {_quoted(name)} AS name, pg_catalog.count(*) AS rows, coalesce(pg_catalog.sum("  # noqa: S608
        f"('x' || pg_catalog.left(pg_catalog.md5(a_whole_row::text), 15))::bit(60)::bigint"
        "), 0)::text"
        f' AS total FROM public."{name}" AS a_whole_row'
        for name in names
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
