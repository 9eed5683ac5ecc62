"""Put together, taken out, split, passed on, answered in sets, in any order: each keeps its own.

Every report has a twin that nobody ever puts together and to which all else is done alike. Its
thread, dates, holder, parts and rating must be the same, and the time of its stays the whole time.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise, takewhile
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from lapor.agencies.actor import Actor
from lapor.reports import access, closure, grouping, handling, splitting, triage
from lapor.reports.disclosure import card_for
from lapor.reports.models import Report
from lapor.reports.moves import OPEN
from lapor.reports.perform import lock_all
from lapor.reports.splitting import Part
from lapor.reports.terms import Audience, Kind, NotFound, Outcome, Refused
from tests.factories import MONDAY, World, days, make_report, make_world
from tests.reports.test_parts_any_order import faults
from tests.reports.test_replay import SAME_WORLD

pytestmark = pytest.mark.django_db
REPORTS = 3
TOGETHER = ("group", "group_all", "ungroup")  # done to the grouped one alone
VERBS = (
    *TOGETHER,
    *("assign", "decline", "split", "unsplit", "finish", "answer", "answer_all"),
    *("hold", "resume", "reply", "close", "rate", "reopen", "archive", "appeal"),
)
# One try: what, to which of the reports, by whom, how many hours later, and the rest.
TRY = st.tuples(
    st.sampled_from(VERBS),
    st.integers(0, REPORTS - 1),
    st.integers(0, 4),
    st.floats(0.1, 60),
    st.integers(0, 11),
)


@dataclass
class One:
    """A report and the person who brought it."""

    report: Report
    reporter: Actor

    def fresh(self) -> Report:
        rows = Report.objects.select_related("holder", "whole", *access.WITH_IT)
        return rows.get(pk=self.report.pk)

    def parts(self) -> list[Report]:
        return list(self.report.parts.select_related("holder", "whole").order_by("pk"))


class Flood:
    """Three reports and their three twins."""

    def __init__(self, world: World) -> None:
        self.world, self.at = world, days(1)
        self.grouped, self.alone = ([self.begun() for _n in range(REPORTS)] for _side in range(2))
        self.problem = grouping.begin(world.admin, "Banjir pasar", at=self.at)
        self.people = [world.admin, world.liaison, world.lurah, world.national, world.stranger]
        self.taken: set[str] = set()

    def begun(self) -> One:
        report, reporter = make_report(self.world)
        triage.verify(
            report, actor=self.world.admin, kind=Kind.COMPLAINT, to=self.world.works, at=days(0.5)
        )
        return One(report, reporter)

    def attempt(self, verb: str, which: int, who: int, hours: float, pick: int) -> None:
        self.at += timedelta(hours=hours)
        actor = self.people[who]
        if verb in TOGETHER:
            ones = self.grouped if verb == "group_all" else [self.grouped[which]]
            self.take(verb, ones, actor, pick)
        elif verb == "answer_all":  # the grouped ones as a set, their twins one by one
            self.take(verb, self.grouped, actor, pick)
            for one in self.alone:
                self.take("answer", [one], actor, pick)
        else:
            for side in (self.grouped, self.alone):
                self.take(verb, [side[which]], actor, pick)

    def take(self, verb: str, ones: list[One], actor: Actor, pick: int) -> None:
        with suppress(Refused, NotFound):
            came = getattr(self, verb)(ones, actor, pick)
            if not isinstance(came, dict) or any(not isinstance(c, Refused) for c in came.values()):
                self.taken.add(verb)

    def group(self, ones: list[One], actor: Actor, pick: int) -> Any:
        grouping.group(ones[0].fresh(), actor=actor, problem=self.problem, at=self.at)

    def group_all(self, ones: list[One], actor: Actor, pick: int) -> Any:
        reports = [one.report for one in ones]
        return grouping.group_all(reports, actor=actor, problem=self.problem, at=self.at)

    def ungroup(self, ones: list[One], actor: Actor, pick: int) -> Any:
        grouping.ungroup(ones[0].fresh(), actor=actor, words="Lain.", at=self.at)

    def row(self, one: One, pick: int) -> Report:
        """Return the report, or one of its parts."""
        rows = [one.fresh(), *one.parts()]
        return rows[pick % len(rows)]

    def assign(self, ones: list[One], actor: Actor, pick: int) -> Any:
        to = (self.world.works, self.world.kelurahan, self.world.other)[pick % 3]
        triage.assign(self.row(ones[0], pick), actor=actor, to=to, at=self.at)

    def decline(self, ones: list[One], actor: Actor, pick: int) -> Any:
        to = self.world.kecamatan if pick % 2 else None
        triage.decline(
            self.row(ones[0], pick),
            actor=actor, reason="other_office", words="Bukan kami.", to=to, at=self.at,
        )  # fmt: skip

    def split(self, ones: list[One], actor: Actor, pick: int) -> Any:
        offices = (self.world.works, self.world.kecamatan)
        into = [Part(to=to, title=to.name, task="Dikerjakan.", words="Arahan.") for to in offices]
        splitting.split(ones[0].fresh(), actor=actor, into=into, at=self.at)

    def unsplit(self, ones: list[One], actor: Actor, pick: int) -> Any:
        splitting.unsplit(ones[0].fresh(), actor=actor, words="Batal.", at=self.at)

    def finish(self, ones: list[One], actor: Actor, pick: int) -> Any:
        splitting.finish(
            self.row(ones[0], pick), actor=actor, words="Sudah.", outcome=Outcome.DONE, at=self.at
        )

    def answer(self, ones: list[One], actor: Actor, pick: int) -> Any:
        handling.follow_up(
            ones[0].fresh(), actor=actor, words="Dikeruk.", outcome=Outcome.DONE, at=self.at
        )

    def answer_all(self, ones: list[One], actor: Actor, pick: int) -> Any:
        return handling.follow_up_all(
            lock_all([one.report for one in ones]),
            actor=actor, words="Dikeruk.", outcome=Outcome.DONE, at=self.at,
        )  # fmt: skip

    def hold(self, ones: list[One], actor: Actor, pick: int) -> Any:
        triage.hold(ones[0].fresh(), actor=actor, question="Di mana?", at=self.at)

    def resume(self, ones: list[One], actor: Actor, pick: int) -> Any:
        triage.resume(ones[0].fresh(), actor=ones[0].reporter, words="Di sana.", at=self.at)

    def reply(self, ones: list[One], actor: Actor, pick: int) -> Any:
        closure.reply(ones[0].fresh(), actor=ones[0].reporter, words="Belum.", at=self.at)

    def close(self, ones: list[One], actor: Actor, pick: int) -> Any:
        closure.close(ones[0].fresh(), actor=ones[0].reporter, outcome=Outcome.DONE, at=self.at)

    def rate(self, ones: list[One], actor: Actor, pick: int) -> Any:
        closure.rate(ones[0].fresh(), actor=ones[0].reporter, stars=pick % 5 + 1, at=self.at)

    def reopen(self, ones: list[One], actor: Actor, pick: int) -> Any:
        closure.reopen(ones[0].fresh(), actor=ones[0].reporter, words="Lagi.", at=self.at)

    def archive(self, ones: list[One], actor: Actor, pick: int) -> Any:
        closure.archive(
            self.row(ones[0], pick), actor=actor, reason="private", words="Pribadi.", at=self.at
        )

    def appeal(self, ones: list[One], actor: Actor, pick: int) -> Any:
        closure.appeal(ones[0].fresh(), actor=ones[0].reporter, words="Keliru.", at=self.at)


def story(report: Report) -> list[Any]:
    """Return what a report has become, without who it is and what grouping says."""
    steps = report.events.exclude(move__in=("group", "ungroup")).order_by("pk")
    told = ("move", "target", "turn", "held_by", "holder", "role", "code", "until", "at")
    clocks = ("clock", "due_at", "remind_at", "stopped_at", "paused_at", "pauses", "level")
    said = report.words.exclude(event__move__in=("group", "ungroup")).order_by("event_id")
    return [
        list(steps.values_list(*told)),
        list(report.deadlines.order_by("pk").values_list(*clocks)),
        list(said.values_list("text", "audience")),
        list(report.stakes.order_by("pk").values_list("agency", "why", "since", "until")),
        report.state,
        (report.holder_id, report.handler_id, report.due_at, report.due_clock, report.escalated),
    ]


def whole_story(one: One) -> list[Any]:
    return [story(row) for row in (one.fresh(), *one.parts())]


def faults_of_the_way(one: One, world: World, now: datetime) -> list[str]:
    """Return what is wrong with the stays of a report: they add up to the whole time."""
    found, report = [], one.fresh()
    ended = list(takewhile(lambda step: step.target not in OPEN, report.events.order_by("-pk")))
    until = now if report.status in OPEN else ended[-1].at
    way = card_for(report, Audience.ABOVE, world.national, now=now).hops
    if sum((hop.whole for hop in way), timedelta(0)) != until - MONDAY:
        found.append("the stays do not add up to the whole time")
    if any(one.until != two.since for one, two in pairwise(way)):
        found.append("time is lost between two stays")
    if way[-1].office != report.holder.name:
        found.append("the last stay is not at its holder")
    return found


def walk(world: World, tries: list[Any]) -> set[str]:
    """Try each, look at every report after all, and leave nothing; return what was ever done."""
    with transaction.atomic():
        flood = Flood(world)
        for one in tries:
            flood.attempt(*one)
        for grouped, alone in zip(flood.grouped, flood.alone, strict=True):
            assert whole_story(grouped) == whole_story(alone)
            assert faults_of_the_way(grouped, world, flood.at) == []
            assert faults(grouped.fresh()) == []
        transaction.set_rollback(True)
    return flood.taken


@settings(SAME_WORLD, max_examples=12)
@given(tries=st.lists(TRY, min_size=4, max_size=20))
def test_whatever_is_done_each_report_keeps_what_is_its_own(world, tries):
    walk(world, tries)


@pytest.mark.slow
@settings(SAME_WORLD, max_examples=200)
@given(tries=st.lists(TRY, min_size=5, max_size=40))
def test_many_more_orders_keep_it_too(world, tries):
    walk(world, tries)


def test_the_walk_lets_every_step_happen(world):
    """The walks above must not pass because everything in them is refused."""
    ways = (
        ("group_all", "answer_all", "close", "rate", "reopen", "ungroup", "group"),
        ("assign", "decline", "hold", "resume", "answer", "reply"),
        ("split", "finish", "unsplit"),
        ("group", "archive", "appeal"),
    )
    taken: set[str] = set()
    for way in ways:
        tries = [(verb, 0, who, 0.1, pick) for verb in way for who in range(5) for pick in (1, 2)]
        taken |= walk(world, tries)
    assert taken == set(VERBS)


@pytest.fixture
def world() -> World:
    return make_world()
