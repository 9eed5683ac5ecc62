"""`lapor seed`: reference data, and with `--demo` invented people and reports."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from lapor.project.seed import load


class Command(BaseCommand):
    help = "Load institutions, calendar, categories and rules; safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="people and reports, all invented")
        parser.add_argument("--reports", type=int, help="how many reports")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["demo"] and not settings.DEMO:
            raise CommandError("Demo people have a known password: only with LAPOR_DEMO=1.")
        load.load(demo=options["demo"], reports=options["reports"], out=self.stdout)
