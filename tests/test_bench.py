"""The benchmarks start, reach every page they measure, and end; nothing here looks at a time."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parent.parent


def taken(*command: str) -> str:
    ran = subprocess.run(  # noqa: S603
        [sys.executable, "-m", *command, "--times", "1", "--dry"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_every_request_is_measured():
    said = taken("bench", "--reports", "4000", "--flood", "60", "--chats", "40")
    assert "| accept a report |" in said
    assert "| calendar |" in said
    assert "| answered |" in said
    assert "| statements of a hook |" in said


def test_every_request_is_measured_again_where_there_is_more():
    said = taken("bench.growth", "--few", "600", "--many", "1200")
    assert "Whole lives a second at 600 reports" in said
    assert "| inbox of 50 |" in said
