"""Accusation, help, oversight and protection when agencies change: nobody gains sight."""

import pytest

from lapor.agencies.models import (
    Agency,
    Role,
)
from lapor.agencies.reorganising import What
from lapor.outbox.models import Message
from lapor.reports import (
    access,
    closure,
    following,
    stakes,
    triage,
)
from lapor.reports.casework import open_case
from lapor.reports.models import Stake
from lapor.reports.terms import (
    Kind,
    NotFound,
    Refused,
)
from tests.factories import actor_of, make_agency, make_officer, make_report
from tests.reports.reorganised import NOW, assigned, change, fresh

pytestmark = pytest.mark.django_db


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
