"""Makes a backup: the database in one snapshot, the files, and a page that says what they are.

It is written under another name and renamed when it is whole and on the disk. Keys are apart: who
finds a backup must not find with it what opens it.
"""

import contextlib
import fcntl
import importlib.metadata
import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from lapor.project import keychest, manifest, marks
from lapor.project.manifest import Manifest
from lapor.project.models import KeyMark
from lapor.project.places import closed_folder
from lapor.project.programs import address, fitting, server_major
from lapor.project.sums import FLEETING, sums

PREFIX, PART = "lapor-", ".part-"
OPTIONS = (
    "--format=custom",
    "--no-owner",
    "--no-privileges",
    "--no-comments",
    "--exclude-extension=pg_stat_statements",  # the server's own; only its superuser adds it
    "--lock-wait-timeout=60s",
    *(f"--exclude-table-data=public.{name}" for name in FLEETING),
)


def make(folder: Path, *, with_keys: bool, now: datetime) -> Path:
    """Make one backup in a new folder below this one and return it.

    Raises `RuntimeError` with a sentence where it cannot; then nothing is left behind.
    """
    if not folder.exists():  # one that is there keeps its mode: it may be everybody's
        closed_folder(folder)
    with _alone(folder):
        half = folder / f"{PART}{os.getpid()}"
        whole = folder / f"{PREFIX}{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        if whole.exists():
            raise RuntimeError(f"{whole} is there already.")
        closed_folder(half)
        try:
            _fill(half, with_keys=with_keys)
            half.rename(whole)
        except OSError as error:
            raise RuntimeError(f"The backup could not be written: {error}") from None
        finally:
            shutil.rmtree(half, ignore_errors=True)
        _settle(folder)
    return whole


def backups(folder: Path) -> list[Path]:
    """Return the whole backups of a folder, the oldest first."""
    return sorted(path.parent for path in folder.glob(f"{PREFIX}*/{manifest.NAME}"))


def keep_newest(folder: Path, most: int) -> list[Path]:
    """Delete all but the newest `most` backups; return those that went."""
    gone = backups(folder)[:-most]
    for path in gone:
        (path / manifest.NAME).unlink()  # from here on it is no backup, however far we come
        shutil.rmtree(path)
    return gone


def _fill(half: Path, *, with_keys: bool) -> None:
    # First the database, then the files: each file that a saved row names is there.
    page = _dump(half / manifest.DATABASE)
    page["files"] = _collect(half / manifest.FILES)
    if with_keys:
        keychest.pack(half / manifest.KEYS)
    parts = {path.name: manifest.weigh(path) for path in half.iterdir()}
    Manifest(parts=parts, **page).write(half)
    for path in (*half.iterdir(), half):
        path.chmod(0o700 if path == half else 0o600)
        _settle(path)


def _dump(target: Path) -> dict[str, Any]:
    """Dump the database and count it in the same snapshot, while everybody goes on working."""
    path, major = fitting("pg_dump", server_major())
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone() or ("",)
        ran = subprocess.run(  # noqa: S603
            [path, *OPTIONS, f"--snapshot={snapshot}", f"--file={target}"],
            env=os.environ | address(), capture_output=True, text=True, check=False,
        )  # fmt: skip
        if ran.returncode:
            words = ran.stderr.strip() or f"it ended with code {ran.returncode}"
            raise RuntimeError(f"pg_dump could not save the database: {words}")
        applied: dict[str, list[str]] = {}
        for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
            applied.setdefault(app, []).append(name)
        kept = dict(KeyMark.objects.values_list("name", "mark"))
        return {
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "lapor": importlib.metadata.version("lapor"),
            "pg_dump": major,
            "migrations": applied,
            "keys": marks.marks() | kept,
            "tables": sums(cursor),
        }


def _collect(target: Path) -> int:
    """Put all files into one archive; return how many. One deleted meanwhile is left out."""
    count = 0
    if not settings.FILES.exists():
        closed_folder(settings.FILES)
    with tarfile.open(target, "w") as archive:
        for path in sorted(settings.FILES.rglob("*")):
            if path.is_file() and not path.is_symlink():
                with contextlib.suppress(FileNotFoundError):
                    archive.add(path, path.relative_to(settings.FILES).as_posix())
                    count += 1
    return count


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder, and sweep away what a killed backup left half done."""
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RuntimeError(f"Another backup into {folder} is being made.") from None
        for left in folder.glob(f"{PART}*"):
            shutil.rmtree(left)
        yield


def _settle(path: Path) -> None:
    """Let the disk have it: a rename before that could outlive what it names."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
