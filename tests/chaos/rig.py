"""LAPOR as `lapor run` starts it, what may happen to it, and what must be true afterwards."""

import email
import os
import signal
import socket
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import psycopg

from tests.chaos.citizens import AT_ONCE, Citizens, Ledger, words
from tests.project.service import Service, until

CLOCK = Path(__file__).parent / "clock"
DISK = "900m"  # of the memory, for all that the service keeps
LONG = 6000  # tenths of a second
SETTLED = ("sent", "dead", "dropped", "unheard")  # how a letter may end; all but "sent" say why
TABLES = "SELECT title, body, number FROM reports_report"
WAITING = (
    "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing') "
    "AND task_name LIKE 'lapor.deliver%'"
)
ANEW = "worker_begins_anew"
LETTERS = "SELECT id::text, state FROM outbox_message"
Strike = Callable[[], None]


class Rig:
    """The service over a disk of its own, and the processes that belong to it."""

    def __init__(self, *, own_disk: bool) -> None:
        self.service = Service()
        self.home = self.service.cluster.home
        self.own_disk = own_disk
        self.results: list[dict[str, Any]] = []
        self.clock = self.home / "clock"
        if own_disk:
            mount("-t", "tmpfs", "-o", f"size={DISK},mode=755", "tmpfs", str(self.home))
        self.service.environment |= {
            "LAPOR_VALVE": "1000000",  # what slows a flood is tested elsewhere
            "PYTHONPATH": f"{CLOCK}{os.pathsep}{CLOCK.parents[2]}",
            "LAPOR_CHAOS_CLOCK": str(self.clock),
        }

    # --- the service -------------------------------------------------------------------------

    @property
    def port(self) -> int:
        return int(self.service.environment["PORT"])

    def start(self) -> None:
        self.begin()
        until(self.is_ready, tries=LONG)

    def begin(self) -> None:
        """Start it and keep reading what it says: on a full disk its logs complain at length."""
        self.run = self.service.start("run")
        if said := self.run.stdout:
            threading.Thread(target=said.read, daemon=True).start()

    def is_ready(self) -> bool:
        return self.service.is_at("/readyz", 200)

    def remove(self) -> None:
        self.run.terminate()
        try:
            self.run.wait(60)
        except subprocess.TimeoutExpired:
            self.run.kill()
        self.service.end()
        self.service.cluster.stop("immediate")
        if self.own_disk:
            subprocess.run(["/usr/bin/umount", "-l", str(self.home)], check=False)  # noqa: S603
        self.service.cluster.remove()

    def child(self, word: str) -> psutil.Process:
        """Return the child of the supervisor that was started with this word."""
        found: list[psutil.Process] = []

        def is_there() -> bool:
            try:
                children = psutil.Process(self.run.pid).children()
                found[:] = [one for one in children if word in one.cmdline()]
            except psutil.NoSuchProcess:
                return False
            return bool(found)

        until(is_there, tries=LONG)
        return found[0]

    # --- what may happen ---------------------------------------------------------------------

    def kill_web(self) -> None:
        web = self.child("serve")
        for process in (*web.children(recursive=True), web):
            process.kill()

    def kill_worker(self) -> None:
        self.child("worker").kill()

    def kill_supervisor(self) -> None:
        """Kill it; whatever starts services on a machine starts it again."""
        self.run.kill()
        self.run.wait()
        until(lambda: not self.is_listening(), tries=LONG)
        self.begin()

    def is_listening(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill_postmaster(self) -> None:
        os.kill(self.service.cluster.pid() or 0, signal.SIGKILL)

    def kill_backend(self) -> None:
        """Kill one connection's process; PostgreSQL then ends all and recovers by itself."""
        children = psutil.Process(self.service.cluster.pid() or 0).children()
        ours = [one for one in children if "lapor lapor" in " ".join(one.cmdline())]
        if ours:
            ours[0].kill()

    def stop_worker(self) -> None:
        """Nothing is delivered and no clock runs for a while."""
        worker = self.child("worker")
        worker.suspend()
        pause(10)
        worker.resume()

    def fill_disk(self) -> None:
        """Leave no byte to the database, the mail and the logs for a while."""
        filler = self.home / "filler"
        for piece in (1 << 20, 1 << 12, 1):
            fill(filler, bytes(piece))
        pause(8)
        filler.unlink()

    def move_clock(self, seconds: int) -> Strike:
        def strike() -> None:
            self.clock.write_text(str(seconds))
            pause(6)
            self.clock.write_text("0")

        return strike

    # --- a stage -----------------------------------------------------------------------------

    def stage(self, name: str, citizens: Citizens, count: int, strikes: Sequence[Strike]) -> None:
        """Let so many citizens report while it happens, evenly spread; then all must be well."""
        ledger = citizens.ledger
        before, asked, begun = len(ledger.numbers), ledger.answers.copy(), time.monotonic()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            sent = citizens.write(pool, name, count)
            try:
                for n, strike in enumerate(strikes, start=1):
                    mark = before + count * n // (len(strikes) + 1)
                    until(partial(has_grown, ledger, mark), tries=LONG)
                    strike()
                wait(sent)
            finally:
                if not all(one.done() for one in sent):
                    citizens.ending.set()
        for one in sent:
            one.result()
        until(self.is_ready, tries=LONG)
        until(self.is_steady, tries=60)
        self.results.append(
            {
                "stage": name,
                "acknowledged": len(ledger.numbers) - before,
                "strikes": len(strikes),
                "seconds": round(time.monotonic() - begun, 1),
                "answers": dict(ledger.answers - asked),
            }
        )

    # --- what must be true -------------------------------------------------------------------

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        there = {"host": str(self.service.cluster.socket), "user": "lapor", "dbname": "lapor"}
        with psycopg.connect(**there) as connection:  # type: ignore[arg-type]
            return connection.execute(statement).fetchall()

    def lost(self, ledger: Ledger) -> list[str]:
        """Return the acknowledged reports that are not there, with their words, as promised."""
        kept = {title: (body, number) for title, body, number in self.rows(TABLES)}
        return [
            title
            for title, number in ledger.numbers.items()
            if title not in kept
            or kept[title][0] != words(title)
            or number not in ("", kept[title][1])
        ]

    def doubled(self) -> list[str]:
        """Return the titles that are there more than once; one citizen wrote each."""
        counted = Counter(title for title, _body, _number in self.rows(TABLES))
        return sorted(title for title, count in counted.items() if count > 1)

    def is_steady(self) -> bool:
        """Say whether the worker has gone on for a while without beginning anew."""
        log = self.home / "log" / "worker.log"
        before = log.read_text().count(ANEW)
        pause(5)
        return log.read_text().count(ANEW) == before

    def is_idle(self) -> bool:
        return self.rows(WAITING) == [(0,)]

    def letters(self) -> dict[str, int]:
        """Return how the letters ended. Raises AssertionError where one is missing or too many."""
        states = dict(self.rows(LETTERS))
        files = (self.home / "mail").glob("*.eml")
        sent = [email.message_from_bytes(file.read_bytes())["Message-ID"] for file in files]
        named = [name.strip("<>").partition("@")[0] for name in sent]
        assert len(named) == len(set(named))
        assert set(named) == {name for name, state in states.items() if state == "sent"}
        assert set(states.values()) <= set(SETTLED), "each was sent, or says why not"
        return {state: list(states.values()).count(state) for state in SETTLED}


def has_grown(ledger: Ledger, mark: int) -> bool:
    return len(ledger.numbers) >= mark


def fill(file: Path, piece: bytes) -> None:
    """Write until nothing more fits."""
    try:
        with file.open("ab", buffering=0) as filler:
            while filler.write(piece):
                pass
    except OSError:
        return


def pause(seconds: float) -> None:
    """Let it stay as it is for a while: the only way to wait for nothing to happen."""
    time.sleep(seconds)


def mount(*arguments: str) -> None:
    subprocess.run(["/usr/bin/mount", *arguments], check=True)  # noqa: S603
