"""`lapor worker`: does the jobs that wait. Alone it holds the courier's key."""

import asyncio
import os
import signal
from typing import Any

import structlog
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException
from psycopg import AsyncConnection, InterfaceError, OperationalError
from psycopg_pool import PoolTimeout

from lapor.kit.seal import fits
from lapor.project.connections import close_connections
from lapor.project.lifeline import keep_to_itself
from lapor.project.marks import complaint

GRACE_SECONDS = 15  # for the job in hand, when we are told to stop
AT_ONCE = 4  # jobs: a mail server that hangs holds up one of them, not the clock
CATCH_UP = {"max_delay": 24 * 3600.0}  # seconds: a worker that slept at night tidies when it wakes
PAUSE = 2.0  # seconds before the database that went away is looked for again
AWAY = (OperationalError, InterfaceError, PoolTimeout)
ENDS = (signal.SIGINT, signal.SIGTERM)

log = structlog.get_logger("lapor.worker")


class Command(BaseCommand):
    help = "Do the jobs: deliveries, the clock, the public projection."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.COURIER_KEY:
            raise CommandError("The courier's private key is missing: set LAPOR_COURIER_KEY.")
        if not fits(settings.COURIER_KEY, settings.COURIER_PUBLIC):
            raise CommandError(
                "The courier's private key does not open what its public half seals: set "
                "LAPOR_COURIER_KEY and LAPOR_COURIER_PUBLIC to two halves of one pair."
            )
        if says := complaint():
            raise CommandError(says)
        keep_to_itself()  # what opens strangers' files runs under the same account
        close_connections()
        asyncio.run(self.work_until_told())

    async def work_until_told(self) -> None:
        """Work until a signal comes; what ends without one is begun anew.

        A worker of the library ends, without a complaint, once the database was away. Raises what
        is not an outage: then a person must look, and the exit code is not 0.
        """
        told, loop = asyncio.Event(), asyncio.get_running_loop()
        for number in ENDS:
            loop.add_signal_handler(number, told.set)
        telling, complained = asyncio.create_task(told.wait()), False
        while not told.is_set():
            working = asyncio.create_task(work())
            await asyncio.wait({working, telling}, return_when=asyncio.FIRST_COMPLETED)
            if told.is_set():
                working.cancel()
            (error,) = await asyncio.gather(working, return_exceptions=True)
            if told.is_set():
                return
            if isinstance(error, BaseException) and not is_outage(error):
                raise error
            log.warning("worker_begins_anew")
            if not complained:
                self.stderr.write("The database went away; looking for it until it is back.")
            complained = error is not None
            await asyncio.wait({telling}, timeout=PAUSE)


async def work() -> None:
    """Do jobs on connections of its own, until the database goes away or we are cancelled.

    The app itself keeps Django's connector, so that what a job defers is of its transaction.
    """
    if not isinstance(app.connector, DjangoConnector):
        raise CommandError("Procrastinate is not bound to Django's database.")
    worker = app.with_connector(app.connector.get_worker_connector())
    worker.periodic_defaults = CATCH_UP
    # What the library's clock last used may be dead since the database went away, and would stay
    # so: it belongs to a thread in which no request and no job ever ends.
    await sync_to_async(close_old_connections)()
    # The library's pool would wait for half a minute before it says that nobody answers.
    await (await AsyncConnection.connect(**connector_params())).close()
    async with worker.open_async():
        await worker.run_worker_async(
            name=f"worker-{os.getpid()}",
            concurrency=AT_ONCE,
            shutdown_graceful_timeout=GRACE_SECONDS,
            install_signal_handlers=False,
            delete_jobs="never",  # a periodic task removes them after a while
        )


def is_outage(error: BaseException) -> bool:
    """Say whether the database was away, whatever the library wrapped that in."""
    inner = error.__cause__ if isinstance(error, ConnectorException) else error
    return isinstance(inner, AWAY)
