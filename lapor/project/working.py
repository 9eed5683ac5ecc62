"""Doing jobs: which queues, on whose connections, and what it is when the database goes away."""

import os
from collections.abc import Sequence

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.management.base import CommandError
from django.db import close_old_connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.periodic import PeriodicRegistry
from psycopg import AsyncConnection, InterfaceError, OperationalError
from psycopg_pool import PoolTimeout

from lapor.kit.seal import fits

GRACE_SECONDS = 15  # for the job in hand, when we are told to stop
AT_ONCE = 4  # jobs: a mail server that hangs holds up one of them, not the clock
CATCH_UP = {"max_delay": 24 * 3600.0}  # seconds: a worker that slept at night tidies when it wakes
PAUSE = 2.0  # seconds before the database that went away is looked for again
AWAY = (OperationalError, InterfaceError, PoolTimeout)


def require_courier() -> None:
    """Raise CommandError where this process can not open what is sealed to the courier."""
    if not settings.COURIER_KEY:
        raise CommandError("The courier's private key is missing: set LAPOR_COURIER_KEY.")
    if not fits(settings.COURIER_KEY, settings.COURIER_PUBLIC):
        raise CommandError(
            "The courier's private key does not open what its public half seals: set "
            "LAPOR_COURIER_KEY and LAPOR_COURIER_PUBLIC to two halves of one pair."
        )


def queues() -> list[str]:
    """Return the queues that tasks are of. What a bind alone can send waits in others."""
    return sorted({task.queue for task in app.tasks.values()})


async def work(names: Sequence[str], *, with_clock: bool = True) -> None:
    """Do jobs on connections of its own, until the database goes away or we are cancelled.

    The app itself keeps Django's connector, so that what a job defers is of its transaction.
    """
    if not isinstance(app.connector, DjangoConnector):
        raise CommandError("Procrastinate is not bound to Django's database.")
    worker = app.with_connector(app.connector.get_worker_connector())
    worker.periodic_defaults = CATCH_UP
    if not with_clock:
        worker.periodic_registry = PeriodicRegistry()  # type: ignore[no-untyped-call]
    # What the library's clock last used may be dead since the database went away, and would stay
    # so: it belongs to a thread in which no request and no job ever ends.
    await sync_to_async(close_old_connections)()
    # The library's pool would wait for half a minute before it says that nobody answers.
    await (await AsyncConnection.connect(**connector_params())).close()
    async with worker.open_async():
        await worker.run_worker_async(
            queues=names,
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
