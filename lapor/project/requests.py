"""One line of log and one count for each request that reached a page.

It names the page, never the address: an address may hold a token or a code. Who asked is not said.
"""

import secrets
import time
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from lapor.project.metrics import count_request

NO_PAGE = "none"  # an address that leads nowhere, or that a layer above the pages answered
STATIC = "static"  # counted together, and no line each: they follow a page
WATCHMEN = ("healthz", "readyz", "metrics")  # they ask all the time
HEADER = "X-Request-Id"

log = structlog.get_logger("lapor.requests")


class RequestMiddleware:
    """Stands outside everything that may fail, so that failures are counted too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began, key = time.perf_counter(), secrets.token_hex(8)
        with structlog.contextvars.bound_contextvars(request_id=key):
            response = self.get_response(request)
            seconds = time.perf_counter() - began
            route = route_of(request)
            if route not in WATCHMEN:
                count_request(request.method or "", route, response.status_code, seconds)
            if route not in (*WATCHMEN, STATIC):
                log.info(
                    "answered", route=route, status=response.status_code, ms=round(seconds * 1000)
                )
        response.headers[HEADER] = key
        return response


def route_of(request: HttpRequest) -> str:
    """Return the name of the page that was asked for."""
    if request.path.startswith(settings.STATIC_URL):
        return STATIC
    return (request.resolver_match.view_name if request.resolver_match else "") or NO_PAGE
