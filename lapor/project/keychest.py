"""The keys of an installation in one archive, apart from the database, and back again.

The private halves of the two custodians are never in it: nothing here needs them.
"""

import io
import os
import tarfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from lapor.project import marks
from lapor.project.places import closed_folder

MARKED = {
    "pepper": "pepper",
    "mfa_key": "mfa_key",
    "courier.pub": "courier",
    "names.pub": "names",
    "custodian_a.pub": "custodian_a",
    "custodian_b.pub": "custodian_b",
}
CUSTODIANS = ("custodian_a.pub", "custodian_b.pub")  # where there are custodians
OPENS = "courier.key"  # kept away from every process but the worker, so it may lie elsewhere
OPENS_NAMES = "names.key"  # and this from every process but the web server
NAMES = ("secret_key", OPENS, OPENS_NAMES, *MARKED)


def gathered() -> dict[str, str]:
    """Return each key that is in force here, from its variable or its file, by its file's name."""
    keys = {
        "secret_key": settings.SECRET_KEY,
        "pepper": settings.PEPPER.hex(),
        "mfa_key": settings.MFA_KEY.hex(),
        "courier.pub": settings.COURIER_PUBLIC.hex(),
        "names.pub": settings.NAMES_PUBLIC.hex(),
    }
    halves = zip(CUSTODIANS, settings.CUSTODIANS, strict=False)
    keys |= {name: public.hex() for name, public in halves}
    opens = {name: settings.KEYS.read(name) for name in (OPENS, OPENS_NAMES)}
    return keys | {name: text for name, text in opens.items() if text}


def pack(path: Path) -> bool:
    """Write the archive, for its owner's eyes, whole or not at all; say if it can open addresses.

    Raises `FileExistsError`: an older archive may be the only one that fits an older backup.
    """
    keys = gathered()
    half = path.with_name(f".{path.name}.part")
    half.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            with tarfile.open(fileobj=file, mode="w") as archive:
                for name, text in keys.items():
                    entry = tarfile.TarInfo(name)
                    entry.mode, entry.size = 0o600, len(text) + 1
                    archive.addfile(entry, io.BytesIO(f"{text}\n".encode()))
            file.flush()
            os.fsync(file.fileno())
        os.link(half, path)  # refuses to take the place of another, which a rename would not
    finally:
        half.unlink(missing_ok=True)
    return OPENS in keys


def unpack(path: Path) -> dict[str, str]:
    """Return the keys of an archive; raises `RuntimeError` where it is none."""
    try:
        with tarfile.open(path) as archive:
            found = {
                entry.name: file.read().decode().strip()
                for entry in archive
                if entry.name in NAMES and (file := archive.extractfile(entry))
            }
    except (OSError, tarfile.TarError, ValueError) as error:
        raise RuntimeError(f"{path} is no archive of keys: {error}") from None
    needed = [name for name in ("secret_key", *MARKED) if name not in CUSTODIANS]
    if missing := [name for name in needed if name not in found]:
        raise RuntimeError(f"{path} is no archive of keys: it lacks {', '.join(missing)}.")
    return found


def put_back(keys: Mapping[str, str]) -> Path | None:
    """Write these keys into the home; return where others that were there lie now.

    No key is ever thrown away: what would be overwritten is kept beside.
    """
    folder, aside = settings.HOME / "keys", None
    there = {
        name: (folder / name).read_text().strip() for name in NAMES if (folder / name).exists()
    }
    if any(there[name] != keys[name] for name in there.keys() & keys.keys()):
        aside = folder.with_name(f"keys.until-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
        closed_folder(aside)
        _write(there, aside)
    closed_folder(folder)
    _write(keys, folder)
    return aside


def marks_of(keys: Mapping[str, str]) -> dict[str, str]:
    """Return the marks of the keys of an archive."""
    return {
        name: marks.mark_of(name, bytes.fromhex(keys[file]))
        for file, name in MARKED.items()
        if file in keys
    }


def _write(keys: Mapping[str, str], folder: Path) -> None:
    for name, text in keys.items():
        half = folder / f".{name}.part"
        half.touch(mode=0o600)
        half.write_text(text + "\n")
        half.replace(folder / name)
