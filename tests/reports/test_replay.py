"""Whatever anybody tries in whatever order, a report stays one thing with one story."""

import hashlib
import itertools
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lapor.agencies import rules
from lapor.agencies.actor import SYSTEM, Actor
from lapor.agencies.models import Agency, Holiday, Post, Reorganisation, Role
from lapor.agencies.reorganising import What
from lapor.reports import following, timers
from lapor.reports.clocks import BESIDE
from lapor.reports.dating import ESCALATED
from lapor.reports.models import Deadline, DueChange, Report, Review, Words
from lapor.reports.moves import MOVES, Move, step
from lapor.reports.perform import perform
from lapor.reports.terms import REVIEW_CLOCKS, Clock, Kind, Outcome, Refused, State
from tests.factories import MONDAY, World, actor_of, make_report, make_world

pytestmark = pytest.mark.django_db

# One try: which move, by whom, how many hours later, and a number that chooses the rest.
TRY = st.tuples(
    st.sampled_from(sorted(MOVES.keys() - {"receive"})),
    st.integers(0, 8),
    st.floats(0.1, 120),
    st.integers(0, 999),
)
# The clock runs; a number other than 0 makes a day so far ahead a holiday first.
CLOCK_RUNS = st.tuples(st.just("timers"), st.just(0), st.just(0.0), st.integers(0, 9))
# Agencies change: one merges into another, ends, moves, or a post is no more.
OFFICES_CHANGE = st.tuples(st.just("offices"), st.just(0), st.floats(0.1, 120), st.integers(0, 999))
ENDINGS = (What.MERGE, What.END, What.MOVE)


@dataclass
class Walk:
    """One report on its way, and everybody who may try something."""

    world: World
    report: Report
    people: list[Actor]
    at: datetime

    def offices(self) -> list[Agency]:
        """Return the offices as they stand now, those that have ended too."""
        w = self.world
        there = [w.root, w.city, w.works, w.roads, w.kelurahan, w.inspectorate, w.other]
        found = Agency.objects.in_bulk([office.pk for office in there])
        return [found[office.pk] for office in there]

    def changes(self, move: Move, pick: int) -> dict[str, Any]:
        w, offices = self.world, self.offices()
        office = offices[pick % len(offices)]
        every: dict[str, Any] = {
            "outcome": list(Outcome)[pick % 4],
            "reason": "other_office",
            "promised_at": self.at + timedelta(days=pick % 12),
            "until": self.at + timedelta(days=pick % 40),
            "holder": office,
            "kind": list(Kind)[pick % 4],
            "oversight": bool(pick % 2),
            "category": w.category,
            "subjects": [office] if pick % 3 == 0 else [],
            "handler": w.handler.post,
            "supporters": [office],
            "released": [office],
            "overseers": [w.ombudsman],
            "protectors": [offices[5]],
            "parts": offices[2:4],
            "stars": pick % 5 + 1,
            "consent": True,
            "reviewer": w.inspectorate,
            "finding": list(Review.Finding)[pick % 11],
            "sealed": bool(pick % 2),
            "carried_out": "carried_out" if pick % 2 else "",
            "legal_basis": "UU 25/2009",
            "approvals": (1, 2),
            "public_title": "Judul",
            "redactions": ["lampu"],
            "published": True,
            "masks": pick % 3 + 1,
            "title": "Judul",
            "body": "Kata [disamarkan: nama].",
            "landmark": "",
        }
        told = {*move.needs, *move.sets} & every.keys()
        if move.name in ("assign", "appeal", "decline"):
            told.discard("subjects")
        return {name: every[name] for name in told}

    def attempt(self, name: str, who: int, hours: float, pick: int) -> None:
        self.at += timedelta(hours=hours)
        if name == "timers":
            if pick:
                far = (self.at + timedelta(days=pick)).date()
                Holiday.objects.get_or_create(day=far, name="Libur", kind="national")
                rules.changed()
            timers.run(self.at)
            self.report.refresh_from_db()
            return
        if name == "offices":
            self.reorganise(pick)
            return
        words = "Kata-kata." if pick % 5 else ""
        move, actor = MOVES[name], self.people[who]
        with suppress(Refused):
            perform(
                self.report,
                move,
                actor=actor,
                words=words,
                at=self.at,
                **self.changes(move, pick),
            )

    def reorganise(self, pick: int) -> None:
        """Let an office merge, end or move, or end a post, and the report follow."""
        offices = self.offices()
        agency, into = offices[1 + pick % 6], offices[pick // 6 % 7]
        if pick % 4 == 3:
            post = self.world.handler.post
            assert post
            Post.objects.filter(pk=post.pk).update(ended_at=self.at)
            following.pass_on(post, self.at)
        else:
            nation = self.world.national
            assert nation.user
            assert nation.post
            plan = Reorganisation.objects.create(
                what=ENDINGS[pick % 4], agency=agency, into=into, basis="Perda 1/2026",
                on=self.at.date(), decided_by=nation.user, post=nation.post, decided_at=self.at,
            )  # fmt: skip
            assert not following.run(self.at)["failed"]
            Reorganisation.objects.filter(pk=plan.pk, done_at=None).delete()  # the tree forbids it
        self.people = [
            actor_of(person.user, person.post.pk) if person.user and person.post else person
            for person in self.people
        ]
        self.report.refresh_from_db()


def set_out(world: World, keep_code: Callable[[str], None] = lambda code: None) -> Walk:
    """Return the walk of a new report; keep_code is told the receipt that opens its thread."""
    report, reporter = make_report(world, keep_code=keep_code)
    people = [
        *(SYSTEM, reporter, world.national, world.admin, world.liaison),
        *(world.handler, world.lurah, world.overseer, world.stranger),
    ]
    return Walk(world, report, people, MONDAY)


def replayed(report: Report) -> State:
    state = State()
    for event in report.events.all():
        state = step(state, MOVES[event.move], Role(event.role))
    return state


def holders(report: Report) -> Iterator[tuple[int | None, int]]:
    for event in report.events.all():
        yield event.held_by_id, event.holder_id


def faults_of_review(report: Report, live: list[Deadline]) -> list[str]:
    """Return what is wrong with the clocks of a second instance."""
    examined = [Clock.REVIEW] * bool(report.review) + [Clock.REVIEW_ANSWER] * report.owes_review
    if sorted(r.clock for r in live if r.clock in REVIEW_CLOCKS) == examined:
        return []
    return [f"clocks of a review: {live} while {report.review} {report.owes_review}"]


def faults_of(report: Report) -> list[str]:
    """Return what is wrong with the report as the database keeps it."""
    found = []
    rows = list(Deadline.objects.filter(report=report))
    live = [r for r in rows if not (r.stopped_at or r.paused_at)]
    running = [r for r in live if r.clock not in BESIDE]
    settle = [row for row in rows if row.clock == Clock.SETTLE]
    if [row.clock for row in running] != [report.turn] or len(settle) != 1:
        found.append(f"clocks: {running} {settle}")
    settled = {"running": (False, False), "paused": (True, False), "stopped": (False, True)}
    if (bool(settle[0].paused_at), bool(settle[0].stopped_at)) != settled[report.settle]:
        found.append(f"settle stands otherwise than {report.settle}")
    found += faults_of_review(report, live)
    if replayed(report) != report.state:
        found.append(f"replay: {replayed(report)} is not {report.state}")
    chain = list(holders(report))
    if any(a[1] != b[0] for a, b in itertools.pairwise(chain)):
        found.append(f"the chain of holders is broken: {chain}")
    if chain[-1][1] != report.holder_id:
        found.append("the last event names another holder")
    lineage = [t for t in (report.tier1, report.tier2, report.tier3, report.tier4) if t]
    if lineage != report.holder.lineage:
        found.append("the tiers are not the holder's lineage")
    if report.due_at != min(r.due_at for r in live if r.clock not in REVIEW_CLOCKS):
        found.append("the report's date is not its earliest clock's")
    for words in Words.objects.filter(report=report).select_related("event"):
        digest = hashlib.sha256(bytes(words.salt) + words.text.encode()).digest()
        if digest != bytes(words.event.words_hash or b""):
            found.append("words do not fit their hash")
    return found


def moves_made(dates: dict[int, datetime]) -> set[tuple[int, datetime, datetime]]:
    """Return each clock whose date is another now: which, from when, to when."""
    now = Deadline.objects.filter(pk__in=dates).values_list("pk", "due_at")
    return {(pk, dates[pk], due) for pk, due in now if due != dates[pk]}


def moves_told(known: int) -> set[tuple[int, datetime, datetime]]:
    """Return the moves of dates that were told since, a chain of one clock told as one."""
    told: dict[int, tuple[datetime, datetime]] = {}
    for change in DueChange.objects.order_by("pk")[known:]:
        first = told.get(change.deadline_id, (change.was, change.was))[0]
        told[change.deadline_id] = (first, change.due_at)
    return {(pk, was, due) for pk, (was, due) in told.items() if was != due}


def shortened(dates: dict[int, datetime]) -> list[Deadline]:
    """Return the reporter's own windows that end earlier than they were told."""
    rows = Deadline.objects.filter(pk__in=dates, stopped_at=None).exclude(clock__in=ESCALATED)
    return [row for row in rows if row.due_at < dates[row.pk]]


ANY_ORDER = st.lists(st.one_of(TRY, TRY, TRY, CLOCK_RUNS), min_size=5, max_size=40)
WITH_OFFICES = st.lists(
    st.one_of(TRY, TRY, TRY, CLOCK_RUNS, OFFICES_CHANGE), min_size=5, max_size=40
)
SAME_WORLD = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@settings(SAME_WORLD, max_examples=25)
@given(tries=WITH_OFFICES)
def test_any_order_of_steps_keeps_one_status_one_holder_one_turn_and_a_true_story(world, tries):
    walk_through(world, tries)


@pytest.mark.slow
@settings(SAME_WORLD, max_examples=250)
@given(tries=WITH_OFFICES)
def test_many_more_orders_of_steps_keep_it_too(world, tries):
    walk_through(world, tries)


def walk_through(world: World, tries: list[tuple[str, int, float, int]]) -> None:
    """Try each step in turn and look at the report after it; leave nothing behind."""
    with transaction.atomic():
        walk = set_out(world)
        for one in tries:
            dates = dict(Deadline.objects.values_list("pk", "due_at"))
            known, count = DueChange.objects.count(), walk.report.events.count()
            walk.attempt(*one)
            report = Report.objects.select_related("holder").get(pk=walk.report.pk)
            assert faults_of(report) == [], (one, walk.report.events.all())
            assert report.events.count() >= count
            assert moves_told(known) == moves_made(dates), f"a date moved in silence: {one}"
            assert one[0] != "offices" or shortened(dates) == [], one
        transaction.set_rollback(True)


def test_the_world_of_this_file_lets_every_hand_made_step_happen(world):
    """The walk above must not pass because everything in it is refused."""
    taken: set[str] = set()
    ways = [
        ["verify", "assign", "take", "consult", "ask_extension", "extend", "follow_up", "reply"],
        ["verify", "assign", "decline", "hold", "resume", "progress", "follow_up", "close"],
        [
            "add",
            "support",
            "unsupport",
            "note",
            "redact",
            "mask",
            "unpin",
            "group",
            "ungroup",
            "reveal",
            "refer",
        ],
        ["retaliation", "protect"],
        ["archive", "appeal", "verify", "assign", "reclassify", "withdraw"],
        ["verify", "assign", "follow_up", "close", "rate", "reopen"],
        ["verify", "split", "unsplit", "ask_extension", "refuse_extension"],
        ["ask_review", "accept_review", "ask_office", "answer_review", "find", "recommend"],
        ["ask_review", "refuse_review", "ask_review", "accept_review", "end_review"],
        ["ask_review", "drop_review"],
        ["direct", "take_back", "verify"],
    ]
    for way in ways:
        walk = set_out(world)
        for name in way:
            before = walk.report.events.count()
            for who in range(len(walk.people)):
                for pick in (37, 2, 4):
                    if walk.report.events.count() == before:
                        walk.attempt(name, who, 0.1, pick)
            taken |= {name} if walk.report.events.count() > before else set()
    by_the_clock_or_in_parts = {"lapse", "carry_on", "close_silent", "escalate"} | {
        *("rejoin", "part", "recall", "finish"),
        *("rehome", "repost", "pass_review"),  # when agencies change: the test below
        *("review_late", "answer_late"),
    }
    assert taken == MOVES.keys() - {"receive"} - by_the_clock_or_in_parts


@pytest.mark.slow
def test_the_world_of_this_file_lets_offices_change_under_a_report(world):
    """Nor because nothing ever comes of a change of agencies."""
    taken: set[str] = set()
    for pick in range(84):
        with transaction.atomic():
            walk = set_out(world)
            for name in ("verify", "assign", "take"):
                before = walk.report.events.count()
                for who in range(len(walk.people)):
                    if walk.report.events.count() == before:
                        walk.attempt(name, who, 0.1, 2)
            walk.attempt("offices", 0, 0.1, pick)
            report = Report.objects.select_related("holder").get(pk=walk.report.pk)
            assert faults_of(report) == [], pick
            taken |= set(report.events.values_list("move", flat=True))
            transaction.set_rollback(True)
    assert taken >= {"rehome", "repost"}


@pytest.fixture
def world() -> World:
    return make_world()
