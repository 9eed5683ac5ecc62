"""Suggestions while somebody types a place or an office. The forms work without them."""

from collections.abc import Iterable

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from lapor.agencies import finding
from lapor.agencies.finding import Found
from lapor.kit.text import tidy
from lapor.web.public.throttle import SUGGESTING, slowed

FRESH = 300  # seconds; names of offices and places change on a date, not in a minute


@require_safe
@slowed(SUGGESTING)
@cache_control(public=True, max_age=FRESH)
def find_agency(request: HttpRequest) -> JsonResponse:
    """Answer `?q=` with at most ten offices as [{"key", "label"}]."""
    return _answer(finding.agencies(_words(request)))


@require_safe
@slowed(SUGGESTING)
@cache_control(public=True, max_age=FRESH)
def find_region(request: HttpRequest) -> JsonResponse:
    """Answer `?q=` with at most ten places as [{"key", "label"}]."""
    return _answer(finding.regions(_words(request)))


def _words(request: HttpRequest) -> str:
    return tidy(request.GET.get("q", "")[: finding.LONGEST])


def _answer(found: Iterable[Found]) -> JsonResponse:
    return JsonResponse([{"key": hit.key, "label": hit.label} for hit in found], safe=False)
