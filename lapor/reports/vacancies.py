"""Vacant posts of offices that hold open reports: seen by who fills them, and told every week."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from lapor.agencies.actor import Actor
from lapor.agencies.governing import governed
from lapor.agencies.models import Post, Role
from lapor.agencies.overseeing import watching
from lapor.agencies.posts import WORKING, vacant
from lapor.agencies.routing import root
from lapor.agencies.rules import rules
from lapor.agencies.tree import LtreeField
from lapor.outbox import queue
from lapor.outbox.models import Message
from lapor.reports.models import OPEN, Report, Stake
from lapor.reports.terms import Audience

WEEK = timedelta(days=7)
VACANT = f"vacant/{Audience.ABOVE}"
MOST_NAMED = 30  # in one letter; the page has them all
NATIONAL = (Role.OVERSEER, Role.NATIONAL_ADMIN)  # filled by the nation alone


def waiting_posts(now: datetime) -> QuerySet[Any]:
    """Return the posts in which nobody acts where open reports wait, or a reporter for protection.

    The office of each holds open reports that are not confidential (`is_plain`), or is one of those
    that watch an institution from within it (`is_watch`). The others are the nation's to know: an
    institution is not told that something confidential waits, nor that somebody is protected.
    """
    held = Report.objects.filter(OPEN, holder=OuterRef("agency"))
    looks_in = Stake.objects.filter(agency=OuterRef("agency"), until=None)
    overseeing = Q(why=Stake.Why.OVERSEER, report__in=Report.objects.filter(OPEN))
    called = looks_in.filter(overseeing | Q(why=Stake.Why.PROTECTOR))
    near = watching().exclude(parent__parent=None)
    here = ExpressionWrapper(OuterRef("agency__path"), output_field=LtreeField())
    posts = Post.objects.annotate(
        is_plain=Exists(held.filter(confidential=False)),
        is_watch=Exists(near.annotate(at=here).filter(at__within=F("path"))),
    )
    waits = Q(Exists(held)) | Q(Exists(called), role=Role.OVERSEER)
    return vacant(posts.filter(waits), now).select_related("agency")


def to_be_filled_by(actor: Actor, now: datetime) -> QuerySet[Any]:
    """Return those of them that this actor fills; empty for who fills none."""
    rows = waiting_posts(now).filter(agency__in=governed(actor))
    if actor.role == Role.NATIONAL_ADMIN:  # what no institution's admin may fill, or hear of
        of_institutions = Q(role=Role.AGENCY_ADMIN, agency__parent__parent=None)
        others = Q(is_watch=True) | Q(is_plain=False) | Q(agency__parent=None)
        return rows.filter(of_institutions | Q(role__in=NATIONAL) | others)
    own = Q(role=Role.AGENCY_ADMIN) & ~Q(agency=actor.agency)
    return rows.filter(Q(role__in=WORKING) | own, is_plain=True, is_watch=False)


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


def _filled_from(post: Any) -> int:
    """Return the office whose admin, or the nearest above, hears of this post and fills it."""
    nations = post.role in NATIONAL or post.agency.depth == 0
    if nations or post.is_watch or not post.is_plain:
        return root(rules().version).pk
    if post.role == Role.AGENCY_ADMIN:
        return int(post.agency.ids[-2])
    return int(post.agency.pk)


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
