"""`lapor timers run`: take every step that the clock asks for; the worker does so by itself."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from lapor.reports import following, timers


class Command(BaseCommand):
    help = "Run the clock once: change agencies whose day has come, remind, escalate, close."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("step", choices=["run"])
        parser.add_argument("--at", type=moment, help="as if it were then (ISO); in the demo only")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["at"] and not settings.DEMO:
            raise CommandError("--at moves time; it exists only with LAPOR_DEMO=1.")
        now = options["at"] or timezone.now()
        taken = following.run(now) + timers.run(now)
        for name, count in sorted(taken.items()):
            self.stdout.write(f"{name}: {count}")
        self.stdout.write(f"{sum(taken.values())} steps.")


def moment(text: str) -> datetime:
    """Read an ISO moment; without a zone it is the zone of the national office."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=timezone.get_default_timezone())
