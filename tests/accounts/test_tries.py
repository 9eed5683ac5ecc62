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
