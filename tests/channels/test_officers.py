"""Who hears of a report is who sits in the posts now, or the nearest above."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from lapor.agencies.models import Agency, Delegation, Role, Tenure
from lapor.channels.delivery import deliver
from lapor.channels.officers import seated
from lapor.outbox.models import Message
from lapor.reports import triage
from lapor.reports.terms import Kind
from tests.factories import make_officer, make_report

pytestmark = pytest.mark.django_db


def address(actor):
    return actor.user.email


def leave(*actors):
    Tenure.objects.filter(person__in=[actor.user for actor in actors]).update(until=timezone.now())


@pytest.mark.parametrize(
    ("place", "audience", "who"),
    [
        ("city", "holder", ["admin"]),
        ("works", "holder", ["liaison"]),
        ("works", "previous", ["liaison"]),
        ("works", "support", ["liaison"]),
        ("works", "above", ["admin"]),  # nobody there decides: one tier up
        ("roads", "holder", ["liaison"]),  # vacant
        ("kelurahan", "holder", ["lurah"]),
        ("kecamatan", "holder", ["admin"]),
        ("inspectorate", "overseer", ["overseer"]),
        ("ombudsman", "overseer", ["national"]),
        ("root", "holder", ["national"]),
        ("root", "above", ["national"]),
    ],
)
def test_the_seat_decides(world, place, audience, who):
    expected = [address(getattr(world, name)) for name in who]
    assert seated(getattr(world, place).pk, audience) == expected


def test_everyone_in_the_office_hears(world):
    second = make_officer(Role.AGENCY_ADMIN, world.works)
    assert seated(world.works.pk, "holder") == [address(world.liaison), address(second)]


def test_who_left_hears_no_more_and_their_successor_does(world):
    leave(world.liaison)
    successor = make_officer(Role.LIAISON, world.works)
    assert seated(world.works.pk, "holder") == [address(successor)]


def test_a_vacant_office_is_heard_of_above_up_to_the_nation(world):
    leave(world.liaison)
    assert seated(world.works.pk, "holder") == [address(world.admin)]
    leave(world.admin)
    assert seated(world.works.pk, "holder") == [address(world.national)]


def test_the_watched_institution_is_not_told_in_the_place_of_its_overseer(world):
    leave(world.overseer)
    assert seated(world.inspectorate.pk, "overseer") == [address(world.national)]


def test_who_is_locked_out_or_has_no_address_does_not_count(world):
    world.liaison.user.is_active = False
    world.liaison.user.save()
    world.admin.user.email = ""
    world.admin.user.save()
    assert seated(world.works.pk, "holder") == [address(world.national)]


def test_where_nobody_sits_at_all_the_message_is_unheard(world):
    make_report(world)
    message = Message.objects.get(audience="holder")
    leave(world.admin, world.national)
    deliver(str(message.pk))
    message.refresh_from_db()
    assert (message.state, message.fault) == (Message.State.UNHEARD, Message.Fault.NOBODY)
    assert not mail.outbox


def test_of_a_confidential_report_the_admins_hear_and_who_sits_in_the_named_post(world):
    report, _ = make_report(world, confidential=True)
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT)
    triage.assign(report, to=world.works, actor=world.admin)
    told = Message.objects.get(template="assign/holder").context
    assert told["post"] == world.liaison.post.pk
    named = seated(world.works.pk, "holder", confidential=True, named=told["post"])
    assert named == [address(world.liaison)]


def test_no_liaison_hears_of_a_confidential_report(world):
    assert seated(world.works.pk, "holder", confidential=True) == [address(world.admin)]
    make_officer(Role.LIAISON, world.city)
    make_report(world, confidential=True)
    deliver(str(Message.objects.get(audience="holder").pk))
    [letter] = mail.outbox
    assert letter.to == [address(world.admin)]


def test_it_takes_three_statements_however_deep_and_many(world, django_assert_num_queries):
    for _each in range(5):
        make_officer(Role.LIAISON, world.kelurahan)
    with django_assert_num_queries(3):
        assert len(seated(world.kelurahan.pk, "holder")) == 6


def test_who_stands_in_hears_beside_the_holder_and_no_longer_than_that(world):
    substitute, now = make_officer(Role.HANDLER, world.works), timezone.now()
    assert substitute.user
    row = Delegation.objects.create(
        post=world.liaison.post,
        person=substitute.user,
        since=now - timedelta(days=1),
        until=now + timedelta(days=1),
        why="cuti",
        made_by=world.liaison.user,
    )
    assert seated(world.works.pk, "holder") == [address(world.liaison), address(substitute)]
    row.until = now
    row.save()
    assert seated(world.works.pk, "holder") == [address(world.liaison)]


def test_what_was_for_an_office_that_ended_is_for_its_successor(world):
    Agency.objects.filter(pk=world.works.pk).update(
        ended_at=timezone.now(), successor=world.kelurahan
    )
    assert seated(world.works.pk, "holder") == [address(world.lurah)]
