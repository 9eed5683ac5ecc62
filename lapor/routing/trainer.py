"""Lets a process of its own learn, so that the worker never carries what learning takes.

It is given masked words and labels through memory, no key, no setting and no open connection, and
what it gives back is read as numbers. Sealing the model is for whoever asked.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lapor.routing.predictor import Figures, Unreadable, opened

COMMAND = [sys.executable, "-E", "-s", "-m", "lapor.routing.training"]
SECONDS = 900
ROOT = Path(__file__).parents[2]  # what holds the package `lapor`


class NotLearned(Exception):
    """There is no model. `too_little` tells what is missing, if that is why."""

    def __init__(self, reason: str, *, too_little: str = "") -> None:
        super().__init__(reason)
        self.too_little = too_little


@dataclass(frozen=True, slots=True)
class Trained:
    """A model, what it was measured to do, and how much memory that took."""

    blob: bytes
    figures: Figures
    peak_mb: int


def train(
    cases: Iterable[Mapping[str, object]], profile: str, names: Iterable[str] = ()
) -> Trained:
    """Return a model of closed cases, given oldest first.

    cases: `text` (masked), `label`, and where known `reporter` (any opaque word that is the same
    for the same person) and `weight`. profile: `full`, or `small` where memory is short. names:
    words the model may not keep. Raises `NotLearned`.
    """
    with _memory("asked") as given, _memory("learned") as taken:
        given.write(json.dumps({"profile": profile, "names": list(names)}).encode() + b"\n")
        for case in cases:
            given.write(json.dumps(case).encode() + b"\n")
        given.flush()
        given.seek(0)
        code = _run(given.fileno(), taken.fileno())
        taken.seek(0)
        told = taken.readline()
        if code or not told.endswith(b"\n"):
            raise NotLearned(f"the trainer ended with {code}")
        return _read(json.loads(told), taken.read())


def _read(told: dict[str, object], blob: bytes) -> Trained:
    if missing := told.get("too_little"):
        raise NotLearned("too little to learn from", too_little=str(missing))
    try:
        figures = opened(blob).figures
    except Unreadable as fault:
        raise NotLearned(str(fault)) from None
    return Trained(blob, figures, int(str(told["peak_mb"])))


def _run(given: int, taken: int) -> int | None:
    """Return how it ended; None where we had to end it."""
    try:
        return subprocess.run(  # noqa: S603
            COMMAND,
            stdin=given, stdout=taken, stderr=subprocess.DEVNULL, timeout=SECONDS, check=False,
            env={"LC_ALL": "C.UTF-8", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            cwd=ROOT,
        ).returncode  # fmt: skip
    except subprocess.TimeoutExpired:
        return None


def _memory(name: str):  # type: ignore[no-untyped-def]
    return os.fdopen(os.memfd_create(f"lapor-{name}"), "w+b")
