"""`lapor db shell` and `lapor db dump`, with the programs that came with the database."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from lapor.project.places import binaries


class Command(BaseCommand):
    help = "shell: talk SQL to the database. dump: print it as SQL."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("step", choices=["shell", "dump"])
        parser.add_argument("--file", help="dump into this file, readable by its owner alone")

    def handle(self, *args: Any, **options: Any) -> None:
        """Become the program; the address and the password go by its environment."""
        database = settings.DATABASES["default"]
        names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "NAME": "PGDATABASE"}
        names["PASSWORD"] = "PGPASSWORD"
        given = {names[key]: str(database[key]) for key in names if database.get(key)}
        program = binaries() / ("psql" if options["step"] == "shell" else "pg_dump")
        command = [str(program), "--no-owner"] if options["step"] == "dump" else [str(program)]
        if options["file"]:
            target = Path(options["file"]).resolve()
            target.touch(mode=0o600)
            command += ["--file", str(target)]
        os.execve(program, command, os.environ | given)  # noqa: S606
