"""What an institution says of somebody counts only where its provider has signed it for us."""

import json
import time

import jwt
import pytest
from jwt.algorithms import RSAAlgorithm

from tests.accounts.provider import CLIENT, SECRET
from tests.web.desk.institution.coming import come_back, is_outside

pytestmark = pytest.mark.django_db


def forged(openid, change):
    """Return how an attacker signs: what `change` makes of the token."""
    return lambda claims: change(openid, claims)


def unsigned(_openid, claims):
    return jwt.encode(claims, "", algorithm="none")


def by_the_secret(_openid, claims):
    return jwt.encode(claims, SECRET * 2, algorithm="HS256", headers={"kid": "one"})


def by_another_key(openid, claims):
    return jwt.encode(claims, openid.other_key, algorithm="RS256", headers={"kid": "one"})


def by_an_unknown_key(openid, claims):
    return jwt.encode(claims, openid.other_key, algorithm="RS256", headers={"kid": "two"})


def by_another_algorithm(openid, claims):
    return jwt.encode(claims, openid.key, algorithm="PS512", headers={"kid": "one"})


def cut(openid, claims):
    return openid.signed(claims)[:-4]


def nothing(_openid, _claims):
    return ""


@pytest.mark.parametrize(
    "change",
    [unsigned, by_the_secret, by_another_key, by_an_unknown_key, by_another_algorithm, cut,
     nothing],
)  # fmt: skip
def test_a_token_that_the_provider_has_not_signed_proves_nothing(world, openid, kept, change):
    openid.sign = forged(openid, change)
    client, answer = come_back(world, openid)
    assert answer.status_code == 422
    assert "tidak memberi bukti" in answer.text
    assert is_outside(client)


def without(name):
    return lambda claims: {key: value for key, value in claims.items() if key != name}


@pytest.mark.parametrize(
    "changed",
    [
        lambda claims: claims | {"nonce": "another"},
        without("nonce"),
        lambda claims: claims | {"aud": "another-client"},
        lambda claims: claims | {"aud": [CLIENT, "another-client"]},
        lambda claims: claims | {"azp": "another-client"},
        lambda claims: claims | {"exp": int(time.time()) - 120},
        lambda claims: claims | {"iat": int(time.time()) - 3600},
        lambda claims: claims | {"iat": int(time.time()) + 3600},
        lambda claims: claims | {"nbf": int(time.time()) + 3600},
        lambda claims: claims | {"iss": "https://lain.example"},
        lambda claims: claims | {"sub": ""},
        lambda claims: claims | {"sub": "s" * 300},
        *(without(name) for name in ("exp", "iat", "sub", "aud", "iss")),
    ],
)
def test_a_token_of_another_time_place_or_sign_in_proves_nothing(world, openid, kept, changed):
    openid.changed = changed
    client, answer = come_back(world, openid)
    assert answer.status_code == 422
    assert is_outside(client)


def test_a_key_that_is_new_since_then_is_asked_for(world, openid, kept, monkeypatch):
    come_back(world, openid)
    monkeypatch.setattr(openid, "key", openid.other_key)
    monkeypatch.setattr(openid, "keys", lambda: {"keys": [key_of(openid) | {"kid": "two"}]})
    openid.sign = forged(openid, by_an_unknown_key)
    assert come_back(world, openid)[1].status_code == 302


def key_of(openid):
    return json.loads(RSAAlgorithm.to_jwk(openid.key.public_key())) | {"use": "sig", "alg": "RS256"}
