"""`lapor backup`: everything but the keys, while the service runs; the keys on request, apart."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from lapor.project import backup, keychest, restoring, runs
from lapor.project.connections import close_connections
from lapor.project.postgres import Cluster

NO_KEYS = "The keys are not in it. Keep them elsewhere: lapor backup --keys FILE"
NO_OPENER = "The courier's private key is not here, so not in it: keep it where it is."


class Command(BaseCommand):
    help = "Save database and files in DIR; or save the keys; or try a backup out."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", help="folder of the backups; LAPOR_HOME/backups")
        parser.add_argument("--keep", type=int, help="delete all but the newest N afterwards")
        parser.add_argument("--with-keys", action="store_true", help="put the keys beside it, too")
        parser.add_argument("--keys", metavar="FILE", help="save the keys alone, in this file")
        parser.add_argument("--verify", metavar="DIR", help="try this backup out, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["verify"]:
                self.verify(Path(options["verify"]))
            elif options["keys"]:
                self.save_keys(Path(options["keys"]).resolve())
            else:
                self.back_up(options)
        except (RuntimeError, OSError) as error:
            raise CommandError(str(error)) from None

    def back_up(self, options: dict[str, Any]) -> None:
        folder = Path(options["to"] or settings.HOME / "backups").resolve()
        most = options["keep"]
        if most is not None and most < 1:
            raise CommandError("--keep must be 1 or more.")
        now = timezone.now()
        with running():
            made = backup.make(folder, with_keys=options["with_keys"], now=now)
            runs.note_run(runs.BACKUP, now)
        self.stdout.write(f"Backup: {made}")
        for path in backup.keep_newest(folder, most) if most else ():
            self.stdout.write(f"Deleted: {path}")
        if not options["with_keys"]:
            self.stdout.write(NO_KEYS)

    def save_keys(self, path: Path) -> None:
        if any((folder / "manifest.json").exists() for folder in path.parents):
            raise CommandError("Not beside a backup: who finds the one must not find the other.")
        if path.exists():
            raise CommandError(f"{path} is there already; it may be the only one that fits.")
        opens = keychest.pack(path)
        self.stdout.write(f"Keys: {path}. Encrypt it, and keep it away from the backups.")
        if not opens:
            self.stdout.write(NO_OPENER)

    def verify(self, folder: Path) -> None:
        found = restoring.drill(folder, restoring.check(folder))
        self.stdout.write(
            f"The backup can be restored: {found.tables} tables with {found.rows} rows and "
            f"{found.files} files came back as they were saved."
        )


@contextlib.contextmanager
def running() -> Iterator[None]:
    """Let the embedded database run meanwhile; one that was found running goes on."""
    cluster = Cluster(settings.HOME) if settings.EMBEDDED else None
    found = cluster.start() if cluster else True
    try:
        yield
    finally:
        close_connections()
        if cluster and not found:
            cluster.stop()
