"""How far reports travel before they are answered, told to whoever leads those offices."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from lapor.reports import handling, triage
from lapor.reports.models import Report
from lapor.reports.terms import Kind, Outcome
from tests.factories import make_report
from tests.web.desk.officers import sign_in

pytestmark = pytest.mark.django_db
PAGE = "/desk/beban"


def answered(world, *, declines=0, hours=0):
    """Return a report that works or, declined once, the kelurahan has answered."""
    start = timezone.now() - timedelta(days=3)
    report = make_report(world, at=start)[0]
    there = start + timedelta(hours=hours)
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, to=world.works, at=there)
    said: dict[str, Any] = {"words": "Sudah.", "outcome": Outcome.DONE, "at": there}
    if declines:
        triage.decline(
            report, actor=world.liaison, reason="other_office", words="Bukan kami.",
            to=world.kelurahan, at=there,
        )  # fmt: skip
        triage.assign(report, actor=world.admin, to=world.kecamatan, at=there)
        triage.assign(report, actor=world.admin, to=world.kelurahan, at=there)
        handling.follow_up(report, actor=world.lurah, **said)
    else:
        handling.follow_up(report, actor=world.liaison, **said)
    triage.assign(report, actor=world.admin, to=report.holder, at=there + timedelta(days=1))
    return report


def rows_of(actor):
    return {row.name: row for row in sign_in(actor).get(PAGE).context["travels"]}


def test_hops_and_the_time_to_the_office_that_answered_are_told_with_their_n(world):
    for hours in (1, 2, 3, 40, 50):
        answered(world, hours=hours)
    for _each in range(5):
        answered(world, declines=1, hours=4)
    make_report(world, at=timezone.now())
    units = rows_of(world.admin)
    works, kecamatan = units["Dinas Pekerjaan Umum"], units["Kecamatan Serang"]
    assert (works.n, works.hops, works.straight) == (5, 1.0, 1.0)
    assert works.arrived == timedelta(hours=3)
    assert (kecamatan.n, kecamatan.hops, kecamatan.straight) == (5, 4.0, 0.0)
    assert (units["Semua"].n, units["Semua"].hops, units["Semua"].straight) == (10, 2.5, 0.5)
    nation = rows_of(world.national)
    assert (nation["Kota Serang"].n, nation["Kota Serang"].hops) == (10, 2.5)
    assert rows_of(world.stranger) == {}


def test_of_a_few_reports_only_their_number_is_told_and_old_ones_are_left_out(world):
    old = answered(world)
    Report.objects.filter(pk=old.pk).update(received_at=timezone.now() - timedelta(days=91))
    answered(world)
    row = rows_of(world.admin)["Dinas Pekerjaan Umum"]
    assert (row.n, row.hops, row.arrived) == (1, None, None)
    assert "Sampai ke kantor yang tepat" in sign_in(world.admin).get(PAGE).text


def test_it_costs_the_same_with_nothing_as_with_much(world, django_assert_max_num_queries):
    counts, client = [], sign_in(world.admin)
    for more in (0, 6):
        for _each in range(more):
            answered(world, declines=1)
        with django_assert_max_num_queries(13) as asked:
            assert client.get(PAGE).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
