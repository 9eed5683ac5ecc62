"""`lapor prepare`: brings an installation up to this release. Safe to repeat."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from lapor.project.places import closed_folder


class Command(BaseCommand):
    help = "Bring tables, cache table, static files and reference data up to this release."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reports", type=int, help="how many demo reports to invent")

    def handle(self, *args: Any, **options: Any) -> None:
        closed_folder(settings.FILES)
        quiet: dict[str, Any] = {"verbosity": 0}
        call_command("migrate", interactive=False, **quiet)
        call_command("createcachetable", **quiet)
        call_command("collectstatic", interactive=False, **quiet)
        reports = options["reports"]
        call_command("seed", demo=settings.DEMO, reports=reports, stdout=self.stdout, **quiet)
