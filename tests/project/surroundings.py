"""A process of LAPOR as a person starts it: a home of its own and no settings but these."""

import os
import socket
from pathlib import Path


def surroundings(home: Path, **settings: str) -> dict[str, str]:
    """Return an environment with this home, a free port and no PostgreSQL on its path."""
    ours = ("LAPOR_", "PG", "DATABASE_URL", "EMAIL_URL", "PORT")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    quiet = {"LAPOR_STDERR": "CRITICAL"}  # the log files tell; a pipe that nobody reads fills up
    here = {"PATH": "/usr/bin:/bin", "LAPOR_HOME": str(home), "PORT": free_port()}
    return kept | quiet | here | settings


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])
