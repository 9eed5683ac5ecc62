"""Buckets of tries for each block of addresses, kept without the addresses.

What guards a secret is counted in the cache that all processes share. What only keeps one reader
from taking the place of many is counted by each process for itself, which costs no statement.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from lapor.kit import network
from lapor.kit.buckets import Buckets
from lapor.reports.access import digest

View = Callable[..., HttpResponseBase]
OURSELVES = ("127.0.0.0/24", "::/56")  # this machine; with a proxy before us nobody comes from it


@dataclass(frozen=True)
class Bucket:
    """So many wrong tries, refilled evenly over so many seconds.

    Who looks whether it is empty before a try, and takes after one that was wrong, can be ahead by
    as many tries as requests are answered at the same moment, never by more.
    """

    name: str
    tries: int
    seconds: int

    def is_empty(self, request: HttpRequest) -> bool:
        return self._left(self._key(request)) < 1

    @transaction.atomic
    def take(self, request: HttpRequest) -> None:
        """Count one wrong try, whoever else counts one at the same moment, in whatever process.

        The cache reads and writes apart, so one waits for the other, in the database that holds it.
        """
        key = self._key(request)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_number_of(key)])
        left = max(self._left(key) - 1, 0)
        cache.set(_place(key), (left, _now()), self.seconds)

    def _left(self, key: bytes) -> float:
        """Return the tries that are left now; a row that has aged away is a full bucket."""
        now = _now()
        left, at = cache.get(_place(key)) or (self.tries, now)
        return float(min(self.tries, left + max(now - at, 0) * self.tries / self.seconds))

    def _key(self, request: HttpRequest) -> bytes:
        """Return an HMAC that changes every day, so that no address can be told from it."""
        day = timezone.localdate().isoformat()
        return digest(f"{self.name}:{day}:{block_of(request)}")


def _place(key: bytes) -> str:
    return f"bucket:{key.hex()}"


def _number_of(key: bytes) -> int:
    """Return a key as the database numbers its locks: 64 bits of it, with their sign."""
    return int.from_bytes(key[:8], "big", signed=True)


def block_of(request: HttpRequest) -> str:
    """Return the network of the caller's address; the last hop's word where a proxy stands."""
    typed = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        typed = request.META.get("HTTP_X_FORWARDED_FOR", typed).rpartition(",")[2].strip()
    return network.block_of(typed)


class Limit:
    """So many requests of one block of addresses in so many seconds, in this process."""

    def __init__(self, name: str, *, tries: int, seconds: int) -> None:
        self.name = name
        self.buckets = Buckets(tries, seconds)
        LIMITS.append(self)

    def left(self, about: str) -> float:
        return self.buckets.left(self._key(about), _now())

    def take(self, about: str) -> float:
        """Use one try up; return what was left before."""
        return self.buckets.take(self._key(about), _now())

    def wait(self, about: str) -> int:
        """Return the whole seconds until the next try, at least one."""
        return max(math.ceil(self.buckets.wait(self._key(about), _now())), 1)

    def _key(self, about: str) -> bytes:
        """Return an HMAC that changes every day: neither address nor contact lies in memory."""
        return digest(f"{self.name}:{timezone.localdate().isoformat()}:{about}")


LIMITS: list[Limit] = []
# Pages of one person are a few a minute; a street behind one address, or a school, are hundreds.
READING = Limit("reading", tries=600, seconds=300)
SEARCHING = Limit("searching", tries=240, seconds=300)  # words to be looked for in all reports
SUGGESTING = Limit("suggesting", tries=900, seconds=300)  # one request for each pause in typing
UPLOADING = Limit("uploading", tries=120, seconds=600)  # files begun, not their parts


def slowed(
    limit: Limit, *, when: Callable[[HttpRequest], bool] = lambda _: True
) -> Callable[[View], View]:
    """Let a block of addresses open a page so often; then say in words when it may go on.

    when: which requests count, the others pass. Stands before all that reads the database.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            block = block_of(request)
            if when(request) and block not in OURSELVES and limit.take(block) < 1:
                return slow_down(request, limit.wait(block))
            return view(request, *args, **kwargs)

        return guarded

    return wrap


def slow_down(request: HttpRequest, seconds: int) -> HttpResponse:
    """Return 429 in words, with the seconds for programs."""
    response = render(request, "public/slow.html", {"seconds": seconds}, status=429)
    response.headers["Retry-After"] = str(seconds)
    response.headers["Cache-Control"] = "no-store"
    return response


def forget_limits() -> None:
    """Fill the buckets of this process."""
    for limit in LIMITS:
        limit.buckets.forget()


def _now() -> float:
    return timezone.now().timestamp()
