"""One at a time: what changes a whole home holds it, so that no other may."""

import fcntl
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management.base import CommandError

from lapor.project.places import open_folder


@contextmanager
def alone() -> Iterator[None]:
    """Hold this home as long as we live; raises `CommandError` if another `lapor run` does."""
    open_folder(settings.HOME)
    with (settings.HOME / "run.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise CommandError(
                f"LAPOR runs already in {settings.HOME} (process {lock.read().strip()})."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        yield
