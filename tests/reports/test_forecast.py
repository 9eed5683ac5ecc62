"""What a rule would do is counted before it is made, and is what the clock then does."""

from datetime import date, timedelta

import pytest

from lapor.agencies import rulebook, rulebook_dates
from lapor.agencies.actor import CITIZEN
from lapor.agencies.governing import newest_change
from lapor.agencies.models import Change, EscalationLadder, Holiday, RulesVersion
from lapor.reports import forecast, handling, timers
from lapor.reports.disclosure import card_for
from lapor.reports.forecast import DayOff
from lapor.reports.models import Deadline, DueChange
from lapor.reports.terms import Audience, Clock, Outcome
from lapor.web.story import told
from tests.factories import make_report
from tests.reports.test_dates import assigned, at

pytestmark = pytest.mark.django_db
To = EscalationLadder.To
FRIDAY = date(2026, 3, 6)


def add_holiday(world, day=FRIDAY, name="Hari Jadi Kota"):
    version = RulesVersion.objects.get().version
    RulesVersion.objects.filter(dated=None).update(dated=version, dated_to=newest_change())
    return rulebook_dates.set_holiday(
        None,
        day=day,
        name=name,
        kind=Holiday.Kind.NATIONAL,
        agency_id=None,
        actor=world.national,
        why="SKB tiga menteri",
        seen=0,
    )


def test_a_holiday_moves_as_many_dates_as_was_foretold_and_from_and_to_the_same_day(world):
    report, _ = assigned(world, at(2))
    make_report(world, at(2), confidential=True)
    foretold = forecast.of_holidays([DayOff(FRIDAY, None, "Hari Jadi Kota")], None)
    add_holiday(world)
    assert timers.run(at(4))["redate"] == foretold.count == 3
    moved = DueChange.objects.filter(deadline__report=report).values_list("was", "due_at")
    assert {(move.was, move.due_at) for move in foretold.examples} == set(moved)


def test_the_story_of_each_report_names_the_holiday_that_moved_its_date(world):
    report, _ = assigned(world, at(2))
    made = add_holiday(world)
    timers.run(at(4))
    for audience, reader in ((Audience.REPORTER, CITIZEN), (Audience.HOLDER, world.liaison)):
        card = card_for(report, audience, reader, now=at(4))
        step = next(step for step in card.thread if step.move == "redate")
        line = told(step)
        assert line.sentence == "Tanggal laporan ini berubah"
        assert line.reason == "Hari libur berubah: Hari Jadi Kota"
        assert "Tindak lanjut pertama: dari 9 Mar 2026 ke 10 Mar 2026." in line.text
        assert "hari libur berubah: Hari Jadi Kota" in " ".join(card.clocks[0].sentences)
    rulebook.undo(made.pk, actor=world.national, why="SKB dicabut")
    timers.run(at(4, hour=15))
    again = card_for(report, Audience.REPORTER, CITIZEN, now=at(5))
    assert [step.move for step in again.thread].count("redate") == 2
    due = Deadline.objects.get(report=report, clock=Clock.FIRST_FOLLOW_UP).due_at
    assert due.date() == date(2026, 3, 9)


def test_a_holiday_of_one_government_moves_no_date_of_another(world):
    assigned(world, at(2))
    elsewhere = forecast.of_holidays([DayOff(FRIDAY, world.other.pk, "HUT")], world.other)
    here = forecast.of_holidays([DayOff(FRIDAY, world.city.pk, "HUT")], world.city)
    assert (elsewhere.count, here.count) == (0, 2)


def test_a_limit_is_tried_on_the_clocks_of_the_last_ninety_days(world, time_machine):
    time_machine.move_to(at(20))
    quick, _ = assigned(world, at(2))
    slow, _ = assigned(world, at(2))
    for report, day in ((quick, 4), (slow, 9)):
        told = Outcome.DONE
        handling.follow_up(report, actor=world.liaison, at=at(day), words="Beres.", outcome=told)
    make_report(world, at(2) - timedelta(days=200))
    clock = str(Clock.FIRST_FOLLOW_UP)
    kept = forecast.of_limit(clock, "", None, world.works, 3, working=True)
    assert (kept.clocks, kept.now, kept.then) == (2, 2, 1)
    assert (kept.percent_now, kept.percent_then) == (100, 50)
    assert forecast.of_limit(clock, "", None, world.other, 3, working=True).clocks == 0
    assert forecast.of_limit(str(Clock.VERIFY), "praise", None, None, 1, working=True).clocks == 0


def test_a_ladder_is_told_from_the_kelurahan_the_office_and_the_ministry(world):
    steps = [
        {"to": To.ABOVE, "days": 0},
        {"to": To.INSPECTORATE, "days": 3},
        {"to": To.NATION, "days": 3},
    ]
    told_of = {depth: forecast.of_ladder(steps, depth) for depth in (1, 2, 3)}
    assert [(row.tiers, row.days) for row in told_of[3]] == [(1, 0), (2, 3), (3, 6)]
    assert [row.to for row in told_of[3]] == [To.ABOVE, To.INSPECTORATE, To.NATION]
    assert told_of[1][-1].tiers == 1


def test_a_forecast_writes_nothing(world, django_assert_max_num_queries):
    for day in range(4):
        assigned(world, at(2 + day))
    before = list(Deadline.objects.order_by("pk").values())
    with django_assert_max_num_queries(4):
        forecast.of_holidays([DayOff(FRIDAY, None, "x")], None)
        forecast.of_limit(str(Clock.SETTLE), "", None, None, 3, working=True)
    assert list(Deadline.objects.order_by("pk").values()) == before
    assert not Change.objects.exists()


def test_a_date_is_not_said_to_have_moved_by_a_holiday_that_it_knew_already(world):
    add_holiday(world)
    timers.run(at(2))
    report, _ = assigned(world, at(2))
    add_holiday(world, day=FRIDAY + timedelta(days=3), name="Hari Jadi Provinsi")
    timers.run(at(2, hour=10))
    assert set(
        DueChange.objects.filter(deadline__report=report).values_list("about", flat=True)
    ) == {"Hari Jadi Provinsi"}
