"""`lapor devices renew`: another key to sign notices to devices with; each device asks anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from lapor.outbox import devices
from lapor.outbox.models import Contact
from lapor.project.management.commands.backup import running
from lapor.reports import reaching


class Command(BaseCommand):
    help = "renew: make another key for notices to devices; each device is to ask anew."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("step", choices=["renew"])

    def handle(self, *args: Any, **options: Any) -> None:
        with running():
            self.stdout.write(f"{renew()} devices are told no more. The next that asks is.")


@transaction.atomic
def renew() -> int:
    """Change the key and forget the devices that know the old one; return how many."""
    devices.renew_key()
    rows = list(Contact.objects.filter(channel=devices.PUSH).select_related("otherwise"))
    for row in rows:
        reaching.lose(row)
    return len(rows)
