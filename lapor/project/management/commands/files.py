"""`lapor files`: what could not be looked at, and looking at it again once that is mended."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from lapor.files import parked


class Command(BaseCommand):
    help = "parked: list the files no check came to the end of | again: check all of them anew"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("step", choices=["parked", "again"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Name each by a number that tells of no report, and say until when it lies there."""
        lying = list(parked.parked())
        for file in lying:
            since = file.settled_at or file.created_at
            ends = timezone.localdate(since + parked.DAYS)
            self.stdout.write(f"{file.pk}  {file.received} bytes  until {ends}")
        if options["step"] == "parked":
            self.stdout.write(f"{len(lying)} files are parked.")
        else:
            self.stdout.write(f"{parked.take_up_again()} files are checked again.")
