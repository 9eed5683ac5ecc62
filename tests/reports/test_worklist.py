"""What an officer's list holds, in which order, and that it agrees with what one may open."""

from datetime import timedelta

import pytest

from lapor.agencies.models import Agency
from lapor.reports import access, handling, triage, worklist
from lapor.reports.models import Report
from lapor.reports.terms import Clock, Kind, Outcome, Reach
from tests.factories import MONDAY, days, make_report

pytestmark = pytest.mark.django_db
NOW = days(1)


def held_by_city(world, count):
    return [make_report(world, at=MONDAY + timedelta(minutes=n))[0] for n in range(count)]


def numbers(lines):
    return [line.card.number for line in lines]


def test_the_earliest_date_comes_first_and_equal_dates_by_age(world):
    first, second, third = held_by_city(world, 3)
    Report.objects.filter(pk=third.pk).update(due_at=days(0.5))
    lines, key = worklist.work(world.admin, Reach.HOLDER, now=NOW)
    assert numbers(lines) == [third.number, first.number, second.number]
    assert key == ""


def test_pages_continue_where_the_last_one_ended(world):
    made = held_by_city(world, 5)
    seen, key = [], ""
    for _page in range(3):
        lines, key = worklist.work(world.admin, Reach.HOLDER, after=key, most=2, now=NOW)
        seen += numbers(lines)
    assert seen == [report.number for report in made]
    assert key == ""


def test_what_ended_comes_newest_first_page_by_page(world):
    made = held_by_city(world, 3)
    for report in made:
        triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, to=world.city, at=days(0.1))
        handling.follow_up(
            report, actor=world.admin, words="Sudah.", outcome=Outcome.DONE, at=days(0.2)
        )
    Report.objects.filter(pk__in=[r.pk for r in made]).update(
        status="closed", turn="reopen", settle="stopped"
    )
    step = Clock.REOPEN
    first, key = worklist.work(world.admin, Reach.HOLDER, step, most=2, now=NOW)
    second, _end = worklist.work(world.admin, Reach.HOLDER, step, after=key, most=2, now=NOW)
    assert numbers([*first, *second]) == [report.number for report in reversed(made)]


def test_counts_agree_with_the_lists_in_every_standing(world):
    reports = held_by_city(world, 4)
    for report in reports[:2]:
        triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, to=world.works, at=days(0.1))
    handling.progress(
        reports[0], actor=world.handler, words="Dipesan.", promised_at=days(2), at=days(0.2)
    )
    for actor in (world.admin, world.national, world.liaison, world.overseer, world.stranger):
        standings = access.standings(actor)
        counted = worklist.waiting(actor, standings, now=NOW)
        for standing in standings:
            for step in worklist.STEPS:
                lines, _key = worklist.work(actor, standing, step, now=NOW)
                counts = counted[standing].steps.get(step, worklist.Counts())
                assert counts.all == len(lines), (actor.role, standing, step)


def test_each_day_is_counted_once(world):
    late, today, tomorrow, later = held_by_city(world, 4)
    bounds = worklist.days_of(world.admin, NOW)
    for report, due in (
        (late, bounds.now - timedelta(seconds=1)),
        (today, bounds.now),
        (tomorrow, bounds.today),
        (later, bounds.tomorrow),
    ):
        Report.objects.filter(pk=report.pk).update(due_at=due)
    counts = worklist.waiting(world.admin, [Reach.HOLDER], now=NOW)[Reach.HOLDER].together
    assert counts == worklist.Counts(all=4, late=1, today=1, tomorrow=1, later=1)


def test_all_counts_of_all_standings_cost_one_statement(world, django_assert_num_queries):
    held_by_city(world, 2)
    with django_assert_num_queries(1):
        worklist.waiting(world.admin, access.standings(world.admin), now=NOW)


def test_every_listed_report_can_be_opened_by_the_same_officer(world):
    held_by_city(world, 2)
    make_report(world, at=MONDAY, confidential=True)
    make_report(world, at=MONDAY, subjects=(world.city,))
    for actor in (world.admin, world.national, world.liaison, world.overseer, world.stranger):
        for standing in access.standings(actor):
            for line in worklist.work(actor, standing, now=NOW)[0]:
                assert access.get_report(line.card.number, actor)


def test_an_office_is_told_how_many_open_reports_it_holds_itself(world):
    reports = held_by_city(world, 3)
    triage.verify(reports[0], actor=world.admin, kind=Kind.COMPLAINT, to=world.works, at=days(0.1))
    assert waiting(world.admin, world.city, world.works) == [2, 1]
    assert waiting(world.national, world.city, world.works) == [2, 1]


def test_a_report_that_an_officer_may_not_see_is_not_counted_for_them_either(world):
    hidden = make_report(world, confidential=True)[0]
    accusing = make_report(world, subjects=(world.city,))[0]
    for report in (hidden, accusing):
        Report.objects.filter(pk=report.pk).update(
            holder=world.inspectorate, tier1=world.city.pk, tier2=world.inspectorate.pk
        )
    assert waiting(world.admin, world.inspectorate) == [0]
    assert waiting(world.national, world.inspectorate) == [1], "the confidential one stays hidden"


def test_who_sees_no_reports_of_other_offices_is_told_no_numbers(world):
    assert waiting(world.liaison, world.works, world.roads) == [None, None]


def waiting(actor, *offices):
    rows = Agency.objects.filter(pk__in=[office.pk for office in offices])
    counted = {row.pk: row.waiting for row in worklist.with_open_reports(rows, actor)}
    return [counted[office.pk] for office in offices]
