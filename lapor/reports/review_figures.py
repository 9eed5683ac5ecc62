"""What the public reads of second instances: numbers, as of the end of a month, none too small.

They count unpublished and confidential reports too, so a number from 1 to 4 is never told, nor one
from which another could be reckoned back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, F, Q

from lapor.reports.models import Review

LEAST = 5
NATION = ZoneInfo(settings.TIME_ZONE)


@dataclass(frozen=True)
class Split:
    """A whole and its parts by name. None: too few to be told, or it would tell another."""

    whole: int | None
    parts: Mapping[str, int | None]


@dataclass(frozen=True)
class Figures:
    """asked: accepted or not; found: by kind; advised: those whose date has passed, in time or
    not."""

    until: datetime
    asked: Split
    found: Split
    advised: Split


def end_of_last_month(now: datetime) -> datetime:
    """Return when this month began, in the capital's time: what is told counts until then."""
    local = now.astimezone(NATION)
    return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def figures(now: datetime) -> Figures:
    """Return what is known of all reviews until the end of last month: two statements."""
    until = end_of_last_month(now)
    accepted = Q(accepted_at__lt=until)
    due = Q(recommended_until__lt=until)
    in_time = due & Q(carried_out_at__lte=F("recommended_until"), outcome=Review.End.CARRIED_OUT)
    told = Review.objects.aggregate(
        asked=Count("pk", filter=Q(asked_at__lt=until)),
        accepted=Count("pk", filter=accepted),
        due=Count("pk", filter=due),
        in_time=Count("pk", filter=in_time & Q(ended_at__lt=until)),
    )
    kinds = Review.objects.filter(found_at__lt=until).values_list("finding")
    found = dict(kinds.annotate(n=Count("pk")))
    asked, took = told["asked"], told["accepted"]
    return Figures(
        until=until,
        asked=veiled({"accepted": took, "other": asked - took}),
        found=veiled({kind.value: found.get(kind.value, 0) for kind in Review.Finding}),
        advised=veiled({"in_time": told["in_time"], "other": told["due"] - told["in_time"]}),
    )


def veiled(parts: Mapping[str, int]) -> Split:
    """Return the parts and their whole without what is too small or would tell what is hidden."""
    whole = sum(parts.values())
    if 0 < whole < LEAST:
        return Split(None, dict.fromkeys(parts))
    hidden = {name for name, count in parts.items() if 0 < count < LEAST}
    by_size = sorted(parts, key=lambda name: parts[name])
    for name in by_size:
        if not hidden or (len(hidden) > 1 and sum(parts[one] for one in hidden) >= LEAST):
            break
        if parts[name] and name not in hidden:
            hidden.add(name)
    return Split(whole, {name: None if name in hidden else n for name, n in parts.items()})
