"""What a watchman asks: is the process up, and can it do its work."""

from datetime import timedelta
from functools import cache

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from procrastinate.contrib.django.models import ProcrastinateWorker
from psycopg_pool import PoolTimeout

from lapor.files import scanning

ALIVE = timedelta(seconds=35)  # a worker's heart beats every ten
GONE = (DatabaseError, InterfaceError, PoolTimeout)
OK, DOWN, UNKNOWN = "ok", "down", "unknown"


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer that this process lives; asks nobody else."""
    return JsonResponse({"process": OK})


@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Tell each part; 503 if one is not well. Takes two seconds when the database is gone."""
    parts = {"database": DOWN, "migrations": UNKNOWN, "worker": UNKNOWN}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        parts["database"] = OK
        parts["migrations"] = OK if is_migrated() else DOWN
        if parts["migrations"] == OK:
            parts["worker"] = OK if has_worker() else DOWN
    except GONE:
        connection.close()
    red = set(parts.values()) != {OK}
    if settings.CLAMAV:  # without it files wait; reports do not
        parts["scanner"] = OK if has_scanner() else DOWN
    return JsonResponse(parts, status=503 if red else 200)


def has_worker() -> bool:
    since = timezone.now() - ALIVE
    return ProcrastinateWorker.objects.filter(last_heartbeat__gt=since).exists()


def has_scanner() -> bool:
    """Say whether the scanner for viruses answers."""
    try:
        scanning.require_answer()
    except scanning.Unanswered:
        return False
    return True


class NotMigrated(Exception):
    """Keeps a "no" out of the cache: it changes, a "yes" does not while this process lives."""


def is_migrated() -> bool:
    try:
        return require_migrated()
    except NotMigrated:
        return False


@cache
def require_migrated() -> bool:
    """Return True if no migration waits, and remember it; raises `NotMigrated` otherwise."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotMigrated
    return True
