"""Who read or asked for a reporter's name: told to the reporter whole, to those who check in part.

The reporter reads offices and posts, never the name of a person. Checkers see what is theirs to
check; what overseers ask for is shown to themselves and to the nation alone.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from lapor.agencies.actor import Actor
from lapor.agencies.models import Role
from lapor.reports import trail
from lapor.reports.asked import Asked, all_told, requests, told
from lapor.reports.models import NameReading, Report
from lapor.reports.trail import Seen

HUSHED = (Role.OVERSEER, Role.NATIONAL_ADMIN)


@dataclass(frozen=True)
class Reading:
    """That an office read a name which was given openly. who: post and office."""

    at: datetime
    who: str


@dataclass(frozen=True)
class Traces:
    """All that happened about the name of one reporter."""

    readings: tuple[Reading, ...] = ()
    requests: tuple[Asked, ...] = ()


def of_report(report: Report, now: datetime) -> Traces:
    """Return what the reporter is told: two statements, three where something was asked for."""
    rows = report.readings.select_related("post", "agency")
    readings = (Reading(r.at, f"{r.post.title}, {r.agency.name_at(r.at)}") for r in rows)
    asked = requests().filter(report=report).order_by("asked_at")
    return Traces(tuple(readings), tuple(all_told(asked, now)))


def readings(actor: Actor, asked: trail.Asked, most: int) -> list[Seen]:
    """Return the newest readings of names that this actor may check: one statement."""
    rows = NameReading.objects.filter(_theirs(actor))
    return [trail.seen(row, "") for row in trail.cut(rows, actor, asked, most)]


def reveals(actor: Actor, asked: trail.Asked, most: int, now: datetime) -> list[tuple[Seen, Asked]]:
    """Return the newest requests to custodians that this actor may check, with what came of each.

    The key of a line is its moment in microseconds.
    """
    rule = _theirs(actor)
    if actor.role != Role.NATIONAL_ADMIN:
        rule = rule & ~Q(post__role__in=HUSHED) | Q(user=actor.user, user__isnull=False)
    rows = requests().filter(rule)
    if asked.before:
        rows = rows.filter(asked_at__lt=datetime.fromtimestamp(asked.before / 1e6).astimezone())
    found = trail.cut(rows, actor, asked, most, at="asked_at")
    return [(trail.seen(row, "", at=row.asked_at), told(row, now)) for row in found]


def _theirs(actor: Actor) -> Q:
    if actor.role == Role.NATIONAL_ADMIN:
        return Q()
    if actor.role == Role.OVERSEER:
        return trail.in_trees(trail.watched(actor))
    return trail.in_trees(trail.governed(actor))
