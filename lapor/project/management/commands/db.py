"""`lapor db shell` and `lapor db dump`, with the programs that came with the database."""

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from lapor.project.programs import address, program


class Command(BaseCommand):
    help = "shell: talk SQL to the database. dump: print it as SQL."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("step", choices=["shell", "dump"])
        parser.add_argument("--file", help="dump into this file, readable by its owner alone")

    def handle(self, *args: Any, **options: Any) -> None:
        """Become the program; the address and the password go by its environment."""
        name = "psql" if options["step"] == "shell" else "pg_dump"
        command = [program(name)] if name == "psql" else [program(name), "--no-owner"]
        if options["file"]:
            target = Path(options["file"]).resolve()
            target.touch(mode=0o600)
            command += ["--file", str(target)]
        os.execve(command[0], command, os.environ | address())  # noqa: S606
