"""Puts a backup back, or tries it out. The database changes whole and proved, or not at all."""

import contextlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from lapor.files.shelf import modes
from lapor.outbox.models import Message
from lapor.project import manifest
from lapor.project.connections import close_connections
from lapor.project.manifest import Manifest
from lapor.project.places import closed_folder
from lapor.project.postgres import NAME, Cluster, throw_away
from lapor.project.programs import address, fitting, server_major
from lapor.project.sums import EMPTY, FLEETING, comparison, tables
from lapor.reports import feeds

WAITING = (Message.State.QUEUED, Message.State.SENDING)
SUPPLIED = "CREATE EXTENSION IF NOT EXISTS pg_stat_statements"


@dataclass(frozen=True)
class Restored:
    """What a restore or a drill found."""

    tables: int
    rows: int
    files: int
    waiting: int = 0  # letters that the worker will send


def check(folder: Path) -> Manifest:
    """Return the manifest of a backup that is whole and that this release can take over."""
    page = manifest.read(folder)
    manifest.require_whole(folder, page)
    known = MigrationLoader(None).disk_migrations
    newer = [
        f"{app}.{name}"
        for app, names in page.migrations.items()
        for name in names
        if (app, name) not in known
    ]
    if newer:
        raise RuntimeError(
            f"The backup was made by LAPOR {page.lapor}, which is newer than this one: it has "
            f"steps that are unknown here ({', '.join(newer[:3])}). Restore it with that release."
        )
    return page


def require_free(*, replace: bool) -> None:
    """Raise `RuntimeError` while somebody else works with the database, or where it has tables."""
    if others := other_connections():
        raise RuntimeError(
            f"{others} other connections work with this database. Stop the web server and the "
            "worker first."
        )
    with connection.cursor() as cursor:
        if not replace and tables(cursor):
            raise RuntimeError(
                "The database is not empty. With --replace the backup takes the place of all that "
                "is in it; make a backup of it first."
            )
    if not replace and settings.FILES.exists() and any(settings.FILES.iterdir()):
        raise RuntimeError(f"There are files in {settings.FILES}. With --replace they are deleted.")


def other_connections() -> int:
    """Return how many others are connected; asked outside our pool, which may hold several."""
    close_connections()
    asked = connection.get_connection_params()
    asked.pop("pool", None)
    with psycopg.connect(**asked) as alone:
        row = alone.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        ).fetchone()
    return row[0] if row else 0


def restore(folder: Path, page: Manifest) -> Restored:
    """Put everything back that `check` approved, then bring it up to this release.

    Raises `RuntimeError`; then database and files are as they were. Everybody is signed out, and
    no calendar address opens anything: what was ended after the backup must not live again.
    """
    with unpacked(folder, page) as files:
        server = server_major()
        close_connections()  # ours would hold locks
        load(folder / manifest.DATABASE, page, os.environ | address(), server)
        _swap(files)
    if settings.EMBEDDED:
        Cluster(settings.HOME).sql(NAME, SUPPLIED)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    with transaction.atomic(), connection.cursor() as cursor:
        for name in FLEETING:  # an older release saved their rows, too
            cursor.execute(f"DELETE FROM {name}")  # noqa: S608 - names of ours
    feeds.end_all(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    waiting = Message.objects.filter(state__in=WAITING).count()
    return _counted(page, waiting)


def drill(folder: Path, page: Manifest) -> Restored:
    """Put the backup into a cluster that is thrown away, and compare every table and file."""
    cluster = throw_away()
    try:
        cluster.start()
        there = {"PGHOST": str(cluster.socket), "PGUSER": NAME, "PGDATABASE": NAME}
        load(folder / manifest.DATABASE, page, os.environ | there, int(cluster.version()), cluster)
        with unpacked(folder, page, below=cluster.home):
            return _counted(page, 0)
    finally:
        cluster.remove()


def load(
    dump: Path,
    page: Manifest,
    environment: Mapping[str, str],
    server: int,
    cluster: Cluster | None = None,
) -> None:
    """Empty a database and fill it from a dump, in one transaction that ends with a comparison.

    Raises `RuntimeError`; then the database is as it was.
    """
    at_least = max(page.pg_dump, server)
    if cluster and page.pg_dump > server:
        raise RuntimeError(
            f"The dump was made by pg_dump {page.pg_dump}; the embedded PostgreSQL is {server}."
        )
    programs = [
        str(cluster.bin / name) if cluster else fitting(name, at_least)[0]
        for name in ("pg_restore", "psql")
    ]
    with tempfile.TemporaryFile("w+") as words:
        done = _pour(dump, comparison(page.tables), programs, environment, words.fileno())
        words.seek(0)
        said = [line for line in words.read().splitlines() if line.strip()]
    if not done:
        raise RuntimeError(
            "The database could not be restored, and is as it was before. PostgreSQL says:\n"
            + "\n".join(said[-5:])
        )


def _pour(
    dump: Path, proof: str, programs: list[str], environment: Mapping[str, str], words: int
) -> bool:
    """Let pg_restore write SQL into psql; commit only after both did all they had to."""
    reading = [programs[0], "--no-owner", "--no-privileges", "--no-comments", "--file=-", str(dump)]
    writing = [programs[1], "-XqAt", "-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=terse", "--file=-"]
    with (
        subprocess.Popen(reading, stdout=subprocess.PIPE, stderr=words) as source,  # noqa: S603
        subprocess.Popen(  # noqa: S603
            writing, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=words, env=environment
        ) as target,
    ):
        assert source.stdout
        assert target.stdin
        try:
            target.stdin.write(f"BEGIN;\n{EMPTY}\n".encode())
            shutil.copyfileobj(source.stdout, target.stdin)
            if source.wait() == 0:
                target.stdin.write(f"\n{proof}\nCOMMIT;\n".encode())
            target.stdin.close()
        except BrokenPipeError:  # psql stopped at an error; it has said which
            source.kill()
            with contextlib.suppress(BrokenPipeError):
                target.stdin.close()
        return source.wait() == 0 and target.wait() == 0


@contextlib.contextmanager
def unpacked(folder: Path, page: Manifest, below: Path | None = None) -> Iterator[Path]:
    """Give the files of a backup in a folder beside where they belong; remove it afterwards.

    Only plain files with a name below the folder are taken. Raises `RuntimeError` where fewer or
    more than the manifest says are there.
    """
    target = (below or settings.FILES.parent) / "files.restored"
    shutil.rmtree(target, ignore_errors=True)
    closed_folder(target)
    of_folders, of_files = modes(target)
    target.chmod(of_folders)
    try:
        count = 0
        with tarfile.open(folder / manifest.FILES) as archive:
            for entry in archive:
                name = PurePosixPath(entry.name)
                if not entry.isreg() or name.is_absolute() or ".." in name.parts:
                    raise RuntimeError(
                        f"The archive of files holds {entry.name!r}, which is no file."
                    )
                content = archive.extractfile(entry)
                assert content
                path = target / name
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                path.parent.chmod(of_folders)
                path.touch(mode=0o600)
                path.chmod(of_files)
                with path.open("wb") as file:
                    shutil.copyfileobj(content, file)
                count += 1
        if count != page.files:
            raise RuntimeError(f"The archive holds {count} files; the manifest says {page.files}.")
        yield target
    except OSError as error:
        raise RuntimeError(f"The files could not be unpacked: {error}") from None
    finally:
        shutil.rmtree(target, ignore_errors=True)


def _swap(files: Path) -> None:
    old = settings.FILES.with_name("files.old")
    shutil.rmtree(old, ignore_errors=True)
    if settings.FILES.exists():
        settings.FILES.rename(old)
    files.rename(settings.FILES)
    shutil.rmtree(old, ignore_errors=True)


def _counted(page: Manifest, waiting: int) -> Restored:
    rows = sum(count for count, _total in page.tables.values())
    return Restored(len(page.tables), rows, page.files, waiting)
