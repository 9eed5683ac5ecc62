"""The console script `lapor`: a thin entry to the management commands."""

import os
import signal
import sys

from django.core.management import execute_from_command_line
from django.db.utils import OperationalError

from lapor.project.lifeline import die_with_parent

# The rest is "command".
OF_THEIR_OWN = ("run", "serve", "worker", "lmtp", "smpp", "restore", "keys", "custodian")
OPENS_ADDRESSES = ("LAPOR_COURIER_KEY", "LAPOR_COURIER_KEY_FILE")  # theirs alone who send:
COURIERS = ("worker", "smpp")
OPENS_NAMES = ("LAPOR_NAMES_KEY", "LAPOR_NAMES_KEY_FILE")  # the web server's alone
# libpq would follow these to another server than the one the settings name.
MISLEADING = ("PGHOST", "PGHOSTADDR", "PGPORT", "PGSERVICE", "PGSERVICEFILE", "PGOPTIONS")


def main() -> None:
    """Run one command. Which kind of process this is decides which keys it may read."""
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    os.environ["DJANGO_SETTINGS_MODULE"] = "lapor.project.settings"
    os.environ["LAPOR_PROCESS"] = command if command in OF_THEIR_OWN else "command"
    for name in MISLEADING:
        os.environ.pop(name, None)
    # Who cannot read it cannot leak it.
    for names, users in ((OPENS_ADDRESSES, COURIERS), (OPENS_NAMES, ("serve",))):
        for name in names if command not in ("run", *users) else ():
            os.environ.pop(name, None)
    if supervisor := os.environ.pop("LAPOR_SUPERVISOR", ""):
        die_with_parent(int(supervisor))
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        execute_from_command_line(["lapor", *sys.argv[1:]])
    except KeyboardInterrupt:
        sys.exit(130)
    except OperationalError as error:
        sys.exit(f"lapor: the database does not answer. Does `lapor run` run? ({error})")


if __name__ == "__main__":
    main()
