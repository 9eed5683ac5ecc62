"""`lapor smpp`: holds a bind with an operator for each account of SMS that wants one."""

import asyncio
import signal
from typing import Any

import structlog
from django.core.management.base import BaseCommand, CommandError

from lapor.channels.sms import holding
from lapor.project.connections import close_connections
from lapor.project.lifeline import keep_to_itself
from lapor.project.marks import complaint
from lapor.project.working import PAUSE, is_outage, require_courier, work

ENDS = (signal.SIGINT, signal.SIGTERM)

log = structlog.get_logger("lapor.worker")


class Command(BaseCommand):
    help = "Take and send SMS by SMPP, bound to the operators that the accounts name."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        require_courier()
        if says := complaint():
            raise CommandError(says)
        keep_to_itself()
        close_connections()
        asyncio.run(self.hold_until_told())

    async def hold_until_told(self) -> None:
        """Hold every bind until a signal comes; what is in hand is sent, then all are unbound."""
        told, loop = asyncio.Event(), asyncio.get_running_loop()
        for number in ENDS:
            loop.add_signal_handler(number, told.set)
        await holding.hold_all(told, work_through)


async def work_through(queue: str) -> None:
    """Send what waits in a queue, and go on where the database was away. Cancelled in the end."""
    ours = asyncio.current_task()
    while True:
        try:
            await work([queue], with_clock=False)
        except Exception as error:
            if not is_outage(error):
                raise
        if ours is None or ours.cancelling():  # the library's worker ends as if all were well
            raise asyncio.CancelledError
        log.warning("worker_begins_anew")
        await asyncio.sleep(PAUSE)
