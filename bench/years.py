"""What a desk has after years of work: long stories, openings, sign-ins, posts, a calendar.

Written once for an institution with much and once for one with little, so that a page can be read
at both sizes.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.contrib.auth.hashers import make_password

from lapor.accounts.models import SignIn, User
from lapor.agencies.models import Agency, Post, Role, Tenure
from lapor.agencies.request import seats_of
from lapor.reports import feeds
from lapor.reports.models import Event, Opening, Report, Words
from lapor.reports.terms import Audience, Status

STEPS = ("follow_up", "reply")  # of a conversation that goes on and on
NOBODYS = make_password(None)  # nobody signs in with it
SINCE = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Desk:
    """An institution as it is measured: who sits there, and what lies before them."""

    admin: User
    liaison: User
    city: Agency
    office: Agency
    case: str  # the number of the report with the longest story
    receipt: bytes  # of that report
    calendar: str  # the token of the liaison's address


def furnish(admin: User, liaison: User, *, steps: int, openings: int, posts: int) -> Desk:
    """Give the institution so many steps in one case, openings and sign-ins, posts in each office.

    The case is the newest one of the liaison's office that is being worked on.
    """
    city, office = (person.tenures.get().post.agency for person in (admin, liaison))
    report = Report.objects.filter(holder=office, status=Status.IN_PROGRESS).latest("received_at")
    report.receipt_hmac = secrets.token_bytes(32)
    report.save(update_fields=["receipt_hmac"])
    _talk(report, steps)
    people = _seat(city, posts)
    _open(office, liaison, openings)
    SignIn.objects.bulk_create(
        SignIn(user=people[n % len(people)], at=report.received_at + timedelta(minutes=n))
        for n in range(openings)
    )
    (seat,) = seats_of(liaison)
    token = feeds.make(seat.actor, report.received_at)
    return Desk(admin, liaison, city, office, report.number, report.receipt_hmac, token)


def _talk(report: Report, steps: int) -> None:
    first = Event.objects.filter(report=report).latest("pk").at
    events = Event.objects.bulk_create(
        Event(
            report=report,
            move=STEPS[n % 2],
            target=report.status,
            turn=report.turn,
            held_by_id=report.holder_id,
            holder_id=report.holder_id,
            role=(Role.LIAISON, Role.REPORTER)[n % 2],
            agency_id=report.holder_id,
            at=first + timedelta(seconds=n + 1),
        )
        for n in range(steps)
    )
    Words.objects.bulk_create(
        Words(
            event=event,
            report=report,
            text="Pipa di depan pasar sudah dipasang, besok diperiksa lagi bersama warga. " * 3,
            audience="reporter",
            salt=b"0123456789abcdef",
        )
        for event in events
    )


def _seat(city: Agency, count: int) -> list[User]:
    offices = list(Agency.objects.filter(parent=city))
    posts = Post.objects.bulk_create(
        Post(agency=office, role=Role.HANDLER, title=f"Seksi {n}")
        for office in offices
        for n in range(count)
    )
    people = User.objects.bulk_create(
        User(username=f"orang-{post.pk}", name=f"Orang {post.pk}", password=NOBODYS)
        for post in posts
    )
    Tenure.objects.bulk_create(
        Tenure(post=post, person=person, since=SINCE)
        for post, person in zip(posts, people, strict=True)
    )
    return people


def _open(office: Agency, person: User, count: int) -> None:
    post = person.tenures.get().post
    reports = list(Report.objects.filter(holder=office).order_by("pk")[:count])
    Opening.objects.bulk_create(
        Opening(
            report=reports[n % len(reports)],
            user=person,
            post=post,
            agency=office,
            role=post.role,
            audience=Audience.HOLDER,
            at=reports[0].received_at + timedelta(minutes=n),
        )
        for n in range(count)
    )
