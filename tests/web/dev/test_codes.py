"""A demo shows how to sign in as its people; anywhere else there is no such page."""

import pytest
from django.urls import Resolver404, resolve

from lapor.accounts.demo import PASSWORD
from lapor.accounts.models import User
from lapor.accounts.second_factor import current_code, enroll
from lapor.agencies.models import Agency, Role
from tests.factories import make_officer

pytestmark = pytest.mark.django_db
HOST = {"host": "localhost"}


def make_demo_person(role: Role, agency: Agency, name: str) -> User:
    make_officer(role, agency, name)
    return User.objects.get(username=name)


@pytest.fixture
def demo(settings):
    settings.ROOT_URLCONF = "tests.web.dev.urls"


def test_outside_a_demo_there_is_no_such_page():
    with pytest.raises(Resolver404):
        resolve("/dev/codes")


def test_each_demo_person_has_the_code_of_now(client, demo, world):
    person = make_demo_person(Role.AGENCY_ADMIN, world.city, "demo-admin")
    enroll(person)
    page = client.get("/dev/codes", headers=HOST)
    shown = {row.username: row.code for row in page.context["people"]}
    assert shown["demo-admin"] == current_code(person)
    assert PASSWORD in page.text


def test_nobody_but_the_people_of_the_demo_is_shown(client, demo, world):
    enroll(world.admin.user)
    page = client.get("/dev/codes", headers=HOST)
    assert page.context["people"] == []
    assert current_code(world.admin.user) not in page.text


def test_one_of_many_is_found_by_name_or_office(client, demo, world):
    make_officer(Role.AGENCY_ADMIN, world.city, "demo-admin")
    make_officer(Role.LIAISON, world.roads, "demo-jalan")
    for words, found in (("ADMIN", "demo-admin"), ("bidang jal", "demo-jalan")):
        page = client.get("/dev/codes", {"q": words}, headers=HOST)
        assert [row.username for row in page.context["people"]] == [found]


def test_many_people_cost_the_same_as_one(client, demo, world, django_assert_num_queries):
    for count in (1, 5):
        for n in range(count):
            enroll(make_demo_person(Role.LIAISON, world.works, f"demo-{count}-{n}"))
        with django_assert_num_queries(2):
            client.get("/dev/codes", headers=HOST)
