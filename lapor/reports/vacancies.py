"""Vacant posts of offices that hold open reports: seen by who fills them, and told every week."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from lapor.agencies.actor import Actor
from lapor.agencies.governing import governed
from lapor.agencies.models import Post, Role
from lapor.agencies.posts import WORKING, vacant
from lapor.agencies.routing import root
from lapor.agencies.rules import rules
from lapor.outbox import queue
from lapor.outbox.models import Message
from lapor.reports.models import OPEN, Report
from lapor.reports.terms import Audience

WEEK = timedelta(days=7)
VACANT = f"vacant/{Audience.ABOVE}"
MOST_NAMED = 30  # in one letter; the page has them all
NATIONAL = (Role.OVERSEER, Role.NATIONAL_ADMIN)  # filled by the nation alone


def waiting_posts(now: datetime) -> QuerySet[Post]:
    """Return the posts that nobody holds in offices that hold open reports."""
    held = Report.objects.filter(OPEN, holder=OuterRef("agency"))
    return vacant(Post.objects.filter(Exists(held)), now).select_related("agency")


def to_be_filled_by(actor: Actor, now: datetime) -> QuerySet[Post]:
    """Return those of them that this actor fills; empty for who fills none."""
    rows = waiting_posts(now).filter(agency__in=governed(actor))
    if actor.role == Role.NATIONAL_ADMIN:  # what no institution's admin may fill
        of_institutions = Q(role=Role.AGENCY_ADMIN, agency__parent__parent=None)
        return rows.filter(of_institutions | Q(role__in=NATIONAL) | Q(agency__parent=None))
    own = Q(role=Role.AGENCY_ADMIN) & ~Q(agency=actor.agency)
    return rows.filter(Q(role__in=WORKING) | own)


def nag(now: datetime) -> int:
    """Tell who fills them which posts wait, at most once a week for each; return how many."""
    told = set[int]()
    for context in Message.objects.filter(template=VACANT, created_at__gt=now - WEEK).values_list(
        "context", flat=True
    ):
        told.update(context["posts"])
    posts = [post for post in waiting_posts(now).order_by("pk") if post.pk not in told]
    by_office: dict[int, list[Post]] = {}
    for post in posts:
        by_office.setdefault(_filled_from(post), []).append(post)
    queue.put(_letter(office, rows, now) for office, rows in sorted(by_office.items()))
    return len(posts)


def _filled_from(post: Post) -> int:
    """Return the office whose admin, or the nearest above, decides who holds this post."""
    if post.role in NATIONAL or post.agency.depth == 0:
        return root(rules().version).pk
    if post.role == Role.AGENCY_ADMIN:
        return post.agency.ids[-2]
    return post.agency.pk


def _letter(office: int, posts: Iterable[Post], now: datetime) -> Message:
    rows = list(posts)
    lines = [f"- {post.title}, {post.agency.name}" for post in rows[:MOST_NAMED]]
    if len(rows) > MOST_NAMED:
        lines.append("- " + _("dan %(n)d jabatan lain") % {"n": len(rows) - MOST_NAMED})
    return Message(
        agency_id=office,
        audience=Audience.ABOVE,
        template=VACANT,
        context={
            "posts": [post.pk for post in rows],
            "count": len(rows),
            "list": "\n".join(lines),
        },
        created_at=now,
    )
