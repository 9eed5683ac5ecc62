"""A report in two parts, for works and for the kecamatan, and those who act on them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lapor.agencies.actor import Actor
from lapor.agencies.models import Role
from lapor.reports import splitting, triage
from lapor.reports.models import Report
from lapor.reports.splitting import Part
from lapor.reports.terms import Kind
from tests.factories import MONDAY, World, days, make_officer, make_report

TITLE, TASK = "Perbaikan saluran", "Dinas PU memperbaiki salurannya."
INSIDE = "Cek juga gorong-gorong."


@dataclass
class Parted:
    """The whole with its reporter, and its two parts."""

    whole: Report
    reporter: Actor
    works: Report
    camat: Report
    head: Actor  # the liaison of the kecamatan


def parts_for(w: World) -> list[Part]:
    return [
        Part(to=w.works, title=TITLE, task=TASK, words=INSIDE),
        Part(to=w.kecamatan, title="Penertiban lapak", task="Kecamatan menata lapak di sana."),
    ]


def parted(
    w: World, at: datetime = MONDAY, split_at: datetime | None = None, **told: Any
) -> Parted:
    """Return a report that the city has verified and split a day after the receipt."""
    report, reporter = make_report(w, at=at, **told)
    split_at = split_at or days(1)
    triage.verify(report, actor=w.admin, kind=Kind.COMPLAINT, at=split_at)
    splitting.split(report, actor=w.admin, into=parts_for(w), at=split_at)
    rows = Report.objects.filter(whole=report).select_related("holder", "whole").order_by("pk")
    works, camat = rows
    head = make_officer(Role.LIAISON, w.kecamatan, "camat")
    return Parted(report, reporter, works, camat, head)
