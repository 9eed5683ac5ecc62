"""Reports about one problem: put together and taken out, each with a course of its own."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.core.serializers import serialize
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lapor.outbox.models import Message
from lapor.reports import closure, grouping, handling, problems, triage
from lapor.reports.models import Problem, Report
from lapor.reports.moves import ASIDE, UNPUBLISHED
from lapor.reports.terms import Kind, NotFound, Outcome, Refused
from tests.factories import days, make_report, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def with_works(world, at=0.1, **fields):
    report, reporter = make_report(world, **fields)
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, at=days(at))
    triage.assign(report, actor=world.admin, to=world.works, at=days(at + 0.1))
    return report, reporter


def row_of(report: Report) -> dict[str, Any]:
    """Return everything that the tables say of a report but its problem."""
    fresh = Report.objects.get(pk=report.pk)
    said = {f.attname: getattr(fresh, f.attname) for f in Report._meta.concrete_fields}
    del said["problem_id"]
    said["deadlines"] = serialize("json", report.deadlines.order_by("pk"))
    said["stakes"] = serialize("json", report.stakes.order_by("pk"))
    return {name: bytes(v) if isinstance(v, memoryview) else v for name, v in said.items()}


def test_grouping_and_ungrouping_change_nothing_else(world):
    report, _ = with_works(world)
    before = row_of(report)
    key = grouping.begin(world.admin, "Banjir pasar", at=days(0.5))
    grouping.group(report, actor=world.admin, problem=key, at=days(0.6))
    assert row_of(report) == before
    grouping.ungroup(report, actor=world.admin, words="Ternyata lain.", at=days(0.7))
    assert row_of(report) == before
    assert [e.move for e in report.events.all()][-2:] == ["group", "ungroup"]


def test_the_same_title_is_the_same_problem(world):
    one = grouping.begin(world.admin, "Banjir  pasar ")
    assert grouping.begin(world.admin, "Banjir pasar") == one
    grouping.end(one, actor=world.admin)
    assert grouping.begin(world.admin, "Banjir pasar") != one


def test_what_may_not_be_grouped_says_why(world):
    report, _ = with_works(world)
    hidden, _ = with_works(world, confidential=True)
    key, other = (grouping.begin(world.admin, title) for title in ("Satu", "Dua"))
    grouping.group(report, actor=world.admin, problem=key)
    for asked, into, says in (
        (report, key, "sudah ada di masalah itu"),
        (report, other, "masalah lain"),
        (hidden, key, "rahasia"),
    ):
        with pytest.raises(Refused, match=says):
            grouping.group(asked, actor=world.admin, problem=into)
    grouping.end(other, actor=world.admin)
    fresh, _ = with_works(world)
    with pytest.raises(Refused, match="sudah ditutup"):
        grouping.group(fresh, actor=world.admin, problem=other)
    with pytest.raises(Refused, match="tidak ada di masalah"):
        grouping.ungroup(fresh, actor=world.admin, words="Lain.")
    with pytest.raises(Refused):
        grouping.ungroup(report, actor=world.admin, words="")
    with pytest.raises(Refused, match="judul"):
        grouping.begin(world.admin, "  ")


def test_only_who_verifies_groups(world):
    report, _ = with_works(world)
    key = grouping.begin(world.admin, "Banjir pasar")
    with pytest.raises(NotFound):
        grouping.begin(world.liaison, "Banjir lain")
    for actor in (world.liaison, world.handler, world.overseer, world.stranger):
        with pytest.raises((Refused, NotFound)):
            grouping.group(report, actor=actor, problem=key)
    for verb in (grouping.end, grouping.reopen):
        with pytest.raises(NotFound):
            verb(key, actor=world.stranger)


def test_a_problem_is_seen_by_whoever_sees_a_report_of_it(world):
    report, _ = with_works(world)
    key = grouping.begin(world.admin, "Banjir pasar")
    assert [row.id for row in problems.listed(world.admin)[0]] == [key]
    assert problems.listed(world.liaison) == ([], 0)
    grouping.group(report, actor=world.admin, problem=key)
    for actor in (world.admin, world.national, world.liaison, world.handler, world.overseer):
        assert problems.get_problem(key, actor).all == 1
    for actor in (world.lurah, world.stranger):
        with pytest.raises(NotFound):
            problems.get_problem(key, actor)


def test_numbers_count_only_what_one_may_see(world):
    mine, _ = with_works(world)
    other, _ = make_report(world)
    key = grouping.begin(world.admin, "Banjir pasar")
    for report in (mine, other):
        grouping.group(report, actor=world.admin, problem=key)
    assert problems.get_problem(key, world.admin, now=days(1)).open == 2
    assert problems.get_problem(key, world.liaison, now=days(1)).all == 1
    assert [card.number for card in problems.reports_of(key, world.liaison)] == [mine.number]


def test_its_reporter_is_told_and_the_public_is_not(world):
    report, _ = with_works(world)
    key = grouping.begin(world.admin, "Banjir pasar")
    grouping.group(report, actor=world.admin, problem=key)
    grouping.ungroup(report, actor=world.admin, words="Ternyata lain.")
    told = Message.objects.filter(contact=report.contact).values_list("template", flat=True)
    assert {"group/reporter", "ungroup/reporter"} <= set(told)
    assert {"group", "ungroup"} <= set(UNPUBLISHED) - set(ASIDE)


# One try: what, which report, by whom, how many hours later.
VERBS = ("group", "ungroup", "assign", "decline", "follow_up", "reply", "close", "rate", "archive")
TRY = st.tuples(st.sampled_from(VERBS), st.integers(0, 2), st.integers(0, 2), st.floats(0.1, 30))


class Flood:
    """Three reports, of which each has a twin that nobody ever groups."""

    def __init__(self, world: Any) -> None:
        self.world, self.at = world, days(1)
        self.pairs = [(with_works(world), with_works(world)) for _n in range(3)]
        self.problem = grouping.begin(world.admin, "Banjir pasar", at=self.at)

    def attempt(self, verb: str, which: int, who: int, hours: float) -> None:
        self.at += timedelta(hours=hours)
        if verb in ("group", "ungroup"):
            report, reporter = self.pairs[which][0]
            self.take(verb, report, reporter, who)
            return
        for report, reporter in self.pairs[which]:
            self.take(verb, report, reporter, who)

    def take(self, verb: str, report: Report, reporter: Any, who: int) -> None:
        w, at = self.world, self.at
        officer = (w.admin, w.liaison, w.national)[who]
        steps = {
            "group": lambda: grouping.group(report, actor=officer, problem=self.problem, at=at),
            "ungroup": lambda: grouping.ungroup(report, actor=officer, words="Lain.", at=at),
            "assign": lambda: triage.assign(report, actor=officer, to=w.kecamatan, at=at),
            "decline": lambda: triage.decline(
                report, actor=officer, reason="other_office", words="Bukan kami.", at=at
            ),
            "follow_up": lambda: handling.follow_up(
                report, actor=officer, words="Sudah kami keruk.", outcome=Outcome.DONE, at=at
            ),
            "reply": lambda: closure.reply(report, actor=reporter, words="Belum.", at=at),
            "close": lambda: closure.close(report, actor=reporter, outcome=Outcome.DONE, at=at),
            "rate": lambda: closure.rate(report, actor=reporter, stars=4, at=at),
            "archive": lambda: closure.archive(
                report, actor=officer, reason="private", words="Pribadi.", at=at
            ),
        }
        with suppress(Refused, NotFound):
            steps[verb]()

    def story(self, report: Report) -> list[Any]:
        """Return what a report has become, without who it is and what grouping says."""
        rows = report.events.exclude(move__in=("group", "ungroup")).order_by("pk")
        told = list(rows.values_list("move", "target", "turn", "holder", "role", "code", "at"))
        clocks = report.deadlines.order_by("pk").values_list(
            "clock", "due_at", "stopped_at", "paused_at", "level"
        )
        fresh = Report.objects.get(pk=report.pk)
        return [told, list(clocks), fresh.state, fresh.holder_id, fresh.due_at, fresh.handler_id]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(TRY, max_size=14))
def test_whatever_is_done_a_grouped_report_goes_as_it_would_alone(world, tries):
    """Each report has a twin that is never grouped and to which all else is done alike."""
    flood = Flood(world)
    for one in tries:
        flood.attempt(*one)
    for (grouped, _r), (alone, _s) in flood.pairs:
        assert flood.story(grouped) == flood.story(alone)
    Problem.objects.filter(pk=flood.problem).delete()
