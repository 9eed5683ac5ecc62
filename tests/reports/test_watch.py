"""No open report is outside the watch: missed dates climb, letters name the right day."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from django.utils import timezone

from lapor.agencies import rules
from lapor.agencies.models import Agency, DeadlinePolicy, Holiday, Oversight, Role, Tenure
from lapor.outbox.models import Message
from lapor.reports import access, closure, handling, public, publication, timers, triage
from lapor.reports.models import Deadline, Report, Stake
from lapor.reports.moves import MOVES
from lapor.reports.perform import perform
from lapor.reports.terms import Clock, Kind, NotFound, Outcome, Reach, Refused, Status
from tests.factories import JAKARTA, MONDAY, actor_of, days, make_agency, make_officer, make_report

pytestmark = pytest.mark.django_db


def verified(world, **fields):
    report, reporter = make_report(world, **fields)
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, at=MONDAY)
    return report, reporter


def assigned(world, to=None, **fields):
    report, reporter = verified(world, **fields)
    triage.assign(report, to=to or world.works, actor=world.admin, at=MONDAY)
    return report, reporter


def answered(world):
    report, reporter = assigned(world)
    handling.follow_up(report, actor=world.liaison, words="Beres.", outcome=Outcome.DONE, at=MONDAY)
    return report, reporter


def told(template):
    rows = Message.objects.filter(template=template).order_by("created_at", "pk")
    return list(rows.values_list("agency_id", flat=True))


def due_told(template):
    message = Message.objects.filter(template=template).latest("created_at", "pk")
    return datetime.fromisoformat(message.context["due"])


def clock(report, name):
    return Deadline.objects.filter(report=report, clock=name).latest("pk")


def run_daily(first, last):
    for day in range(first, last):
        timers.run(days(day))


def test_a_missed_date_climbs_until_the_nation_has_heard(world):
    report, _ = assigned(world, to=world.roads)
    Deadline.objects.filter(clock=Clock.SETTLE).update(act_at=None)
    run_daily(5, 60)
    assert told("escalate/above") == [world.works.pk, world.city.pk, world.root.pk]
    report.refresh_from_db()
    assert report.escalated == 3
    assert timers.run(days(4000))["escalate"] == 0, "there is no tier above the nation"


def test_who_gets_a_report_that_is_late_already_has_days_before_it_climbs_anew(world):
    report, _ = assigned(world, to=world.roads)
    run_daily(5, 10)
    triage.assign(report, to=world.kelurahan, actor=world.admin, at=days(10))
    assert report.escalated == 0
    assert timers.run(days(11))["escalate"] == 0
    run_daily(11, 18)
    assert told("escalate/above")[-1] == world.kecamatan.pk


def test_past_its_settle_date_an_office_may_promise_only_the_days_of_an_answer(world):
    report, _ = assigned(world)
    late = days(40)
    promise = {"actor": world.liaison, "words": "Alat datang.", "at": late}
    with pytest.raises(Refused) as refused:
        handling.progress(report, promised_at=days(400), **promise)
    assert refused.value.field == "promised_at"
    handling.progress(report, promised_at=days(44), **promise)
    assert timers.run(days(60))["escalate"] >= 1


def test_letters_name_the_date_of_whose_turn_it_is_and_not_the_earliest(world):
    """Answered two weeks in: the reporter has until the 30th, though settle is on the 20th."""
    report, _ = assigned(world)
    answer = {"actor": world.liaison, "words": "Beres.", "outcome": Outcome.DONE}
    handling.follow_up(report, at=days(14), **answer)
    assert due_told("follow_up/reporter") == clock(report, Clock.REPORTER_REPLY).due_at
    assert report.due_at == clock(report, Clock.SETTLE).due_at
    while not Message.objects.filter(template="remind/reporter").exists():
        timers.run(clock(report, Clock.REPORTER_REPLY).remind_at + timedelta(minutes=1))
    assert due_told("remind/reporter") == clock(report, Clock.REPORTER_REPLY).due_at


def test_whoever_verifies_may_name_the_holder_and_the_report_leaves_it_at_once(world):
    ours, _ = make_report(world)
    triage.verify(ours, actor=world.national, kind=Kind.COMPLAINT, subjects=[world.city])
    assert (ours.holder, ours.status) == (world.root, Status.ASSIGNED)
    later, _ = assigned(world)
    triage.reclassify(
        later,
        actor=world.admin,
        words="Yang diadukan dinas itu.",
        kind=Kind.COMPLAINT,
        subjects=[world.works],
    )
    assert later.holder == world.city
    with pytest.raises(NotFound):
        access.get_report(later.number, world.liaison)
    assert told("assign/previous") == [world.city.pk], "only of the first hand-over"


def test_a_verifier_cannot_blind_those_who_watch(world):
    report, _ = make_report(world, subjects=(world.roads,))
    for blinded in ([world.inspectorate], [world.ombudsman], [world.other], [world.root], []):
        with pytest.raises(Refused) as refused:
            triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, subjects=blinded)
        assert refused.value.field == "subjects"
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, subjects=[world.roads])
    watch = make_agency("Satuan Pengawas", world.works, kind=Agency.Kind.INSPECTORATE)
    Oversight.objects.create(overseer=watch, agency=world.city, since=days(0).date())
    with pytest.raises(Refused):  # one that watches lies below it
        triage.reclassify(
            report, actor=world.admin, words="x", kind=Kind.COMPLAINT, subjects=[world.works]
        )
    Oversight.objects.filter(overseer=world.inspectorate).delete()
    with pytest.raises(Refused):  # it watches without any row that says so
        triage.reclassify(
            report, actor=world.admin, words="x", kind=Kind.COMPLAINT, subjects=[world.inspectorate]
        )
    about_all, _ = make_report(world)
    triage.verify(about_all, actor=world.admin, kind=Kind.COMPLAINT, subjects=[world.city])
    assert about_all.holder == world.root, "the whole institution: the nation's then"
    about_the_watch, _ = make_report(world, subjects=(world.inspectorate,))
    assert not access.reaches(world.overseer, about_the_watch), "a reporter may say so"


def test_declines_before_an_appeal_do_not_count_after_it(world):
    report, reporter = assigned(world)
    pass_on = partial(triage.decline, report, reason="other_office", words="Bukan kami.")
    pass_on(actor=world.liaison, to=world.kelurahan, at=MONDAY)
    archive = {"actor": world.admin, "reason": "private", "words": "Urusan pribadi."}
    perform(report, MOVES["archive"], at=MONDAY, **archive)
    closure.appeal(report, actor=reporter, words="Bukan pribadi.", at=days(1))
    triage.verify(report, actor=world.national, kind=Kind.COMPLAINT)
    triage.assign(report, to=world.works, actor=world.national)
    pass_on(actor=world.liaison, to=world.kelurahan)
    assert report.holder == world.kelurahan


def test_a_confidential_report_that_nobody_answers_can_be_opened_by_whom_it_climbed_to(world):
    report, _ = verified(world, confidential=True)
    triage.assign(report, to=world.works, actor=world.admin, at=MONDAY)
    assert not access.reaches(world.admin, report)
    Deadline.objects.filter(clock=Clock.SETTLE).update(act_at=None)
    timers.run(days(9))
    report.refresh_from_db()
    assert access.reaches(world.admin, report) == {Reach.ABOVE}
    assert not access.reaches(world.national, report)
    run_daily(10, 20)
    report.refresh_from_db()
    assert access.reaches(world.national, report) == {Reach.NATION}
    assert not access.reaches(world.stranger, report)


def test_an_appealed_confidential_report_names_a_post_where_it_goes(world):
    make_officer(Role.LIAISON, world.kecamatan)
    report, reporter = verified(world, confidential=True)
    triage.assign(report, to=world.kelurahan, actor=world.admin, at=MONDAY)
    Report.objects.filter(pk=report.pk).update(handler=world.lurah.post)
    perform(
        report,
        MOVES["archive"],
        actor=make_officer(Role.AGENCY_ADMIN, world.kelurahan),
        reason="private",
        words="Urusan pribadi.",
        at=MONDAY,
    )
    closure.appeal(report, actor=reporter, words="Bukan.", at=days(1))
    assert report.holder == world.kecamatan
    assert report.handler


def test_on_the_rung_of_the_inspectorate_it_hears_and_only_then(world):
    assigned(world)
    run_daily(5, 9)
    assert not told("escalate/overseer")
    run_daily(10, 16)
    assert world.inspectorate.pk in told("escalate/overseer")
    assert world.ombudsman.pk not in told("escalate/overseer")


def test_the_second_dispute_brings_in_the_inspectorate(world):
    report, reporter = answered(world)
    for _ in range(2):
        assert not report.stakes.filter(why=Stake.Why.OVERSEER).exists()
        closure.close(report, actor=reporter, outcome=Outcome.DONE, at=days(1))
        closure.reopen(report, actor=reporter, words="Padam lagi.", at=days(1))
        handling.follow_up(
            report, actor=world.liaison, words="Beres.", outcome=Outcome.DONE, at=days(1)
        )
    stake = report.stakes.get(why=Stake.Why.OVERSEER)
    assert stake.agency == world.inspectorate


def test_what_an_admin_reopens_uses_up_no_dispute_of_the_reporter(world):
    report, reporter = answered(world)
    for who in (world.national, world.national, reporter, world.national, reporter):
        assert not report.stakes.filter(why=Stake.Why.OVERSEER).exists()
        closure.close(report, actor=reporter, outcome=Outcome.DONE, at=days(1))
        closure.reopen(report, actor=who, words="Padam lagi.", at=days(1))
        handling.follow_up(
            report, actor=world.liaison, words="Beres.", outcome=Outcome.DONE, at=days(1)
        )
    assert report.disputes == 2
    assert report.stakes.get(why=Stake.Why.OVERSEER).agency == world.inspectorate


@pytest.mark.parametrize("why", ["none", "accused", "holder"])
def test_where_no_inspectorate_can_look_in_the_second_dispute_brings_in_who_else_oversees(
    world, why
):
    """Without an inspectorate, with one complained of, or with one that holds the report."""
    if why == "none":
        Agency.objects.filter(pk=world.inspectorate.pk).update(kind=Agency.Kind.OFFICE)
        Oversight.objects.filter(overseer=world.inspectorate).delete()
    to, answerer = world.works, world.liaison
    if why == "holder":
        to, answerer = world.inspectorate, make_officer(Role.LIAISON, world.inspectorate)
    accused = (world.inspectorate,) if why == "accused" else ()
    report, reporter = assigned(world, to=to, subjects=accused)
    for _turn in range(2):
        assert not report.stakes.filter(why=Stake.Why.OVERSEER).exists()
        handling.follow_up(report, actor=answerer, words="Beres.", outcome=Outcome.DONE, at=days(1))
        closure.close(report, actor=reporter, outcome=Outcome.DONE, at=days(1))
        closure.reopen(report, actor=reporter, words="Padam lagi.", at=days(1))
    assert [stake.agency for stake in report.stakes.filter(why="overseer")] == [world.ombudsman]
    assert world.ombudsman.pk in told("reopen/overseer")


def test_a_report_archived_after_being_passed_on_is_told_to_who_had_it_before(world):
    report, _ = assigned(world)
    archive = {"reason": "private", "words": "Urusan pribadi."}
    perform(report, MOVES["archive"], actor=world.admin, at=MONDAY, **archive)
    assert told("archive/previous") == [world.city.pk]


def test_a_date_kept_in_passing_on_survives_a_rule_that_has_nothing_to_do_with_it(world):
    report, _ = assigned(world)
    far = make_agency("Unit Timur", world.works, time_zone="Asia/Jayapura")
    triage.assign(report, to=far, actor=world.liaison, at=days(4))
    kept = clock(report, Clock.FIRST_FOLLOW_UP).due_at
    Holiday.objects.create(day=days(400).date(), name="Libur jauh", kind="national")
    rules.changed()
    assert timers.run(days(4))["redate"] == 0
    assert clock(report, Clock.FIRST_FOLLOW_UP).due_at == kept


def test_the_public_page_follows_a_date_that_a_holiday_moved(world, work):
    report, _ = assigned(world)
    publication.publish(report, actor=world.admin, title="Lampu", at=MONDAY)
    Holiday.objects.create(day=days(2).date(), name="Libur pilkada", kind="national")
    rules.changed()
    timers.run(days(1))
    work()
    due = clock(report, Clock.FIRST_FOLLOW_UP).due_at
    assert public.public_card(report.number).due_at == due
    assert due.astimezone(JAKARTA).date() == days(8).date()


def test_what_is_withdrawn_while_it_stood_still_was_not_missed(world):
    report, reporter = assigned(world)
    triage.hold(report, actor=world.liaison, question="Di mana?", at=days(1))
    closure.withdraw(report, actor=reporter, at=days(29))
    for row in report.deadlines.filter(clock__in=(Clock.FIRST_FOLLOW_UP, Clock.SETTLE)):
        assert row.stopped_at <= row.due_at, row


def test_powers_begin_and_end_on_their_dates(world):
    now = timezone.now()
    soon, past = now + timedelta(days=30), now - timedelta(days=1)
    tenure = Tenure.objects.filter(person=world.liaison.user)
    for since, until, seated in ((soon, None, False), (past, soon, True), (past, past, False)):
        tenure.update(since=since, until=until)
        assert (actor_of(world.liaison.user).agency == world.works) is seated
    report, _ = assigned(world)
    Oversight.objects.filter(overseer=world.inspectorate).update(since=soon.date())
    assert not access.reaches(world.overseer, report)


def test_one_row_that_fails_does_not_hold_up_the_clock(world):
    broken, _ = assigned(world)
    whole, _ = assigned(world)
    only = DeadlinePolicy.objects.create(
        clock="none", days=1, valid_from=days(0).date(), basis="uji"
    )
    Deadline.objects.filter(report=broken, clock=Clock.SETTLE).update(policy=only, act_at=None)
    Report.objects.filter(pk=broken.pk).update(tier2=None)
    Deadline.objects.filter(report=broken).exclude(clock=Clock.SETTLE).update(act_at=days(1))
    Deadline.objects.filter(report=broken, clock=Clock.SETTLE).delete()
    taken = timers.run(days(9))
    assert taken["failed"] == 1
    whole.refresh_from_db()
    assert whole.escalated == 1


def test_no_step_of_a_window_is_offered_when_it_has_ended(world):
    report, reporter = answered(world)
    closure.close(report, actor=reporter, outcome=Outcome.DONE, at=MONDAY)
    open_then = {move.name for move in access.open_moves(reporter, report, now=days(1))}
    open_later = {move.name for move in access.open_moves(reporter, report, now=days(60))}
    assert open_then - open_later == {"reopen"}


def test_the_public_story_tells_the_day_of_a_reporters_step_and_not_the_minute(world):
    report, _ = verified(world)
    publication.publish(report, actor=world.admin, title="Lampu", at=MONDAY)
    received, verified_at = (step for step in public.public_card(report.number).story)
    assert received["at"].startswith("2026-03-02T12:00")
    assert not received["exact"]
    assert verified_at["exact"]


def test_masks_cover_title_answers_and_words_and_what_is_not_released_is_taken_back(world, work):
    report, reporter = answered(world)
    closure.reply(report, actor=reporter, words="Saya Siti Rahayu, nomor 7.", at=MONDAY)
    words = report.words.get(event__move="reply")

    def public_page():
        return str(public.public_card(report.number))

    def publish(*fragments, release=()):
        publication.publish(
            report, actor=world.admin, title="Keluhan Siti", redactions=fragments, release=release
        )

    publish(release=[words.pk])
    assert "Siti Rahayu, nomor 7" in public_page()
    publish("siti rahayu", "nomor 7", "Siti", release=[words.pk])
    assert "Siti" not in public_page()
    assert "nomor 7" not in public_page()
    handling.follow_up(
        report, actor=world.liaison, words="Kepada Siti Rahayu: beres.", outcome=Outcome.DONE
    )
    work()
    assert "beres" in public_page()
    assert "Siti" not in public_page()
    publish()
    assert "Saya" not in public_page(), "not released again, so taken back"
