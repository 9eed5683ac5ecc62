"""What a watchman asks: is the process up, and can it do its work."""

import threading
from collections.abc import Callable
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
SCANNER = "scanner"
FRESH, OLD = 2, 10  # seconds: an answer is told on; told on while somebody looks
Parts = dict[str, str]


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer that this process lives; asks nobody else."""
    return JsonResponse({"process": OK})


@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Tell each part; 503 if one is not well. Takes two seconds when the database is gone.

    The scanner turns nothing red: without it files wait; reports do not.
    """
    parts = LAST.told()
    red = {state for part, state in parts.items() if part != SCANNER} != {OK}
    return JsonResponse(parts, status=503 if red else 200)


def look() -> Parts:
    """Return how each part is."""
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
    if settings.CLAMAV:
        parts[SCANNER] = OK if has_scanner() else DOWN
    return parts


class Last:
    """What was found the last time, told on for a moment.

    Anybody may ask, and a look costs statements, or seconds where something is gone. So one looks;
    who asks meanwhile is told what was found just before, and waits only where that is too old.
    """

    def __init__(self, look: Callable[[], Parts]) -> None:
        self.look = look
        self.found: Parts = {}
        self.at = 0.0
        self.looking = threading.Lock()

    def told(self) -> Parts:
        """Return the parts as they are, or were `FRESH` seconds ago."""
        if not self._is_within(FRESH) and self.looking.acquire(blocking=not self._is_within(OLD)):
            try:
                if not self._is_within(FRESH):  # who held the lock has just looked
                    self.found = self.look()
                    self.at = timezone.now().timestamp()
            finally:
                self.looking.release()
        return self.found

    def forget(self) -> None:
        self.at = 0.0

    def _is_within(self, seconds: float) -> bool:
        """Say whether it is no older. What a clock that was put back calls the future is old."""
        return 0 <= timezone.now().timestamp() - self.at < seconds


LAST = Last(look)


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
