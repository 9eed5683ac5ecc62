"""Who decides after two have passed a report on, what that binds, and that nobody goes round it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapor.agencies.models import Role
from lapor.reports import closure, deciding, timers, triage, worklist
from lapor.reports.casework import open_case
from lapor.reports.terms import Kind, Reach, Refused
from lapor.reports.worklist import Own
from tests.factories import MONDAY, days, make_agency, make_officer, make_report


def passed_on(world, to=None, **fields):
    """Return a report that works and then the kelurahan have passed on."""
    report, reporter = make_report(world, **fields)
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, to=world.works, at=MONDAY)
    decline(report, world.liaison, world.kelurahan)
    decline(report, world.lurah, to or world.works)
    return report, reporter


def decline(report, actor, to=None, at=MONDAY):
    return triage.decline(
        report, actor=actor, reason="other_office", words="Bukan kami.", to=to, at=at
    )


def queue_of(actor):
    return worklist.waiting(actor, [Own.TO_DECIDE])[Own.TO_DECIDE].together.all


@pytest.mark.django_db
def test_what_two_passed_on_stands_in_the_list_of_who_decides_until_it_is_decided(world):
    report, _ = passed_on(world)
    assert report.holder == world.city
    assert (queue_of(world.admin), queue_of(world.liaison), queue_of(world.national)) == (1, 0, 0)
    assert open_case(report.number, world.admin).card.to_decide
    triage.assign(report, to=world.works, actor=world.admin, at=MONDAY)
    assert queue_of(world.admin) == 0
    card = open_case(report.number, world.liaison).card
    assert (card.binding, card.to_decide) == (True, False)


@pytest.mark.django_db
def test_who_decides_may_keep_it_and_that_binds_them_too(world):
    report, _ = passed_on(world)
    triage.assign(report, to=world.city, actor=world.admin, at=MONDAY)
    assert report.binding
    with pytest.raises(Refused):
        decline(report, world.admin, world.other)


@pytest.mark.parametrize("to", ["", "works", "kecamatan", "city"])
@pytest.mark.django_db
def test_who_decides_cannot_pass_on_what_lies_in_their_own_tree(world, to):
    report, _ = passed_on(world)
    with pytest.raises(Refused, match="unit Anda yang menetapkan"):
        decline(report, world.admin, getattr(world, to) if to else None)


@pytest.mark.django_db
def test_what_is_nobodys_in_the_tree_of_who_decides_is_decided_higher_and_never_lower(world):
    report, _ = passed_on(world)
    decline(report, world.admin, world.other)
    assert report.holder == world.root, "above both cities, not the other city"
    assert queue_of(world.national) == 1
    triage.assign(report, to=world.other, actor=world.national, at=MONDAY)
    assert report.binding
    with pytest.raises(Refused):
        decline(report, world.stranger, world.city)


@pytest.mark.django_db
def test_an_office_of_another_institution_makes_the_nation_decide(world):
    lamps = make_agency("Dinas Penerangan", world.other)
    report, _ = passed_on(world, to=lamps)
    assert report.holder == world.root


@pytest.mark.django_db
def test_who_is_complained_of_never_decides(world):
    report, _ = make_report(world)
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, to=world.roads, at=MONDAY)
    bidang = make_officer(Role.LIAISON, world.roads)
    other = make_agency("Bidang Jembatan", world.works)
    decline(report, bidang, other)
    triage.reclassify(
        report, actor=world.national, kind=Kind.COMPLAINT, words="Terlapornya dinas.",
        subjects=[world.kecamatan], at=MONDAY,
    )  # fmt: skip
    decline(report, make_officer(Role.LIAISON, other), world.kelurahan)
    assert report.holder == world.city, "above all three, and not complained of"


@pytest.mark.django_db
def test_an_objection_begins_the_count_anew(world):
    report, reporter = passed_on(world)
    closure.archive(report, actor=world.admin, reason="private", words="Pribadi.", at=MONDAY)
    closure.appeal(report, actor=reporter, words="Bukan pribadi.", at=days(1))
    assert (report.declines, report.binding) == (0, False)
    assert queue_of(world.admin) == queue_of(world.national) == 0


@pytest.mark.django_db
def test_the_warning_before_the_step_names_who_then_decides(world):
    report, _ = make_report(world)
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, to=world.works, at=MONDAY)
    case = open_case(report.number, world.liaison)
    assert deciding.would_decide(case.report, case.card) is None, "the first binds nobody"
    decline(report, world.liaison, world.kelurahan)
    case = open_case(report.number, world.lurah)
    foretold = deciding.would_decide(case.report, case.card)
    decline(report, world.lurah)
    assert report.holder == foretold == world.city


@pytest.mark.django_db
def test_an_office_in_which_nobody_sits_keeps_no_report_longer_than_the_clock(world):
    empty = make_agency("Dinas Tanpa Orang", world.city)
    report, _ = make_report(world)
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, to=empty, at=MONDAY)
    for day in range(9):
        timers.run(days(day))
    report.refresh_from_db()
    assert report.escalated
    above = worklist.work(world.admin, Reach.ABOVE, now=days(9))[0]
    assert [line.card.number for line in above if line.card.escalated] == [report.number]
    triage.assign(report, to=world.works, actor=world.admin, at=days(9))
    assert report.holder == world.works


@pytest.mark.django_db
def test_an_institution_in_which_nobody_sits_keeps_no_new_report_longer_than_the_clock(world):
    empty = make_agency("Kota Tanpa Orang", world.root)
    report, _ = make_report(world, requested_agency=empty)
    assert report.holder == empty
    for day in range(9):
        timers.run(days(day))
    report.refresh_from_db()
    assert report.escalated
    national = worklist.work(world.national, Reach.NATION, now=days(9))[0]
    assert report.number in [line.card.number for line in national if line.card.escalated]


# Lines in a small tree: 1 above 2 and 3; 2 above 4 and 5; 4 above 6.
LINES = [(1,), (1, 2), (1, 3), (1, 2, 4), (1, 2, 5), (1, 2, 4, 6)]
A_LINE = st.sampled_from(LINES)


@given(st.lists(A_LINE, min_size=1, max_size=4), A_LINE, st.sets(st.sampled_from([2, 3, 4, 5, 6])))
def test_who_decides_stands_above_all_declined_nothing_and_is_not_accused(declined, named, accused):
    key = deciding.arbiter(declined, named, accused)
    if key is None:
        assert (1,) in declined, "the root alone is above everybody and never accused"
        return
    line = next(line for line in LINES if line[-1] == key)
    assert all(key in one for one in declined)
    assert key in named
    assert line not in declined
    assert not accused.intersection(line)
