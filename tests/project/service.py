"""LAPOR as real processes, over a cluster of its own."""

import http.client
import shutil
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from lapor.project.places import counting_folder
from lapor.project.postgres import Cluster, throw_away
from tests.project.surroundings import surroundings

SEEDS = 3000  # tries until a home is ready: a whole country is seeded
LIMIT = 3  # seconds in which a page must answer, whatever happened to the database
TOKEN = "a" * 32
COOKIES = f"csrftoken={TOKEN}; sessionid={'s' * 32}"


class Service:
    """A home with a cluster in it, and the processes started there."""

    def __init__(self) -> None:
        self.cluster: Cluster = throw_away()
        self.environment = surroundings(self.cluster.home)
        self.address = f"http://localhost:{self.environment['PORT']}"
        self.started: list[subprocess.Popen[str]] = []

    def start(self, *command: str, **settings: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "lapor.project.cli", *command],
            env=self.environment | settings, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self.started.append(process)
        return process

    def call(self, *command: str, **settings: str) -> tuple[int, str]:
        """Run a command to its end; return its code and what it said."""
        process = self.start(*command, **settings)
        said, _ = process.communicate()
        return process.returncode, said

    def ask(self, path: str, **fields: str) -> tuple[int, str]:
        """Return status and body of a page, by POST if fields are given."""
        body = urllib.parse.urlencode(fields | {"csrfmiddlewaretoken": TOKEN}).encode()
        request = urllib.request.Request(  # noqa: S310
            self.address + path, data=body if fields else None, headers={"Cookie": COOKIES}
        )
        try:
            with urllib.request.urlopen(request, timeout=LIMIT) as answer:  # noqa: S310
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def until(self, path: str, status: int) -> None:
        """Ask again and again until this status comes; raises `AssertionError` if it does not."""
        until(lambda: self.is_at(path, status))

    def is_at(self, path: str, status: int) -> bool:
        """Say whether a page answers with this status now; False where nobody answers yet."""
        try:
            return self.ask(path)[0] == status
        except (OSError, http.client.HTTPException):  # also one that is killed as it answers
            return False

    def end(self) -> None:
        """Kill what still runs."""
        for process in self.started:
            process.kill()
            process.wait()
            if process.stdout:
                process.stdout.close()
        self.started.clear()

    def remove(self) -> None:
        self.end()
        home, port = self.cluster.home, int(self.environment["PORT"])
        shutil.rmtree(counting_folder(home, port), ignore_errors=True)
        self.cluster.remove()


@contextmanager
def seeded(**settings: str) -> Iterator[Service]:
    """Seed once by `run`, then keep web server and worker alone: nobody starts the database anew.

    settings: variables of the environment. All is removed in the end.
    """
    service = Service()
    service.environment |= settings
    try:
        first = service.start("run", LAPOR_DEMO="0")
        until(lambda: service.is_at("/readyz", 200), tries=SEEDS)
        first.terminate()
        first.wait()
        service.cluster.start()
        service.start("serve")
        service.start("worker")
        service.until("/readyz", 200)
        yield service
    finally:
        service.remove()


def until(true: Callable[[], bool], *, tries: int = 600) -> None:
    """Look ten times a second, `tries` times; the limit is for a broken test, not a slow one."""
    pause = threading.Event()
    for _ in range(tries):
        if true():
            return
        pause.wait(0.1)
    raise AssertionError("It did not become true.")
