"""Reports on their way to a second instance, for the tests of reviews."""

from datetime import datetime, timedelta
from typing import Any

from lapor.agencies.actor import Actor
from lapor.agencies.models import Role
from lapor.reports import closure, handling, reviewing, triage
from lapor.reports.models import Report, Review
from lapor.reports.terms import Kind, Outcome
from tests.factories import MONDAY, World, make_officer, make_report

SOON = timedelta(days=7)
DELAY = Review.Finding.DELAY


def disputed(world: World, **fields: Any) -> tuple[Report, Actor]:
    """Return a report that was answered, closed and opened again by its reporter, on one day."""
    report, reporter = make_report(world, **fields)
    at = fields.get("at", MONDAY)
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, at=at)
    who = make_officer(Role.LIAISON, world.works) if report.confidential else world.liaison
    post = who.post if report.confidential else None  # who alone opens it
    triage.assign(report, to=world.works, actor=world.admin, handler=post, at=at)
    handling.follow_up(report, actor=who, words="Sudah.", outcome=Outcome.DONE, at=at)
    closure.close(report, actor=reporter, outcome=Outcome.DONE, at=at)
    closure.reopen(report, actor=reporter, words="Masih padam.", at=at)
    return report, reporter


def examined(world: World, at: datetime = MONDAY, **fields: Any) -> tuple[Report, Actor]:
    """Return a disputed report that the inspectorate has taken up."""
    report, reporter = disputed(world, at=at, **fields)
    reviewing.ask_review(report, to=world.inspectorate, consent=True, actor=reporter, at=at)
    reviewing.accept_review(report, actor=world.overseer, until=at + SOON, at=at)
    return report, reporter


def recommended(world: World, at: datetime = MONDAY, **fields: Any) -> tuple[Report, Actor]:
    """Return one with a finding and a recommendation of two weeks."""
    report, reporter = examined(world, at=at, **fields)
    words: dict[str, Any] = {"actor": world.overseer, "at": at}
    reviewing.find(report, finding=DELAY, words="Empat minggu tanpa tindakan.", **words)
    reviewing.recommend(report, words="Ganti lampunya.", until=at + 2 * SOON, **words)
    return report, reporter


def review_of(report: Report) -> Review:
    return Review.objects.get(report=report)
