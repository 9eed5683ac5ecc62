"""What a backup says of itself, and whether what lies there is still that."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

FORMAT = 1
NAME, DATABASE, FILES, KEYS = "manifest.json", "database.dump", "files.tar", "keys.tar"
CHUNK = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """The page that lies in a backup. Written last, so a folder without it is no backup."""

    made_at: str  # ISO, in UTC: the moment of the snapshot
    lapor: str  # the release that made it
    pg_dump: int  # its major version; a restore needs this one or a newer one
    migrations: dict[str, list[str]]  # those applied, by app
    tables: dict[str, tuple[int, str]]  # rows and sum of each, see `lapor.project.sums`
    files: int  # how many
    keys: dict[str, str]  # the mark of each key that the database was filled with
    parts: dict[str, tuple[int, str]]  # bytes and SHA-256 of each file beside this page
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        text = json.dumps(asdict(self), indent=1, sort_keys=True)
        (folder / NAME).write_text(text + "\n")


def read(folder: Path) -> Manifest:
    """Return the page of a backup; raises `RuntimeError` where it is none that we understand."""
    try:
        fields = json.loads((folder / NAME).read_text())
    except FileNotFoundError:
        raise RuntimeError(f"{folder} is no backup: there is no {NAME} in it.") from None
    except (ValueError, OSError) as error:
        raise RuntimeError(f"{folder / NAME} cannot be read: {error}") from None
    if not isinstance(fields, dict) or fields.get("format") != FORMAT:
        raise RuntimeError(f"{folder} is a backup of a form that this release does not know.")
    for name in ("tables", "parts"):
        fields[name] = {key: (first, second) for key, (first, second) in fields[name].items()}
    return Manifest(**fields)


def require_whole(folder: Path, manifest: Manifest) -> None:
    """Raise `RuntimeError` that names each part which is missing, cut or changed."""
    wrong = [
        name
        for name, said in manifest.parts.items()
        if not (folder / name).is_file() or weigh(folder / name) != said
    ]
    if wrong:
        raise RuntimeError(
            f"The backup {folder} is damaged: {', '.join(sorted(wrong))} is not what its manifest "
            "says. Nothing was changed; take another backup."
        )


def weigh(path: Path) -> tuple[int, str]:
    """Return bytes and SHA-256 of a file."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            digest.update(piece)
            size += len(piece)
    return size, digest.hexdigest()
