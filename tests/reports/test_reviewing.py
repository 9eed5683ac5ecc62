"""A second instance examines how an office acted: who, when, what each side reads, how it ends."""

from datetime import timedelta
from typing import Any

import pytest

from lapor.agencies.models import Agency, Oversight, Role, Tenure
from lapor.agencies.reorganising import What
from lapor.outbox.models import Message
from lapor.reports import access, closure, handling, naming, reviewing, timers, triage
from lapor.reports.disclosure import card_for
from lapor.reports.models import Deadline, Review, Words
from lapor.reports.moves import MOVES
from lapor.reports.perform import perform
from lapor.reports.terms import (
    Audience,
    Clock,
    Kind,
    NotFound,
    Outcome,
    Reach,
    Refused,
    ReviewStage,
    Status,
)
from tests.factories import LONG_AGO, MONDAY, days, make_agency, make_officer, make_report
from tests.reports.examined import DELAY, SOON, disputed, examined, recommended, review_of
from tests.reports.reorganised import NOW, change

pytestmark = pytest.mark.django_db
End = Review.End


def told(template):
    return list(Message.objects.filter(template=template).values_list("agency_id", flat=True))


def clock(report, name):
    return Deadline.objects.get(report=report, clock=name, stopped_at=None)


def thread_of(report, audience, viewer):
    report.refresh_from_db()
    return {step.move: step for step in card_for(report, audience, viewer).thread}


def test_from_a_dispute_to_a_recommendation_that_is_carried_out(world):
    report, reporter = recommended(world)
    assert (report.review, report.owes_review) == (ReviewStage.RECOMMENDED, True)
    assert report.status == Status.IN_PROGRESS, "its own course goes on beside"
    done = "Lampunya sudah diganti kemarin."
    reviewing.answer_review(report, actor=world.liaison, words=done, carried_out=True, at=days(5))
    assert told("answer_review/overseer") == [world.inspectorate.pk]
    reviewing.end_review(
        report, actor=world.overseer, outcome=End.CARRIED_OUT, words="Sudah kami lihat.", at=days(6)
    )
    assert (report.review, report.owes_review) == ("", False)
    row = review_of(report)
    assert (row.outcome, row.carried_out_at, row.finding) == (End.CARRIED_OUT, days(5), DELAY)
    assert row.recommended_until
    assert row.recommended_until.date() == (MONDAY + 2 * SOON).date()
    assert not Deadline.objects.filter(clock__startswith="review", stopped_at=None).exists()
    seen = thread_of(report, Audience.REPORTER, reporter)
    assert seen["find"].outcome == "Penundaan berlarut"
    assert seen["recommend"].text == "Ganti lampunya."
    assert (seen["answer_review"].text, seen["answer_review"].who) == ("", world.works.name)
    assert (seen["end_review"].outcome, seen["end_review"].text) == (
        "Rekomendasi dilaksanakan",
        "Sudah kami lihat.",
    )


def test_it_is_asked_after_a_dispute_or_when_it_is_unsettled_too_long(world):
    report, reporter = make_report(world)
    asked: dict[str, Any] = {"to": world.inspectorate, "consent": True, "actor": reporter}
    with pytest.raises(Refused, match="60 hari kerja"):
        reviewing.ask_review(report, **asked, at=days(30))
    reviewing.ask_review(report, **asked, at=days(120))
    assert report.review == ReviewStage.ASKED
    assert access.reaches(world.overseer, report) >= {Reach.REVIEW}
    assert told("ask_review/overseer") == [world.inspectorate.pk]
    assert told("ask_review/holder") == [report.holder_id]


def test_what_waits_for_the_reporter_is_not_unsettled_too_long(world):
    report, reporter = make_report(world)
    triage.hold(report, actor=world.admin, question="Di mana?", at=days(100))
    with pytest.raises(Refused, match="60 hari kerja"):
        reviewing.ask_review(
            report, to=world.inspectorate, consent=True, actor=reporter, at=days(120)
        )


def test_a_report_closed_over_a_dispute_can_still_be_examined(world):
    report, reporter = disputed(world)
    handling.follow_up(report, actor=world.liaison, words="Ya.", outcome=Outcome.DONE, at=MONDAY)
    closure.close(report, actor=world.admin, outcome=Outcome.DONE, at=MONDAY)
    reviewing.ask_review(report, to=world.inspectorate, consent=True, actor=reporter, at=days(20))
    reviewing.accept_review(report, actor=world.overseer, until=days(25), at=days(21))
    reviewing.ask_office(
        report, actor=world.overseer, words="Mengapa ditutup?", until=days(24), at=days(21)
    )
    reviewing.answer_review(report, actor=world.liaison, words="Keliru.", at=days(22))
    assert (report.status, report.review) == (Status.CLOSED, ReviewStage.OPEN)


@pytest.mark.parametrize("lacking", ["to", "consent"])
def test_without_a_choice_or_consent_nobody_examines(world, lacking):
    report, reporter = disputed(world)
    given: dict[str, Any] = {"to": world.inspectorate, "consent": True} | {lacking: None}
    with pytest.raises(Refused) as refused:
        reviewing.ask_review(report, **given, actor=reporter, at=MONDAY)
    assert refused.value.field == lacking
    assert not Review.objects.exists()


def test_who_is_complained_of_holds_it_or_sits_empty_never_examines(world):
    report, reporter = disputed(world)
    empty = make_agency("Pengawas Kosong", world.root)
    Oversight.objects.create(overseer=empty, agency=world.city, since=LONG_AGO)
    make_officer(Role.OVERSEER, world.ombudsman)
    triage.reclassify(
        report, actor=world.national, words="Terlapor.", kind=Kind.COMPLAINT, oversight=False,
        category=None, subjects=[world.inspectorate], at=MONDAY,
    )  # fmt: skip
    for office in (world.inspectorate, empty, world.other, world.works):
        with pytest.raises(Refused, match="Pilih pengawasnya"):
            reviewing.ask_review(report, to=office, consent=True, actor=reporter, at=MONDAY)
    reviewing.ask_review(report, to=world.ombudsman, consent=True, actor=reporter, at=MONDAY)


def test_of_two_who_accept_at_once_one_wins(world):
    report, reporter = disputed(world)
    reviewing.ask_review(report, to=world.inspectorate, consent=True, actor=reporter, at=MONDAY)
    other = make_officer(Role.OVERSEER, world.inspectorate)
    reviewing.accept_review(report, actor=world.overseer, until=days(5), at=MONDAY)
    with pytest.raises(Refused, match="tidak terbuka lagi"):
        reviewing.accept_review(report, actor=other, until=days(5), at=MONDAY)
    assert report.events.filter(move="accept_review").count() == 1


def test_only_who_was_asked_examines(world):
    report, _ = examined(world)
    beside = make_officer(Role.OVERSEER, world.ombudsman)
    assert Reach.OVERSIGHT in access.reaches(beside, report)
    for actor in (beside, world.national, world.admin, world.liaison):
        with pytest.raises(Refused):
            reviewing.find(report, actor=actor, finding=DELAY, words="Ya.", at=MONDAY)


def test_what_is_refused_says_why_and_leaves_the_other_door(world):
    report, reporter = disputed(world)
    make_officer(Role.OVERSEER, world.ombudsman)
    asked: dict[str, Any] = {"consent": True, "actor": reporter, "at": MONDAY}
    reviewing.ask_review(report, to=world.inspectorate, **asked)
    refusal: dict[str, Any] = {"actor": world.overseer, "words": "Tunggu dulu.", "at": MONDAY}
    with pytest.raises(Refused, match="Pilih alasannya"):
        reviewing.refuse_review(report, reason="private", **refusal)
    reviewing.refuse_review(report, reason="too_early", **refusal)
    seen = thread_of(report, Audience.REPORTER, reporter)["refuse_review"]
    assert (seen.outcome, seen.text) == ("Alasan too_early.", "Tunggu dulu.")
    with pytest.raises(Refused, match="Pilih pengawasnya"):
        reviewing.ask_review(report, to=world.inspectorate, **asked)
    reviewing.ask_review(report, to=world.ombudsman, **asked)
    assert list(Review.objects.order_by("pk").values_list("agency", "outcome")) == [
        (world.inspectorate.pk, End.REFUSED),
        (world.ombudsman.pk, ""),
    ]


def test_one_second_instance_at_a_time(world):
    report, reporter = examined(world)
    make_officer(Role.OVERSEER, world.ombudsman)
    with pytest.raises(Refused):
        reviewing.ask_review(report, to=world.ombudsman, consent=True, actor=reporter, at=MONDAY)


def test_who_takes_the_consent_back_ends_it_and_the_sight_it_gave(world):
    secret, reporter = disputed(world, confidential=True)
    reviewing.ask_review(secret, to=world.inspectorate, consent=True, actor=reporter, at=MONDAY)
    assert access.get_report(secret.number, world.overseer)
    reviewing.drop_review(secret, actor=reporter, at=MONDAY)
    with pytest.raises(NotFound):
        access.get_report(secret.number, world.overseer)
    assert told("drop_review/overseer") == [world.inspectorate.pk]
    assert review_of(secret).outcome == End.WITHDRAWN
    reviewing.ask_review(secret, to=world.inspectorate, consent=True, actor=reporter, at=MONDAY)


def test_who_was_in_the_case_before_stays_in_it(world):
    secret, reporter = disputed(world, confidential=True)
    perform(secret, MOVES["refer"], actor=reporter, consent=True,
            overseers=[world.inspectorate], at=MONDAY)  # fmt: skip
    reviewing.ask_review(secret, to=world.inspectorate, consent=True, actor=reporter, at=days(1))
    reviewing.drop_review(secret, actor=reporter, at=days(2))
    assert access.get_report(secret.number, world.overseer)


def test_withdrawing_the_report_ends_its_review(world):
    report, reporter = examined(world)
    closure.withdraw(report, actor=reporter, at=MONDAY)
    assert (report.status, report.review) == (Status.ARCHIVED, "")
    assert review_of(report).outcome == End.WITHDRAWN
    assert told("withdraw/overseer") == [world.inspectorate.pk]
    closure.appeal(report, actor=reporter, words="Saya dipaksa.", at=MONDAY)
    assert report.review == "", "it goes on without; the consent was taken back"


def test_a_sealed_finding_is_the_instances_alone_until_the_end(world):
    report, reporter = examined(world)
    reviewing.find(
        report, actor=world.overseer, finding=DELAY, words="Saksi sudah bicara.", sealed=True,
        at=MONDAY,
    )  # fmt: skip
    beside = make_officer(Role.OVERSEER, world.ombudsman)
    for audience, viewer in (
        (Audience.REPORTER, reporter),
        (Audience.HOLDER, world.liaison),
        (Audience.ABOVE, world.national),
        (Audience.OVERSEER, beside),
    ):
        step = thread_of(report, audience, viewer)["find"]
        assert (step.text, step.code, step.outcome, step.sealed) == ("", "", "", True), audience
    own = thread_of(report, Audience.OVERSEER, world.overseer)["find"]
    assert (own.text, own.code) == ("Saksi sudah bicara.", DELAY)
    reviewing.end_review(
        report, actor=world.overseer, outcome=End.RESOLVED, words="Beres.", at=MONDAY
    )
    step = thread_of(report, Audience.REPORTER, reporter)["find"]
    assert (step.text, step.outcome) == ("Saksi sudah bicara.", "Penundaan berlarut")


def test_the_words_between_instance_and_office_are_not_the_reporters(world):
    report, reporter = examined(world)
    reviewing.ask_office(
        report, actor=world.overseer, words="Siapa yang bertugas?", until=days(9), at=MONDAY
    )
    reviewing.answer_review(report, actor=world.liaison, words="Regu dua.", at=days(1))
    seen = thread_of(report, Audience.REPORTER, reporter)
    assert (seen["ask_office"].text, seen["answer_review"].text) == ("", "")
    assert seen["ask_office"].until.date() == days(9).date()
    office = thread_of(report, Audience.HOLDER, world.liaison)
    assert office["ask_office"].text == "Siapa yang bertugas?"
    inside = Words.objects.filter(event__move__in=("ask_office", "answer_review"))
    assert set(inside.values_list("audience", flat=True)) == {Audience.HOLDER}


def test_a_day_that_is_past_or_too_far_is_refused_at_its_field(world):
    report, _ = examined(world)
    for until in (days(-1), days(300)):
        with pytest.raises(Refused) as refused:
            reviewing.ask_office(
                report, actor=world.overseer, words="Mengapa?", until=until, at=MONDAY
            )
        assert refused.value.field == "until"


def test_no_recommendation_where_nothing_was_found_and_the_end_fits(world):
    report, _ = examined(world)
    given: dict[str, Any] = {"actor": world.overseer, "words": "Ya.", "at": MONDAY}
    with pytest.raises(Refused):
        reviewing.find(report, finding="guilty", **given)
    reviewing.find(report, finding=Review.Finding.NONE, **given)
    with pytest.raises(Refused, match="tidak ada maladministrasi"):
        reviewing.recommend(report, until=days(5), **given)
    with pytest.raises(Refused) as refused:
        reviewing.end_review(report, outcome=End.CARRIED_OUT, **given)
    assert refused.value.field == "outcome"
    reviewing.end_review(report, outcome=End.CLEARED, **given)
    assert review_of(report).outcome == End.CLEARED


def test_a_late_review_is_told_to_the_nation_once(world):
    report, _ = examined(world)
    Deadline.objects.exclude(clock=Clock.REVIEW).update(act_at=None, remind_at=None)
    assert timers.run(days(6))["remind"] == 1
    assert told("remind/overseer") == [world.inspectorate.pk]
    taken = timers.run(days(10))
    assert taken["review_late"] == 1
    assert told("review_late/above") == [world.root.pk]
    assert told("review_late/overseer") == [world.inspectorate.pk]
    assert timers.run(days(30))["review_late"] == 0
    report.refresh_from_db()
    assert report.review == ReviewStage.OPEN, "it goes on, and is late"


def test_of_a_confidential_report_the_nation_is_not_told(world):
    report, reporter = disputed(world, confidential=True)
    reviewing.ask_review(report, to=world.inspectorate, consent=True, actor=reporter, at=MONDAY)
    Deadline.objects.exclude(clock=Clock.REVIEW).update(act_at=None)
    assert timers.run(days(40))["review_late"] == 1
    assert told("review_late/above") == []


def test_an_answer_that_the_office_owes_is_late_in_its_own_right(world):
    report, _ = examined(world)
    reviewing.ask_office(report, actor=world.overseer, words="Mengapa?", until=days(3), at=MONDAY)
    due = clock(report, Clock.REVIEW_ANSWER).due_at
    assert due.date() == days(3).date()
    assert report.due_clock not in (Clock.REVIEW, Clock.REVIEW_ANSWER), "its list has its own date"
    Deadline.objects.exclude(clock=Clock.REVIEW_ANSWER).update(act_at=None)
    assert timers.run(days(5))["answer_late"] == 1
    assert told("answer_late/overseer") == [world.inspectorate.pk]
    assert told("answer_late/above") == [world.city.pk]
    reviewing.answer_review(report, actor=world.liaison, words="Maaf.", at=days(6))
    assert not report.owes_review


def test_whoever_holds_it_next_owes_the_answer(world):
    now = NOW()
    report, _ = examined(world, at=now)
    reviewing.ask_office(report, actor=world.overseer, words="Mengapa?", until=now + SOON, at=now)
    change(world, What.MERGE, world.works, world.kecamatan)
    report.refresh_from_db()
    assert report.holder == world.kecamatan
    heir = make_officer(Role.LIAISON, world.kecamatan)
    reviewing.answer_review(report, actor=heir, words="Kami lanjutkan.")


def test_the_heir_of_a_merged_instance_goes_on(world):
    report, _ = examined(world, at=NOW())
    heir = make_agency("Inspektorat Gabungan", world.city, kind=Agency.Kind.INSPECTORATE)
    change(world, What.MERGE, world.inspectorate, heir)
    report.refresh_from_db()
    assert (report.reviewer, report.review) == (heir, ReviewStage.OPEN)
    assert review_of(report).agency == heir
    overseer = make_officer(Role.OVERSEER, heir)
    reviewing.find(report, actor=overseer, finding=DELAY, words="Ya.")


def test_an_instance_that_is_complained_of_later_sees_nothing_and_its_review_ends(world):
    report, reporter = examined(world)
    triage.reclassify(
        report, actor=world.national, words="Terlapor.", kind=Kind.COMPLAINT, oversight=False,
        category=None, subjects=[world.inspectorate], at=MONDAY,
    )  # fmt: skip
    assert access.reaches(world.overseer, report) == frozenset()
    assert reviewing.end_where_caught(days(1)) == 1
    assert reviewing.end_where_caught(days(1)) == 0
    report.refresh_from_db()
    assert (report.review, review_of(report).outcome) == ("", End.CONFLICT)
    assert told("drop_review/overseer") == [], "who is complained of hears nothing"
    make_officer(Role.OVERSEER, world.ombudsman)
    reviewing.ask_review(report, to=world.ombudsman, consent=True, actor=reporter, at=days(2))


def test_no_second_instance_reads_the_name(world):
    report, _ = examined(world, person={"name": "Zamrud Kirana"})
    stands = access.reaches(world.overseer, report)
    assert not naming.may_read_name(world.overseer, report, stands)


def test_somebody_without_a_seat_there_cannot_be_asked(world):
    report, reporter = disputed(world)
    Tenure.objects.filter(person=world.overseer.user).update(until=MONDAY - timedelta(days=1))
    with pytest.raises(Refused, match="Pilih pengawasnya"):
        reviewing.ask_review(report, to=world.inspectorate, consent=True, actor=reporter, at=MONDAY)
