"""Reports follow when agencies change: holders, tiers, standings, dates, and who is told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lapor.agencies import posts, reorganising, rules
from lapor.agencies.models import (
    Agency,
    DeadlinePolicy,
    Delegation,
    Post,
    Reorganisation,
    Role,
    Tenure,
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
    stakes,
    triage,
    vacancies,
    workload,
)
from lapor.reports.casework import open_case
from lapor.reports.models import Event, PublishedReport, Report, Stake
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
from lapor.web import finding
from tests.factories import LONG_AGO, actor_of, make_agency, make_officer, make_report
from tests.reports.test_replay import faults_of

pytestmark = pytest.mark.django_db
NOW = timezone.now
VACANT = "vacant/above"


def assigned(world, to=None, **fields):
    report, reporter = make_report(world, at=NOW(), **fields)
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT)
    triage.assign(report, to=to or world.works, actor=world.admin)
    return report, reporter


def change(world, what, agency, into=None, **fields):
    plan = Plan(what, agency, timezone.localdate(), "Perda 1/2026", into=into, **fields)
    reorganising.decide(plan, actor=world.national)
    return following.run(NOW())


def fresh(report):
    return Report.objects.select_related("holder").get(pk=report.pk)


def dates(report):
    return list(report.deadlines.order_by("pk").values_list("clock", "due_at"))


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


def test_who_is_accused_gains_no_sight_by_merging(world):
    about, _ = make_report(world, at=NOW(), subjects=(world.works,))
    held_there, _ = make_report(world, at=NOW(), subjects=(world.works,))
    triage.verify(held_there, actor=world.admin, kind=Kind.COMPLAINT, subjects=[world.works])
    triage.assign(held_there, to=world.kecamatan, actor=world.admin)
    change(world, What.MERGE, world.works, world.kecamatan)
    for report in (about, held_there):
        assert fresh(report).holder == world.city, "what is about it leaves its hands"
        for person in (world.liaison, world.handler):
            assert person.user
            with pytest.raises(NotFound):
                access.get_report(report.number, actor_of(person.user))
    assert access.get_report(about.number, world.admin)


def test_who_stood_below_an_accused_office_stays_blind_after_moving_away(world):
    report, _ = make_report(world, at=NOW(), subjects=(world.works,))
    officer = make_officer(Role.AGENCY_ADMIN, world.roads)
    change(world, What.MOVE, world.roads, world.kecamatan)
    assert officer.user
    with pytest.raises(NotFound):
        access.get_report(report.number, actor_of(officer.user))
    assert Stake.objects.filter(report=report, agency=world.roads, why="subject").exists()


@pytest.mark.parametrize("what", [What.MERGE, What.SPLIT])
def test_what_is_said_of_an_office_that_ended_is_said_of_who_took_over(world, what):
    """A page may be older than a merger, and so may the name by which somebody knows an office."""
    if what == What.MERGE:
        change(world, what, world.works, world.kecamatan)
    else:
        names = ("Dinas Jalan", "Dinas Gedung")
        parts = [{"name": name, "children": [], "posts": []} for name in names]
        change(world, what, world.works, parts=parts)
    old = Agency.objects.get(pk=world.works.pk)
    heirs = set(Agency.objects.filter(name__in=["Kecamatan Serang", "Dinas Jalan", "Dinas Gedung"]))
    heirs -= {world.kecamatan} if what == What.SPLIT else set()
    report, _ = make_report(world, at=NOW(), requested_agency=world.city, subjects=(old,))
    assert set(stakes.offices(report, Stake.Why.SUBJECT)) == {old, *heirs}
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, subjects=list(heirs))
    assert set(stakes.offices(report, Stake.Why.SUBJECT)) == {old, *heirs}
    for heir in heirs:
        with pytest.raises(Refused):
            triage.assign(report, to=heir, actor=world.admin)
    named, _ = make_report(world, at=NOW(), requested_agency=world.city)
    triage.verify(named, actor=world.admin, kind=Kind.COMPLAINT, subjects=[old])
    assert set(stakes.offices(named, Stake.Why.SUBJECT)) == {old, *heirs}


def test_what_comes_below_an_accused_office_leaves_its_hands(world):
    """Whoever stands below an accused office sees nothing, so that nobody could work on it."""
    moved, _ = assigned(world, subjects=(world.kecamatan,))
    below, _ = assigned(world, to=world.roads, subjects=(world.kecamatan,))
    change(world, What.MOVE, world.works, world.kecamatan)
    for report in (moved, below):
        report = fresh(report)
        assert report.holder == world.city
        assert access.open_moves(world.admin, report)
        assert world.liaison.user
        with pytest.raises(NotFound):
            access.get_report(report.number, actor_of(world.liaison.user))


def test_a_unit_that_comes_below_an_accused_office_by_a_merger_gives_up_what_is_about_that(world):
    under = make_agency("Unit Pasar", world.kecamatan)
    report, _ = assigned(world, to=world.roads, subjects=(world.kecamatan,))
    change(world, What.MERGE, world.works, under)
    assert fresh(report).holder == world.city


def test_who_is_accused_is_not_called_to_help_as_an_heir(world):
    report, _ = assigned(world, subjects=(world.kecamatan,))
    unit = make_agency("Unit Pasar", world.city)
    triage.support(report, actor=world.admin, offices=[unit])
    change(world, What.END, unit, world.kelurahan)
    standing = Stake.objects.filter(report=report, until=None).values_list("why", flat=True)
    assert "support" not in standing


@pytest.mark.parametrize(
    ("agency", "into"), [("inspectorate", "works"), ("works", "inspectorate"), ("works", "city")]
)
def test_protection_passes_to_no_heir_and_is_chosen_anew(world, agency, into):
    far = make_officer(Role.OVERSEER, world.ombudsman)
    report, reporter = assigned(world, subjects=(world.kecamatan,))
    about, told = assigned(world, to=world.kecamatan, subjects=(world.works,))
    for case, person in ((report, reporter), (about, told)):
        closure.retaliation(case, actor=person, words="Kepala dinas mengancam.")
    taken = change(world, What.MERGE, getattr(world, agency), getattr(world, into))
    assert not taken["failed"]
    kept = into == "city"  # then what works held is the city's, whom the inspectorate watches
    for case in (about,) if kept else (report, about):
        [stake] = Stake.objects.filter(report=case, why="protector", until=None)
        assert stake.agency == world.ombudsman
        letters = Message.objects.filter(
            template="retaliation/protector", agency_id=world.ombudsman.pk
        )
        assert letters.filter(context__number=case.number).count() == 1
        assert "Kepala dinas mengancam." in {
            s.text for s in open_case(case.number, far).card.thread
        }
    following.run(NOW())
    assert Message.objects.filter(template="retaliation/protector").count() == 2 + len(
        (about,) if kept else (report, about)
    )


def test_help_and_oversight_pass_to_the_heir(world):
    report, _ = assigned(world)
    for why in (Stake.Why.SUPPORT, Stake.Why.OVERSEER):
        Stake.objects.create(report=report, agency=world.other, why=why, since=NOW())
    change(world, What.MERGE, world.other, world.kelurahan)
    now_standing = Stake.objects.filter(report=report, until=None, agency=world.kelurahan)
    assert {row.why for row in now_standing} == {"support", "overseer"}
    assert not Stake.objects.filter(report=report, until=None, agency=world.other).exists()


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


def test_a_post_that_alone_opens_a_report_hands_that_on_when_it_ends(world):
    report, reporter = assigned(world, confidential=True)
    Post.objects.filter(pk=world.liaison.post.pk).update(ended_at=NOW())
    assert following.pass_on(world.liaison.post, NOW()) == 1
    assert fresh(report).handler == world.handler.post
    assert following.pass_on(world.liaison.post, NOW()) == 0
    card = disclosure.card_for(access.get_own(reporter), Audience.REPORTER, reporter)
    assert "repost" not in {step.move for step in card.thread}


def test_what_nobody_left_in_an_office_can_open_goes_past_whom_it_is_about(world):
    make_officer(Role.LIAISON, world.kecamatan)
    lurah = world.lurah.post
    about, plain = (assigned(world, to=world.kelurahan, confidential=True)[0] for _each in range(2))
    Stake.objects.create(report=about, agency=world.kecamatan, why="subject", since=NOW())
    Post.objects.filter(pk=lurah.pk).update(ended_at=NOW())
    assert following.pass_on(lurah, NOW()) == 2
    assert fresh(about).holder == world.city
    assert fresh(plain).holder == world.kecamatan
    assert access.get_report(about.number, world.admin)


def test_vacant_posts_with_open_work_are_told_once_a_week(world):
    assigned(world)
    assert vacancies.nag(NOW()) == 0
    Tenure.objects.filter(post=world.liaison.post).update(until=NOW())
    assert vacancies.nag(NOW()) == 1
    [letter] = Message.objects.filter(template="vacant/above")
    assert (letter.agency_id, letter.context["posts"]) == (world.works.pk, [world.liaison.post.pk])
    assert vacancies.nag(NOW() + timedelta(days=6)) == 0
    Tenure.objects.filter(post=world.handler.post).update(until=NOW())
    assert vacancies.nag(NOW() + timedelta(days=6)) == 1, "another post, not the same again"
    assert vacancies.nag(NOW() + timedelta(days=8)) == 1


def test_of_a_vacant_admin_the_office_above_hears_and_each_sees_what_they_fill(world):
    make_report(world, at=NOW())
    Tenure.objects.filter(post=world.admin.post).update(until=NOW())
    vacancies.nag(NOW())
    [letter] = Message.objects.filter(template="vacant/above")
    assert letter.agency_id == world.root.pk
    assert list(vacancies.to_be_filled_by(world.national, NOW())) == [world.admin.post]
    assert not vacancies.to_be_filled_by(world.stranger, NOW()).exists()
    assert not vacancies.to_be_filled_by(world.liaison, NOW()).exists()


def test_of_what_only_confidential_work_waits_for_the_nation_alone_hears(world):
    assigned(world, confidential=True)
    assigned(world, to=world.kelurahan, confidential=True)
    assigned(world, to=world.kelurahan)
    leave(world.liaison, world.lurah)
    vacancies.nag(NOW())
    told = {m.agency_id: m.context["posts"] for m in Message.objects.filter(template=VACANT)}
    assert told == {
        world.root.pk: [world.liaison.post.pk],
        world.kelurahan.pk: [world.lurah.post.pk],
    }
    assert list(vacancies.to_be_filled_by(world.admin, NOW())) == [world.lurah.post]
    assert world.liaison.post in vacancies.to_be_filled_by(world.national, NOW())


def test_a_seat_of_who_protects_or_was_called_does_not_stay_empty_unnoticed(world):
    """Told to the nation, and never to whoever is watched."""
    report, reporter = assigned(world)
    closure.retaliation(report, actor=reporter, words="Kepala dinas mengancam.")
    idle = Post.objects.create(agency=world.ombudsman, role=Role.OVERSEER, title="Pengawas Dua")
    working = Post.objects.create(agency=world.inspectorate, role=Role.LIAISON, title="Sekretaris")
    assert not vacancies.to_be_filled_by(world.national, NOW()).exists()
    leave(world.overseer)
    vacancies.nag(NOW())
    [letter] = Message.objects.filter(template=VACANT)
    assert (letter.agency_id, letter.context["posts"]) == (world.root.pk, [world.overseer.post.pk])
    closure.refer(report, actor=reporter, to=world.ombudsman, consent=True)
    triage.assign(report, to=world.inspectorate, actor=world.admin)
    waiting = vacancies.to_be_filled_by(world.national, NOW())
    assert set(waiting) == {world.overseer.post, idle, working}
    assert not vacancies.to_be_filled_by(world.admin, NOW()).exists()


def test_whom_somebody_stands_in_for_is_not_vacant_on_any_page(world):
    assigned(world)
    leave(world.liaison)
    Delegation.objects.create(
        post=world.liaison.post, person=world.handler.user, made_by=world.admin.user,
        since=NOW(), until=NOW() + timedelta(days=9), why="menunggu pengganti",
    )  # fmt: skip
    assert vacancies.nag(NOW()) == 0
    assert not posts.vacant(Post.objects.filter(agency=world.works)).exists()
    load = workload.workload(make_officer(Role.LIAISON, world.works), NOW())
    assert load
    assert not any(row.vacant for row in load.posts)


def leave(*actors):
    Tenure.objects.filter(post__in=[actor.post for actor in actors]).update(until=NOW())
