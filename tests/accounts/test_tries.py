"""Wrong passwords: soon too many from one network, much later from everywhere."""

import pytest
from django.core.management import call_command
from django.test import Client

from lapor.kit.network import block_of
from tests.web.desk.officers import HOST, PASSWORD, with_password

pytestmark = pytest.mark.django_db
FEW, MANY = 5, 50  # wrong passwords of one name, from one network and from everywhere


@pytest.fixture(autouse=True)
def cache_table(db):
    call_command("createcachetable", verbosity=0)


def type_in(user, password, address):
    client = Client(headers=HOST, REMOTE_ADDR=address)
    return client.post("/desk/masuk", {"login": user.username, "password": password}).status_code


def test_wrong_passwords_of_a_stranger_do_not_lock_the_officer_out(world):
    user = with_password(world.liaison)
    answers = [type_in(user, "salah", f"203.0.113.{n}") for n in range(FEW + 1)]
    assert answers == [422] * FEW + [429]
    assert type_in(user, PASSWORD, "203.0.113.200") == 429, "the same network"
    assert type_in(user, PASSWORD, "198.51.100.7") == 302


def test_one_name_is_not_guessed_from_many_networks(world):
    user = with_password(world.liaison)
    for n in range(MANY):
        assert type_in(user, "salah", f"10.1.{n}.1") == 422
    assert type_in(user, PASSWORD, "198.51.100.7") == 429


def test_a_browser_that_the_officer_has_used_is_not_closed_by_a_stranger(world):
    user = with_password(world.liaison)
    address = "203.0.113.9"
    own = Client(headers=HOST, REMOTE_ADDR=address)
    form = {"login": user.username, "password": PASSWORD}
    assert own.post("/desk/masuk", form).status_code == 302
    own.cookies.pop("sessionid")
    for _n in range(FEW + 1):
        type_in(user, "salah", "203.0.113.200")  # beside the officer
    for n in range(MANY):
        type_in(user, "salah", f"10.1.{n}.1")  # everywhere
    assert type_in(user, PASSWORD, "198.51.100.7") == 429
    assert own.post("/desk/masuk", form).status_code == 302


def test_a_known_browser_does_not_guess_without_end_and_is_known_for_one_name_alone(world):
    user, other = with_password(world.liaison), with_password(world.admin)
    own = Client(headers=HOST, REMOTE_ADDR="203.0.113.9")
    own.post("/desk/masuk", {"login": user.username, "password": PASSWORD})
    own.cookies.pop("sessionid")
    form = {"login": user.username, "password": "salah"}
    answers = [own.post("/desk/masuk", form).status_code for _n in range(11)]
    assert answers == [422] * 10 + [429]
    for n in range(MANY):
        type_in(other, "salah", f"10.2.{n}.1")
    form = {"login": other.username, "password": PASSWORD}
    assert own.post("/desk/masuk", form).status_code == 429


def test_the_cookie_of_a_known_browser_names_nobody(world):
    user = with_password(world.liaison)
    own = Client(headers=HOST)
    own.post("/desk/masuk", {"login": user.username, "password": PASSWORD})
    cookie = own.cookies["dikenal"]
    assert user.username not in cookie.value
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/desk/", True, "Lax")


def test_who_gets_in_uses_no_try_up(world):
    user = with_password(world.liaison)
    assert [type_in(user, PASSWORD, "203.0.113.9") for _n in range(FEW + 1)] == [302] * (FEW + 1)


@pytest.mark.parametrize(
    ("address", "block"),
    [
        ("203.0.113.9", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/56"),
        ("nowhere", "unknown"),
    ],
)
def test_a_neighbourhood_is_a_household_or_a_street(address, block):
    assert block_of(address) == block
