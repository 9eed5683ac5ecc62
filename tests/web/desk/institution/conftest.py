"""A provider that answers over HTTP, and the city that signs in by it."""

import pytest
from django.core.management import call_command

from lapor.accounts import oidc
from tests.accounts.provider import running
from tests.web.desk.institution.coming import set_up, who


@pytest.fixture(scope="module")
def openid():
    with running() as provider:
        yield provider


@pytest.fixture(autouse=True)
def cache_table(db):
    call_command("createcachetable", verbosity=0)


@pytest.fixture
def kept(world, openid):
    """The city's own sign-in, as its admin keeps it; the provider is honest again."""
    oidc.forget()
    openid.changed, openid.sign = (lambda claims: claims), openid.signed
    openid.known, openid.userinfo = (lambda said: said), None
    openid.who = who(world.liaison.user)
    return set_up(world, openid)
