"""A bucket of tries for each block of addresses, kept without the addresses."""

from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from lapor.kit import network
from lapor.reports.access import digest


@dataclass(frozen=True)
class Bucket:
    """So many wrong tries, refilled evenly over so many seconds."""

    name: str
    tries: int
    seconds: int

    def is_empty(self, request: HttpRequest) -> bool:
        return self._left(request) < 1

    def take(self, request: HttpRequest) -> None:
        """Count one wrong try."""
        left, now = max(self._left(request) - 1, 0), timezone.now().timestamp()
        cache.set(self._key(request), (left, now), self.seconds)

    def _left(self, request: HttpRequest) -> float:
        """Return the tries that are left now; a row that has aged away is a full bucket."""
        left, at = cache.get(self._key(request)) or (self.tries, 0)
        refilled = (timezone.now().timestamp() - at) * self.tries / self.seconds
        return float(min(self.tries, left + refilled))

    def _key(self, request: HttpRequest) -> str:
        """Return an HMAC that changes every day, so that no address can be told from it."""
        day = timezone.localdate().isoformat()
        return f"bucket:{digest(f'{self.name}:{day}:{block_of(request)}').hex()}"


def block_of(request: HttpRequest) -> str:
    """Return the network of the caller's address; the last hop's word where a proxy stands."""
    typed = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        typed = request.META.get("HTTP_X_FORWARDED_FOR", typed).rpartition(",")[2].strip()
    return network.block_of(typed)
