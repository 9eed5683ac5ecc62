"""Who keeps a key is chosen by the nation: A at the root, B at an institution that watches."""

import pytest

from lapor.agencies import posts
from lapor.agencies.models import Role
from lapor.agencies.overseeing import key_side
from lapor.agencies.posts import Unfit
from lapor.reports import custodians
from tests.factories import make_officer

pytestmark = pytest.mark.django_db


def test_a_sits_at_the_root_and_b_at_an_institution_of_its_own_that_watches(world):
    sides = {agency: key_side(agency) for agency in (world.root, world.ombudsman)}
    assert sides == {world.root: "a", world.ombudsman: "b"}
    for other in (world.city, world.inspectorate, world.works, world.other):
        assert key_side(other) == "", "whoever is watched stands above an inspectorate"


def test_the_nation_alone_gives_the_post(world):
    assert Role.CUSTODIAN in posts.roles_for(world.national, world.root)
    assert Role.CUSTODIAN in posts.roles_for(world.national, world.ombudsman)
    assert Role.CUSTODIAN not in posts.roles_for(world.national, world.city)
    own = make_officer(Role.AGENCY_ADMIN, world.ombudsman)
    assert Role.CUSTODIAN not in posts.roles_for(own, world.ombudsman)
    with pytest.raises(Unfit):
        posts.open_post(world.ombudsman, Role.CUSTODIAN, "Kunci", actor=own)
    post = posts.open_post(world.ombudsman, Role.CUSTODIAN, "Kunci", actor=world.national)
    assert not posts.may_change(own, post)


def test_a_post_at_the_wrong_place_keeps_no_key(world):
    astray = make_officer(Role.CUSTODIAN, world.inspectorate)
    assert custodians.side_of(astray) == ""
    assert custodians.side_of(world.overseer) == ""


def test_the_line_of_an_accused_office_is_excluded_up_and_down(world):
    city, works, roads = [world.city], [world.works], [world.roads]
    assert custodians.excluded(world.works, world.inspectorate, city)
    assert custodians.excluded(world.city, world.ombudsman, works)
    assert custodians.excluded(world.city, world.ombudsman, roads)
    assert not custodians.excluded(world.root, world.city, city), "the nation is above everybody"
    assert not custodians.excluded(world.ombudsman, world.city, city)
