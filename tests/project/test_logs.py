"""A log line holds allowed keys only; what a person wrote is in none of them."""

import contextlib
import json
import logging

import pytest
import structlog

from lapor.project.logs import ALLOWED, formatter

CANARY = "kenari@example.org"


@pytest.fixture
def written(tmp_path):
    """Return a reader of what loggers wrote as lines since the start of the test."""
    handler = logging.FileHandler(tmp_path / "test.log")
    handler.setFormatter(formatter())
    root = logging.getLogger()
    root.addHandler(handler)
    yield lambda: [json.loads(line) for line in (tmp_path / "test.log").read_text().splitlines()]
    root.removeHandler(handler)
    handler.close()


def test_our_own_lines_keep_the_allowed_keys_only(written):
    structlog.get_logger("lapor.reports").warning("moved", number="ABCD", email=CANARY, body=CANARY)
    (line,) = written()
    assert (line["event"], line["number"], line["logger"]) == ("moved", "ABCD", "lapor.reports")
    assert set(line) <= set(ALLOWED)
    assert CANARY not in str(line)


def test_an_exception_is_told_by_type_and_lines_without_its_message(written):
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("django.request").exception("Internal Server Error: %s", CANARY)
    (line,) = written()
    assert line["error"] == "ValueError"
    assert "test_logs.py" in line["where"][0]
    assert CANARY not in str(line)


def test_a_librarys_line_keeps_its_template_and_loses_its_arguments(written):
    logging.getLogger("psycopg.pool").warning("error connecting in %r: %s", "pool-1", CANARY)
    logging.getLogger("procrastinate.worker").warning(
        f"Starting job deliver[1](to={CANARY})",
        extra={"action": "start_job", "job": {"task_name": "lapor.deliver", "id": 1}},
    )
    logging.getLogger("stranger").warning(f"Hello {CANARY}")
    pool, worker, stranger = written()
    assert pool["event"] == "error connecting in %r: %s"
    assert (worker["event"], worker["task"], worker["job_id"]) == ("start_job", "lapor.deliver", 1)
    assert stranger["event"].startswith("test_logs:")
    assert CANARY not in str((pool, worker, stranger))


def test_a_line_that_cannot_be_written_is_not_printed_past_the_rules(capfd):
    """On a full disk: the library would print the record with its arguments."""
    handler = logging.FileHandler("/dev/full")
    logger = logging.getLogger("lapor.full")
    logger.addHandler(handler)
    try:
        logger.warning("it was %s", CANARY)
    finally:
        logger.removeHandler(handler)
        with contextlib.suppress(OSError):
            handler.close()
    assert CANARY not in "".join(capfd.readouterr())


def test_a_line_is_one_object_with_its_moment_in_utc_whatever_it_is_given(written):
    forged = 'moved"}\n{"event": "never happened", "level": "critical'
    structlog.get_logger("lapor.reports").warning(forged, number=forged)
    logging.getLogger("stranger").warning("%s", forged)
    lines = written()
    assert len(lines) == 2
    assert lines[0]["event"] == forged
    assert all(line["timestamp"].endswith("Z") for line in lines)
