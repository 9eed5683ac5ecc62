"""`lapor worker`: does the jobs that wait. Alone it holds the courier's key."""

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

GRACE_SECONDS = 15  # for the job in hand, when we are told to stop
AT_ONCE = 4  # jobs: a mail server that hangs holds up one of them, not the clock
CATCH_UP = {"max_delay": 24 * 3600.0}  # seconds: a worker that slept at night tidies when it wakes


class Command(BaseCommand):
    help = "Do the jobs: deliveries, the clock, the public projection."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.COURIER_KEY:
            raise CommandError("The courier's private key is missing: set LAPOR_COURIER_KEY.")
        if not isinstance(app.connector, DjangoConnector):
            raise CommandError("Procrastinate is not bound to Django's database.")
        # The app itself keeps Django's connector, so that what a job defers is of its transaction.
        worker = app.with_connector(app.connector.get_worker_connector())
        worker.periodic_defaults = CATCH_UP
        worker.run_worker(
            name=f"worker-{os.getpid()}",
            concurrency=AT_ONCE,
            shutdown_graceful_timeout=GRACE_SECONDS,
            delete_jobs="never",  # a periodic task removes them after a while
        )
