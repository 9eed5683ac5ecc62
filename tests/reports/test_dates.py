"""Due dates against examples worked by hand with a paper calendar."""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from lapor.agencies import rules
from lapor.agencies.actor import CITIZEN
from lapor.agencies.models import DeadlinePolicy, Holiday
from lapor.reports import closure, handling, timers, triage
from lapor.reports.disclosure import card_for
from lapor.reports.models import Deadline, DueChange, Report
from lapor.reports.moves import MOVES
from lapor.reports.perform import perform
from lapor.reports.terms import Audience, Clock, DueReason, Kind, Outcome, Refused
from tests.factories import (
    JAKARTA,
    MONDAY,
    days,
    make_agency,
    make_report,
    make_world,
)

pytestmark = pytest.mark.django_db

# SKB 3 Menteri 2026: Nyepi Thursday 19 March, Lebaran 21-22 March, joint leave around both.
LEBARAN_2026 = {
    date(2026, 3, 18): ("Cuti bersama Nyepi", "joint_leave"),
    date(2026, 3, 19): ("Hari Suci Nyepi", "national"),
    date(2026, 3, 20): ("Cuti bersama Idulfitri", "joint_leave"),
    date(2026, 3, 21): ("Idulfitri", "national"),
    date(2026, 3, 22): ("Idulfitri hari kedua", "national"),
    date(2026, 3, 23): ("Cuti bersama Idulfitri", "joint_leave"),
    date(2026, 3, 24): ("Cuti bersama Idulfitri", "joint_leave"),
}


@pytest.fixture
def world():
    return make_world(
        *(Holiday(day=day, name=name, kind=kind) for day, (name, kind) in LEBARAN_2026.items())
    )


def at(day: int, month: int = 3, hour: int = 9, zone: ZoneInfo = JAKARTA) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=zone)


def clock(report: Report, name: Clock) -> Deadline:
    return Deadline.objects.filter(report=report, clock=name).latest("pk")


def due_day(report: Report, name: Clock, zone: ZoneInfo = JAKARTA) -> date:
    return clock(report, name).due_at.astimezone(zone).date()


def verified(world, moment, **fields):
    report, reporter = make_report(world, moment, **fields)
    triage.verify(report, actor=world.admin, kind=Kind(report.kind), at=moment)
    return report, reporter


def assigned(world, moment, to=None):
    report, reporter = verified(world, moment)
    triage.assign(report, to=to or world.works, actor=world.admin, at=moment)
    return report, reporter


def test_lebaran_with_joint_leave_is_not_working_time(world):
    """Received Tuesday 17 March 2026: 3 working days are the 25th, 26th and 27th of March.

    14 working days are 25, 26, 27, 30, 31 March, 1, 2, 3, 6, 7, 8, 9, 10, 13 April (this
    calendar keeps no Good Friday).
    """
    report, _ = make_report(world, at(17))
    assert due_day(report, Clock.VERIFY) == date(2026, 3, 27)
    assert due_day(report, Clock.SETTLE) == date(2026, 4, 13)


def test_nyepi_counts_in_the_offices_own_zone(world):
    """An office in WITA: Wednesday 18 March 23.30 there is 22.30 in Jakarta; 00.30 is Thursday.

    A report of 17 March 16.30 UTC comes on the 18th in WITA, yet on the 17th in WIB.
    """
    bali = make_agency("Provinsi Bali", world.root, time_zone="Asia/Makassar")
    moment = datetime(2026, 3, 17, 16, 30, tzinfo=UTC)
    report, _ = make_report(world, moment, requested_agency=bali)
    wita = ZoneInfo("Asia/Makassar")
    due = clock(report, Clock.VERIFY).due_at.astimezone(wita)
    assert due.date() == date(2026, 3, 27)
    assert (due + timedelta(microseconds=1)).time() == datetime.min.time()
    # The same day ends an hour earlier there than in Jakarta, two in Jayapura.
    west, _ = make_report(world, moment)
    assert clock(west, Clock.VERIFY).due_at - due == timedelta(hours=1)


def test_a_local_holiday_holds_for_its_own_government_alone(world):
    Holiday.objects.create(
        day=date(2026, 3, 4), name="Hari jadi kota", kind="local", agency=world.city
    )
    rules.changed()
    ours, _ = make_report(world, MONDAY)
    theirs, _ = make_report(world, MONDAY, requested_agency=world.other)
    assert due_day(ours, Clock.VERIFY) == date(2026, 3, 6)
    assert due_day(theirs, Clock.VERIFY) == date(2026, 3, 5)


def test_the_office_has_five_days_from_the_day_it_got_the_report(world):
    """Received Monday 2 March, passed on Wednesday 4 March: answer by Wednesday 11 March."""
    report, _ = verified(world, MONDAY)
    triage.assign(report, to=world.works, actor=world.admin, at=at(4))
    assert due_day(report, Clock.FIRST_FOLLOW_UP) == date(2026, 3, 11)


def test_a_hold_over_a_weekend_costs_only_the_days_it_lasted(world):
    """Assigned Monday the 2nd, due Monday the 9th. Held Thursday 5, answered Monday 9.

    Counted: 3, 4, 5 March (a day that began before the hold counts); the weekend and Monday the
    9th began within it; then 10, 11. Settle: 3, 4, 5, 10, 11, 12, 13, 16, 17, 25, 26, 27, 30, 31.
    """
    report, reporter = assigned(world, MONDAY)
    triage.hold(report, actor=world.liaison, question="Di jalan apa?", at=at(5))
    assert due_day(report, Clock.COMPLETION) == date(2026, 4, 4)
    triage.resume(report, actor=reporter, words="Jalan Melati.", at=at(9))
    assert due_day(report, Clock.FIRST_FOLLOW_UP) == date(2026, 3, 11)
    assert due_day(report, Clock.SETTLE) == date(2026, 3, 31)
    whys = set(DueChange.objects.values_list("why", flat=True))
    assert whys == {DueReason.RESUMED}


def test_an_extension_moves_the_date_and_says_why(world):
    report, _ = assigned(world, MONDAY)
    ask, extend = MOVES["ask_extension"], MOVES["extend"]
    until = at(16)
    perform(report, ask, actor=world.liaison, words="Menunggu alat.", until=until, at=at(4))
    perform(report, extend, actor=world.admin, words="Disetujui.", until=until, at=at(5))
    assert due_day(report, Clock.FIRST_FOLLOW_UP) == date(2026, 3, 16)
    assert due_day(report, Clock.SETTLE) == date(2026, 3, 27), "later already, so it stays"
    change = DueChange.objects.get()
    assert change.event
    assert (change.why, change.event.move) == (DueReason.EXTENDED, "extend")
    assert report.due_at == clock(report, Clock.FIRST_FOLLOW_UP).due_at


def test_an_extension_that_gives_no_time_or_more_than_any_law_is_refused(world):
    report, _ = assigned(world, MONDAY)
    ask, extend = MOVES["ask_extension"], MOVES["extend"]
    step = partial(perform, report, words="Mohon.", at=MONDAY)
    for until in (at(3), at(30, month=12)):
        with pytest.raises(Refused) as refused:
            step(ask, actor=world.liaison, until=until)
        assert refused.value.field == "until"
    step(ask, actor=world.liaison, until=at(10))
    for until in (at(3), at(30, month=12)):
        with pytest.raises(Refused) as refused:
            step(extend, actor=world.admin, until=until)
        assert refused.value.field == "until"


def test_passing_on_within_an_institution_buys_no_time(world):
    """Due Monday 9 March at the office; passed to its section on the 6th: still the 9th."""
    report, _ = assigned(world, MONDAY)
    triage.assign(report, to=world.roads, actor=world.liaison, at=at(6))
    row = clock(report, Clock.FIRST_FOLLOW_UP)
    assert row.due_at.astimezone(JAKARTA).date() == date(2026, 3, 9)
    triage.assign(report, to=world.kelurahan, actor=world.admin, at=at(6))
    assert due_day(report, Clock.FIRST_FOLLOW_UP) == date(2026, 3, 9)


def test_another_institution_gets_fresh_days_and_settle_stands(world):
    report, _ = assigned(world, MONDAY)
    settle = due_day(report, Clock.SETTLE)
    triage.decline(
        report,
        actor=world.liaison,
        reason="other_office",
        words="Wilayah Cilegon.",
        to=world.other,
        at=at(6),
    )
    assert due_day(report, Clock.FIRST_FOLLOW_UP) == date(2026, 3, 13)
    assert due_day(report, Clock.SETTLE) == settle == date(2026, 3, 27)


def test_a_promise_replaces_the_count_and_cannot_pass_settle(world):
    report, _ = assigned(world, MONDAY)
    promise = {"actor": world.liaison, "words": "Alat datang.", "at": at(3)}
    handling.progress(report, promised_at=at(12), **promise)
    assert due_day(report, Clock.ANSWER_AGAIN) == date(2026, 3, 12)
    for wrong in (at(2), at(28)):
        with pytest.raises(Refused) as refused:
            handling.progress(report, promised_at=wrong, **promise)
        assert refused.value.field == "promised_at"


def test_a_promise_that_stood_still_keeps_the_days_it_had_left(world):
    """Promised for Thursday 12 March; held on the 10th with two days left; resumed on the 16th."""
    report, reporter = assigned(world, MONDAY)
    handling.progress(
        report, actor=world.liaison, words="Alat datang.", promised_at=at(12), at=at(3)
    )
    triage.hold(report, actor=world.liaison, question="Nomor rumah?", at=at(10))
    triage.resume(report, actor=reporter, words="Nomor 4.", at=at(16))
    assert due_day(report, Clock.ANSWER_AGAIN) == date(2026, 3, 25), "17 March, then after Lebaran"


def promise(world, agency, days, clock=Clock.FIRST_FOLLOW_UP, **more):
    row = {"valid_from": date(2020, 1, 1), "basis": "SK Wali Kota"} | more
    DeadlinePolicy.objects.create(clock=clock, agency=agency, days=days, **row)
    rules.changed()


def test_an_office_may_promise_less_and_all_below_it_keep_that_promise(world):
    promise(world, world.city, 2)
    report, _ = make_report(world, at(3))
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, at=at(3))
    triage.assign(report, to=world.works, actor=world.admin, at=at(3))
    assert due_day(report, Clock.FIRST_FOLLOW_UP) == date(2026, 3, 5)


def test_an_office_never_promises_more_than_the_law(world):
    promise(world, world.works, 9)
    report, _ = make_report(world, at(3))
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, at=at(3))
    triage.assign(report, to=world.works, actor=world.admin, at=at(3))
    assert due_day(report, Clock.FIRST_FOLLOW_UP) == date(2026, 3, 10)


def test_a_promise_that_was_withdrawn_leaves_the_law(world):
    promise(world, world.works, 2)
    promise(world, world.works, 2, withdrawn=True, valid_from=date(2026, 3, 1))
    report, _ = make_report(world, at(3))
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, at=at(3))
    triage.assign(report, to=world.works, actor=world.admin, at=at(3))
    assert due_day(report, Clock.FIRST_FOLLOW_UP) == date(2026, 3, 10)


def test_a_report_keeps_the_policy_of_the_day_it_was_received(world):
    DeadlinePolicy.objects.create(
        clock=Clock.VERIFY, days=2, valid_from=date(2026, 3, 4), basis="Permen baru"
    )
    rules.changed()
    before, _ = make_report(world, at(3))
    after, _ = make_report(world, at(4))
    assert due_day(before, Clock.VERIFY) == date(2026, 3, 6)
    assert due_day(after, Clock.VERIFY) == date(2026, 3, 6)
    later, _ = make_report(world, at(9))
    triage.decline(
        before,
        actor=world.admin,
        reason="other_office",
        words="Bukan kota kami.",
        to=world.other,
        at=at(9),
    )
    assert due_day(later, Clock.VERIFY) == date(2026, 3, 11)
    assert due_day(before, Clock.VERIFY) == date(2026, 3, 12), "the old three days, anew"


def test_a_holiday_added_later_moves_open_dates_and_says_so(world):
    open_one, _ = assigned(world, MONDAY)
    done, reporter = assigned(world, MONDAY)
    handling.follow_up(done, actor=world.liaison, words="Beres.", outcome=Outcome.DONE, at=at(3))
    closure.close(done, actor=reporter, outcome=Outcome.DONE, at=at(3))
    kept = {row.pk: row.due_at for row in done.deadlines.exclude(stopped_at=None)}
    Holiday.objects.create(day=date(2026, 3, 6), name="Libur pilkada", kind="national")
    rules.changed()

    assert timers.run(at(4))["redate"] == 3, "answer, settlement, and the window of the other"
    assert timers.run(at(4))["redate"] == 0, "a second run finds nothing to do"

    assert due_day(open_one, Clock.FIRST_FOLLOW_UP) == date(2026, 3, 10)
    assert due_day(open_one, Clock.SETTLE) == date(2026, 3, 30)
    open_one.refresh_from_db()
    assert open_one.due_at == clock(open_one, Clock.FIRST_FOLLOW_UP).due_at
    assert set(DueChange.objects.values_list("why", flat=True)) == {DueReason.HOLIDAY}
    assert {row.pk: row.due_at for row in done.deadlines.filter(pk__in=kept)} == kept
    card = card_for(open_one, Audience.REPORTER, CITIZEN, now=at(4))
    assert "hari libur berubah" in " ".join(card.clocks[0].sentences)


def test_the_verifiers_word_on_kind_and_oversight_dates_settle_from_receipt(world):
    """60 working days from Monday 2 March: March gives 16 (3 to 17, 25 to 31), April 22, May 21.

    That makes 59; the 60th is Monday 1 June.
    """
    report, _ = make_report(world, MONDAY)
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, oversight=True, at=at(4))
    assert due_day(report, Clock.SETTLE) == date(2026, 6, 1)
    asked, _ = make_report(world, MONDAY, kind=Kind.INFORMATION_REQUEST)
    assert due_day(asked, Clock.SETTLE) == date(2026, 3, 9)
    triage.verify(asked, actor=world.admin, kind=Kind.COMPLAINT, at=at(4))
    assert due_day(asked, Clock.SETTLE) == date(2026, 3, 27)
    change = DueChange.objects.filter(deadline__report=asked).get()
    assert change.why == DueReason.RECLASSIFIED


def test_silence_counts_ten_working_days_and_a_false_closing_buys_no_time(world):
    report, reporter = assigned(world, MONDAY)
    handling.follow_up(report, actor=world.liaison, words="Beres.", outcome=Outcome.DONE, at=at(10))
    assert due_day(report, Clock.REPORTER_REPLY) == date(2026, 3, 31)
    settle = due_day(report, Clock.SETTLE)
    assert timers.run(at(31, hour=23))["close_silent"] == 0
    assert timers.run(at(1, month=4))["close_silent"] == 1
    report.refresh_from_db()
    closure.reopen(report, actor=reporter, words="Masih padam.", at=at(3, month=4))
    assert settle == date(2026, 3, 27)
    assert due_day(report, Clock.SETTLE) == settle, "missed before it was closed: it stays missed"


def test_a_date_is_explained_in_words(world):
    report, _ = make_report(world, at(17))
    card = card_for(report, Audience.REPORTER, CITIZEN, now=at(25))
    verify = card.clocks[0]
    with translation.override("id"):
        card = card_for(report, Audience.REPORTER, CITIZEN, now=at(25))
        told = " ".join(card.clocks[0].sentences)
    assert "3 hari kerja sejak 17 Mar 2026" in told
    assert "Permen 62/2018" in told
    assert "19 Mar 2026 Hari Suci Nyepi" in told
    assert "2 hari akhir pekan dilewati" not in told, "that weekend was Lebaran itself"
    assert (verify.left, verify.late, verify.zone) == (2, False, "WIB")
    assert len(verify.ruler) == 11


def test_a_vacant_office_is_escalated_like_any_other(world):
    vacant = make_agency("Dinas Kosong", world.city)
    report, _ = assigned(world, MONDAY, to=vacant)
    taken = timers.run(days(30))
    assert taken["escalate"] == 2, "the answer and the settlement"
    report.refresh_from_db()
    assert report.escalated == 1
    assert timers.run(days(30))["escalate"] == 0


def test_a_reminder_comes_once_before_the_date(world):
    report, _ = assigned(world, MONDAY)
    assert timers.run(at(5))["remind"] == 0
    assert timers.run(at(6))["remind"] == 1
    assert timers.run(at(6, hour=12))["remind"] == 0
    assert report.deadlines.exclude(reminded_at=None).get().clock == Clock.FIRST_FOLLOW_UP
