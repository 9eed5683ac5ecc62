"""Every step of the table is on a page for somebody, and no page offers one that is not open."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings

from lapor.agencies.actor import SYSTEM, Actor
from lapor.agencies.models import Role, Tenure
from lapor.kit.points import Pin
from lapor.reports import (
    access,
    closure,
    grouping,
    handling,
    publication,
    reviewing,
    splitting,
    timers,
    triage,
)
from lapor.reports.models import Report
from lapor.reports.moves import MOVES
from lapor.reports.perform import perform
from lapor.reports.terms import Kind, Outcome
from tests.factories import World, make_officer, make_report
from tests.reports.parted import parts_for
from tests.reports.test_replay import ANY_ORDER, SAME_WORLD, set_out
from tests.web.desk.officers import HOST, sign_in

pytestmark = pytest.mark.django_db

# Steps that no page has yet, and why.
LATER = {
    "reveal": "opening an identity takes two people and its own page",
}
INTAKE = {"receive", "part"}  # what begins a report, or a part of one
BY_ITSELF = {move.name for move in MOVES.values() if {by.role for by in move.by} == {Role.SYSTEM}}
REPORTER = 1  # among the people of a walk
# Open by the table, and yet without a form where there would be nothing to choose in it.
NOTHING_TO_CHOOSE = {
    "ask_review",
    "recommend",
    "consult",
    "unsupport",
    "refer",
    "redact",
    "mask",
    "unpin",
    "group",
    "ungroup",
}


@dataclass
class Stage:
    """A world, its people with their browsers, and reports on it."""

    world: World
    people: list[Actor]
    clients: list[Client]
    seen: set[str] = field(default_factory=set)

    def offered(self, person: Actor, report: Report) -> set[str]:
        client = self.clients[self.people.index(person)]
        page = client.get(f"/desk/laporan/{report.number}")
        forms = set(re.findall(rf'action="/desk/laporan/{report.number}/([a-z_]+)"', page.text))
        on_their_own = {"split": "pecah", "consult": "pihak"}
        at = f'class="btn btn-wide" href="/desk/laporan/{report.number}'
        return forms | {name for name, way in on_their_own.items() if f'{at}/{way}"' in page.text}

    def look(self, report: Report, reporter: Actor | None = None) -> None:
        """Compare what each person is offered with what the table opens to them."""
        report.refresh_from_db()
        for person in self.people:
            if access.reaches(person, report):
                self.compare(person, report, self.offered(person, report) & MOVES.keys())

    def look_with(self, code: str, report: Report, reporter: Actor) -> None:
        """Compare what the thread offers with what is open to its reporter."""
        client = Client(headers=HOST)
        assert client.post("/lacak", {"kode": code}).status_code == 302
        page = client.get("/lacak/percakapan").text
        report.refresh_from_db()
        self.compare(reporter, report, set(re.findall('name="move" value="([a-z_]+)"', page)))

    def compare(self, person: Actor, report: Report, forms: set[str]) -> None:
        open_now = {move.name for move in access.open_moves(person, report)}
        about = (person.role, report.status, report.state)
        assert forms <= open_now, about
        assert open_now - forms <= LATER.keys() | NOTHING_TO_CHOOSE, about
        self.seen |= forms


@pytest.fixture
def stage(world):
    call_command("createcachetable", verbosity=0)
    people = [
        *(world.national, world.admin, world.liaison, world.handler, world.lurah),
        *(world.overseer, world.stranger, make_officer(Role.LIAISON, world.kecamatan)),
        *(make_officer(Role.OVERSEER, world.ombudsman), make_officer(Role.OPERATOR, world.city)),
    ]
    return Stage(world, people, [sign_in(person) for person in people])


Step = Callable[[World, Report, Actor], object]


def verified(w, r, p):
    triage.verify(r, actor=w.admin, kind=Kind.COMPLAINT)


def assigned(w, r, p):
    triage.assign(r, actor=w.admin, to=w.works)


def helped(w, r, p):
    triage.support(r, actor=w.liaison, offices=[w.kecamatan])


def more_time_asked(w, r, p):
    until = timezone.now() + timedelta(days=30)
    handling.ask_extension(r, actor=w.liaison, words="Bahan belum datang.", until=until)


def asked(w, r, p):
    triage.hold(r, actor=w.admin, question="Di mana?")


def answered(w, r, p):
    handling.follow_up(r, actor=w.liaison, words="Sudah.", outcome=Outcome.DONE)


def replied(w, r, p):
    closure.reply(r, actor=p, words="Belum.")


def closed(w, r, p):
    closure.close(r, actor=p, outcome=Outcome.DONE)


def rated(w, r, p):
    closure.rate(r, actor=p, stars=2)


def reopened(w, r, p):
    closure.reopen(r, actor=p, words="Belum beres.")


def archived(w, r, p):
    closure.archive(r, actor=w.admin, reason="private", words="Urusan pribadi.")


def appealed(w, r, p):
    closure.appeal(r, actor=p, words="Bukan urusan pribadi.")


def threatened(w, r, p):
    closure.retaliation(r, actor=p, words="Saya diancam.")


def published(w, r, p):
    publication.publish(r, actor=w.admin, title="Lampu")


def handed_on(w, r, p):
    perform(r, MOVES["direct"], actor=SYSTEM, holder=w.works)


def parted(w, r, p):
    splitting.split(r, actor=w.admin, into=parts_for(w))


def rejoined(w, r, p):
    splitting.unsplit(r, actor=w.admin, words="Kami jawab sendiri.")


def grouped(w, r, p):
    grouping.group(r, actor=w.admin, problem=grouping.begin(w.admin, "Lampu padam"))


def review_asked(w, r, p):
    reviewing.ask_review(r, actor=p, to=w.inspectorate, consent=True)


def review_accepted(w, r, p):
    reviewing.accept_review(r, actor=w.overseer, until=timezone.now() + timedelta(days=9))


def office_asked(w, r, p):
    until = timezone.now() + timedelta(days=5)
    reviewing.ask_office(r, actor=w.overseer, words="Mengapa?", until=until)


def found(w, r, p):
    reviewing.find(r, actor=w.overseer, finding="delay", words="Lama.")


EXAMINED = (review_asked, review_accepted, office_asked, found)


def a_year_passed(w, r, p):
    timers.run(timezone.now() + timedelta(days=365))


WAYS: tuple[tuple[Step, ...], ...] = (
    (verified, published, assigned, helped, threatened, answered, replied, answered, closed, rated),
    (asked, a_year_passed, appealed),
    (verified, assigned, more_time_asked, answered, closed, reopened, answered, closed, reopened),
    (verified, asked),
    (grouped, archived, appealed, threatened),
    (verified, assigned, a_year_passed),
    (verified, parted, rejoined),
    (verified, assigned, answered, closed, reopened, *EXAMINED),
    (handed_on, more_time_asked),
)


@pytest.mark.slow
@pytest.mark.parametrize("confidential", [False, True])
def test_every_step_is_on_a_page_for_somebody_and_only_where_it_is_open(stage, confidential):
    for way in WAYS[:2] if confidential else WAYS:
        codes: list[str] = []
        report, reporter = make_report(
            stage.world,
            at=timezone.now() - timedelta(hours=3),
            keep_code=codes.append,
            confidential=confidential,
            anonymous=True,
            pin=Pin(-6.12, 106.15),
        )
        for step in (None, *way):
            if step is published and confidential:
                continue
            if step:
                step(stage.world, report, reporter)
            stage.look(report)
            stage.look_with(codes[0], report, reporter)
            for part in report.parts.all():
                stage.look(part)
    if not confidential:  # fewer officers may do fewer things with one that is
        assert stage.seen == MOVES.keys() - INTAKE - BY_ITSELF - LATER.keys()


def test_where_nobody_sits_at_the_inspectorate_the_nation_is_offered_the_answer(stage):
    report, reporter = make_report(stage.world, at=timezone.now())
    Tenure.objects.filter(person=stage.world.overseer.user).update(until=timezone.now())
    Tenure.objects.filter(post__agency=stage.world.ombudsman).update(until=timezone.now())
    threatened(stage.world, report, reporter)
    assert "protect" in stage.offered(stage.world.national, report)


@settings(SAME_WORLD, max_examples=3)
@given(tries=ANY_ORDER)
def test_after_any_order_of_steps_no_page_offers_what_is_not_open(stage, tries):
    look_after(stage, tries)


@pytest.mark.slow
@settings(SAME_WORLD, max_examples=20)
@given(tries=ANY_ORDER)
def test_after_many_more_orders_no_page_offers_it_either(stage, tries):
    look_after(stage, tries)


def look_after(stage: Stage, tries: Iterable[tuple[str, int, float, int]]) -> None:
    codes: list[str] = []
    with transaction.atomic():
        walk = set_out(stage.world, codes.append)
        for one in tries:
            walk.attempt(*one)
        stage.look(walk.report)
        stage.look_with(codes[0], walk.report, walk.people[REPORTER])
        transaction.set_rollback(True)
