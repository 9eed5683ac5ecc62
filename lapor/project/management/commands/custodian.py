"""`lapor custodian`: making, proving and using the key of a custodian, away from the server.

new, check, open and rewrap need no database and no installation. export and import are the
server's part of a change of keys: the halves go out sealed and come back sealed to the new key.
"""

import getpass
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lapor.kit import custody
from lapor.kit.custody import Unreadable
from lapor.kit.seal import fingerprint
from lapor.project.management.commands.backup import running
from lapor.reports import rewrapping

SIDES = ("a", "b")
PASSPHRASE = "LAPOR_CUSTODIAN_PASSPHRASE"  # for tests and the demo; else it is asked for


class Command(BaseCommand):
    help = "new, check FILE | open REQUEST --key FILE | rewrap, export, import, undo: a new key"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        steps = parser.add_subparsers(dest="step", required=True)
        steps.add_parser("new").add_argument("file")
        steps.add_parser("check").add_argument("file")
        opening = steps.add_parser("open")
        opening.add_argument("request")
        opening.add_argument("--key", required=True, help="the key file")
        opening.add_argument("--to", help="where the answer goes; else beside the request")
        rewrap = steps.add_parser("rewrap")
        rewrap.add_argument("halves", help="the file that `export` wrote")
        rewrap.add_argument("--key", required=True, help="the old key file")
        rewrap.add_argument("--new", required=True, help="the new public half, in hexadecimal")
        rewrap.add_argument("--to", required=True, help="where the re-sealed halves go")
        for name in ("export", "import"):
            step = steps.add_parser(name)
            step.add_argument("side", choices=SIDES)
            step.add_argument("file")
        steps.add_parser("undo").add_argument("side", choices=SIDES)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            steps: dict[str, Callable[[dict[str, Any]], None]] = {
                "new": self.make,
                "check": self.check_key,
                "open": self.answer,
                "rewrap": self.rewrap,
                "export": self.send_out,
                "import": self.take_back,
                "undo": self.put_back,
            }
            steps[options["step"]](options)
        except (Unreadable, OSError, rewrapping.Unfit) as error:
            raise CommandError(str(error)) from None

    def make(self, options: dict[str, Any]) -> None:
        """Make a key file that nobody but its owner reads; an older one is never overwritten."""
        path = Path(options["file"])
        if path.exists():
            raise CommandError(f"{path} is there already. A key is never written over.")
        passphrase = ask("Passphrase")
        if says := custody.weakness(passphrase):
            raise CommandError(says)
        if ask("The same again") != passphrase:
            raise CommandError("The two were not the same. Nothing was made.")
        text = custody.new_key_file(passphrase)
        write_new(path, text)
        self.show(path, text)
        self.stdout.write(
            "Give the public half to the operator of the server, and read the fingerprint to them\n"
            "by another way. Keep a copy of the file in a second place. Without file and\n"
            "passphrase nothing that is sealed to it can ever be opened."
        )

    def check_key(self, options: dict[str, Any]) -> None:
        path = Path(options["file"])
        text = path.read_text()
        custody.private_of(text, ask("Passphrase"))
        self.show(path, text)
        self.stdout.write("The passphrase opens it.")

    def answer(self, options: dict[str, Any]) -> None:
        """Show what is asked, and write the answer where the custodian has read it."""
        source = Path(options["request"])
        request = custody.read_request(source.read_text())
        target = Path(options["to"] or source.with_name(f"{source.stem}-jawaban.json"))
        lines = ("number", "who", "basis", "reason", "expires")
        self.stdout.write("\n".join(f"{name}: {vars(request)[name]}" for name in lines))
        private = custody.private_of(Path(options["key"]).read_text(), ask("Passphrase"))
        write_new(target, custody.answer(request, private))
        self.stdout.write(f"The answer is in {target}. Upload it on the page of the request.")

    def rewrap(self, options: dict[str, Any]) -> None:
        private = custody.private_of(Path(options["key"]).read_text(), ask("Passphrase"))
        to = public_half(options["new"])
        rows = json.loads(Path(options["halves"]).read_text())["halves"]
        sealed = [
            {
                "number": row["number"],
                "half": custody.reseal(
                    bytes.fromhex(row["half"]), number=row["number"], private=private, to=to
                ).hex(),
            }
            for row in rows
        ]
        text = json.dumps({"key": fingerprint(to).hex(), "halves": sealed}) + "\n"
        write_new(Path(options["to"]), text)
        self.stdout.write(f"{len(sealed)} halves are sealed to {fingerprint(to).hex()} now.")

    def send_out(self, options: dict[str, Any]) -> None:
        with running():
            halves = rewrapping.export(options["side"])
        write_new(Path(options["file"]), json.dumps({"halves": halves}) + "\n")
        self.stdout.write(f"{len(halves)} halves wait for their new key in {options['file']}.")

    def take_back(self, options: dict[str, Any]) -> None:
        paper = json.loads(Path(options["file"]).read_text())
        with running():
            count = rewrapping.take_back(options["side"], paper["key"], paper["halves"])
        self.stdout.write(f"{count} halves were taken over.")

    def put_back(self, options: dict[str, Any]) -> None:
        with running():
            count = rewrapping.put_back(options["side"])
        self.stdout.write(f"{count} halves are as they were before the last import.")

    def show(self, path: Path, text: str) -> None:
        public = custody.public_of(text)
        self.stdout.write(f"{path}\n  public half: {public.hex()}")
        self.stdout.write(f"  fingerprint: {fingerprint(public).hex()}")


def ask(words: str) -> str:
    """Ask for a passphrase without showing it; one given by the environment is not asked for."""
    if given := os.environ.get(PASSPHRASE):
        return given
    if not sys.stdin.isatty():
        raise CommandError("A passphrase is typed at a terminal.")
    return getpass.getpass(f"{words}: ")


def write_new(path: Path, text: str) -> None:
    """Write a file for its owner's eyes; raises FileExistsError where there is one."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def public_half(text: str) -> bytes:
    try:
        found = bytes.fromhex(text)
    except ValueError:
        found = b""
    if len(found) != custody.HALF:
        raise CommandError("The public half is 64 hexadecimal digits.")
    return found
