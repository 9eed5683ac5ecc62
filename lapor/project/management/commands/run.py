"""`lapor run`: everything on this machine, from nothing to an address, until Ctrl-C."""

import os
import socket
import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError
from django.db.models import QuerySet
from psycopg_pool import PoolTimeout

from lapor.channels.email import mailboxes
from lapor.channels.sms import holding
from lapor.outbox.models import ChannelAccount
from lapor.project.cli import OPENS_ADDRESSES, OPENS_NAMES
from lapor.project.connections import close_connections
from lapor.project.demo import FEW, sign_ins
from lapor.project.lock import alone
from lapor.project.marks import complaint
from lapor.project.postgres import Cluster
from lapor.project.supervisor import Child, Supervisor
from lapor.project.whereabouts import is_on_this_machine

LARGEST_LOG = 10_000_000  # bytes; a longer one is put aside at the start


class Command(BaseCommand):
    help = "Start the database, bring it up to date, and serve until Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reports", type=int, help="how many demo reports to invent")

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_on_this_machine(settings.DATABASES["default"]):
            raise CommandError(
                "`lapor run` only uses a database on this machine, and DATABASE_URL names another "
                "host. It would migrate and seed it. Leave DATABASE_URL empty, or use "
                "`lapor migrate`, `lapor serve` and `lapor worker` there."
            )
        with alone():
            require_port(settings.PORT)
            put_old_logs_aside()
            cluster = Cluster(settings.HOME) if settings.EMBEDDED else None
            try:
                self.start(cluster)
                self.prepare(options["reports"])
                if says := complaint():
                    raise CommandError(says)
                self.supervise(cluster)
            finally:
                close_connections()
                if cluster:
                    cluster.stop()
                self.say("Stopped.")

    def start(self, cluster: Cluster | None) -> None:
        if cluster is None:
            return
        if cluster.places.moved:
            self.say(f"PostgreSQL may not run as root; its data lie in {cluster.places.base}.")
        adopted = cluster.start()
        self.say("Database: found running." if adopted else "Database: started.")

    def prepare(self, reports: int | None) -> None:
        """Bring tables, static files and reference data up to date. Each step is repeatable."""
        self.say("Tables, static files and reference data ...")
        call_command("prepare", reports=reports, stdout=self.stdout)

    def supervise(self, cluster: Cluster | None) -> None:
        people = sign_ins(FEW) if settings.DEMO else []
        close_connections()  # the children have their own

        def greet() -> bool:
            if not answers(settings.PORT):
                return False
            self.welcome(people)
            return True

        def watch() -> None:
            if cluster and not cluster.is_living():
                self.say("Database: gone; starting it again.")
                cluster.start()

        Supervisor(children(), say=self.say, watch=watch, greet=greet).run()

    def welcome(self, people: list[tuple[str, str, str]]) -> None:
        self.say(f"\nLAPOR answers at {settings.ADDRESS}/  (Ctrl-C stops everything)")
        if people:
            self.say("Demo sign-ins at /desk/ (second factor: `lapor demo code USER`):")
            width = max(len(username) for _, username, _ in people)
            for role, username, password in people:
                self.say(f"  {username:<{width}}  {password}  {role}")
            self.say(f"Their codes of now: {settings.ADDRESS}/dev/codes")
            self.say(f"The mail that is sent: {settings.ADDRESS}/dev/mail")

    def say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()


def children() -> list[Child]:
    """The web server, the worker and the doors of channels, each without the keys of others."""
    web, worker, door = (
        {key: value for key, value in os.environ.items() if key not in others}
        for others in (OPENS_ADDRESSES, OPENS_NAMES, OPENS_ADDRESSES + OPENS_NAMES)
    )
    lapor = [sys.executable, "-m", "lapor.project.cli"]
    return [
        Child("Web server", [*lapor, "serve"], web),
        Child("Worker", [*lapor, "worker"], worker),
        Child("SMS", [*lapor, "smpp"], worker, wanted=lambda: is_any(holding.bound)),
        Child("Letters", [*lapor, "lmtp"], door, wanted=lambda: is_any(mailboxes.brought)),
    ]


def is_any(rows: Callable[[], QuerySet[ChannelAccount]]) -> bool | None:
    """Say whether there is such an account now; None where the database does not answer."""
    try:
        return rows().exists()
    except (OperationalError, InterfaceError, PoolTimeout):
        return None
    finally:
        close_connections()


def require_port(port: int) -> None:
    """Raise `CommandError` if somebody else listens there: our greeting would name a stranger."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise CommandError(
                f"Port {port} is taken. Choose another: make run PORT={port + 1}"
            ) from None


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def put_old_logs_aside() -> None:
    for log in settings.LOG_FOLDER.glob("*.log"):
        if log.stat().st_size > LARGEST_LOG:
            log.replace(log.with_suffix(".log.1"))
