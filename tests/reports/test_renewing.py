"""Whose office begins to watch others comes in by a way that nobody watched could have kept."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lapor.accounts.models import User
from lapor.agencies import people, posts
from lapor.agencies.models import Oversight, Role
from lapor.outbox.models import Message
from lapor.reports.renewing import renew_ways_in
from tests.factories import make_officer

pytestmark = pytest.mark.django_db
OLD = "kata sandi yang lama"


def seated(world, name, by, agency=None):
    """Return somebody whom this admin let in and seated, with a password since."""
    agency = agency or world.works
    post = make_officer(Role.HANDLER, agency, f"sebelum-{name}").post
    assert post
    person = people.introduce(name, f"{name}@example.go.id", name, actor=by, agency=agency)
    posts.seat(post, person, actor=by)
    return with_password(person)


def with_password(person):
    person.set_password(OLD)
    person.save(update_fields=["password"])
    return person


def comes_in(person):
    return User.objects.get(pk=person.pk).check_password(OLD)


def watches(world, office, since=None):
    Oversight.objects.create(
        overseer=office, agency=world.other, since=since or timezone.localdate()
    )


def test_an_office_that_begins_to_watch_renews_the_ways_in_that_others_have_made(world):
    theirs, nations = seated(world, "sekar", world.admin), seated(world, "bagas", world.national)
    below = seated(world, "citra", world.admin, world.roads)
    elsewhere = seated(world, "danu", world.admin, world.kelurahan)
    assert renew_ways_in(timezone.now()) == 0
    watches(world, world.works)
    assert renew_ways_in(timezone.now()) == 2
    assert not comes_in(theirs)
    assert not comes_in(below)
    assert comes_in(nations)
    assert comes_in(elsewhere)
    letters = Message.objects.filter(template="reset/person").values_list("person", flat=True)
    assert {*letters} == {theirs.pk, below.pk}


def test_it_is_done_once_and_the_new_way_in_is_their_own(world):
    person = seated(world, "sekar", world.admin)
    watches(world, world.works)
    assert renew_ways_in(timezone.now()) == 1
    with_password(person)
    assert renew_ways_in(timezone.now()) == 0
    assert comes_in(person)


def test_who_watches_from_a_later_day_is_ready_for_it_and_who_watches_no_more_stays(world):
    sekar = seated(world, "sekar", world.admin)
    watches(world, world.works, timezone.localdate() + timedelta(days=9))
    Oversight.objects.update(until=timezone.localdate())
    assert renew_ways_in(timezone.now()) == 0
    Oversight.objects.update(until=None)
    assert renew_ways_in(timezone.now()) == 1
    assert not comes_in(sekar)


def test_who_left_before_is_left_alone_and_who_is_to_come_is_not(world):
    gone, coming = seated(world, "sekar", world.admin), seated(world, "bagas", world.admin)
    posts.vacate(people.posts_of(gone)[0], actor=world.admin)
    later = timezone.now() + timedelta(days=3)
    posts.vacate(people.posts_of(coming)[0], actor=world.admin)
    post = make_officer(Role.HANDLER, world.works).post
    assert post
    posts.seat(post, coming, actor=world.admin, since=later)
    watches(world, world.works)
    assert renew_ways_in(timezone.now()) == 1
    assert comes_in(gone)
    assert not comes_in(coming)
