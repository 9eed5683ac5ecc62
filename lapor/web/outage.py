"""The page that keeps what was typed when the database is gone."""

import sys
import threading
import time
from collections.abc import Callable

import psycopg
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from psycopg_pool import PoolTimeout

from lapor.files.shelf import Unread

GONE = (OperationalError, InterfaceError, PoolTimeout)
WRAPPED = (*GONE, psycopg.OperationalError, psycopg.InterfaceError)  # the driver's own, too
# Never written back, as no field named after a password.
SECRET = ("csrfmiddlewaretoken", "code", "secret", "credential")
WATCHMEN = ("/healthz", "/readyz", "/metrics")  # they tell the state, so they are always let in
UNREAD = ("proof", "turn", "terms", "client_key")  # signed or counted by machines, for machines
LONG = 60  # letters; what is longer is shown, so that it can be copied
RETRY_SECONDS = "5"
PAUSE = 1.0  # seconds after a failure in which nobody looks again


class Watch:
    """What this process knows of the database.

    Looking takes two seconds when it is gone. If every request looked for itself, all threads
    would wait and a queue would form before the page that says so; so one looks, the rest are
    answered at once.
    """

    def __init__(self) -> None:
        self.failed_at: float | None = None
        self.looking = threading.Lock()

    def note_failure(self) -> None:
        self.failed_at = time.monotonic()

    def is_gone(self) -> bool:
        """Tell whether it was gone a moment ago and nobody has found it back."""
        if self.failed_at is None:
            return False
        if time.monotonic() - self.failed_at < PAUSE or not self.looking.acquire(blocking=False):
            return True
        try:
            connection.ensure_connection()
        except GONE:
            self.note_failure()
            return True
        finally:
            self.looking.release()
        self.failed_at = None
        return False


WATCH = Watch()


class OutageMiddleware:
    """Stands inside the CSRF layer, whose cookie the kept form needs, and outside all that reads
    the database. Catches what a view raises; a failure in a middleware comes by `server_error`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path not in WATCHMEN and WATCH.is_gone():
            return outage(request)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Unread):  # where files lie; the database is there
            return outage(request)
        if not is_outage(error):
            return None
        WATCH.note_failure()
        return outage(request)


def server_error(request: HttpRequest) -> HttpResponse:
    """The site's handler of uncaught exceptions."""
    if is_outage(sys.exc_info()[1]):
        WATCH.note_failure()
        return outage(request)
    return HttpResponse(render_to_string("500.html"), status=500)


def is_outage(error: BaseException | None) -> bool:
    """Say whether the database failed, also where a library put its own error around that.

    So it does when a job is queued: without this a full disk would cost the words.
    """
    return isinstance(error, GONE) or isinstance(getattr(error, "__cause__", None), WRAPPED)


def outage(request: HttpRequest) -> HttpResponse:
    """Return 503 with the same form once more. Renders without session and context processors."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if not is_secret(name)
    ]
    context = {
        "path": request.get_full_path(),
        "posted": request.method == "POST",
        "hidden": [field for field in fields if not is_shown(*field)],
        "shown": [field for field in fields if is_shown(*field)],
        "files": bool(request.FILES),
        "csrf_token": get_token(request),
    }
    response = HttpResponse(render_to_string("503.html", context), status=503)
    response.headers["Retry-After"] = RETRY_SECONDS
    response.headers["Cache-Control"] = "no-store"
    return response


def is_secret(name: str) -> bool:
    """Say whether a field of this name must not stand in a page that gives words back."""
    return name in SECRET or "password" in name.lower()


def is_shown(name: str, text: str) -> bool:
    """Say whether a field is shown, to be copied, and not only carried."""
    return name not in UNREAD and is_long(text)


def is_long(text: str) -> bool:
    return len(text) > LONG or "\n" in text
