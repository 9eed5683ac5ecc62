"""Reports follow when agencies change: holders, tiers, dates, and who is told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lapor.agencies import finding, reorganising, rules
from lapor.agencies.models import (
    Agency,
    DeadlinePolicy,
    Reorganisation,
    Role,
)
from lapor.agencies.reorganising import Plan, What
from lapor.outbox.models import Message
from lapor.reports import (
    access,
    closure,
    disclosure,
    following,
    handling,
    publication,
    triage,
)
from lapor.reports.models import Event, PublishedReport, Report
from lapor.reports.moves import MOVES
from lapor.reports.perform import perform
from lapor.reports.terms import (
    Audience,
    Clock,
    DueReason,
    Kind,
    NotFound,
    Outcome,
    Reach,
    Refused,
    Status,
)
from tests.factories import LONG_AGO, actor_of, make_agency, make_officer, make_report
from tests.reports.reorganised import NOW, assigned, change, dates, fresh
from tests.reports.test_replay import faults_of

pytestmark = pytest.mark.django_db


def test_open_work_of_a_merged_office_goes_to_the_other_with_its_dates(world):
    report, _ = assigned(world)
    before = dates(report)
    taken = change(world, What.MERGE, world.works, world.kecamatan)
    assert (taken["reorganised"], taken["rehome"]) == (1, 1)
    report = fresh(report)
    assert report.holder == world.kecamatan
    assert (report.tier1, report.tier2, report.tier3) == (world.city.pk, world.kecamatan.pk, None)
    assert dates(report) == before
    assert access.reaches(actor_of(world.liaison.user), report) >= {Reach.HOLDER}


def test_between_institutions_the_dates_stay_too(world):
    report, _ = make_report(world, at=NOW(), requested_agency=world.other)
    triage.verify(report, actor=world.stranger, kind=Kind.COMPLAINT)
    triage.assign(report, to=world.other, actor=world.stranger)
    before = dates(report)
    change(world, What.MERGE, world.other, world.city)
    assert fresh(report).holder == world.city
    assert dates(report) == before
    assert access.get_report(report.number, world.admin).pk == report.pk


def test_a_question_that_waits_for_its_answer_comes_along_and_the_work_goes_on_after_it(world):
    report, reporter = assigned(world)
    triage.hold(report, actor=world.liaison, question="Di tiang nomor berapa?")
    change(world, What.MERGE, world.works, world.kecamatan)
    report = fresh(report)
    assert (report.holder, report.status) == (world.kecamatan, Status.HELD)
    triage.resume(report, actor=reporter, words="Tiang tujuh.")
    report = fresh(report)
    assert (report.status, report.turn) == (Status.ASSIGNED, Clock.FIRST_FOLLOW_UP)
    assert faults_of(report) == []


def test_more_time_that_was_asked_for_is_decided_after_the_merger(world):
    report, _ = assigned(world)
    until = NOW() + timedelta(days=40)
    handling.ask_extension(report, actor=world.liaison, words="Tiang dipesan.", until=until)
    change(world, What.MERGE, world.works, world.kecamatan)
    report = fresh(report)
    assert report.asked
    handling.extend(report, actor=world.admin, words="Baik.", until=until)
    settle = report.deadlines.get(clock=Clock.SETTLE)
    assert settle.due_at == settle.extended_until
    assert faults_of(fresh(report)) == []


def test_what_was_closed_comes_along_with_its_window_and_its_clock_standing_still(world):
    report, reporter = assigned(world)
    handling.follow_up(report, actor=world.liaison, words="Sudah.", outcome=Outcome.DONE)
    closure.close(report, actor=reporter, outcome=Outcome.DONE)
    before = dates(report)
    east = make_agency("Kota Jayapura", world.root, time_zone="Asia/Jayapura")
    change(world, What.MERGE, world.works, east)
    window = report.deadlines.get(clock=Clock.REOPEN)
    assert window.due_at >= dict(before)[Clock.REOPEN], "what the reporter was told still holds"
    closure.reopen(fresh(report), actor=reporter, words="Padam lagi.")
    assert faults_of(fresh(report)) == []


def test_a_turn_that_runs_is_dated_by_the_zone_it_came_to_and_says_that_it_moved(world):
    report, reporter = assigned(world)
    east = make_agency("Kota Jayapura", world.root, time_zone="Asia/Jayapura")
    before = report.deadlines.get(clock=Clock.FIRST_FOLLOW_UP).due_at
    change(world, What.MERGE, world.works, east)
    row = report.deadlines.get(clock=Clock.FIRST_FOLLOW_UP)
    assert row.due_at == before - timedelta(hours=2), "the day ends where the office sits"
    assert {move.why for move in row.changes.all()} == {DueReason.MOVED}
    report = fresh(report)
    assert report.due_at == row.due_at
    card = disclosure.card_for(report, Audience.REPORTER, reporter)
    assert card.zone == "WIT"


@pytest.mark.parametrize("days", [6, 30])
def test_a_promise_of_the_heir_neither_shortens_nor_stretches_what_was_begun(world, days):
    report, _ = assigned(world)
    for agency, promised in ((world.works, 9), (world.kecamatan, days)):
        DeadlinePolicy.objects.create(
            clock=Clock.SETTLE, days=promised, agency=agency, valid_from=LONG_AGO, basis="janji"
        )
    rules.changed()
    promised, _ = assigned(world)
    before = [dates(report), dates(promised)]
    assert before[0] != before[1], "the promise of the office counts from its day on"
    change(world, What.MERGE, world.works, world.kecamatan)
    assert [dates(report), dates(promised)] == before


def test_the_story_names_the_old_office_for_what_it_did(world):
    report, reporter = assigned(world)
    change(world, What.RENAME, world.works, name="Dinas Bina Marga")
    Agency.objects.filter(pk=world.works.pk).update(
        former_names=[[(NOW() + timedelta(seconds=1)).isoformat(), "Dinas Pekerjaan Umum"]]
    )
    report = access.get_own(reporter)
    card = disclosure.card_for(report, Audience.REPORTER, reporter)
    assert card.holder.name == "Dinas Bina Marga"
    assert card.thread[-1].holder == "Dinas Pekerjaan Umum"


def test_the_reporter_hears_of_a_new_name_and_of_nothing_else(world):
    assigned(world)
    ended, reporter = assigned(world)
    closure.withdraw(ended, actor=reporter)
    change(world, What.MERGE, world.works, world.kecamatan)
    told = Message.objects.filter(template="rehome/reporter")
    assert told.count() == 1
    twin = make_agency("Kecamatan Serang", world.city)
    change(world, What.MERGE, world.kecamatan, twin)
    assert told.count() == 1, "an office of the same name is the same to a reporter"


def test_the_new_holder_gets_one_letter_for_all_that_it_may_know_of(world):
    for confidential in (False, False, False, True):
        assigned(world, confidential=confidential)
    change(world, What.MERGE, world.works, world.kecamatan)
    [letter] = Message.objects.filter(template="came/holder")
    assert (letter.agency_id, letter.context["count"]) == (world.kecamatan.pk, 3)


def test_a_job_that_is_killed_goes_on_where_it_stopped_and_tells_once(world, monkeypatch):
    for _each in range(3):
        assigned(world)
    plan = Plan(What.MERGE, world.works, timezone.localdate(), "Perda", into=world.kecamatan)
    row = reorganising.decide(plan, actor=world.admin)
    rest = Report.objects.order_by("pk").values_list("pk", flat=True)

    def killed_after_one(key, *others):
        if key != rest[0]:
            raise KeyboardInterrupt
        return whole(key, *others)

    whole = following._safely_rehome
    monkeypatch.setattr(following, "_safely_rehome", killed_after_one)
    with pytest.raises(KeyboardInterrupt):
        following.run(NOW())
    row.refresh_from_db()
    assert row.done_at
    assert row.followed_at is None
    monkeypatch.undo()
    following.run(NOW())
    assert not Report.objects.filter(holder=world.works).exists()
    following.run(NOW())
    assert Event.objects.filter(move="rehome").count() == 3
    assert Message.objects.filter(template="came/holder").count() == 1


def test_a_fault_in_one_change_holds_up_neither_the_others_nor_the_clock(world, monkeypatch):
    assigned(world)
    whole = following._restore_tiers

    def broken(office, now):
        if office == world.kecamatan:
            raise RuntimeError
        return whole(office, now)

    monkeypatch.setattr(following, "_restore_tiers", broken)
    taken = change(world, What.MERGE, world.works, world.kecamatan)
    assert (taken["reorganised"], taken["failed"]) == (1, 1)
    assert change(world, What.RENAME, world.other, name="Kota Lain")["reorganised"] == 1
    assert Reorganisation.objects.filter(followed_at=None).count() == 1
    monkeypatch.undo()
    following.run(NOW())
    assert not Reorganisation.objects.filter(followed_at=None).exists()


def test_those_above_a_moved_office_see_its_reports_and_those_before_do_not(world):
    report, _ = assigned(world, to=world.works)
    before_admin = make_officer(Role.AGENCY_ADMIN, world.kecamatan)
    assert not access.reaches(before_admin, report)
    triage.assign(report, to=world.roads, actor=world.admin)
    change(world, What.MOVE, world.roads, world.kecamatan)
    report = fresh(report)
    assert (report.tier2, report.tier3) == (world.kecamatan.pk, world.roads.pk)
    assert before_admin.user
    assert access.get_report(report.number, actor_of(before_admin.user))
    with pytest.raises(NotFound):
        access.get_report(report.number, actor_of(world.liaison.user))
    assert not Event.objects.filter(move="rehome").exists(), "who holds it has not changed"


def test_the_public_page_names_the_new_institution(world):
    report, _ = make_report(world, at=NOW(), requested_agency=world.other)
    triage.verify(report, actor=world.stranger, kind=Kind.COMPLAINT)
    publication.publish(report, actor=world.stranger, title="Lampu padam")
    change(world, What.MERGE, world.other, world.city)
    publication.refresh(str(report.pk))
    row = PublishedReport.objects.get()
    assert (row.holder, row.institution) == (world.city, world.city)
    assert row.story[0]["holder"] == "Kota Cilegon", "what was, is read under its name"


def test_a_confidential_report_is_never_left_without_who_opens_it(world):
    second = make_officer(Role.LIAISON, world.kecamatan)
    report, _ = assigned(world, confidential=True)
    assert report.handler == world.liaison.post
    change(world, What.END, world.works, world.kecamatan)
    report = fresh(report)
    assert report.handler == second.post
    assert access.get_report(report.number, second)


def test_who_comes_along_keeps_the_confidential_reports_named_to_them(world):
    report, _ = assigned(world, confidential=True)
    change(world, What.MERGE, world.works, world.kecamatan)
    assert fresh(report).handler == world.liaison.post
    assert access.get_report(report.number, actor_of(world.liaison.user))


def test_of_a_split_the_reports_go_with_the_post_that_handles_them(world):
    named, _ = assigned(world, confidential=True)
    plain, _ = assigned(world)
    parts = [
        {"name": "Dinas Gedung", "children": [], "posts": []},
        {"name": "Dinas Jalan", "children": [], "posts": [world.liaison.post.pk]},
    ]
    change(world, What.SPLIT, world.works, parts=parts)
    assert fresh(named).holder.name == "Dinas Jalan"
    assert fresh(plain).holder.name == "Dinas Gedung"


def test_nothing_is_handed_to_who_has_ended_whatever_page_was_open(world):
    change(world, What.END, world.roads, world.kecamatan)
    ended = Agency.objects.get(pk=world.roads.pk)
    report, _ = assigned(world)
    assert not access.may_assign_to(world.admin, ended, [])
    with pytest.raises(Refused, match="sudah berakhir"):
        perform(fresh(report), MOVES["decline"], actor=world.liaison, holder=ended,
                words="bukan kami", reason="other_office")  # fmt: skip
    assert [hit.key for hit in finding.agencies("bidang jalan")] == []
    assert finding.exact_agencies(["Bidang Jalan"], [str(ended.pk)]) == []


def test_what_is_over_follows_too_with_its_dates_so_that_it_may_be_opened_again(world):
    report, reporter = assigned(world)
    closure.withdraw(report, actor=reporter)
    before = dates(report)
    change(world, What.MERGE, world.works, world.kelurahan)
    assert fresh(report).holder == world.kelurahan
    assert dates(report) == before
    closure.appeal(fresh(report), actor=reporter, words="Belum selesai.")
    assert fresh(report).holder == world.kecamatan, "the tier above the office it is with now"


def test_a_plan_that_no_longer_fits_waits_and_says_why(world):
    plan = Plan(What.RENAME, world.works, timezone.localdate(), "Perda", name="Dinas Air")
    row = reorganising.decide(plan, actor=world.national)
    make_agency("Dinas Air", world.city)
    assert following.run(NOW()) == {"unfit": 1}
    row = Reorganisation.objects.select_related("agency__parent").get(pk=row.pk)
    fault = reorganising.fault_of(row)
    assert fault
    assert "sudah ada" in str(fault.says)


def test_before_its_day_nothing_happens_and_what_is_cancelled_never(world):
    tomorrow = timezone.localdate() + timedelta(days=2)
    plan = Plan(What.RENAME, world.works, tomorrow, "Perda", name="Dinas Air")
    row = reorganising.decide(plan, actor=world.national)
    assert not following.run(NOW())
    reorganising.cancel(row, actor=world.national)
    assert not following.run(NOW() + timedelta(days=9))


def test_the_effect_is_counted_before_anything_is_saved(world, django_assert_num_queries):
    assigned(world)
    assigned(world, confidential=True)
    with django_assert_num_queries(4):
        effect = following.effect_on(world.works)
    assert (effect.units, effect.posts, effect.reports, effect.published) == (1, 2, 1, 0)
