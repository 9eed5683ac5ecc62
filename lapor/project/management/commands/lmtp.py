"""`lapor lmtp`: takes letters from a mail server of ours. It holds no key that opens anything."""

import asyncio
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lapor.channels.email.lmtp import serve
from lapor.project.connections import close_connections
from lapor.project.marks import complaint

ENDS = (signal.SIGINT, signal.SIGTERM)


class Command(BaseCommand):
    help = "Take letters over LMTP."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if says := complaint():
            raise CommandError(says)
        host, _colon, port = settings.LMTP.rpartition(":")
        if not host or not port.isdecimal():
            raise CommandError("LAPOR_LMTP must be host:port, such as 127.0.0.1:8024.")
        close_connections()  # the threads that take letters have their own
        try:
            asyncio.run(listen(host.strip("[]"), int(port)))
        except OSError as error:
            raise CommandError(f"Cannot listen at {settings.LMTP}: {error.strerror}") from None


async def listen(host: str, port: int) -> None:
    """Serve until a signal comes."""
    told, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in ENDS:
        loop.add_signal_handler(number, told.set)
    await serve(host, port, told)
