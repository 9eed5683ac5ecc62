"""A year of invented reports, played through the stages and the clock in the order of time."""

import heapq
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TextIO

from django.core.management.base import OutputWrapper
from django.db import connection, transaction
from django.utils import timezone

from lapor.agencies.calendar import work_calendar
from lapor.outbox.models import Message
from lapor.outbox.names import DELIVER, DELIVER_SOME, REFRESH
from lapor.project.seed import examined, outside, parted, quality, together, watched
from lapor.project.seed.cases import Case, Course
from lapor.project.seed.institutions import ROOT
from lapor.project.seed.scene import FEATURED, Scene
from lapor.project.seed.situations import SITUATIONS
from lapor.project.seed.stories import Story, stories
from lapor.reports import publication, timers
from lapor.reports.models import Report
from lapor.reports.terms import Refused, Status

REPORTS = 300
SEED = 1708
RECENT = 20  # working days: what began since then may still be open
NEWS = timedelta(days=3)  # messages of these last days are left for the courier
TICK = timedelta(days=1)  # how often the clock runs in the past


@dataclass(order=True)
class Turn:
    """The next step of a course; equal moments go by the number of the report."""

    at: datetime
    number: int
    course: Course = field(compare=False)


def load(reports: int | None, out: TextIO | OutputWrapper, *, now: datetime | None = None) -> None:
    """Invent reports where there is none yet; say how many came out in each status."""
    if Report.objects.exists():
        return
    count = REPORTS if reports is None else reports
    out.write(f"Inventing {count} reports ...\n")
    with connection.cursor() as cursor:  # invented rows need not survive a power cut
        cursor.execute("SET synchronous_commit = off")
    year = Year(now or timezone.now(), out)
    try:
        cut = year.play(count)
        quality.load(year.now)
        examined.load(year.now)
        together.load(year.now)
        parted.load(year.now)
        outside.load(year.now)
        watched.load(year.now)
    finally:
        if not year.swept:  # interrupted: the year's messages must not go out all at once
            forget_old_news(year.begun)
        with connection.cursor() as cursor:
            cursor.execute("RESET synchronous_commit")
    standing = Counter(Report.objects.values_list("status", flat=True))
    told = ", ".join(f"{standing[status]} {status}" for status in Status.values)
    out.write(f"Seeded {sum(standing.values())} demo reports: {told}; {cut} courses cut short.\n")


class Year:
    """The time that the demo plays in: courses take turns, and the clock runs between them."""

    def __init__(self, now: datetime, out: TextIO | OutputWrapper) -> None:
        self.now, self.out = now, out
        self.begun = timezone.now()  # the real time, by which messages are dated
        self.tick = now
        self.swept = False

    def play(self, count: int) -> int:
        """Take every step that lies before now; return how many courses were refused a step.

        A step may be refused where the clock was quicker, as in life; the course ends there.
        """
        turns = [Turn(next(course), n, course) for n, course in enumerate(courses(count, self.now))]
        heapq.heapify(turns)
        refused, begun = 0, set[int]()
        self.tick = turns[0].at if turns else self.now
        while turns and turns[0].at <= self.now:
            turn = turns[0]
            self._pass_to(turn.at)
            if turn.number not in begun and not (len(begun) + 1) % 50:
                self.out.write(f"  {len(begun) + 1} ...\n")
            begun.add(turn.number)
            try:
                turn.at = next(turn.course)
                heapq.heapreplace(turns, turn)
            except StopIteration:
                heapq.heappop(turns)
            except Refused:
                refused += 1
                heapq.heappop(turns)
        self._pass_to(self.now)
        timers.run(self.now)
        refresh_public()
        return refused

    def _pass_to(self, moment: datetime) -> None:
        """Let the clock do what it would have done until then."""
        while self.tick <= moment:
            timers.run(self.tick)
            self.tick += TICK
        if moment > self.now - NEWS and not self.swept:
            forget_old_news(self.begun)
            self.swept = True


def courses(count: int, now: datetime) -> Iterator[Course]:
    """Yield as many courses: each situation once, then by weight; each story about as often."""
    rng = random.Random(SEED)  # noqa: S311 - a story, not a key
    scene = Scene()
    told: Counter[Story] = Counter()
    for n in range(count):
        weights = [situation.weight for situation in SITUATIONS]
        drawn = rng.choices(SITUATIONS, weights)[0]
        situation = SITUATIONS[n] if n < len(SITUATIONS) else drawn
        fitting = list(filter(situation.fits, stories()))
        near = [story for story in fitting if story.office in FEATURED]
        featured = bool(near) and situation.most <= RECENT and rng.random() < 0.5
        story = min(near if featured else fitting, key=lambda s: (told[s], rng.random()))
        told[story] += 1
        at = received(scene, now, rng.randint(situation.least, situation.most), rng)
        target = scene.target(story, rng, featured=featured)
        case = Case(f"demo-{n}", scene, story, target, at, rng.getrandbits(32))
        yield situation.course(case)


def received(scene: Scene, now: datetime, days: int, rng: random.Random) -> datetime:
    """Return a moment so many working days ago; older reports come on weekends too."""
    calendar = work_calendar(scene.agencies[ROOT], scene.book)
    if days == 0:
        return now - timedelta(minutes=rng.randint(10, 300))
    day = calendar.back(now, days)
    if days > 20:
        day += timedelta(days=rng.randint(0, 2))
    return day.replace(hour=rng.randint(6, 21), minute=rng.randint(0, 59), second=0, microsecond=0)


@transaction.atomic
def forget_old_news(since: datetime) -> None:
    """Drop the messages of the year that has just been played, and their jobs.

    Nobody waits for word of what happened months ago: thousands of old messages would fill the
    mailbox and keep the worker busy for an hour. Those of the last days are left to be delivered.
    """
    old = Message.objects.filter(state=Message.State.QUEUED, created_at__gte=since)
    keys = [str(key) for key in old.values_list("pk", flat=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE status = 'todo' AND (task_name = %s"
            " AND args->>'message_id' = ANY(%s) OR task_name = %s"
            " AND args->'message_ids' <@ to_jsonb(%s::text[]))",
            [DELIVER, keys, DELIVER_SOME, keys],
        )
    old.filter(pk__in=keys).delete()


@transaction.atomic
def refresh_public() -> None:
    """Write the public projections at once, instead of by a job for each step."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE status = 'todo' AND task_name = %s", [REFRESH]
        )
    for key in Report.objects.filter(published=True).values_list("pk", flat=True):
        publication.refresh(str(key))
