"""Many reports at once: each goes as it would alone, and the statements do not grow with them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from lapor.outbox.models import Message
from lapor.reports import grouping, handling, triage, watching
from lapor.reports.models import DueChange, Event, Report
from lapor.reports.moves import MOVES
from lapor.reports.perform import lock_all, perform, perform_all
from lapor.reports.terms import Kind, Outcome, Refused
from tests.factories import World, days, make_report, make_world
from tests.reports.test_replay import SAME_WORLD, TRY, Walk, set_out

pytestmark = pytest.mark.django_db
ALONE = ("receive", "part")  # they begin a report


@pytest.fixture
def world() -> World:
    return make_world()


# What was done to each of some reports before, and then one step of one officer for all of them.
BEFORE = st.lists(st.lists(TRY, max_size=7), min_size=1, max_size=4)
STEP = st.sampled_from(sorted(MOVES.keys() - set(ALONE)))


class Rolled(Exception):
    """Raised to take back what was only tried."""


def tried(take: Callable[[], Any]) -> Any:
    """Return what comes of it, and leave nothing behind."""
    try:
        with transaction.atomic():
            found = take()
            raise Rolled
    except Rolled:
        return found


def to_whom(letter: Message) -> list[str]:
    return [str(key) for key in (letter.contact_id, letter.agency_id, letter.person_id)]


def rows_of(reports: list[Report], known: int) -> dict[str, Any]:
    """Return all that the tables say of these reports since an event, without new keys."""
    told: dict[str, Any] = {}
    for report in reports:
        row = Report.objects.filter(pk=report.pk).values().get()
        steps = list(report.events.filter(pk__gt=known).order_by("pk"))
        place: dict[Any, Any] = {step.pk: n for n, step in enumerate(steps)}
        hidden = ("id", "report_id", "words_hash")
        told[report.number] = {
            "row": {name: bytes(v) if isinstance(v, memoryview) else v for name, v in row.items()},
            "events": [
                {n: v for n, v in step.items() if n not in hidden}
                for step in report.events.filter(pk__gt=known).order_by("pk").values()
            ],
            "words": list(
                report.words.filter(event_id__gt=known)
                .order_by("event_id")
                .values_list("text", "audience", "public_text", "published_at")
            ),
            "clocks": [
                {n: place.get(v, v) if n == "stopped_by_id" else v for n, v in clock.items()}
                for clock in report.deadlines.order_by("pk").values()
            ],
            "stakes": list(report.stakes.order_by("pk").values_list("agency", "why", "until")),
            "moved": list(
                DueChange.objects.filter(deadline__report=report)
                .order_by("pk")
                .values_list("why", "was", "due_at", "at")
            ),
        }
        for clock in told[report.number]["clocks"]:
            clock["id"] = None
    told["letters"] = sorted(
        (row.context["number"], row.template, *to_whom(row))
        for row in Message.objects.filter(context__has_key="number")
    )
    jobs = list(ProcrastinateJob.objects.values_list("task_name", "args"))
    told["jobs"] = sorted(
        (name, str(args.get("report_id"))) for name, args in jobs if "report_id" in args
    )
    told["carried"] = sum(  # of many messages some dozen share a job
        len(args.get("message_ids", ["one"])) for _name, args in jobs if "report_id" not in args
    )
    return told


def attempted(walks: list[Walk], name: str, who: int, pick: int, at: datetime) -> tuple[Any, Any]:
    """Return what comes of a step taken report by report, and of the same step for the set."""
    move, actor = MOVES[name], walks[0].people[who]
    changes, words = walks[0].changes(move, pick), "Kata-kata."
    known = Event.objects.order_by("-pk").values_list("pk", flat=True)[0]
    reports = sorted((walk.report for walk in walks), key=lambda report: report.pk)
    for walk in walks:
        walk.report.refresh_from_db()

    def one_by_one() -> Any:
        why = {}
        for report in reports:
            try:
                with transaction.atomic():
                    perform(report, move, actor=actor, words=words, at=at, **changes)
            except Refused as refused:
                why[report.number] = (str(refused.says), refused.field)
        return why, rows_of(reports, known)

    def as_a_set() -> Any:
        came = perform_all(lock_all(reports), move, actor=actor, words=words, at=at, **changes)
        said = {report.number: came[report.pk] for report in reports}
        why = {
            number: (str(step.says), step.field)
            for number, step in said.items()
            if isinstance(step, Refused)
        }
        return why, rows_of(reports, known)

    return tried(one_by_one), tried(as_a_set)


def compare(world: World, before: list[Any], name: str, who: int, pick: int) -> bool:
    """Say whether the step was taken for any, once both ways have come to the same."""
    with transaction.atomic():
        walks = []
        for tries in before:
            walk = set_out(world)
            for one in tries:
                walk.attempt(*one)
            if len(tries) % 2:
                watching.follow(walk.report, world.lurah, walk.at)
            walks.append(walk)
        at = max(walk.at for walk in walks) + timedelta(hours=1)
        alone, together = attempted(walks, name, who, pick, at)
        transaction.set_rollback(True)
    assert alone == together, (name, who, pick)
    return len(alone[0]) < len(walks)


@settings(SAME_WORLD, max_examples=15)
@given(BEFORE, STEP, st.integers(2, 8), st.integers(0, 999))
def test_a_set_goes_as_its_reports_would_one_by_one(world, before, name, who, pick):
    compare(world, before, name, who, pick)


@pytest.mark.slow
@settings(SAME_WORLD, max_examples=300)
@given(BEFORE, STEP, st.integers(2, 8), st.integers(0, 999))
def test_many_more_sets_go_so_too(world, before, name, who, pick):
    compare(world, before, name, who, pick)


def test_the_comparison_is_of_steps_that_are_taken(world):
    """The test above must not pass because everything in it is refused."""
    verified = [("verify", 3, 0.1, 2)]
    with_works = [*verified, ("assign", 3, 0.1, 2)]
    for before, name, who in (
        ([], "verify", 3),
        (verified, "assign", 3),
        (verified, "group", 3),
        (with_works, "follow_up", 4),
        (with_works, "progress", 4),
        (with_works, "decline", 4),
        (with_works, "hold", 4),
        (with_works, "reclassify", 3),
        (with_works, "note", 4),
        (with_works, "support", 4),
    ):
        assert compare(world, [before, before, before], name, who, 2), name


def flood(world: World, count: int) -> list[Report]:
    """Return reports that the office of works holds."""
    made = []
    for _n in range(count):
        report, _ = make_report(world)
        triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, to=world.works, at=days(0.1))
        made.append(report)
    return made


def test_the_statements_do_not_grow_with_the_set(world):
    asked = {}
    for count in (3, 30):
        reports = flood(world, count)
        key = grouping.begin(world.admin, f"Banjir {count}")
        with CaptureQueriesContext(connection) as grouped:
            grouping.group_all(reports, actor=world.admin, problem=key)
        with CaptureQueriesContext(connection) as answered:
            handling.follow_up_all(
                lock_all(reports), actor=world.liaison, words="Dikeruk.", outcome=Outcome.DONE
            )
        assert Event.objects.filter(report__in=reports, move="follow_up").count() == count
        asked[count] = (len(grouped), len(answered))
    assert asked[3] == asked[30]
    assert max(asked[30]) <= 20
