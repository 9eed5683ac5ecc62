"""Compiles the catalogues of translations where they lie, so that no machine needs a tool for it.

Imports nothing of Django: the build of a package uses it too. What is compiled is not committed.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from lapor.kit.catalogue import compiled, is_of

LOCALE = Path(__file__).parent.parent / "locale"


def catalogues(folder: Path = LOCALE) -> Iterator[tuple[str, Path]]:
    """Yield each language that has a catalogue, and where it lies."""
    for path in sorted(folder.glob("*/LC_MESSAGES/django.po")):
        yield path.parts[-3], path


def compile_all(folder: Path = LOCALE) -> None:
    """Compile each catalogue below this folder that is new or has changed.

    Several processes may do so at once: each puts a whole file in its place. An installed package
    brings its compiled catalogues along, so its folder need not be writable.
    """
    for _language, path in catalogues(folder):
        text, made = path.read_text(encoding="utf-8"), path.with_suffix(".mo")
        if made.exists() and is_of(made.read_bytes(), text):
            continue
        part = made.with_suffix(f".{os.getpid()}.mo")
        part.write_bytes(compiled(text))
        part.replace(made)


if __name__ == "__main__":
    compile_all(Path(sys.argv[1]))
