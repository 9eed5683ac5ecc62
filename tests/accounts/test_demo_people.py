"""People of a demo, whose password everybody knows, stay outside where there is no demo."""

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client

from lapor.agencies.actor import CITIZEN
from lapor.project.demo import left_behind
from tests.factories import actor_of
from tests.web.desk.officers import HOST, PASSWORD, sign_in, with_password

pytestmark = pytest.mark.django_db
WAY_IN = "/desk/masuk"


@pytest.fixture(autouse=True)
def cache_table(db):
    call_command("createcachetable", verbosity=0)


@pytest.fixture(params=["demo-nasional", "Demo-Nasional"])
def person(world, request):
    """A national administrator who came with a demo."""
    user = with_password(world.national)
    user.username = request.param
    user.save()
    return user


def type_password(user):
    return Client(headers=HOST).post(WAY_IN, {"login": user.username, "password": PASSWORD})


def test_the_known_password_opens_nothing_outside_a_demo(person, settings):
    settings.DEMO = False
    answer = type_password(person)
    assert answer.status_code == 422
    assert "Nama pengguna atau kata sandi tidak cocok" in answer.text
    assert not Session.objects.exists()


def test_in_a_demo_it_opens(person, settings):
    settings.DEMO = True
    assert type_password(person).status_code == 302


def test_a_running_session_ends_with_the_demo(person, settings):
    settings.DEMO = True
    client = sign_in(person)
    assert client.get("/desk/").status_code == 200
    settings.DEMO = False
    assert client.get("/desk/").headers["Location"].startswith(WAY_IN)
    assert actor_of(person) == CITIZEN


def test_whoever_else_is_called_so_in_part_is_let_in(world, settings):
    settings.DEMO = False
    user = with_password(world.liaison)
    user.username = "bagian-demo-alat"
    user.save()
    assert type_password(user).status_code == 302


def test_a_check_tells_of_demo_people_in_posts(person, settings):
    settings.DEMO = False
    assert "1 people of a demo still hold posts" in left_behind()
    with pytest.raises(CommandError, match="LAPOR_DEMO is off"):
        call_command("check")
    settings.DEMO = True
    assert left_behind() == ""
    call_command("check")


def test_without_people_of_a_demo_there_is_nothing_to_tell(world, settings):
    settings.DEMO = False
    assert left_behind() == ""
