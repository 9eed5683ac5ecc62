"""Lets a process of its own open what strangers sent, and ends it when it takes too long.

It is given the file and nothing else: no key, no setting, no open connection, and it shuts itself
in before it looks. A file that takes it over has taken over an empty room.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import structlog

from lapor.files.cleaning.answers import Fault, Kind, Refused, Remade

HERE = str(Path(__file__).parents[2])  # so that it is of our version, wherever we were begun
BEGIN = (
    f"import sys; sys.path.insert(0, {HERE!r}); from lapor.files.cleaning.__main__ import main;"
    " main()"
)
COMMAND = [sys.executable, "-I", "-c", BEGIN]
SECONDS = 180  # by the clock on the wall; by that of the processor it has fewer
# How a process ends that a file has ended: by its time or memory, or by breaking what reads it.
TOO_MUCH = {-signal.SIGXCPU, -signal.SIGABRT, -signal.SIGTRAP}
BROKE = {-signal.SIGSEGV, -signal.SIGBUS, -signal.SIGILL, -signal.SIGFPE}

log = structlog.get_logger("lapor.files")


class Unfinished(Exception):
    """It was ended from outside or could not begin: that says nothing about the file."""


def remake(content: bytes) -> Remade:
    """Return the clean copy of a file. Raises `Refused` and `Unfinished`."""
    return _ask({}, content)


def cover(content: bytes, boxes: Sequence[Sequence[float]]) -> Remade:
    """Return a picture with these parts painted over. Raises `Refused` and `Unfinished`."""
    return _ask({"boxes": [list(box) for box in boxes]}, content)


def _ask(asked: dict[str, list[list[float]]], content: bytes) -> Remade:
    """Give and take through memory: nothing of it lies on a disk, and no pipe can run full."""
    with _memory("asked") as given, _memory("made") as taken:
        os.write(given.fileno(), json.dumps(asked).encode() + b"\n")
        given.write(content)
        given.flush()
        given.seek(0)
        code = _run(given.fileno(), taken.fileno())
        taken.seek(0)
        told = taken.readline()
        if code in TOO_MUCH:
            raise Refused(Fault.BOMB)
        if code in BROKE:
            log.error("cleaning_broke", status=str(code))  # our mistake, or the file's success
            raise Refused(Fault.BROKEN)
        if code or not told.endswith(b"\n"):
            log.error("cleaning_unfinished", status=str(code))
            raise Unfinished(str(code))
        return _read(told, taken.read())


def _run(given: int, taken: int) -> int | None:
    """Return how it ended; None where we had to end it."""
    try:
        return subprocess.run(  # noqa: S603
            COMMAND,
            stdin=given, stdout=taken, stderr=subprocess.DEVNULL, timeout=SECONDS, check=False,
            env={"LC_ALL": "C.UTF-8", "OMP_NUM_THREADS": "1"}, cwd="/",
        ).returncode  # fmt: skip
    except subprocess.TimeoutExpired:
        return None


def _read(told: bytes, rest: bytes) -> Remade:
    """Believe what the child says of the copy as little as of the file."""
    try:
        answer = json.loads(told)
        if "fault" in answer:
            raise Refused(Fault(answer["fault"]))
        size = int(answer["size"])
        return Remade(
            kind=Kind(answer["kind"]),
            media_type=str(answer["media_type"])[:80],
            content=rest[:size],
            thumbnail=rest[size:],
            width=int(answer["width"]),
            height=int(answer["height"]),
            pages=int(answer["pages"]),
            seconds=int(answer["seconds"]),
        )
    except (ValueError, KeyError, TypeError):
        raise Refused(Fault.BROKEN) from None


def _memory(name: str) -> BinaryIO:
    return os.fdopen(os.memfd_create(f"lapor-{name}"), "w+b")
