"""`lapor keys`: whether the keys at hand are those of the database, and what to do if not."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import ProgrammingError

from lapor.project import keychest, marks
from lapor.project.keys import Keyring
from lapor.project.management.commands.backup import running

SECRETS = ("secret_key", "pepper", "mfa_key")
PAIRS = ("courier", "names")
CUSTODIANS = ("custodian_a", "custodian_b")


class Command(BaseCommand):
    help = (
        "show: do they fit? make DIR: new ones. load FILE: saved ones. accept NAME: let it count."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        steps.add_parser("show")
        steps.add_parser("load").add_argument("file")
        steps.add_parser("make").add_argument("folder")
        steps.add_parser("accept").add_argument("names", nargs="+", choices=sorted(marks.LOST))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["step"] == "load":
                self.load(Path(options["file"]))
                return
            if options["step"] == "make":
                self.make(Path(options["folder"]).resolve())
                return
            with running():
                if options["step"] == "show":
                    self.show()
                else:
                    self.accept(options["names"])
        except ProgrammingError:
            raise CommandError("The database has no tables yet: lapor migrate") from None
        except (RuntimeError, OSError) as error:
            raise CommandError(str(error)) from None

    def show(self) -> None:
        wrong = marks.misfits()
        for name in marks.LOST:
            state = "missing" if is_missing(name) else "OTHER" if name in wrong else "fits"
            self.stdout.write(f"{name}: {state}")

    def accept(self, names: list[str]) -> None:
        if missing := [name for name in names if is_missing(name)]:
            raise CommandError(
                f"There is no {', '.join(missing)} here yet: run `lapor check` once; a custodian's "
                "key is made by `lapor custodian new FILE`."
            )
        dropped = marks.accept(names)
        for name in names:
            self.stdout.write(f"{name} counts from now on: {marks.LOST[name]}.")
        if dropped:
            self.stdout.write(f"{dropped} second factors were deleted.")

    def make(self, folder: Path) -> None:
        """Make all keys of a new installation in a folder that has none yet."""
        if folder.exists() and any(folder.iterdir()):
            raise CommandError(
                f"{folder} is not empty. Keys are made once, in a folder of their own."
            )
        keys = Keyring(folder, keep=True)
        for name in SECRETS:
            keys.secret(name)
        for name in PAIRS:
            keys.public(name)
        self.stdout.write(
            f"Keys are in {folder}. Give courier.key to the worker alone, names.key to the web "
            "server alone. Each of the two custodians makes a key away from here: lapor custodian "
            "new FILE. Their public halves come here as custodian_a.pub and custodian_b.pub."
        )

    def load(self, path: Path) -> None:
        if aside := keychest.put_back(keychest.unpack(path)):
            self.stdout.write(f"Other keys were here; they lie in {aside} now.")
        self.stdout.write(f"The keys are in {settings.HOME / 'keys'}. Do they fit? lapor keys show")


def is_missing(name: str) -> bool:
    """Say whether there is none: it was made for this process alone, or not at all."""
    if name in CUSTODIANS:
        return not settings.CUSTODIANS
    return bool(settings.KEYS.made.keys() & {name, f"{name}.pub"})
