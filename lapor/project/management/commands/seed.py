"""`lapor seed`: reference data, and with `--demo` invented people and reports."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from lapor.project.seed import load


class Command(BaseCommand):
    help = "Load institutions, calendar, categories and rules; safe to repeat."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="people and reports, all invented")
        parser.add_argument("--reports", type=int, help="how many reports")

    def handle(self, *args: Any, **options: Any) -> None:
        load.load(demo=options["demo"], reports=options["reports"], out=self.stdout)
