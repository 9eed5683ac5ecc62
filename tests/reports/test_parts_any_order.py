"""Whatever is done to a report and its parts in whatever order, both stay lawful."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from lapor.agencies import rules
from lapor.agencies.actor import Actor
from lapor.agencies.models import Agency, Holiday, Role
from lapor.reports import closure, handling, splitting, stakes, timers, triage
from lapor.reports.models import Report, Stake
from lapor.reports.splitting import Part
from lapor.reports.terms import Clock, Kind, Outcome, Refused
from tests.factories import MONDAY, World, make_officer, make_report, make_world
from tests.reports.test_replay import SAME_WORLD, faults_of

pytestmark = pytest.mark.django_db
VERBS = (
    *("split", "unsplit", "assign", "decline", "progress", "finish", "archive", "extend"),
    *("reply", "withdraw", "appeal", "verify", "follow_up", "close", "reopen", "reclassify"),
    *("timers", "holiday"),
)
# One try: what, on which row (0 the whole), by whom, how many hours later, and the rest.
TRY = st.tuples(
    st.sampled_from(VERBS),
    st.integers(0, 4),
    st.integers(0, 5),
    st.floats(0.1, 100),
    st.integers(0, 99),
)


@dataclass
class Walk:
    world: World
    whole: Report
    reporter: Actor
    people: list[Actor]
    at: datetime

    def row(self, which: int) -> Report:
        parts = list(self.whole.parts.select_related("holder", "whole").order_by("pk"))
        rows = [Report.objects.select_related("holder").get(pk=self.whole.pk), *parts]
        return rows[which % len(rows)]

    def office(self, pick: int) -> Agency:
        w = self.world
        return [w.works, w.roads, w.kecamatan, w.kelurahan, w.city, w.other][pick % 6]

    def attempt(self, verb: str, which: int, who: int, hours: float, pick: int) -> None:
        self.at += timedelta(hours=hours)
        with suppress(Refused):
            getattr(self, verb)(self.row(which), self.people[who], pick)

    def split(self, report: Report, actor: Actor, pick: int) -> None:
        offices = [self.office(pick + n) for n in range(2 + pick % 2)]
        into = [Part(to=to, title=to.name, task="Dikerjakan.", words="Arahan.") for to in offices]
        splitting.split(report, actor=actor, into=into, at=self.at)

    def unsplit(self, report: Report, actor: Actor, pick: int) -> None:
        splitting.unsplit(report, actor=actor, words="Batal.", at=self.at)

    def assign(self, report: Report, actor: Actor, pick: int) -> None:
        triage.assign(report, to=self.office(pick), actor=actor, at=self.at)

    def decline(self, report: Report, actor: Actor, pick: int) -> None:
        to = self.office(pick) if pick % 2 else None
        triage.decline(
            report, actor=actor, reason="other_office", words="Bukan kami.", to=to, at=self.at
        )

    def progress(self, report: Report, actor: Actor, pick: int) -> None:
        until = self.at + timedelta(days=pick % 9)
        handling.progress(report, actor=actor, words="Sedang.", promised_at=until, at=self.at)

    def finish(self, report: Report, actor: Actor, pick: int) -> None:
        outcome = list(Outcome)[pick % 4]
        splitting.finish(report, actor=actor, words="Sudah.", outcome=outcome, at=self.at)

    def archive(self, report: Report, actor: Actor, pick: int) -> None:
        closure.archive(report, actor=actor, reason="private", words="Bukan.", at=self.at)

    def extend(self, report: Report, actor: Actor, pick: int) -> None:
        until = self.at + timedelta(days=pick % 30)
        ask = handling.extend if report.asked else handling.ask_extension
        ask(report, actor=actor, words="Perlu waktu.", until=until, at=self.at)

    def reply(self, report: Report, actor: Actor, pick: int) -> None:
        closure.reply(self.row(0), actor=self.reporter, words="Belum.", at=self.at)

    def withdraw(self, report: Report, actor: Actor, pick: int) -> None:
        if pick % 4 == 0:
            closure.withdraw(self.row(0), actor=self.reporter, at=self.at)

    def appeal(self, report: Report, actor: Actor, pick: int) -> None:
        closure.appeal(self.row(0), actor=self.reporter, words="Keliru.", at=self.at)

    def verify(self, report: Report, actor: Actor, pick: int) -> None:
        triage.verify(self.row(0), actor=actor, kind=Kind.COMPLAINT, at=self.at)

    def follow_up(self, report: Report, actor: Actor, pick: int) -> None:
        outcome = Outcome.DONE
        handling.follow_up(report, actor=actor, words="Sudah.", outcome=outcome, at=self.at)

    def close(self, report: Report, actor: Actor, pick: int) -> None:
        closure.close(self.row(0), actor=self.reporter, outcome=Outcome.DONE, at=self.at)

    def reopen(self, report: Report, actor: Actor, pick: int) -> None:
        by = self.reporter if pick % 2 else actor
        closure.reopen(report, actor=by, words="Belum beres.", at=self.at)

    def reclassify(self, report: Report, actor: Actor, pick: int) -> None:
        triage.reclassify(
            self.row(0),
            actor=actor,
            words="Diubah.",
            kind=Kind.COMPLAINT,
            oversight=bool(pick % 2),
            subjects=[self.world.kelurahan] if pick % 5 == 0 else None,
            at=self.at,
        )

    def timers(self, report: Report, actor: Actor, pick: int) -> None:
        timers.run(self.at)

    def holiday(self, report: Report, actor: Actor, pick: int) -> None:
        day = (self.at + timedelta(days=pick % 9)).date()
        Holiday.objects.get_or_create(day=day, name="Libur", kind="national")
        rules.changed()
        timers.run(self.at)


def set_out(w: World) -> Walk:
    report, reporter = make_report(w)
    triage.verify(report, actor=w.admin, kind=Kind.COMPLAINT, at=MONDAY)
    head = make_officer(Role.LIAISON, w.kecamatan)
    people = [w.admin, w.liaison, w.lurah, head, w.national, w.handler]
    return Walk(w, report, reporter, people, MONDAY)


def faults(whole: Report) -> list[str]:
    """Return what is wrong between the whole and its parts, or with one of them."""
    parts = list(whole.parts.select_related("holder", "whole").order_by("pk"))
    found = [f"{row.split}: {fault}" for row in (whole, *parts) for fault in faults_of(row)]
    left = [row for row in parts if row.status in OPEN_NOW]
    if (whole.split == "open") != bool(left):
        found.append(f"the whole is {whole.split} with {len(left)} open parts")
    for part in left:
        if settle_of(part).due_at != settle_of(whole).due_at:
            found.append("a part is settled on another day than its whole")
        if any(part.holder.is_within(s) for s in stakes.offices(part, Stake.Why.SUBJECT)):
            found.append("a part is held by whom the report complains of")
    if any(row.contact_id or row.account or row.published for row in parts):
        found.append("a part knows who reported, or is published")
    return found


OPEN_NOW = ("received", "held", "assigned", "in_progress")


def settle_of(report: Report) -> Any:
    return report.deadlines.get(clock=Clock.SETTLE)


def walk_through(world: World, tries: list[tuple[str, int, int, float, int]]) -> None:
    with transaction.atomic():
        walk = set_out(world)
        walk.attempt("split", 0, 0, 1.0, 0)
        for one in tries:
            walk.attempt(*one)
            assert faults(walk.row(0)) == [], one
        transaction.set_rollback(True)


@settings(SAME_WORLD, max_examples=25)
@given(tries=st.lists(TRY, min_size=5, max_size=30))
def test_any_order_of_steps_keeps_a_report_and_its_parts_lawful(world, tries):
    walk_through(world, tries)


@pytest.mark.slow
@settings(SAME_WORLD, max_examples=200)
@given(tries=st.lists(TRY, min_size=5, max_size=40))
def test_many_more_orders_keep_them_so(world, tries):
    walk_through(world, tries)


def test_the_walk_lets_every_step_happen(world):
    """The walks above must not pass because everything in them is refused."""
    taken: set[str] = set()
    ways: tuple[tuple[str, ...], ...] = (
        ("progress", "finish", "unsplit", "follow_up", "close", "reopen"),
        ("decline", "assign", "archive", "reply", "extend", "reclassify", "withdraw", "appeal"),
        ("timers", "holiday"),
    )
    for way in ways:
        with transaction.atomic():
            walk = set_out(world)
            walk.attempt("split", 0, 0, 1.0, 0)
            for verb in way:
                for which in range(3):
                    for who in range(6):
                        walk.attempt(verb, which, who, 0.1, 24)
            for row in (walk.whole, *walk.whole.parts.all()):
                taken |= set(row.events.values_list("move", flat=True))
            transaction.set_rollback(True)
    assert taken >= {"split", "part", "recall", "unsplit", "progress", "finish", "archive"}
    assert taken >= {"assign", "decline", "withdraw", "reclassify", "ask_extension"}


@pytest.fixture
def world() -> World:
    return make_world()
