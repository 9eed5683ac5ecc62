"""Keeps the web server and the worker alive beside the database, and stops them together."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

TICK = 0.2  # seconds between two looks at the children
WATCH = 2.0  # seconds between two looks at the database
ASK = 10.0  # seconds between two questions whether a child is wanted
PATIENCE = 20.0  # seconds a child gets to end its work
STEADY = 60.0  # a child that lived so long is forgiven its earlier crashes
SHORTEST, LONGEST = 0.5, 30.0  # seconds before a crashed child is started again
ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
Say = Callable[[str], None]


@dataclass
class Child:
    """One program, and what happened to it so far.

    wanted: says whether it is to run; None where that can not be known now, so that all stays.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    wanted: Callable[[], bool | None] | None = None
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    crashes: int = 0
    due: float = 0.0  # not before this moment
    asked: float = -ASK  # when it was last asked whether it is wanted
    is_needed: bool = field(init=False)

    def __post_init__(self) -> None:
        self.is_needed = self.wanted is None

    def start(self) -> None:
        """Start it in a session of its own: Ctrl-C at a terminal reaches the supervisor alone."""
        self.process = subprocess.Popen(  # noqa: S603
            self.command,
            stdin=subprocess.DEVNULL,
            env={**self.environment, "LAPOR_SUPERVISOR": str(os.getpid())},
            start_new_session=True,
        )
        self.started = time.monotonic()

    def look(self, say: Say) -> None:
        """Start it if it is due; if it has ended, say so and wait twice as long as last time."""
        now = time.monotonic()
        self.ask(now)
        if self.process is None:
            if now >= self.due and self.is_needed:
                self.start()
        elif (code := self.process.poll()) is None:
            return
        elif not self.is_needed:
            self.kill()  # its own children
            self.process = None
        else:
            self.crashes = 1 if now - self.started > STEADY else self.crashes + 1
            wait = min(SHORTEST * 2 ** (self.crashes - 1), LONGEST)
            say(f"{self.name} stopped (code {code}); starts again in {wait:g} s.")
            self.kill()  # its own children
            self.process, self.due = None, now + wait

    def ask(self, now: float) -> None:
        """Ask now and then whether it is wanted; one that is not any more is told to end, once."""
        if self.wanted is None or now - self.asked < ASK:
            return
        self.asked, answer = now, self.wanted()
        if self.process and self.is_needed and answer is False:
            self.process.terminate()
        self.is_needed = self.is_needed if answer is None else answer

    def kill(self) -> None:
        """End the whole session of this child at once."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


class Supervisor:
    """Runs children until it is told to end.

    `watch` is called every other second and may raise `RuntimeError`, which is said and survived;
    `greet` is called until it returns True.
    """

    def __init__(
        self, children: Sequence[Child], *, say: Say, watch: Callable[[], None],
        greet: Callable[[], bool], patience: float = PATIENCE,
    ) -> None:  # fmt: skip
        self.children = children
        self.say = say
        self.watch = watch
        self.greet = greet
        self.patience = patience
        self.ending = False

    def run(self) -> None:
        """Return when a signal asked for the end and every child is gone."""
        for number in ENDS:
            signal.signal(number, self.end)
        greeted, looked = False, 0.0
        try:
            while not self.ending:
                for child in self.children:
                    child.look(self.say)
                greeted = greeted or self.greet()
                if time.monotonic() - looked > WATCH:
                    self.look_at_database()
                    looked = time.monotonic()
                time.sleep(TICK)
        finally:
            self.stop()

    def end(self, _: int, __: FrameType | None) -> None:
        self.ending = True

    def look_at_database(self) -> None:
        try:
            self.watch()
        except RuntimeError as error:
            self.say(str(error))

    def stop(self) -> None:
        """Ask all children to end, wait for them together, and kill who does not."""
        living = [child.process for child in self.children if child.process]
        for process in living:
            process.terminate()
        give_up = time.monotonic() + self.patience
        for process in living:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(give_up - time.monotonic(), 0.1))
        for child in self.children:
            child.kill()
            if child.process:
                child.process.wait()
