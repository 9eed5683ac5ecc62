"""Who takes the process over that opens strangers' files has taken over an empty room."""

import ctypes
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lapor.files.cleaning import room

BY_LANDLOCK = {"ends its parent"}
TRIED = """
import ctypes, os, resource, signal, socket, sys
sys.path.insert(0, sys.argv[3])
from lapor.files.cleaning import __main__ as cleaning

def tell(what):
    try:
        WAYS[what]()
    except Exception:
        return
    print(what, flush=True)

def fork():
    if os.fork() == 0:
        os._exit(0)

WAYS = {
    "reads a key": lambda: open(sys.argv[1]).read(),
    "writes a file": lambda: open(sys.argv[1] + "-new", "w"),
    "reads what its parent was told": lambda: open(f"/proc/{sys.argv[2]}/environ").read(),
    "looks into its parent": lambda: open(f"/proc/{sys.argv[2]}/mem", "rb"),
    "looks about": lambda: os.listdir("/"),
    "calls the network": lambda: socket.socket(),
    "calls a neighbour": lambda: socket.socket(socket.AF_UNIX),
    "opens a pipe": os.pipe,
    "keeps a file in memory": lambda: os.memfd_create("a"),
    "begins a process": fork,
    "becomes a program": lambda: os.execv(sys.executable, [sys.executable, "-c", "print('runs')"]),
    "ends its parent": lambda: os.kill(int(sys.argv[2]), 0),
    "takes its limits back": lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)),
}
locked = "locked" in sys.argv
if locked:
    cleaning.limit(alone="alone" in sys.argv)
for what in WAYS:
    if locked or what != "becomes a program":
        tell(what)
"""


@pytest.fixture
def key(tmp_path: Path) -> Path:
    kept = tmp_path / "courier.key"
    kept.write_text("the private half")
    kept.chmod(0o600)
    return kept


def tried(key: Path, *more: str) -> list[str]:
    """Return what a child of this process could do."""
    here = str(Path(__file__).parents[2])
    ran = subprocess.run(  # noqa: S603
        [sys.executable, "-I", "-c", TRIED, str(key), str(os.getpid()), here, *more],
        env={"LC_ALL": "C.UTF-8"}, cwd="/", capture_output=True, text=True, check=True,
    )  # fmt: skip
    return ran.stdout.splitlines()


def test_all_of_it_could_be_done_before(key):
    assert len(tried(key)) > 8


@pytest.mark.parametrize(("more", "may"), [(("alone",), []), ((), ["begins a process"])])
def test_nothing_can_be_opened_or_begun_once_the_room_is_shut(key, more, may):
    """The reader of HEIC needs a thread, and what may begin a thread may begin its own like."""
    left = tried(key, "locked", *more)
    if not locks():
        left = [what for what in left if what not in BY_LANDLOCK]
    assert [what for what in left if what not in may] == []


def test_the_worker_lets_no_neighbour_of_its_account_look_in():
    code = (
        "import ctypes; from lapor.project.lifeline import keep_to_itself; keep_to_itself();"
        "print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"  # whether it can be looked into
    )
    ran = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "0"


def locks() -> bool:
    """Say whether this kernel has what keeps a process from reaching others."""
    ask = (room.CREATE_RULESET, None, ctypes.c_size_t(0), room.VERSION)
    return int(ctypes.CDLL(None).syscall(*ask)) >= room.REACHING[0]
