"""The supervisor keeps its children alive, and takes them along when it goes."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.project.service import until

pytestmark = pytest.mark.slow
PROGRAM = """
import sys
from pathlib import Path
from lapor.project import supervisor
from lapor.project.supervisor import Child, Supervisor
supervisor.ASK, wanted = 0.5, None
if len(sys.argv) > 3:
    wanted = lambda: {"yes": True, "no": False}.get(Path(sys.argv[3]).read_text())
command = [sys.executable, "-c", sys.argv[1]]
child = Child("Child", command, {"PYTHONPATH": sys.argv[2]}, wanted)
say = lambda words: print(words, flush=True)
Supervisor([child], say=say, watch=lambda: None, greet=lambda: True, patience=2).run()
print("gone", flush=True)
"""
LIVES = """
import os, signal
from lapor.project.lifeline import die_with_parent
die_with_parent(int(os.environ["LAPOR_SUPERVISOR"]))
print("lives", os.getpid(), flush=True)
signal.pause()
"""
DEAF = """
import os, signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("lives", os.getpid(), flush=True)
while True: signal.pause()
"""
FAILS = "raise SystemExit(3)"
ROOT = str(Path(__file__).parents[2])


@pytest.fixture
def supervise():
    started = []

    def start(child: str, *more: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", PROGRAM, child, ROOT, *more],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def read(process, word):
    """Return the rest of the next line that begins with this word."""
    for line in process.stdout:
        if line.startswith(word):
            return line.removeprefix(word).strip()
    raise AssertionError(f"It ended without saying {word!r}.")


def test_a_killed_child_is_started_again(supervise):
    supervisor = supervise(LIVES)
    first = int(read(supervisor, "lives"))
    os.kill(first, signal.SIGKILL)
    assert "code -9" in read(supervisor, "Child stopped")
    assert int(read(supervisor, "lives")) != first


def test_a_child_that_keeps_failing_waits_longer_each_time(supervise):
    supervisor = supervise(FAILS)
    said = [read(supervisor, "Child stopped") for _ in range(3)]
    assert [words.rpartition("in ")[2] for words in said] == ["0.5 s.", "1 s.", "2 s."]


def test_a_termination_ends_the_child_first(supervise):
    supervisor = supervise(LIVES)
    child = psutil.Process(int(read(supervisor, "lives")))
    supervisor.terminate()
    read(supervisor, "gone")
    assert supervisor.wait() == 0
    assert not child.is_running()


def test_a_child_that_will_not_end_is_killed(supervise):
    supervisor = supervise(DEAF)
    child = psutil.Process(int(read(supervisor, "lives")))
    supervisor.terminate()
    read(supervisor, "gone")
    assert not child.is_running()


def test_a_supervisor_that_is_killed_leaves_no_child(supervise):
    supervisor = supervise(LIVES)
    child = psutil.Process(int(read(supervisor, "lives")))
    supervisor.kill()
    psutil.wait_procs([child])
    assert not child.is_running()


def test_a_child_runs_while_it_is_wanted_and_stays_where_nobody_knows(supervise, tmp_path):
    answer = tmp_path / "answer"
    answer.write_text("no")
    supervisor = supervise(LIVES, str(answer))
    answer.write_text("yes")
    child = psutil.Process(int(read(supervisor, "lives")))
    answer.write_text("unknown")
    assert child.is_running()
    answer.write_text("no")
    until(lambda: not child.is_running())
    answer.write_text("yes")
    assert int(read(supervisor, "lives")) != child.pid
