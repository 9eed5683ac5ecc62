"""Who is accused, or asks, is a person: another of their posts lets them see and decide nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lapor.agencies.models import Delegation, Role
from lapor.agencies.request import seats_of
from lapor.channels.officers import seated
from lapor.reports import access, openings, reveal, triage, voting, watching
from lapor.reports.terms import Audience, Kind, NotFound, Refused
from tests.custodians import make_custodians
from tests.factories import MONDAY, actor_of, make_officer, make_report
from tests.reports.test_reveal import LATER, asked, grant, sealed_report
from tests.web.desk.officers import sign_in

pytestmark = pytest.mark.django_db


def test_the_accused_who_stands_in_elsewhere_sees_nothing_from_there(world):
    report = sealed_report(world, subjects=(world.lurah.agency,), requested_agency=None)
    stands_in(world, world.lurah, make_officer(Role.LIAISON, report.holder))
    stands_in(world, world.lurah, make_officer(Role.NATIONAL_ADMIN, world.root))
    seats = seats_of(world.lurah.user)
    assert len(seats) == 3
    for seat in seats:
        with pytest.raises(NotFound):
            access.get_report(report.number, seat.actor)
        assert report not in access.visible_at_all(seat.actor)
    assert not watching.may_still_hear(world.lurah.user, report.number)
    client = sign_in(world.lurah)
    for seat in seats:
        client.post("/desk/jabatan/pilih", {"post": seat.post.pk})
        assert client.get(f"/desk/laporan/{report.number}").status_code == 404


def test_another_report_is_seen_from_there(world):
    report = sealed_report(world)
    stands_in(world, world.lurah, make_officer(Role.NATIONAL_ADMIN, world.root))
    seen = [
        access.visible_at_all(seat.actor).filter(pk=report.pk).exists()
        for seat in seats_of(world.lurah.user)
    ]
    assert any(seen)


def test_the_accused_is_not_called_by_a_colleague(world):
    report = sealed_report(world, subjects=(world.lurah.agency,), requested_agency=None)
    stands_in(world, world.lurah, make_officer(Role.LIAISON, world.city))
    name = world.lurah.user.username
    found = watching.colleagues(report, world.admin, name, timezone.now())
    assert [row.username for row in found] == []
    with pytest.raises(Refused):
        watching.called(report, world.admin, f"@{name} tolong dibaca")


def stands_in(world, person, post, since=MONDAY):
    """Let somebody act in this post, too: who it is may be accused, or ask, there."""
    return Delegation.objects.create(
        post=post.post,
        person=person.user,
        since=since,
        until=timezone.now() + timedelta(days=9),
        why="cuti",
        made_by=world.admin.user,
    )


def test_no_letter_reaches_the_accused_by_another_of_their_posts(world):
    report = sealed_report(world, subjects=(world.lurah.agency,), requested_agency=None)
    stands_in(world, world.lurah, make_officer(Role.LIAISON, world.city))
    told = seated(world.city.pk, Audience.HOLDER)
    assert world.lurah.user.email in told
    accused = watching.accused_in(report.number)
    assert world.lurah.user.pk in accused
    assert world.admin.user.pk not in accused
    heard = seated(world.city.pk, Audience.HOLDER, but=accused)
    assert set(told) - set(heard) == {world.lurah.user.email}
    assert watching.accused_in(sealed_report(world).number) == set()


def test_a_custodian_who_also_acts_in_the_asking_office_decides_nothing(world):
    report, (_a, b) = sealed_report(world), make_custodians(world)
    key = asked(world, report, by=world.admin)
    stands_in(world, b, make_officer(Role.LIAISON, world.city))
    b = seat_of(b)
    assert voting.waiting(b, MONDAY) == []
    with pytest.raises(NotFound):
        voting.find(key, b, MONDAY)
    other = sealed_report(world)
    with pytest.raises(Refused, match="pemegang kunci B"):
        asked(world, other, by=world.admin)


def test_an_approver_who_acts_in_the_asking_office_by_now_lets_nothing_open(world):
    report, custodians = sealed_report(world), make_custodians(world)
    key = asked(world, report, by=world.admin)
    grant(key, *custodians)
    stands_in(world, custodians[1], make_officer(Role.LIAISON, world.city))
    with pytest.raises(Refused, match="tidak boleh memutus"):
        reveal.open_once(key, world.admin, LATER)


def test_no_custodian_decides_on_what_is_asked_by_who_also_acts_in_their_office(world):
    report, (_a, b) = sealed_report(world), make_custodians(world)
    stands_in(world, world.overseer, make_officer(Role.LIAISON, world.ombudsman))
    asker = seat_of(world.overseer)
    with pytest.raises(Refused, match="pemegang kunci B"):
        asked(world, report, by=asker)
    before = asked(world, report, by=world.admin)
    assert [row.asked.key for row in voting.waiting(b, MONDAY)] == [before]
    stands_in(world, world.admin, make_officer(Role.LIAISON, world.ombudsman))
    assert voting.waiting(b, MONDAY) == []
    with pytest.raises(NotFound):
        voting.find(before, b, MONDAY)


def test_an_asker_who_acts_in_an_approvers_office_by_now_opens_nothing(world):
    report, custodians = sealed_report(world), make_custodians(world)
    key = asked(world, report, by=world.admin)
    grant(key, *custodians)
    stands_in(world, world.admin, make_officer(Role.LIAISON, world.ombudsman))
    with pytest.raises(Refused, match="tidak boleh memutus"):
        reveal.open_once(key, seat_of(world.admin), LATER)


def test_who_acts_in_an_accused_office_by_now_is_not_named_as_having_it_open(world):
    report = make_report(world, subjects=(world.lurah.agency,), requested_agency=None)[0]
    moment = timezone.now()
    openings.look(report, world.liaison, Audience.HOLDER, moment)
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT)
    triage.assign(report, actor=world.admin, to=world.liaison.agency)
    named = openings.stay(report, world.handler, Audience.HOLDER, moment).others
    assert [one.name for one in named] == [world.liaison.user.name]
    stands_in(world, world.liaison, make_officer(Role.LIAISON, world.lurah.agency))
    assert openings.stay(report, world.handler, Audience.HOLDER, moment).others == ()


def seat_of(actor):
    """Return who acts by this post, with every office they act in by now."""
    return actor_of(actor.user, actor.post.pk)
