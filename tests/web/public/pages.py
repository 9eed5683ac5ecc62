"""A browser without scripts, and the form as a citizen fills it."""

from typing import Any
from uuid import uuid4

from django.test import Client

from lapor.reports import triage
from lapor.reports.publication import publish, refresh
from lapor.reports.terms import Kind
from tests.factories import days, make_report


def browser(**kwargs: Any) -> Client:
    return Client(headers={"host": "localhost"}, **kwargs)


def filled(**fields: Any) -> dict[str, Any]:
    """Return the fields of a valid form; None leaves one out."""
    form = {
        "client_key": str(uuid4()),
        "kind": "complaint",
        "title": "Selokan mampet",
        "body": "Selokan depan sekolah mampet sejak Juli.",
        "occurred_on": "02/03/2026",
        "who": "nobody",
        "truth": "on",
    } | fields
    return {name: value for name, value in form.items() if value is not None}


def make_published(world, **fields):
    """Return a verified, published report and its reporter."""
    report, reporter = make_report(world, **fields)
    triage.verify(report, actor=world.admin, kind=Kind(report.kind), at=days(0.1))
    publish(report, actor=world.admin, title=report.title, at=days(0.2))
    refresh(str(report.pk))
    return report, reporter
