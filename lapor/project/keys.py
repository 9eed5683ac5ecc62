"""The keys of one installation, made once, each in a file that its owner alone may read."""

import os
import secrets
import tempfile
from pathlib import Path

from lapor.kit import custody
from lapor.kit.seal import new_keys
from lapor.project.places import open_folder


class Keyring:
    """Keys kept as text in `folder`; what is missing is made at the first question.

    With `keep=False` nothing is written: keys of one process, for tests and for linters.
    """

    def __init__(self, folder: Path, *, keep: bool) -> None:
        self.folder = folder
        self.keep = keep
        self.made: dict[str, str] = {}

    def secret(self, name: str) -> str:
        """Return 32 random bytes as 64 hexadecimal digits."""
        return self.read(name) or self.write(name, secrets.token_hex(32))

    def public(self, name: str) -> bytes:
        """Return the public half of a pair, the one who seals needs."""
        self.ensure_pair(name)
        return bytes.fromhex(self.read(f"{name}.pub"))

    def private(self, name: str) -> bytes:
        """Return the private half of a pair; who asks can open what was sealed to it."""
        self.ensure_pair(name)
        return bytes.fromhex(self.read(f"{name}.key"))

    def ensure_pair(self, name: str) -> None:
        """Make a pair if there is no public half. The private one may be kept elsewhere."""
        if not self.read(f"{name}.pub"):
            private, public = new_keys()
            self.write(f"{name}.key", private.hex())
            self.write(f"{name}.pub", public.hex())

    def custodians(self, a: str, b: str, *, demo: Path | None) -> tuple[bytes, ...]:
        """Return the public halves of both custodians, or nothing: one alone seals nothing.

        a, b: as given, in hexadecimal; else `custodian_a.pub` and `custodian_b.pub`. They are made
        by `lapor custodian new`, away from here. demo: a folder for the two key files of a demo,
        whose passphrase everybody knows; they are made here.
        """
        given = {"a": a or self.read("custodian_a.pub"), "b": b or self.read("custodian_b.pub")}
        halves = [bytes.fromhex(text) for text in given.values() if text]
        if not halves and demo and self.keep:
            halves = [self._of_demo(demo / custody.DEMO_FILE.format(side)) for side in given]
        return tuple(halves) if len(halves) == 2 and halves[0] != halves[1] else ()

    def _of_demo(self, path: Path) -> bytes:
        """Return the public half of a key file of the demo, made at the first question."""
        if not path.exists():
            open_folder(path.parent.parent)
            path.parent.mkdir(mode=0o700, exist_ok=True)
            _link(custody.new_key_file(custody.DEMO_PASSPHRASE), path)
        return custody.public_of(path.read_text())

    def read(self, name: str) -> str:
        if name in self.made:
            return self.made[name]
        path = self.folder / name
        return path.read_text().strip() if path.exists() else ""

    def write(self, name: str, text: str) -> str:
        """Keep a key whole or not at all; return the one that counts if another was quicker."""
        if not self.keep:
            return self.made.setdefault(name, text)
        open_folder(self.folder.parent)
        self.folder.mkdir(mode=0o700, exist_ok=True)
        _link(text + "\n", self.folder / name)
        return self.read(name)


def _link(text: str, path: Path) -> None:
    """Write a file for its owner's eyes, whole or not at all; one that is there stays."""
    handle, half = tempfile.mkstemp(dir=path.parent)  # 0600
    with os.fdopen(handle, "w") as file:
        file.write(text)
    try:
        os.link(half, path)
    except FileExistsError:
        pass
    finally:
        Path(half).unlink()
