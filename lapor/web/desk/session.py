"""How long an officer stays signed in, and that no desk page is kept by a browser."""

import time
from collections.abc import Callable

from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse

from lapor.accounts.adapters import CITIZEN, SEEN_AT, SIGNED_IN_AT
from lapor.accounts.browsers import note_use

DESK = "/desk/"
IDLE = 30 * 60  # seconds
LONGEST = 12 * 3600
BY_ITSELF = "X-By-Itself"  # header of what a page asks without anybody touching it
NOTED_EVERY = 60  # so that a session is written at most once a minute


class DeskMiddleware:
    """Ends a session that nobody used, or that began too long ago. Other pages pay nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(DESK):
            return self.get_response(request)
        if SESSION_KEY in request.session and CITIZEN not in request.session:
            by_itself = BY_ITSELF in request.headers
            keep_or_end(request, time.time(), is_used=not by_itself)
        response = self.get_response(request)
        response.headers["Cache-Control"] = "no-store, private"
        return response


def keep_or_end(request: HttpRequest, now: float, *, is_used: bool = True) -> None:
    """Sign out who was away too long or is in too long; else note that they are here.

    is_used: False for what an open page asks by itself, which is no sign of a person.
    """
    seen, began = request.session.get(SEEN_AT, 0), request.session.get(SIGNED_IN_AT, 0)
    if now - seen > IDLE or now - began > LONGEST:
        logout(request)
    elif is_used and now - seen > NOTED_EVERY:
        request.session[SEEN_AT] = int(now)
        note_use(request)
