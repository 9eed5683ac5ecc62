"""`lapor worker`: does the jobs that wait. Alone it holds the courier's key."""

import asyncio
import signal
from collections.abc import Sequence
from typing import Any

import structlog
from django.core.management.base import BaseCommand, CommandError, CommandParser

from lapor.outbox.names import CLOCK
from lapor.project.connections import close_connections
from lapor.project.lifeline import keep_to_itself
from lapor.project.marks import complaint
from lapor.project.working import PAUSE, is_outage, queues, require_courier, work

ENDS = (signal.SIGINT, signal.SIGTERM)

log = structlog.get_logger("lapor.worker")


class Command(BaseCommand):
    help = "Do the jobs: deliveries, the clock, the public projection."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--queues",
            default="",
            help="take only these, with commas between; without `clock` it keeps no clock",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        names = _named(options["queues"])
        require_courier()
        if says := complaint():
            raise CommandError(says)
        keep_to_itself()  # what opens strangers' files runs under the same account
        close_connections()
        asyncio.run(self.work_until_told(names))

    async def work_until_told(self, names: Sequence[str]) -> None:
        """Do the jobs of these queues until a signal comes; what ends without one is begun anew.

        A worker of the library ends, without a complaint, once the database was away. Raises what
        is not an outage: then a person must look, and the exit code is not 0.
        """
        told, loop = asyncio.Event(), asyncio.get_running_loop()
        for number in ENDS:
            loop.add_signal_handler(number, told.set)
        telling, complained = asyncio.create_task(told.wait()), False
        while not told.is_set():
            working = asyncio.create_task(work(names, with_clock=CLOCK in names))
            await asyncio.wait({working, telling}, return_when=asyncio.FIRST_COMPLETED)
            if told.is_set():
                working.cancel()
            (error,) = await asyncio.gather(working, return_exceptions=True)
            if told.is_set():
                return
            if isinstance(error, BaseException) and not is_outage(error):
                raise error
            log.warning("worker_begins_anew")
            if not complained:
                self.stderr.write("The database went away; looking for it until it is back.")
            complained = error is not None
            await asyncio.wait({telling}, timeout=PAUSE)


def _named(typed: str) -> list[str]:
    """Return the queues that were typed, all where none was. Raises CommandError for an unknown."""
    named = [name.strip() for name in typed.split(",") if name.strip()]
    if unknown := set(named) - set(queues()):
        wrong, known = ", ".join(sorted(unknown)), ", ".join(queues())
        raise CommandError(f"No queue is called {wrong}. There are: {known}.")
    return named or queues()
