"""No change of rules or offices gives an office time, takes a reporter's, or makes anybody late."""

from datetime import date, datetime, timedelta

import pytest

from lapor.agencies import rulebook_dates, rules
from lapor.agencies.actor import SYSTEM
from lapor.agencies.models import Agency, DeadlinePolicy, Holiday
from lapor.agencies.routing import living
from lapor.reports import closure, forecast, handling, timers, triage
from lapor.reports.models import DueChange, Report
from lapor.reports.moves import MOVES
from lapor.reports.perform import perform
from lapor.reports.terms import Clock, DueReason, Kind, Outcome, Status
from tests.factories import JAKARTA, LONG_AGO, MONDAY, days, make_agency, make_report

pytestmark = pytest.mark.django_db


def promise(agency, clock, count, **more):
    row = {"valid_from": LONG_AGO, "basis": "SK"} | more
    DeadlinePolicy.objects.create(agency=agency, clock=clock, days=count, **row)
    rules.changed()


def assigned(world, to=None, at=MONDAY, **fields):
    report, reporter = make_report(world, at, **fields)
    triage.verify(report, actor=world.national, kind=Kind.COMPLAINT, at=at)
    triage.assign(report, to=to or world.works, actor=world.national, at=at)
    return report, reporter


def due(report, clock):
    return report.deadlines.filter(clock=clock).latest("pk").due_at


def day(report, clock):
    return due(report, clock).astimezone(JAKARTA).date()


def move_zone(agency, zone):
    Agency.objects.filter(pk=agency.pk).update(time_zone=zone)
    return Agency.objects.get(pk=agency.pk)


def test_passing_on_inside_an_institution_buys_no_time_to_settle(world):
    promise(world.works, Clock.SETTLE, 5)
    report, _ = assigned(world)
    assert day(report, Clock.SETTLE) == date(2026, 3, 9)
    triage.assign(report, to=world.kecamatan, actor=world.admin, at=MONDAY)
    assert day(report, Clock.SETTLE) == date(2026, 3, 9)


def test_another_institution_has_its_own_days_to_settle(world):
    promise(world.city, Clock.SETTLE, 5)
    report, _ = assigned(world)
    triage.assign(report, to=world.other, actor=world.national, at=MONDAY)
    assert day(report, Clock.SETTLE) == date(2026, 3, 20)


@pytest.mark.parametrize("less", ["the heir", "the ended office"])
def test_whoever_takes_over_from_an_ended_office_keeps_its_dates(world, less):
    promise(world.kecamatan if less == "the heir" else world.works, Clock.SETTLE, 5)
    promise(world.kecamatan if less == "the heir" else world.works, Clock.FIRST_FOLLOW_UP, 2)
    report, _ = assigned(world)
    before = due(report, Clock.SETTLE), due(report, Clock.FIRST_FOLLOW_UP)
    moved = DueChange.objects.count()
    perform(report, MOVES["rehome"], actor=SYSTEM, at=days(1), holder=living(world.kecamatan))
    assert (due(report, Clock.SETTLE), due(report, Clock.FIRST_FOLLOW_UP)) == before
    assert DueChange.objects.count() == moved


def test_what_the_reporter_was_told_is_not_shortened_by_an_office_further_east(world):
    report, _ = assigned(world)
    handling.follow_up(report, actor=world.liaison, words="Beres.", outcome=Outcome.DONE, at=MONDAY)
    told = due(report, Clock.REPORTER_REPLY)
    east = make_agency("Kota Jayapura", world.root, time_zone="Asia/Jayapura")
    perform(report, MOVES["rehome"], actor=SYSTEM, at=days(1), holder=east)
    rules.changed()
    timers.run(days(2))
    assert due(report, Clock.REPORTER_REPLY) == told


def test_no_date_is_said_to_have_moved_by_a_holiday_that_did_not_change(world):
    assigned(world)
    timers.run(MONDAY)
    move_zone(world.works, "Asia/Jayapura")
    rulebook_dates.set_holiday(
        None,
        day=date(2030, 1, 2),
        name="Libur jauh",
        kind=Holiday.Kind.NATIONAL,
        agency_id=None,
        actor=world.national,
        why="SKB 1/2029",
        seen=0,
    )
    timers.run(days(1))
    assert set(DueChange.objects.values_list("why", flat=True)) == {DueReason.MOVED}


def test_a_working_day_after_all_takes_no_day_from_the_reporter(world):
    feast = Holiday.objects.create(day=date(2026, 3, 10), name="Libur", kind="national")
    rules.changed()
    report, _ = assigned(world)
    handling.follow_up(report, actor=world.liaison, words="Beres.", outcome=Outcome.DONE, at=MONDAY)
    told = due(report, Clock.REPORTER_REPLY)
    Holiday.objects.filter(pk=feast.pk).update(withdrawn=True)
    rules.changed()
    timers.run(told - timedelta(hours=1))
    report.refresh_from_db()
    assert (report.status, due(report, Clock.REPORTER_REPLY)) == (Status.IN_PROGRESS, told)


def test_a_working_day_after_all_leaves_an_office_its_next_day(world):
    feast = Holiday.objects.create(day=date(2026, 3, 6), name="Libur", kind="national")
    rules.changed()
    report, _ = assigned(world)
    assert day(report, Clock.FIRST_FOLLOW_UP) == date(2026, 3, 10)
    last_morning = datetime(2026, 3, 10, 9, tzinfo=JAKARTA)
    Holiday.objects.filter(pk=feast.pk).update(withdrawn=True)
    rules.changed()
    timers.run(last_morning)
    report.refresh_from_db()
    assert (day(report, Clock.FIRST_FOLLOW_UP), report.escalated) == (date(2026, 3, 10), 0)


def test_the_rules_of_the_day_of_receipt_stay_whoever_holds_it(world):
    east = make_agency("Kota Jayapura", world.root, time_zone="Asia/Jayapura")
    DeadlinePolicy.objects.create(
        clock=Clock.SETTLE, days=3, valid_from=date(2026, 3, 3), basis="Permen baru"
    )
    rules.changed()
    late_evening = datetime(2026, 3, 2, 23, tzinfo=JAKARTA)
    report, _ = assigned(world, to=east, at=late_evening)
    assert report.deadlines.get(clock=Clock.SETTLE).policy.days == 14


def test_of_two_promises_in_one_line_the_less_counts(world):
    promise(world.works, Clock.FIRST_FOLLOW_UP, 4)
    promise(world.city, Clock.FIRST_FOLLOW_UP, 1)
    report, _ = assigned(world)
    assert day(report, Clock.FIRST_FOLLOW_UP) == date(2026, 3, 3)


def test_a_verified_report_goes_on_where_its_reporter_does_not_answer(world):
    report, _ = make_report(world)
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, at=MONDAY)
    triage.hold(report, actor=world.admin, question="Di mana?", at=MONDAY)
    timers.run(days(40))
    report.refresh_from_db()
    assert report.status == Status.RECEIVED


@pytest.mark.parametrize(
    ("held_by", "archived_by", "examined_by"),
    [
        ("city", "admin", "root"),
        ("works", "admin", "root"),
        ("roads", "admin", "root"),
        ("works", "national", "root"),
        ("root", "national", "root"),
    ],
)
def test_an_objection_is_examined_above_whoever_archived(world, held_by, archived_by, examined_by):
    report, reporter = assigned(world, to=getattr(world, held_by))
    by = getattr(world, archived_by)
    closure.archive(report, actor=by, reason="private", words="Urusan pribadi.", at=MONDAY)
    above = closure.appealed_to(Report.objects.select_related("holder").get(pk=report.pk))
    closure.appeal(report, actor=reporter, words="Bukan.", at=days(1))
    assert report.holder == above == getattr(world, examined_by)


def test_the_look_ahead_counts_the_windows_of_reports_that_are_over(world):
    report, reporter = assigned(world)
    handling.follow_up(report, actor=world.liaison, words="Beres.", outcome=Outcome.DONE, at=MONDAY)
    closure.close(report, actor=reporter, outcome=Outcome.DONE, at=MONDAY)
    foretold = forecast.of_holidays([forecast.DayOff(date(2026, 3, 9), None, "Libur")], None)
    Holiday.objects.create(day=date(2026, 3, 9), name="Libur", kind="national")
    rules.changed()
    assert (foretold.count, timers.run(days(1))["redate"]) == (1, 1)
