"""Parts for several offices: each with a holder and clocks, and one story for the reporter."""

import pytest

from lapor.outbox.models import Message
from lapor.reports import closure, handling, splitting, stakes, timers, triage
from lapor.reports.models import Deadline, Report, Stake, Words
from lapor.reports.splitting import Part
from lapor.reports.terms import Audience, Clock, Kind, Outcome, Refused, Status
from tests.factories import MONDAY, days, make_report
from tests.reports.parted import INSIDE, TASK, TITLE, parted, parts_for

pytestmark = pytest.mark.django_db


def settle_of(report):
    return report.deadlines.get(clock=Clock.SETTLE)


def turn_of(report):
    return report.deadlines.exclude(clock=Clock.SETTLE).get(stopped_at=None)


def letters(report):
    rows = Message.objects.filter(context__number=report.number)
    return sorted(rows.values_list("template", flat=True))


def finish(part, actor, at, words="Sudah kami kerjakan."):
    splitting.finish(part, actor=actor, words=words, outcome=Outcome.DONE, at=at)


def test_each_office_gets_its_part_with_a_first_word_of_its_own_and_the_shared_last_day(world):
    p = parted(world)
    assert (p.whole.split, p.whole.status, p.whole.holder) == (
        "open",
        Status.IN_PROGRESS,
        world.city,
    )
    for part, office in ((p.works, world.works), (p.camat, world.kecamatan)):
        assert (part.split, part.status, part.holder) == ("part", Status.ASSIGNED, office)
        assert turn_of(part).clock == Clock.FIRST_FOLLOW_UP
        assert turn_of(part).started_at == days(1)
        assert settle_of(part).due_at == settle_of(p.whole).due_at
        assert letters(part) == ["part/holder"]
    assert (p.works.title, p.works.body) == (TITLE, TASK)
    assert Words.objects.get(report=p.works).audience == Audience.HOLDER
    assert Words.objects.get(report=p.works).text == INSIDE


def test_nothing_of_who_reported_is_in_a_part(world):
    p = parted(world, person={"name": "Sukma-canary"}, landmark="Rumah-canary 5")
    for part in (p.works, p.camat):
        assert part.contact is None
        assert part.account is None
        assert part.receipt_hmac != p.whole.receipt_hmac
        assert not part.sealed.exists()
        assert not hasattr(part, "vault")
        assert "canary" not in part.title + part.body + part.landmark


def test_the_last_part_done_gives_the_reporter_the_word(world):
    p = parted(world)
    finish(p.works, world.liaison, days(2))
    p.whole.refresh_from_db()
    assert (p.whole.split, p.whole.turn) == ("open", Clock.ANSWER_AGAIN)
    assert turn_of(p.whole).due_at == turn_of(p.camat).due_at
    finish(p.camat, p.head, days(3))
    p.whole.refresh_from_db()
    assert (p.whole.split, p.whole.turn) == ("whole", Clock.REPORTER_REPLY)
    assert "rejoin/reporter" in letters(p.whole)
    assert "rejoin/holder" in letters(p.whole)
    closure.close(p.whole, actor=p.reporter, outcome=Outcome.DONE, at=days(4))
    closure.rate(p.whole, actor=p.reporter, stars=4, at=days(4))
    assert p.whole.rated


def test_a_part_that_was_put_aside_counts_as_done(world):
    p = parted(world)
    closure.archive(
        p.works, actor=world.admin, reason="private", words="Bukan aset kota.", at=days(2)
    )
    finish(p.camat, p.head, days(3))
    p.whole.refresh_from_db()
    assert p.whole.turn == Clock.REPORTER_REPLY


def test_a_late_part_climbs_its_own_ladder_and_the_other_stays_as_it_was(world):
    p = parted(world)
    handling.progress(
        p.camat, actor=p.head, words="Kami data dulu.", promised_at=days(10), at=days(2)
    )
    timers.run(days(9.9))
    p.works.refresh_from_db()
    p.camat.refresh_from_db()
    assert p.works.escalated
    assert not p.camat.escalated
    assert "escalate/above" in letters(p.works)


def test_word_from_a_part_is_word_to_the_reporter(world):
    p = parted(world)
    handling.progress(
        p.works, actor=world.liaison, words="Alat datang Jumat.", promised_at=days(4), at=days(2)
    )
    assert letters(p.whole).count("progress/reporter") == 1
    assert letters(p.works) == ["part/holder"]
    assert turn_of(p.whole).due_at == turn_of(p.works).due_at
    said = Words.objects.get(report=p.works, event__move="progress")
    assert said.audience == Audience.REPORTER


def test_the_reporters_words_reach_the_offices_of_open_parts(world):
    p = parted(world)
    finish(p.works, world.liaison, days(2))
    closure.reply(p.whole, actor=p.reporter, words="Lapaknya masih ada.", at=days(3))
    assert "reply/holder" in letters(p.camat)
    assert "reply/holder" not in letters(p.works)


def test_taking_the_report_back_ends_its_parts(world):
    p = parted(world)
    closure.withdraw(p.whole, actor=p.reporter, at=days(2))
    p.works.refresh_from_db()
    assert (p.whole.status, p.whole.split) == (Status.ARCHIVED, "whole")
    assert p.works.status == Status.ARCHIVED
    assert "recall/holder" in letters(p.works)
    closure.appeal(p.whole, actor=p.reporter, words="Keliru saya cabut.", at=days(3))
    triage.verify(p.whole, actor=world.national, kind=Kind.COMPLAINT, at=days(3))
    splitting.split(p.whole, actor=world.national, into=parts_for(world), at=days(3))
    assert p.whole.parts.count() == 4


def test_undoing_a_split_ends_what_is_open_and_keeps_what_was_answered(world):
    p = parted(world)
    finish(p.works, world.liaison, days(2))
    splitting.unsplit(p.whole, actor=world.admin, words="Kami jawab sendiri.", at=days(3))
    p.works.refresh_from_db()
    p.camat.refresh_from_db()
    assert (p.whole.split, p.whole.turn) == ("whole", Clock.ANSWER_AGAIN)
    assert (p.works.status, p.camat.status) == (Status.CLOSED, Status.ARCHIVED)
    with pytest.raises(Refused):
        finish(p.camat, p.head, days(4))
    triage.assign(p.whole, actor=world.admin, to=world.works, at=days(4))
    handling.follow_up(
        p.whole, actor=world.liaison, words="Selesai semua.", outcome=Outcome.DONE, at=days(5)
    )


def test_a_part_is_passed_on_without_buying_time_for_the_whole(world):
    p = parted(world)
    due = settle_of(p.works).due_at
    triage.decline(
        p.works,
        actor=world.liaison,
        reason="other_office",
        words="Ini ruas kelurahan.",
        to=world.kelurahan,
        at=days(2),
    )
    assert p.works.holder == world.kelurahan
    assert settle_of(p.works).due_at == due
    finish(p.works, world.lurah, days(2))


def test_a_part_gets_no_time_beyond_the_whole(world):
    p = parted(world)
    with pytest.raises(Refused, match="induk"):
        handling.ask_extension(
            p.works, actor=world.liaison, words="Hujan.", until=days(40), at=days(2)
        )
    handling.ask_extension(p.whole, actor=world.admin, words="Hujan.", until=days(30), at=days(2))
    handling.extend(p.whole, actor=world.national, words="Baik.", until=days(30), at=days(2))
    assert settle_of(p.works).due_at == settle_of(p.whole).due_at
    assert settle_of(p.works).due_at.date() == days(30).date()


@pytest.mark.parametrize(
    ("count", "says"), [(1, "2 sampai 9"), (10, "2 sampai 9")], ids=["one", "ten"]
)
def test_two_to_nine_parts(world, count, says):
    report, _ = make_report(world)
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, at=MONDAY)
    into = [Part(to=world.works, title="Judul", task="Kalimat.")] * count
    with pytest.raises(Refused, match=says) as refused:
        splitting.split(report, actor=world.admin, into=into, at=MONDAY)
    assert refused.value.field == "parts"


def test_what_a_part_lacks_is_said_at_its_field(world):
    report, _ = make_report(world)
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, at=MONDAY)
    good = parts_for(world)[0]
    for bad, field in (
        (Part(to=world.kecamatan, title=" ", task="Kalimat."), "title_2"),
        (Part(to=world.kecamatan, title="Judul", task=""), "task_2"),
        (Part(to=world.other, title="Judul", task="Kalimat."), "to_2"),
        (Part(to=world.works, title="Judul", task="Kalimat."), "to_2"),
    ):
        with pytest.raises(Refused) as refused:
            splitting.split(report, actor=world.admin, into=[good, bad], at=MONDAY)
        assert refused.value.field == field
    assert not Report.objects.filter(split="part").exists()


def test_no_part_goes_to_whom_the_report_complains_of(world):
    report, _ = make_report(world, subjects=(world.kelurahan,))
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, at=MONDAY)
    into = [*parts_for(world)[:1], Part(to=world.kelurahan, title="Judul", task="Kalimat.")]
    with pytest.raises(Refused, match="terlapor"):
        splitting.split(report, actor=world.admin, into=into, at=MONDAY)


def test_a_split_of_a_split_is_refused_in_words(world):
    p = parted(world)
    for report in (p.whole, p.works):
        with pytest.raises(Refused, match="pecah"):
            splitting.split(report, actor=world.admin, into=parts_for(world), at=days(2))


def test_a_new_subject_takes_its_part_away(world):
    p = parted(world)
    triage.reclassify(
        p.whole,
        actor=world.admin,
        words="Petugasnya disebut.",
        kind=Kind.COMPLAINT,
        oversight=True,
        subjects=[world.works],
        at=days(2),
    )
    p.works.refresh_from_db()
    p.camat.refresh_from_db()
    assert (p.works.holder, p.camat.holder) == (world.city, world.kecamatan)
    assert p.works.oversight
    assert p.camat.oversight
    assert stakes.offices(p.camat, Stake.Why.SUBJECT) == [world.works]
    assert settle_of(p.camat).due_at == settle_of(p.whole).due_at
    with pytest.raises(Refused):
        finish(p.works, world.liaison, days(3))


def test_the_holder_can_not_be_accused_while_its_report_is_split(world):
    p = parted(world)
    with pytest.raises(Refused, match="Batalkan dulu"):
        triage.reclassify(
            p.whole,
            actor=world.national,
            words="Kotanya sendiri.",
            kind=Kind.COMPLAINT,
            subjects=[world.city],
            at=days(2),
        )


def test_who_protects_the_reporter_does_no_part(world):
    report, reporter = make_report(world)
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, at=MONDAY)
    closure.retaliation(report, actor=reporter, words="Saya diancam.", at=MONDAY)
    assert stakes.offices(report, Stake.Why.PROTECTOR) == [world.inspectorate]
    into = [*parts_for(world)[:1], Part(to=world.inspectorate, title="Periksa", task="Diperiksa.")]
    splitting.split(report, actor=world.admin, into=into, at=days(1))
    assert world.inspectorate not in stakes.offices(report, Stake.Why.PROTECTOR)
    assert stakes.offices(report, Stake.Why.PROTECTOR)


def test_every_open_row_keeps_one_turn_clock(world):
    p = parted(world)
    for report in (p.whole, p.works, p.camat):
        assert Deadline.objects.filter(report=report, stopped_at=None).count() == 2
