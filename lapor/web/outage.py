"""The page that keeps what was typed when the database is gone."""

import sys
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from psycopg_pool import PoolTimeout

GONE = (OperationalError, InterfaceError, PoolTimeout)
SECRET = ("csrfmiddlewaretoken", "password")  # fields so begun are never written back
LONG = 60  # letters; what is longer is shown, so that it can be copied
RETRY_SECONDS = "5"


class OutageMiddleware:
    """Catches what a view raises; a failure in a middleware comes by `server_error`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return outage(request) if isinstance(error, GONE) else None


def server_error(request: HttpRequest) -> HttpResponse:
    """The site's handler of uncaught exceptions."""
    if isinstance(sys.exc_info()[1], GONE):
        return outage(request)
    return HttpResponse(render_to_string("500.html"), status=500)


def outage(request: HttpRequest) -> HttpResponse:
    """Return 503 with the same form once more. Renders without session and context processors."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if not name.startswith(SECRET)
    ]
    context = {
        "path": request.get_full_path(),
        "posted": request.method == "POST",
        "hidden": [field for field in fields if not is_long(field[1])],
        "shown": [field for field in fields if is_long(field[1])],
        "files": bool(request.FILES),
        "csrf_token": get_token(request),
    }
    response = HttpResponse(render_to_string("503.html", context), status=503)
    response.headers["Retry-After"] = RETRY_SECONDS
    response.headers["Cache-Control"] = "no-store"
    return response


def is_long(text: str) -> bool:
    return len(text) > LONG or "\n" in text
