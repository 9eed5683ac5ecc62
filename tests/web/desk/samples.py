"""Answers of last week for the weekly sample."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from lapor.reports import closure, handling, sampling, triage
from lapor.reports.terms import Kind, Outcome
from tests.factories import make_report


def closed(world, office, officer, words="Lampu-nya sudah kami ganti.", **fields):
    """Return a report that this office answered and its reporter closed, last week."""
    at = last_week()
    report, reporter = make_report(world, at=at, **fields)
    hours = iter(at + timedelta(hours=n) for n in range(1, 9))
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, at=next(hours))
    handler = officer.post if report.confidential else None
    triage.assign(report, actor=world.admin, to=office, handler=handler, at=next(hours))
    told = {"words": words, "outcome": Outcome.DONE}
    handling.follow_up(report, actor=officer, at=next(hours), **told)
    closure.close(report, actor=reporter, outcome=Outcome.DONE, at=next(hours))
    return report


def last_week():
    monday = sampling.monday_of(timezone.now()) - timedelta(weeks=1)
    return timezone.now().replace(
        year=monday.year, month=monday.month, day=monday.day, hour=5, minute=0
    ) + timedelta(days=1)


def week():
    return sampling.monday_of(timezone.now()) - timedelta(weeks=1)


def page(sample):
    return reverse("desk-quality-one", args=[sample.pk])
