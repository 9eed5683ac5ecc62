"""Generates a country of offices and thousands of reports, quickly and the same each time.

These rows are for measuring only, so they are written in bulk and not by steps.
"""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection

from lapor.accounts.models import User
from lapor.agencies import rules
from lapor.agencies.models import (
    Agency,
    Category,
    DeadlinePolicy,
    EscalationLadder,
    MessageTemplate,
    Oversight,
    Post,
    Reason,
    Region,
    Role,
    Tenure,
)
from lapor.kit.codes import new_number
from lapor.outbox import queue
from lapor.reports.models import (
    TIERS,
    Deadline,
    Event,
    PublishedReport,
    Report,
    Words,
)
from lapor.reports.moves import MOVES
from lapor.reports.publication import SEARCHED
from lapor.reports.terms import OFFICE_CLOCKS, Channel, Clock, Kind, Status

CITIES, OFFICES = 60, 8
FEW = 24  # reports of an institution with little work
NOW = datetime.now(UTC)
DAYS = {
    Clock.VERIFY: 3,
    Clock.FIRST_FOLLOW_UP: 5,
    Clock.ANSWER_AGAIN: 5,
    Clock.REPORTER_REPLY: 10,
    Clock.COMPLETION: 30,
    Clock.REOPEN: 10,
    Clock.APPEAL: 30,
    Clock.SETTLE: 14,
}
# How many of a hundred reports stand so, and by which clock.
Standing = tuple[int, Status, Clock, str]
SHAPE: Sequence[Standing] = (
    (8, Status.RECEIVED, Clock.VERIFY, "running"),
    (12, Status.ASSIGNED, Clock.FIRST_FOLLOW_UP, "running"),
    (10, Status.IN_PROGRESS, Clock.ANSWER_AGAIN, "running"),
    (14, Status.IN_PROGRESS, Clock.REPORTER_REPLY, "running"),
    (3, Status.HELD, Clock.COMPLETION, "paused"),
    (45, Status.CLOSED, Clock.REOPEN, "stopped"),
    (8, Status.ARCHIVED, Clock.APPEAL, "stopped"),
)
FLOOD = ((100, Status.ASSIGNED, Clock.FIRST_FOLLOW_UP, "running"),)
THINGS = ("Lampu", "Jalan", "Selokan", "Jembatan", "Air", "Sampah", "Loket", "Puskesmas", "Halte")
FAULTS = ("padam", "berlubang", "tersumbat", "retak", "keruh", "menumpuk", "tutup", "antre panjang")
PLACES = ("depan pasar", "dekat sekolah", "di tikungan", "samping balai desa", "jalan utama")


def populate(reports: int) -> dict[str, Any]:
    """Write offices, officers and so many reports; return the officers to act as.

    Beside the country stands one institution with little work, whose pages are read for comparison.
    """
    dice = random.Random(1708)  # noqa: S311 - the same country every time
    _rules()
    root = Agency.objects.create(name="Nasional", slug="nasional", kind=Agency.Kind.ROOT)
    cities = Agency.objects.bulk_create(
        Agency(name=f"Kota {n}", slug=f"kota-{n}", kind=Agency.Kind.CITY, parent=root)
        for n in range(CITIES)
    )
    offices = Agency.objects.bulk_create(
        Agency(
            name=f"Dinas {m} {city.name}",
            slug=f"{city.slug}-dinas-{m}",
            kind=Agency.Kind.OFFICE,
            parent=city,
        )
        for city in cities
        for m in range(OFFICES)
    )
    Oversight.objects.create(overseer=offices[0], agency=cities[0], since=date(2020, 1, 1))
    town = Agency.objects.create(
        name="Kota Kecil", slug="kota-kecil", kind=Agency.Kind.CITY, parent=root
    )
    hall = Agency.objects.create(
        name="Dinas Kota Kecil", slug="dinas-kecil", kind=Agency.Kind.OFFICE, parent=town
    )
    people = {
        "admin": _officer("admin", Role.AGENCY_ADMIN, cities[0]),
        "liaison": _officer("liaison", Role.LIAISON, offices[1]),
        "national": _officer("national", Role.NATIONAL_ADMIN, root),
        "admin of few": _officer("admin-kecil", Role.AGENCY_ADMIN, town),
        "liaison of few": _officer("petugas-kecil", Role.LIAISON, hall),
    }
    for start in range(0, reports, 2000):
        _reports(dice, offices, min(2000, reports - start))
    _reports(dice, [hall], FEW)
    PublishedReport.objects.update(search=SEARCHED)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_row (id bigserial PRIMARY KEY, words text)")
        cursor.execute("ANALYZE")
    return people


def _rules() -> None:
    same = {"valid_from": date(2018, 1, 1), "basis": "PermenPANRB 62/2018"}
    DeadlinePolicy.objects.bulk_create(
        DeadlinePolicy(
            clock=clock,
            days=days,
            working=clock not in (Clock.COMPLETION, Clock.APPEAL),
            **same,
        )
        for clock, days in DAYS.items()
    )
    EscalationLadder.objects.create(steps=[{"to": "nation", "days": 0}], **same)
    Category.objects.bulk_create(Category(name=f"Topik {n}", slug=f"t-{n}") for n in range(38))
    Region.objects.bulk_create(
        Region(
            code=f"36.73.{n // 20 + 1:02}.{1000 + n % 20}",
            name=f"Kelurahan {n}",
            level=4,
            label=f"Kelurahan {n}, Kecamatan {n // 20 + 1}, Kota Serang",
        )
        for n in range(1000)
    )
    Reason.objects.create(move="decline", code="other_office", label="Lain", sentence="Lain.")
    MessageTemplate.objects.create(move="", audience="", subject="{number}", body="{number}")
    rules.changed()


def _officer(name: str, role: Role, agency: Agency) -> User:
    person = User.objects.create(username=name, name=name, password=make_password(None))
    post = Post.objects.create(agency=agency, role=role, title=str(role.label))
    Tenure.objects.create(post=post, person=person, since=datetime(2020, 1, 1, tzinfo=UTC))
    return person


def flood(office: Agency, count: int) -> None:
    """Write so many reports of one flood: with the office, unanswered, each with an address."""
    dice = random.Random(2026)  # noqa: S311 - the same flood every time
    _reports(dice, [office], count, FLOOD)
    waiting = Report.objects.filter(holder=office, status=Status.ASSIGNED, contact=None)
    waiting.update(contact=queue.keep_contact("pelapor@example.id"))
    waiting.filter(number__gte="M").update(published=True)
    PublishedReport.objects.update(search=SEARCHED)


def _reports(
    dice: random.Random, offices: list[Agency], count: int, shape: Sequence[Standing] = SHAPE
) -> None:
    policies = {policy.clock: policy for policy in DeadlinePolicy.objects.all()}
    regions = list(Region.objects.values_list("code", "label"))
    categories = list(Category.objects.values_list("pk", flat=True))
    weights = [row[0] for row in shape]
    rows: list[Report] = []
    dates: list[tuple[Report, Clock, datetime, str]] = []
    for _ in range(count):
        _weight, status, turn, settle = dice.choices(shape, weights)[0]
        # A tenth of all work lies at the first city, which is the one measured.
        office = dice.choice(offices[:OFFICES] if dice.random() < 0.1 else offices)
        received = NOW - timedelta(minutes=dice.randrange(60 * 24 * 365))
        due = NOW + timedelta(hours=dice.randrange(-24 * 10, 24 * 12))
        report = Report(
            number=new_number(),
            receipt_hmac=dice.randbytes(32),
            client_key=dice.randbytes(32),
            channel=Channel.WEB,
            kind=dice.choice(list(Kind)),
            category_id=dice.choice(categories),
            title=f"{dice.choice(THINGS)} {dice.choice(FAULTS)} {dice.choice(PLACES)}",
            body=" ".join(dice.choice(THINGS + FAULTS + PLACES) for _ in range(60)),
            region_id=dice.choice(regions)[0],
            received_at=received,
            holder=office if status != Status.RECEIVED else office.parent,
            status=status,
            turn=turn,
            settle=settle,
            held_from=Status.ASSIGNED if status == Status.HELD else "",
            split="whole",
            verified=status != Status.RECEIVED,
            due_at=due,
            due_clock=turn,
            published=status in (Status.IN_PROGRESS, Status.CLOSED) and dice.random() < 0.8,
        )
        for tier, agency in zip(TIERS, report.holder.lineage, strict=False):
            setattr(report, tier, agency)
        report.public_title = report.title
        rows.append(report)
        dates.append((report, turn, due, settle))
    Report.objects.bulk_create(rows)
    Deadline.objects.bulk_create(
        deadline
        for report, turn, due, settle in dates
        for deadline in _clocks(report, policies, turn, due, settle)
    )
    _stories(dice, rows)
    _publish([report for report in rows if report.published], dict(regions))


def _clocks(
    report: Report,
    policies: dict[str, DeadlinePolicy],
    turn: Clock,
    due: datetime,
    settle: str,
) -> list[Deadline]:
    same: dict[str, Any] = {
        "report": report,
        "started_at": report.received_at,
        "counted_from": report.received_at,
        "remind_at": None,
    }
    ended = report.received_at + timedelta(days=1)
    return [
        Deadline(clock=turn, policy=policies[turn], due_at=due, **same),
        Deadline(
            clock=Clock.SETTLE,
            policy=policies[Clock.SETTLE],
            due_at=due + timedelta(days=3),
            paused_at=ended if settle == "paused" else None,
            stopped_at=ended if settle == "stopped" else None,
            **same,
        ),
    ]


def _stories(dice: random.Random, rows: list[Report]) -> None:
    way = ("receive", "verify", "assign", "follow_up", "reply", "follow_up")
    events = Event.objects.bulk_create(
        Event(
            report=report,
            move=move,
            target=report.status,
            turn=report.turn,
            held_by_id=report.holder_id,
            holder_id=report.holder_id,
            role=Role.LIAISON if move != "reply" else Role.REPORTER,
            agency_id=report.holder_id,
            at=report.received_at + timedelta(hours=n),
        )
        for report in rows
        for n, move in enumerate(way[: 1 if report.status == Status.RECEIVED else 6])
    )
    Words.objects.bulk_create(
        Words(
            event=event,
            report=event.report,
            text=" ".join(dice.choice(FAULTS + PLACES) for _ in range(30)),
            audience="reporter",
            salt=dice.randbytes(16),
        )
        for event in events
        if MOVES[event.move].needs and event.move != "receive"
    )


def _publish(rows: list[Report], labels: dict[str, str]) -> None:
    PublishedReport.objects.bulk_create(
        PublishedReport(
            report=report,
            number=report.number,
            title=report.title,
            body=report.body,
            kind=report.kind,
            category_id=report.category_id,
            region_id=report.region_id,
            place=labels[str(report.region_id)],
            status=report.status,
            holder=report.holder,
            institution_id=report.holder.institution,
            turn=report.turn,
            due_at=report.due_at if report.turn in OFFICE_CLOCKS else None,
            received_at=report.received_at,
            search="",
        )
        for report in rows
    )
