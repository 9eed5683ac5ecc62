"""The weekly sample: a few answers of each institution's closed cases, scored by those above.

Drawn by a hash of week and step, so that the same week always gives the same sample. Who answered,
approved it, or sits in the office that answered never scores it, nor who cannot see the report.
"""

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Avg, Count, F, FloatField, OuterRef, Q, QuerySet, Subquery, TextChoices
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lapor.accounts.models import User
from lapor.agencies.actor import Actor
from lapor.agencies.models import Agency, Delegation, Role, Tenure, in_force
from lapor.agencies.request import seats_of
from lapor.kit.agreement import kappa
from lapor.reports import access
from lapor.reports.models import Event, Sample, Score
from lapor.reports.terms import NotFound, Refused, Status

ANSWERS = ("follow_up", "finish")
REVIEWERS = (Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN)
ZONE = ZoneInfo("Asia/Jakarta")  # whose weeks these are
FEWEST, MOST, SHARE = 5, 20, 0.05  # of an institution's answers in a week, beside one an office
TWICE = 0.2  # of them scored by a second person
WEEKS_BACK, OPEN_WEEKS, TOLD_WEEKS = 4, 8, 26
ENOUGH_TO_SHOW, ENOUGH_TO_AGREE = 5, 20  # answers below which no mean, and no kappa, is told
MARKS = (0, 1, 2)
SCORED_BEFORE = _("Jawaban ini sudah dinilai.")
MARK_ALL = _("Beri nilai untuk setiap pertanyaan.")


class Criterion(TextChoices):
    """What is asked of a sampled answer; each has 0 (no), 1 (partly) or 2 (yes)."""

    TO_THE_POINT = "to_the_point", _("Menjawab yang dilaporkan dan yang ditanyakan")
    DONE = "done", _("Menyebut apa yang dikerjakan, kapan, dan oleh siapa")
    PROOF = "proof", _("Ada bukti, atau alasan yang dapat diperiksa")
    NEXT = "next", _("Jelas apa yang terjadi berikutnya, dengan tanggal bila dijanjikan")
    PLAIN = "plain", _("Bahasanya jelas dan sopan, bukan kalimat umum")


@dataclass(frozen=True)
class Result:
    """How an office did: the mean share of the marks, of so many answers. None: too few."""

    agency: Agency
    n: int
    whole: float | None
    each: Mapping[str, float | None]


@dataclass(frozen=True)
class Agreement:
    """How far two people agree: Cohen's kappa by criterion and in all. None: too few pairs."""

    n: int  # answers that two people scored
    whole: float | None
    each: Mapping[str, float | None]


def draw_due(now: datetime) -> int:
    """Draw the samples of the last weeks that have none yet; return how many answers."""
    this = monday_of(now)
    weeks = [this - timedelta(weeks=n) for n in range(WEEKS_BACK, 0, -1)]
    return sum(draw(week) for week in weeks)


def monday_of(now: datetime) -> date:
    """Return the Monday of the week of this moment."""
    day = now.astimezone(ZONE).date()
    return day - timedelta(days=day.weekday())


@transaction.atomic
def draw(week: date) -> int:
    """Draw the sample of a week, by its Monday; return how many answers. Twice is as once."""
    if Sample.objects.filter(week=week).exists():
        return 0
    offices: dict[int, list[Event]] = defaultdict(list)
    for event in _answers(week):
        offices[event.agency_id or 0].append(event)
    institutions: dict[int, list[list[Event]]] = defaultdict(list)
    for events in offices.values():
        ordered = sorted(events, key=lambda event: lot(week, event.pk))
        if (office := ordered[0].agency) is not None:
            institutions[office.institution].append(ordered)
    rows = [row for found in institutions.values() for row in _of_institution(week, found)]
    return len(Sample.objects.bulk_create(rows))


def lot(week: date, key: object) -> float:
    """Return the lot of an answer in a week: between 0 and 1, always the same."""
    digest = hashlib.sha256(f"{week}:{key}".encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def to_score(actor: Actor) -> list[Sample]:
    """Return the answers that wait for this actor's score, the oldest week first."""
    rows = _open(actor).select_related("event__report").order_by("week", "pk")
    return list(rows)


def get_sample(key: int, actor: Actor) -> Sample:
    """Return an answer that this actor may score now; raises NotFound."""
    rows = _open(actor).select_related("event__report__holder", "event__words", "agency")
    sample = rows.filter(pk=key).first()
    if sample is None:
        raise NotFound
    return sample


@transaction.atomic
def score(key: int, *, actor: Actor, marks: Mapping[str, int], words: str = "") -> Score:
    """Keep what this person thinks of a sampled answer. Raises NotFound, or Refused.

    marks: one of MARKS for each Criterion.
    """
    if set(marks) != set(Criterion.values) or any(mark not in MARKS for mark in marks.values()):
        raise Refused(MARK_ALL, field="marks")
    sample = Sample.objects.select_for_update().filter(pk=key).first()
    if sample is None or actor.user is None or actor.post is None:
        raise NotFound
    if not _open(actor).filter(pk=key).exists():
        if sample.scores.filter(user=actor.user).exists() or _is_scored(sample):
            raise Refused(SCORED_BEFORE)
        raise NotFound
    return Score.objects.create(
        sample=sample,
        user=actor.user,
        post=actor.post,
        marks=dict(marks),
        words=words.strip(),
        at=timezone.now(),
    )


def results(actor: Actor, now: datetime) -> list[Result]:
    """Return how the offices in this admin's tree did lately, by name: two statements.

    The nation's admin reads institutions, each with all its offices.
    """
    share = {name: Avg(_mark(name)) / max(MARKS) for name in Criterion.values}
    counted = (
        _lately(actor, now)
        .values("sample__agency")
        .annotate(n=Count("sample", distinct=True), scores=Count("pk"), **share)
    )
    rows: list[dict[str, Any]] = [dict(row) for row in counted]
    offices = Agency.objects.in_bulk({row["sample__agency"] for row in rows})
    by: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        office = offices[row["sample__agency"]]
        national = actor.role == Role.NATIONAL_ADMIN
        by[office.institution if national else office.pk].append(row)
    shown = Agency.objects.in_bulk(by)
    found = [_result(shown[key], kept) for key, kept in by.items()]
    return sorted(found, key=lambda result: result.agency.name.casefold())


def agreement(actor: Actor, now: datetime) -> Agreement:
    """Return how far two people agree in this admin's tree: one statement."""
    pairs: dict[int, list[Mapping[str, int]]] = defaultdict(list)
    rows = _lately(actor, now).filter(sample__twice=True).order_by("sample", "pk")
    for sample, marks in rows.values_list("sample", "marks"):
        pairs[sample].append(marks)
    both = [(two[0], two[1]) for two in pairs.values() if len(two) > 1]
    enough = len(both) >= ENOUGH_TO_AGREE
    each = {
        name: kappa((a[name], b[name]) for a, b in both) if enough else None
        for name in Criterion.values
    }
    whole = kappa((a[name], b[name]) for a, b in both for name in Criterion.values)
    return Agreement(len(both), whole if enough else None, each)


def _answers(week: date) -> list[Event]:
    """Return the last answer of each case that was closed in a week, with its office."""
    begin = datetime.combine(week, time(), ZONE)
    closings = Event.objects.filter(
        target=Status.CLOSED, at__gte=begin, at__lt=begin + timedelta(weeks=1)
    ).exclude(source=Status.CLOSED)
    last = Event.objects.filter(
        report=OuterRef("report"), move__in=ANSWERS, pk__lte=OuterRef("pk")
    ).order_by("-pk")
    keys = closings.values_list(Subquery(last.values("pk")[:1]), flat=True)
    rows = Event.objects.filter(pk__in={key for key in keys if key}, sample=None)
    rows = rows.filter(agency__isnull=False, words__erased_at=None).exclude(words__text="")
    return list(rows.select_related("agency", "report", "draft").order_by("pk"))


def _of_institution(week: date, offices: Sequence[Sequence[Event]]) -> Iterable[Sample]:
    """Yield the sample of one institution: one of each office, then more by lot."""
    count = sum(map(len, offices))
    wanted = max(len(offices), FEWEST, min(MOST, math.ceil(count * SHARE)))
    first = [_first_reviewed(week, events) for events in offices]
    drawn = [sample for sample in first if sample]
    taken = {sample.event_id for sample in drawn}
    rest = [event for events in offices for event in events if event.pk not in taken]
    for event in sorted(rest, key=lambda event: lot(week, event.pk)):
        if len(drawn) >= wanted:
            break
        if sample := _sample(week, event):
            drawn.append(sample)
    return drawn


def _first_reviewed(week: date, events: Sequence[Event]) -> Sample | None:
    return next((sample for event in events[:FEWEST] if (sample := _sample(week, event))), None)


def _sample(week: date, event: Event) -> Sample | None:
    """Return an answer with who scores it: the nearest admins above who may; None: nobody."""
    office = event.agency
    if office is None:
        return None
    for key in reversed(office.ids[:-1]):
        people = _reviewers(event, key)
        if people:
            twice = people > 1 and lot(week, f"twice:{event.pk}") < TWICE
            return Sample(week=week, event=event, agency=office, reviewers_id=key, twice=twice)
    return None


def _reviewers(event: Event, office: int) -> int:
    """Return how many admins of an office may score this answer."""
    draft = getattr(event, "draft", None)
    out = {event.user_id, draft.decided_by_id if draft else None}
    seats = [
        seat.actor
        for user in _admins(office)
        if user.pk not in out
        for seat in seats_of(user)
        if seat.actor.agency and seat.actor.agency.pk == office and seat.actor.role in REVIEWERS
    ]
    outside = [actor for actor in seats if event.agency not in actor.offices]
    return sum(access.who_sees(event.report, outside))


def _admins(office: int) -> list[User]:
    people: dict[int, User] = {}
    for rows in (Tenure, Delegation):
        acting = rows.objects.filter(
            in_force(timezone.now()),
            post__agency=office,
            post__role__in=REVIEWERS,
            post__ended_at=None,
            person__is_active=True,
        )
        people |= {row.person_id: row.person for row in acting.select_related("person")}
    return list(people.values())


def _open(actor: Actor) -> QuerySet[Sample]:
    """Return the answers that this actor may score now."""
    if actor.role not in REVIEWERS or actor.agency is None or actor.user is None:
        return Sample.objects.none()
    since = monday_of(timezone.now()) - timedelta(weeks=OPEN_WEEKS)
    rows = Sample.objects.filter(
        reviewers=actor.agency,
        week__gte=since,
        event__report__in=access.visible_at_all(actor),
        event__words__erased_at=None,
    ).exclude(Q(event__user=actor.user) | Q(agency__in=actor.offices))
    rows = rows.exclude(event__draft__decided_by=actor.user).exclude(scores__user=actor.user)
    rows = rows.annotate(done=Count("scores", distinct=True))
    return rows.filter(Q(done=0) | Q(done=1, twice=True))


def _is_scored(sample: Sample) -> bool:
    return sample.scores.count() >= (2 if sample.twice else 1)


def _lately(actor: Actor, now: datetime) -> QuerySet[Score]:
    """Return the scores of the answers in this admin's tree."""
    since = monday_of(now) - timedelta(weeks=TOLD_WEEKS)
    rows = Score.objects.filter(sample__week__gte=since)
    if actor.role == Role.NATIONAL_ADMIN:
        return rows
    if actor.role != Role.AGENCY_ADMIN or actor.agency is None:
        return rows.none()
    return rows.filter(sample__agency__path__within=str(actor.agency.path))


def _mark(name: str) -> Cast:
    return Cast(KeyTextTransform(name, F("marks")), FloatField())


def _result(agency: Agency, rows: Sequence[Mapping[str, float]]) -> Result:
    n, scores = int(sum(row["n"] for row in rows)), sum(row["scores"] for row in rows)
    enough = n >= ENOUGH_TO_SHOW
    each = {
        name: sum(row[name] * row["scores"] for row in rows) / scores if enough else None
        for name in Criterion.values
    }
    told = [share for share in each.values() if share is not None]
    return Result(agency, n, sum(told) / len(told) if told else None, each)
