"""Sets the stage: a cluster of its own, and Django on it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.conf import settings
from django.core.management import call_command

from lapor.kit.seal import new_keys
from lapor.project.postgres import Cluster, throw_away


@contextmanager
def staged() -> Iterator[Cluster]:
    """Yield a migrated throw-away cluster that Django is connected to; remove it afterwards.

    It does not wait for the disk, so that what is measured is work and not the machine's disk.
    """
    cluster = throw_away()
    cluster.start()
    try:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lapor.project.settings")
        settings.DATABASES["default"] |= {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "lapor",
            "USER": "lapor",
            "HOST": str(cluster.socket),
            "OPTIONS": {},
            "CONN_MAX_AGE": None,
        }
        settings.ROOT_URLCONF = "bench.urls"
        settings.ALLOWED_HOSTS = ["localhost"]
        settings.STATIC_ROOT = cluster.home / "static"
        settings.STATIC_ROOT.mkdir()
        settings.STORAGES = settings.STORAGES | {
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        }
        settings.COURIER_KEY, settings.COURIER_PUBLIC = new_keys()
        settings.CUSTODIANS = (new_keys()[1], new_keys()[1])
        settings.LOGGING_CONFIG = None
        django.setup()
        call_command("migrate", verbosity=0)
        call_command("createcachetable")
        yield cluster
    finally:
        cluster.remove()
