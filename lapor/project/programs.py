"""PostgreSQL's own programs: which one to call, and how it is told where the database is."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from lapor.project.places import binaries

ADDRESS = {
    "HOST": "PGHOST",
    "PORT": "PGPORT",
    "USER": "PGUSER",
    "NAME": "PGDATABASE",
    "PASSWORD": "PGPASSWORD",
}
OPTIONS = {
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "passfile": "PGPASSFILE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
}
WITH_TLS = ("require", "verify-ca", "verify-full")
DEBIAN = Path("/usr/lib/postgresql")


def program(name: str) -> str:
    """Return the path of PostgreSQL's own program.

    A server elsewhere asks for TLS, which the embedded programs lack: there the machine's own win.
    """
    return next(candidates(name))


def fitting(name: str, at_least: int) -> tuple[str, int]:
    """Return the path and the major version of a program no older than `at_least`.

    An older pg_dump refuses a newer server, and an older pg_restore a newer dump. Raises
    `RuntimeError` that names what was found and what to install.
    """
    seen = []
    for path in candidates(name):
        major = major_of(path)
        if major >= at_least:
            return path, major
        seen.append(f"{path} is of version {major}")
    found = "; ".join(seen) or "none was found"
    raise RuntimeError(
        f"{name} of PostgreSQL {at_least} or newer is needed: {found}. Install the client "
        f"programs of PostgreSQL {at_least} (Debian: postgresql-client-{at_least}), or put the "
        "folder of the right ones first on PATH."
    )


def candidates(name: str) -> Iterator[str]:
    """Yield where this program may be, the most fitting first; the embedded one is always last."""
    options = settings.DATABASES["default"].get("OPTIONS", {})
    if not settings.EMBEDDED:
        if own := shutil.which(name):
            yield own
        versions = DEBIAN.glob(f"*/bin/{name}")
        yield from map(str, sorted(versions, key=lambda path: path.parts[-3], reverse=True))
    if settings.EMBEDDED or options.get("sslmode") not in WITH_TLS:
        yield str(binaries() / name)


def major_of(path: str) -> int:
    """Return the major version of a program, as it says itself; 0 where there is none."""
    try:
        ran = subprocess.run(  # noqa: S603
            [path, "--version"], capture_output=True, text=True, check=False, cwd="/"
        )
    except OSError:
        return 0
    found = re.search(r"\) (\d+)", ran.stdout)
    return int(found[1]) if found else 0


def address() -> dict[str, str]:
    """Return the settings of the database as libpq reads them from the environment."""
    database = settings.DATABASES["default"]
    fields = {key: database.get(key) for key in ADDRESS} | database["OPTIONS"]
    names = ADDRESS | OPTIONS
    return {names[key]: str(value) for key, value in fields.items() if key in names and value}


def server_major() -> int:
    """Return the major version of the server."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        (number,) = cursor.fetchone() or ("0",)
    return int(number) // 10000
