"""What a watchman measures, as Prometheus reads it. No label names a person, an office or a report.

What this process counts itself is requests; the rest is asked of the database, at most once in
`FRESH` seconds, however often and by however many it is scraped.
"""

import hmac
import ipaddress
import threading
import time
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from psycopg_pool import PoolTimeout

from lapor.kit.ids import first_of

FRESH = 15.0  # seconds
LATELY = timedelta(hours=24)
GONE = (DatabaseError, InterfaceError, PoolTimeout)
TEXT = "text/plain; version=0.0.4; charset=utf-8"
METHODS = ("GET", "HEAD", "POST", "OPTIONS")
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED")

REQUESTS = Histogram(
    "lapor_request_seconds",
    "Requests answered, by method, name of the page and class of the status.",
    ("method", "route", "status"),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0),
)

# Each gives rows of (labels..., value). Nothing here reads a whole table that only grows.
QUEUES = """
SELECT queue_name, count(*), coalesce(extract(epoch FROM %(now)s - min(at)), 0)::float
FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred'
WHERE j.status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= %(now)s) GROUP BY 1
"""
OVERDUE = """
SELECT due_clock, count(*) FROM reports_report
WHERE status IN ('received', 'held', 'assigned', 'in_progress') AND due_at < %(now)s GROUP BY 1
"""
MOVES = "SELECT move, count(*) FROM reports_event WHERE at >= %(since)s GROUP BY 1"
LETTERS = "SELECT state, fault, count(*) FROM outbox_message WHERE id >= %(first)s GROUP BY 1, 2"
HEARTBEAT = (
    "SELECT extract(epoch FROM %(now)s - max(last_heartbeat))::float FROM procrastinate_workers"
)
RUNS = "SELECT name, extract(epoch FROM at)::float FROM project_lastrun"


def count_request(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answered request under the name of its page, never under its address."""
    known = method if method in METHODS else "other"
    REQUESTS.labels(known, route, f"{status // 100}xx").observe(seconds)


@require_GET
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Show the figures to this machine, or to who brings the token; to others there is nothing."""
    if not is_allowed(request):
        raise Http404
    return HttpResponse(exposition(timezone.now()), content_type=TEXT)


def is_allowed(request: HttpRequest) -> bool:
    """With a token set, the token alone counts; without one, a caller on this machine.

    Behind a proxy every caller seems to be on this machine, so there a token is needed.
    """
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode())
    if settings.BEHIND_PROXY or any(name in request.META for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def exposition(now: datetime) -> bytes:
    """Return all figures as text: the requests of every process, and what the database says."""
    registry = CollectorRegistry()
    if settings.METRICS_FOLDER:
        # The library has no types here.
        MultiProcessCollector(registry, path=settings.METRICS_FOLDER)  # type: ignore[no-untyped-call]
    else:
        registry.register(REQUESTS)
    registry.register(DATABASE.at(now))
    return generate_latest(registry)


class DatabaseFigures:
    """What the database says; remembered for a moment, and asked by one at a time."""

    def __init__(self) -> None:
        self.asking = threading.Lock()
        self.asked_at = float("-inf")
        self.known: list[Metric] = []
        self.now = timezone.now()

    def at(self, now: datetime) -> "DatabaseFigures":
        self.now = now
        return self

    def forget(self) -> None:
        self.asked_at = float("-inf")

    def collect(self) -> Iterable[Metric]:
        with self.asking:
            if time.monotonic() - self.asked_at > FRESH:
                self.known = list(self.ask())
                self.asked_at = time.monotonic()
            return self.known

    def ask(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("lapor_database_up", "1 if the database answers.")
        try:
            figures = list(read(self.now))
        except GONE:
            connection.close()
            figures = []
        up.add_metric([], float(bool(figures)))
        return iter([up, *figures])


DATABASE = DatabaseFigures()


def read(now: datetime) -> Iterator[Metric]:
    """Ask the database for everything it knows: six statements, however much there is."""
    given: dict[str, datetime | UUID] = {
        "now": now,
        "since": now - LATELY,
        "first": first_of(now - LATELY),
    }

    def rows(statement: str) -> list[tuple[str | float, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(statement, given)
            return list(cursor.fetchall())

    queues = rows(QUEUES)
    yield gauge("lapor_queue_jobs", "Jobs that wait.", ["queue"], (row[:2] for row in queues))
    yield gauge(
        "lapor_queue_age_seconds", "Age of the oldest waiting job.", ["queue"],
        ((row[0], row[2]) for row in queues),
    )  # fmt: skip
    missed = rows(OVERDUE)
    yield gauge("lapor_overdue", "Open reports whose earliest date is missed.", ["clock"], missed)
    yield gauge("lapor_moves_24h", "Steps taken in 24 hours.", ["move"], rows(MOVES))
    yield gauge(
        "lapor_messages_24h", "Letters of 24 hours, by how far they came.", ["state", "fault"],
        rows(LETTERS),
    )  # fmt: skip
    beats = [row for row in rows(HEARTBEAT) if row[0] is not None]
    yield gauge("lapor_worker_heartbeat_seconds", "Since a worker was last heard.", [], beats)
    yield gauge(
        "lapor_last_run_timestamp_seconds", "When something was last done to its end.", ["name"],
        rows(RUNS),
    )  # fmt: skip


def gauge(
    name: str, says: str, labels: list[str], rows: Iterable[tuple[str | float, ...]]
) -> Metric:
    """Return one family; the last column of each row is its value."""
    family = GaugeMetricFamily(name, says, labels=labels)
    for *named, value in rows:
        family.add_metric([str(label) for label in named], float(value))
    return family
