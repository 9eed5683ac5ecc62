"""`lapor db shell` and `lapor db dump`, with the programs that came with the database."""

import os
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from lapor.project.places import binaries

ADDRESS = {
    "HOST": "PGHOST",
    "PORT": "PGPORT",
    "USER": "PGUSER",
    "NAME": "PGDATABASE",
    "PASSWORD": "PGPASSWORD",
}
OPTIONS = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}


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


def program(name: str) -> str:
    """Return the path of PostgreSQL's own program.

    A server elsewhere asks for TLS, which the embedded programs lack: there the machine's own win.
    """
    own = None if settings.EMBEDDED else shutil.which(name)
    return own or str(binaries() / name)


def address() -> dict[str, str]:
    """Return the settings of the database as libpq reads them from the environment."""
    database = settings.DATABASES["default"]
    fields = {key: database.get(key) for key in ADDRESS} | database["OPTIONS"]
    names = ADDRESS | OPTIONS
    return {names[key]: str(value) for key, value in fields.items() if key in names and value}
