"""Who is complained of learns nothing from what other reports are put together with."""

import pytest
from django.urls import reverse

from lapor.agencies.models import Role
from lapor.reports import grouping, problems, triage
from lapor.reports.models import Report
from lapor.reports.terms import Kind, NotFound, Refused
from tests.factories import make_officer, make_report
from tests.reports.test_grouping import with_works
from tests.web.desk.officers import sign_in

pytestmark = pytest.mark.django_db
OTHERS = "Terlapornya lain"


@pytest.fixture
def key(world):
    return grouping.begin(world.admin, "Pungutan di pasar")


def accusing(world, *offices):
    report, _ = make_report(world, subjects=offices)
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT)
    return report


def inside(key):
    return set(Report.objects.filter(problem=key).values_list("number", flat=True))


def test_a_report_that_complains_of_an_office_is_not_put_with_one_that_does_not(world, key):
    plain, accused = with_works(world)[0], accusing(world, world.works)
    grouping.group(plain, actor=world.admin, problem=key)
    with pytest.raises(Refused, match=OTHERS):
        grouping.group(accused, actor=world.admin, problem=key)
    other = grouping.begin(world.admin, "Lain")
    grouping.group(accused, actor=world.admin, problem=other)
    with pytest.raises(Refused, match=OTHERS):
        grouping.group(with_works(world)[0], actor=world.admin, problem=other)
    assert problems.get_problem(key, world.liaison).all == 1


def test_of_many_the_first_says_whom_all_complain_of(world, key):
    one, two = accusing(world, world.works), accusing(world, world.works)
    plain, third = with_works(world)[0], accusing(world, world.works, world.kelurahan)
    found = grouping.group_all([one, plain, two, third], actor=world.admin, problem=key)
    refused = {pk for pk, step in found.items() if isinstance(step, Refused)}
    assert refused == {plain.pk, third.pk}
    assert inside(key) == {one.number, two.number}


def test_whom_all_reports_of_a_problem_complain_of_sees_none_of_it(world, key):
    for _twice in range(2):
        grouping.group(accusing(world, world.works), actor=world.admin, problem=key)
    assert problems.get_problem(key, world.admin).all == 2
    for actor in (world.liaison, world.handler):
        with pytest.raises(NotFound):
            problems.get_problem(key, actor)


@pytest.mark.parametrize("step", ["verify", "reclassify"])
def test_a_report_that_comes_to_complain_of_an_office_leaves_the_others(world, key, step):
    mine = with_works(world)[0]
    late, _reporter = make_report(world) if step == "verify" else with_works(world)
    for report in (mine, late):
        grouping.group(report, actor=world.admin, problem=key)
    case, own = reverse("desk-case", args=[mine.number]), sign_in(world.liaison)
    before = own.get(case).text
    told = {"kind": Kind.COMPLAINT, "subjects": [world.works]}
    told |= {"words": "Ternyata pungutan."} if step == "reclassify" else {}
    getattr(triage, step)(late, actor=world.admin, **told)
    assert inside(key) == {mine.number}
    assert "ungroup" in [event.move for event in late.events.all()]
    assert problems.get_problem(key, world.liaison).all == 1
    assert own.get(case).text.count("masalah") == before.count("masalah")


def test_a_report_alone_in_its_problem_stays_there(world, key):
    report, _ = make_report(world)
    grouping.group(report, actor=world.admin, problem=key)
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, subjects=[world.works])
    assert inside(key) == {report.number}


def test_a_problem_without_reports_is_seen_by_the_admins_of_its_office_alone(world, key):
    clerk = make_officer(Role.HANDLER, world.city)
    assert problems.get_problem(key, world.admin).all == 0
    with pytest.raises(NotFound):
        problems.get_problem(key, clerk)
