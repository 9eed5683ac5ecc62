"""Ties a process to its parent, and keeps others out of its memory.

A supervisor killed with -9 leaves no web server behind.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG, PR_SET_DUMPABLE = 1, 4


def die_with_parent(parent: int | None = None) -> None:
    """Ask Linux for SIGTERM when our parent dies; elsewhere nothing happens.

    `parent` is who should have started us: it may have died before we could ask.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if parent is not None and os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)


def keep_to_itself() -> None:
    """Let no other process of this account read our memory or our environment, nor a core of them.

    Root still can. Elsewhere than on Linux nothing happens.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
