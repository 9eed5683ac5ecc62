"""`lapor upgrade`: takes the embedded database over to the PostgreSQL of this release."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from lapor.project import upgrading
from lapor.project.lock import alone


class Command(BaseCommand):
    help = "Take the embedded database over from an older major version of PostgreSQL."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--programs", metavar="DIR", help="folder of the old PostgreSQL's bin")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.EMBEDDED:
            raise CommandError(
                "DATABASE_URL names a server of your own: upgrade it by its own means "
                "(pg_upgrade), then run `lapor migrate`."
            )
        folder = Path(options["programs"]).resolve() if options["programs"] else None
        try:
            with alone():
                found = upgrading.versions()
                if found is None or found[0] == found[1]:
                    self.stdout.write("Nothing to do: the data fit the PostgreSQL of this release.")
                    return
                done = upgrading.upgrade(*found, folder)
        except (RuntimeError, OSError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"Upgraded from PostgreSQL {found[0]} to {found[1]}: {done.restored.tables} tables "
            f"with {done.restored.rows} rows came over, each as it was.\n"
            f"The backup made on the way: {done.saved}\n"
            f"The old data: {done.old}. Delete them when you have seen that all is well."
        )
