"""The keys of one installation, made once, each in a file that its owner alone may read."""

import os
import secrets
import tempfile
from pathlib import Path

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
        handle, half = tempfile.mkstemp(dir=self.folder)  # 0600
        with os.fdopen(handle, "w") as file:
            file.write(text + "\n")
        try:
            os.link(half, self.folder / name)
        except FileExistsError:
            pass
        finally:
            Path(half).unlink()
        return self.read(name)
