"""How much work lies where, for whoever leads an office."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lapor.agencies.models import Post, Role, Tenure
from lapor.reports import handling, triage
from lapor.reports.models import Report
from lapor.reports.terms import Kind, Outcome
from tests.factories import make_agency, make_officer, make_report
from tests.web.desk.officers import sign_in

pytestmark = pytest.mark.django_db
PAGE = "/desk/beban"


def at(world, office, *, age=0, **fields):
    report = make_report(world, at=timezone.now(), **fields)[0]
    triage.verify(report, actor=world.national, kind=Kind.COMPLAINT, to=office)
    received = timezone.now() - timedelta(days=age, minutes=1)
    Report.objects.filter(pk=report.pk).update(received_at=received)
    report.refresh_from_db()
    return report


def work_of(actor):
    return sign_in(actor).get(PAGE).context["work"]


def test_the_head_of_a_region_sees_each_unit_with_all_below_it(world):
    for age in (1, 5, 30):
        at(world, world.works, age=age)
    late = at(world, world.roads, age=40)
    Report.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(days=1))
    answered = at(world, world.works)
    handling.follow_up(answered, actor=world.liaison, words="Sudah.", outcome=Outcome.DONE)
    units = {row.name: row for row in work_of(world.admin).units}
    row = units["Dinas Pekerjaan Umum"]
    assert (row.open, row.late, row.waiting) == (5, 1, 1)
    assert (row.oldest, row.median) == (40, 5)
    assert units["Kecamatan Serang"].open == 0


def test_the_head_of_an_office_sees_its_posts_and_what_nobody_has(world):
    mine, _free = at(world, world.works), at(world, world.works)
    triage.take(mine, actor=world.liaison, handler=world.handler.post)
    found = work_of(world.liaison)
    posts = {row.key: row.open for row in found.posts}
    assert posts[world.handler.post.pk] == 1
    assert (found.own.open, found.unhandled.open) == (2, 1)
    assert not found.below


def test_the_nation_sees_each_institution(world):
    at(world, world.works)
    at(world, world.other)
    assert {row.name: row.open for row in work_of(world.national).units if row.open} == {
        "Kota Serang": 1,
        "Kota Cilegon": 1,
    }


def test_a_vacant_post_and_a_unit_where_nobody_sits_are_marked(world):
    empty = Post.objects.create(agency=world.works, role=Role.HANDLER, title="Pelaksana Drainase")
    posts = {row.key: row.vacant for row in work_of(world.liaison).posts}
    assert posts[empty.pk]
    assert not posts[world.handler.post.pk]
    Tenure.objects.filter(post__agency=world.works).update(until=timezone.now())
    units = {row.name: row.vacant for row in work_of(world.admin).units}
    assert units["Dinas Pekerjaan Umum"]


def test_a_number_never_tells_of_what_one_may_not_see(world):
    hidden = make_report(world, at=timezone.now(), confidential=True)[0]
    triage.verify(hidden, actor=world.admin, kind=Kind.COMPLAINT, to=world.works)
    accusing = make_report(world, at=timezone.now(), subjects=(world.city,))[0]
    triage.verify(accusing, actor=world.national, kind=Kind.COMPLAINT)
    Report.objects.filter(pk=accusing.pk).update(holder=world.inspectorate)
    found = work_of(world.admin)
    assert sum(row.open for row in found.units) + found.own.open == 0


def test_each_number_leads_to_the_list_that_it_counts(world):
    at(world, world.works)
    client = sign_in(world.admin)
    link = re.search(r'href="([^"]+unit=[^"]+)">Dinas', client.get(PAGE).text)
    assert link
    page = client.get(link[1].replace("&amp;", "&"))
    assert page.context["count"] == 1


@pytest.mark.parametrize("who", ["handler", "overseer"])
def test_who_leads_no_office_has_no_such_page(world, who):
    assert sign_in(getattr(world, who)).get(PAGE).status_code == 404


def test_it_costs_the_same_for_two_units_as_for_twenty(world):
    client, counts = sign_in(world.admin), []
    for more in (2, 18):
        for n in range(more):
            office = make_agency(f"Dinas {more} {n}", world.city)
            make_officer(Role.LIAISON, office)
            at(world, office)
        with CaptureQueriesContext(connection) as captured:
            client.get(PAGE)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 12
