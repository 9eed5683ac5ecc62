"""`lapor serve`: the web server alone. It holds no key that opens anything sealed."""

import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from granian.constants import Interfaces
from granian.server import Server

from lapor.project.connections import close_connections
from lapor.project.demo import left_behind
from lapor.project.marks import complaint
from lapor.project.places import fresh_folder


class Command(BaseCommand):
    help = "Serve the pages (Granian, WSGI)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", help="address to listen on; LAPOR_BIND")
        parser.add_argument("--processes", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        if says := left_behind():
            self.stderr.write(says)
        if says := complaint():
            raise CommandError(says)
        counts = Path(settings.METRICS_FOLDER)
        fresh_folder(counts)
        close_connections()  # the processes that serve have their own
        try:
            Server(
                "lapor.project.wsgi:application",
                address=options["host"] or settings.BIND,
                port=settings.PORT,
                interface=Interfaces.WSGI,
                workers=options["processes"],
                blocking_threads=settings.THREADS,
                respawn_failed_workers=True,
                workers_kill_timeout=10,
                websockets=False,
                log_enabled=False,  # its lines would name addresses; ours do not
            ).serve()
        finally:
            shutil.rmtree(counts, ignore_errors=True)
