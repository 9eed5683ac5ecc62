"""A reporter at the thread of a report, at each place where it can stand."""

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lapor.reports import closure, handling, triage
from lapor.reports.models import Report
from lapor.reports.terms import Kind, Outcome
from tests.factories import make_report
from tests.web.public.pages import browser, filled
from tests.web.public.test_report import key_in


def opened(world, **fields):
    """Return a browser that has opened the thread of its new report, the report and its key."""
    client = browser()
    key = key_in(client.post("/lapor", filled(**fields)))
    answer = client.post("/lacak", {"kode": key})
    assert answer.headers["Location"] == "/lacak/percakapan"
    return client, Report.objects.select_related("holder").get(), key


def closed(world, at=None):
    """Return the same, after the reporter has closed it; at: when it all happened."""
    codes: list[str] = []
    at = at or timezone.now()
    report, reporter = make_report(world, at=at, keep_code=codes.append)
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, at=at)
    triage.assign(report, actor=world.admin, to=world.works, at=at)
    handling.follow_up(
        report, actor=world.liaison, words="Sudah kami keruk.", outcome=Outcome.DONE, at=at
    )
    closure.close(report, actor=reporter, outcome=Outcome.DONE, at=at)
    return follow(codes[0]), report


def withdrawn(world, at=None):
    """Return a browser at a report that its reporter has taken back, and the report."""
    codes: list[str] = []
    at = at or timezone.now()
    report, reporter = make_report(world, at=at, keep_code=codes.append)
    closure.withdraw(report, actor=reporter, at=at)
    return follow(codes[0]), report


def asked(world):
    """Return a browser at a report about which the office has asked something, and the report."""
    client, report, _key = opened(world, agency="Kota Serang")
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT)
    triage.hold(report, actor=world.admin, question="Di selokan yang mana?")
    return client, report


def answered(world):
    """Return the same, after the office has answered."""
    client, report, _key = opened(world, agency="Kota Serang")
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT)
    triage.assign(report, actor=world.admin, to=world.works)
    handling.follow_up(report, actor=world.liaison, words="Sudah kami keruk.", outcome=Outcome.DONE)
    return client, report


def follow(code):
    client = browser()
    assert client.post("/lacak", {"kode": code}).status_code == 302
    return client


def hidden(client: Client) -> dict[str, str]:
    """Return what each form of the thread says of itself: its report and its newest step."""
    page = client.get("/lacak/percakapan")
    return {"number": page.context["card"].number, "seen": str(page.context["seen"])}


def send(client: Client, form: Mapping[str, Any], *, follow: bool = False) -> Any:
    """Send a form of the thread as the page of now would."""
    return client.post("/lacak/percakapan", {**form, **hidden(client)}, follow=follow)


def offered(client: Client) -> set[str]:
    page = client.get("/lacak/percakapan").content.decode()
    return {part.split('"')[0] for part in page.split('name="move" value="')[1:]}


def statements(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as made:
        assert client.get(path).status_code == 200
    return len(made)
