"""Who keeps which half of the key, and whom a request excludes."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from lapor.agencies.actor import Actor
from lapor.agencies.models import Agency, Post, Role
from lapor.agencies.overseeing import key_side
from lapor.agencies.request import acting_in, offices_of
from lapor.agencies.routing import is_caught
from lapor.reports.models import Report, Reveal, Stake
from lapor.reports.terms import NotFound

SIDES = ("a", "b")


def side_of(actor: Actor) -> str:
    """Return the side whose half this custodian keeps; empty for everybody else."""
    if actor.role != Role.CUSTODIAN or actor.agency is None:
        return ""
    return key_side(actor.agency)


def seat_of(actor: Actor) -> dict[str, Any]:
    """Return who acts, as rows keep it: person, post and office; raises NotFound for a citizen."""
    if actor.user is None or actor.post is None or actor.agency is None:
        raise NotFound
    return {"user": actor.user, "post": actor.post, "agency": actor.agency}


def asking_offices(reveals: Iterable[Reveal]) -> dict[UUID, list[Agency]]:
    """Return by request the office it was made in and each other in which its asker acts today."""
    rows = list(reveals)
    acting = offices_of({row.user_id for row in rows})
    return {row.id: [row.agency, *acting[row.user_id]] for row in rows}


def is_excluded(
    offices: Iterable[Agency], asking: Iterable[Agency], subjects: Iterable[Agency]
) -> bool:
    """Say whether somebody who acts in `offices` may not decide on what one of `asking` asks.

    Both are people: the offices of all their posts count.
    """
    asking, subjects = list(asking), list(subjects)
    return any(excluded(office, one, subjects) for office in offices for one in asking)


def excluded(custodian: Agency, asking: Agency, subjects: Iterable[Agency]) -> bool:
    """Say whether nobody of this office may decide on a request of `asking`.

    Its own institution asks; or it is accused, or lies below or in line above one that is.
    """
    subjects = list(subjects)
    if custodian == asking or (custodian.depth and asking.institution == custodian.institution):
        return True
    above = custodian.depth > 0 and any(subject.is_within(custodian) for subject in subjects)
    return above or is_caught(custodian, subjects)


def subjects_of(reports: Iterable[UUID]) -> dict[UUID, list[Agency]]:
    """Return by report the offices that it complains of: one statement."""
    found: dict[UUID, list[Agency]] = {key: [] for key in reports}
    rows = Stake.objects.filter(report__in=found, why=Stake.Why.SUBJECT, until=None)
    for row in rows.exclude(agency=None).select_related("agency").order_by("pk"):
        if row.agency:
            found[row.report_id].append(row.agency)
    return found


def sides_that_may(report: Report, asking: Sequence[Agency]) -> dict[str, list[Post]]:
    """Return by side the custodians' posts in which somebody may decide on a request.

    asking: the offices in which the asker acts. Not one in which each person also acts where
    nobody may.
    """
    rows = Post.objects.filter(role=Role.CUSTODIAN, ended_at=None, agency__ended_at=None)
    posts = {post.pk: post for post in rows.select_related("agency").order_by("pk")}
    subjects = subjects_of([report.pk])[report.pk]
    acting = acting_in(posts)
    offices = offices_of({person for people in acting.values() for person in people})
    found: dict[str, list[Post]] = {side: [] for side in SIDES}
    for key, post in posts.items():
        side = key_side(post.agency)
        if side and not all(is_excluded(offices[p], asking, subjects) for p in acting[key]):
            found[side].append(post)
    return found
