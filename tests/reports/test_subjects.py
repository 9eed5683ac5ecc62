"""Who is complained of: never the holder, out of sight at once, and cleared by the nation alone."""

import pytest

from lapor.outbox.models import Message
from lapor.reports import (
    access,
    stakes,
    triage,
)
from lapor.reports.models import Stake
from lapor.reports.moves import MOVES
from lapor.reports.perform import perform
from lapor.reports.terms import Kind, NotFound, Refused, Status
from tests.factories import MONDAY, make_report

pytestmark = pytest.mark.django_db


def verified(world, **fields):
    report, reporter = make_report(world, **fields)
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, at=MONDAY)
    return report, reporter


def templates(report):
    rows = Message.objects.filter(context__number=report.number)
    return sorted(rows.values_list("template", flat=True))


def test_a_holder_that_turns_out_to_be_the_subject_loses_the_report_at_once(world):
    report, _ = make_report(world)
    triage.verify(
        report, actor=world.national, kind=Kind.COMPLAINT, subjects=[world.city], at=MONDAY
    )
    assert (report.holder, report.verified, report.status) == (world.root, True, Status.ASSIGNED)
    assert not report.declines
    for accused in (world.admin, world.liaison, world.overseer):
        with pytest.raises(NotFound):
            access.get_report(report.number, accused)
    assert "assign/previous" not in templates(report), "the accused office is told nothing more"
    triage.assign(report, to=world.ombudsman, actor=world.national, at=MONDAY)
    with pytest.raises(Refused):
        triage.assign(report, to=world.kelurahan, actor=world.national)


def test_the_national_admin_may_send_an_accused_holder_s_report_straight_on(world):
    report, _ = make_report(world)
    triage.verify(
        report,
        actor=world.national,
        kind=Kind.COMPLAINT,
        subjects=[world.city],
        to=world.other,
        at=MONDAY,
    )
    assert (report.holder, report.status) == (world.other, Status.ASSIGNED)


def test_even_the_writer_refuses_to_hand_a_report_to_whom_it_is_about(world):
    report, _ = verified(world, subjects=(world.works,))
    for holder in (world.works, world.roads):
        with pytest.raises(Refused):
            perform(report, MOVES["assign"], actor=world.admin, holder=holder)
    assert stakes.offices(report, Stake.Why.SUBJECT) == [world.works]


@pytest.mark.parametrize("who", ["admin", "national"])
def test_who_is_complained_of_is_cleared_by_the_nation_alone(world, who):
    report, _ = make_report(world, subjects=(world.works,))

    def clear():
        triage.reclassify(
            report,
            actor=getattr(world, who),
            words="Salah sebut.",
            kind=Kind.COMPLAINT,
            subjects=[],
            at=MONDAY,
        )

    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, at=MONDAY)
    triage.assign(report, actor=world.admin, to=world.kelurahan, at=MONDAY)
    if who == "national":
        clear()
        triage.assign(report, actor=world.admin, to=world.works, at=MONDAY)
        assert access.get_report(report.number, world.liaison)
        return
    with pytest.raises(Refused):
        clear()
    with pytest.raises(NotFound):
        access.get_report(report.number, world.liaison)
