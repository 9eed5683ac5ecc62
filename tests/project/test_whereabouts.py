"""`lapor run` uses a database on this machine only."""

import subprocess
import sys

import environ
import pytest

from lapor.project.whereabouts import is_on_this_machine
from tests.project.surroundings import surroundings


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("postgresql:///lapor", True),
        ("postgresql://lapor@localhost/lapor", True),
        ("postgresql://lapor@127.0.0.9:5433/lapor", True),
        ("postgresql://lapor@[::1]/lapor", True),
        ("postgresql:////run/postgresql/lapor", True),
        ("postgresql://lapor@db.example.org/lapor", False),
        ("postgresql://lapor@10.0.0.1/lapor", False),
        ("postgresql://lapor@localhost,db.example.org/lapor", False),
        ("postgresql:///lapor?host=db.example.org", False),
        ("postgresql://localhost/lapor?hostaddr=10.0.0.1", False),
        ("postgresql:///lapor?service=production", False),
    ],
)
def test_a_host_is_told_from_this_machine(url, here):
    assert is_on_this_machine(environ.Env.db_url_config(url)) is here


@pytest.mark.slow
def test_run_refuses_a_database_on_another_host_in_a_sentence(tmp_path):
    environment = surroundings(tmp_path) | {"DATABASE_URL": "postgresql://db.example.org/lapor"}
    ran = subprocess.run(
        [sys.executable, "-m", "lapor.project.cli", "run"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 1
    assert "only uses a database on this machine" in ran.stderr
    assert "Traceback" not in ran.stderr
