"""`lapor restore DIR`: puts a backup back, into an empty place or with --replace."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lapor.project import keychest, marks, restoring
from lapor.project.lock import alone
from lapor.project.management.commands.backup import running
from lapor.project.manifest import KEYS


class Command(BaseCommand):
    help = "Put a backup back. Stop web server and worker first."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("backup", metavar="DIR", help="a folder that `lapor backup` made")
        parser.add_argument("--keys", metavar="FILE", help="what `lapor backup --keys` saved")
        parser.add_argument("--replace", action="store_true", help="in the place of what is here")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(options["backup"]).resolve()
        chest = Path(options["keys"]) if options["keys"] else folder / KEYS
        try:
            with alone():
                page = restoring.check(folder)
                keys = keychest.unpack(chest) if options["keys"] or chest.exists() else {}
                if keys:
                    require_theirs(keys, page.keys)
                with running():
                    restoring.require_free(replace=options["replace"])
                    found = restoring.restore(folder, page)
                    if keys:
                        self.put_back(keys)
                    wrong = [] if keys else marks.misfits()
        except (RuntimeError, OSError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"Restored as of {page.made_at}: {found.tables} tables with {found.rows} rows, "
            f"{found.files} files. Everybody is signed out."
        )
        if found.waiting:
            self.stdout.write(
                f"{found.waiting} letters wait; the worker will send them, though some may have "
                "gone out after the backup was made."
            )
        self.tell_of_keys(wrong, given=bool(keys))

    def put_back(self, keys: Mapping[str, str]) -> None:
        if aside := keychest.put_back(keys):
            self.stdout.write(f"Other keys were here; they lie in {aside} now.")

    def tell_of_keys(self, wrong: list[str], *, given: bool) -> None:
        if given or not wrong:
            self.stdout.write("The keys fit.")
            return
        self.stderr.write(
            "The keys of this backup are not here. Before anything starts: lapor keys load FILE\n"
            "Without them:\n" + "\n".join(f"  {name}: {marks.LOST[name]}" for name in wrong)
        )


def require_theirs(keys: Mapping[str, str], expected: Mapping[str, str]) -> None:
    """Raise `RuntimeError` where an archive holds the keys of another database."""
    found = keychest.marks_of(keys)
    if wrong := [name for name, mark in expected.items() if found.get(name, mark) != mark]:
        raise RuntimeError(
            f"These are the keys of another database: {', '.join(wrong)} does not fit the backup. "
            "Nothing was changed. Without --keys the backup comes back and the keys may follow."
        )
