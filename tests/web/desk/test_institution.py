"""Signing in with an institution's own account: its people alone, and only what is proved."""

import http.client
import json
import threading
import time
from contextlib import closing
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from jwt.algorithms import RSAAlgorithm
from oidc_provider_mock import run_server_in_thread

from lapor.accounts import oidc
from lapor.accounts.citizens import account_of
from lapor.accounts.models import SignedIn, User
from lapor.accounts.second_factor import current_code, enroll
from lapor.agencies.models import Change, OutsideName, Provider, Role, Tenure
from lapor.agencies.providers import Wanted, keep, may_keep
from lapor.kit.outbound import Answer
from tests.accounts.provider import CLIENT, SECRET, running
from tests.factories import make_officer
from tests.web.desk.officers import HOST, sign_in

pytestmark = pytest.mark.django_db
DOMAIN = "example.go.id"
BACK = "/desk/masuk/instansi/kembali"


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


def set_up(world, openid, **changes):
    told = {
        "issuer": openid.issuer,
        "client": CLIENT,
        "secret": SECRET,
        "domain": DOMAIN,
        "trusted": False,
        "active": True,
    } | changes
    return keep(world.city, Wanted(**told), actor=world.national)


def who(user, **claims):
    return {"sub": f"sub-{user.pk}", "email": user.email, "email_verified": True} | claims


def go(client, world):
    return client.get(f"/desk/masuk/instansi/ke/{world.city.slug}?next=/desk/cari")


def come_back(world, openid, client=None, **brought):
    """Return a browser that went to the institution and came back, and the page it got."""
    client = client or Client(headers=HOST)
    there = go(client, world).headers["Location"]
    return client, client.get(BACK, openid.authorize(there) | brought)


def is_outside(client):
    return client.get("/desk/akun").headers.get("Location", "").startswith(reverse("account_login"))


def test_the_way_in_names_the_institution(world, kept):
    page = Client(headers=HOST).get(reverse("account_login")).text
    assert "Masuk dengan akun Kota Serang" in page
    assert f"/desk/masuk/instansi/ke/{world.city.slug}" in page


def test_an_officer_comes_in_and_still_shows_the_own_second_factor(world, openid, kept):
    user = world.liaison.user
    enroll(user)
    client, answer = come_back(world, openid)
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    assert client.get("/desk/").status_code == 302
    done = client.post(reverse("mfa_authenticate"), {"code": current_code(user)})
    assert done.headers["Location"] == "/desk/cari"
    assert client.get("/desk/").status_code == 200
    assert OutsideName.objects.get().user == user


def test_who_has_no_second_factor_yet_sets_one_up_first(world, openid, kept):
    client, answer = come_back(world, openid)
    assert answer.headers["Location"] == "/desk/cari"
    assert client.get("/desk/").headers["Location"].startswith(reverse("mfa_activate_totp"))


def test_a_factor_shown_there_counts_only_where_it_is_said_and_trusted(world, openid, kept):
    openid.who = who(world.liaison.user, amr=["pwd", "mfa"])
    client, _answer = come_back(world, openid)
    assert client.get("/desk/").status_code == 302, "said, but not trusted"
    set_up(world, openid, trusted=True)
    client, answer = come_back(world, openid)
    assert answer.headers["Location"] == "/desk/cari"
    assert client.get("/desk/").status_code == 200
    openid.who = who(world.liaison.user, amr=["pwd"])
    client, _answer = come_back(world, openid)
    assert client.get("/desk/").status_code == 302, "trusted, but not said"


def test_afterwards_the_providers_name_counts_and_not_the_address(world, openid, kept):
    come_back(world, openid)
    openid.who = who(world.handler.user) | {"sub": f"sub-{world.liaison.user.pk}"}
    come_back(world, openid)
    assert SignedIn.objects.latest("pk").user == world.liaison.user
    openid.who = who(world.liaison.user, sub="another-sub")
    client, answer = come_back(world, openid)
    assert answer.status_code == 422
    assert "belum ada akun petugas yang cocok" in answer.text
    assert is_outside(client)


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "tidak.ada@example.go.id"},
        {"email": "liaison@lain.go.id"},
        {"email_verified": False},
        {"email_verified": None},
        {"email": ""},
        {"email": None},
    ],
    ids=str,
)
def test_nobody_is_made_or_found_by_what_is_not_a_verified_address_here(
    world, openid, kept, claims
):
    before = User.objects.count()
    openid.who = who(world.liaison.user) | claims
    client, answer = come_back(world, openid)
    assert answer.status_code == 422
    assert is_outside(client)
    assert User.objects.count() == before
    assert not OutsideName.objects.exists()


def test_an_institution_does_not_speak_for_others_nor_for_who_watches_it(world, openid, kept):
    both = make_officer(Role.HANDLER, world.works, "rangkap")
    make_post_elsewhere(both.user, world.other)
    closed = make_officer(Role.HANDLER, world.works, "tutup")
    secretary = make_officer(Role.LIAISON, world.inspectorate, "sekretaris")
    User.objects.filter(username="tutup").update(is_active=False)
    citizen = account_of("w@example.go.id")
    people = (world.stranger, world.overseer, world.national, both, closed, secretary)
    for user in (*(person.user for person in people), citizen):
        openid.who = who(user)
        client, answer = come_back(world, openid)
        assert answer.status_code == 422, user
        assert is_outside(client), user
    assert not OutsideName.objects.exists()


def make_post_elsewhere(user, agency):
    other = make_officer(Role.HANDLER, agency, "di-lain")
    Tenure.objects.filter(post=other.post).update(person=user)


def test_two_people_of_one_address_are_nobody(world, openid, kept):
    make_officer(Role.HANDLER, world.works, "kembar")
    User.objects.filter(username="kembar").update(email=world.liaison.user.email)
    assert come_back(world, openid)[1].status_code == 422


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


def test_another_state_another_browser_or_a_second_use_is_refused_in_words(world, openid, kept):
    _client, answer = come_back(world, openid, state="another")
    assert "terlalu lama terbuka" in answer.text
    client, other = Client(headers=HOST), Client(headers=HOST)
    brought = openid.authorize(go(client, world).headers["Location"])
    assert other.get(BACK, brought).status_code == 422
    cookie = client.cookies["masuk_instansi"].value
    assert client.get(BACK, brought).status_code == 302
    again = Client(headers=HOST)
    again.cookies["masuk_instansi"] = cookie
    assert again.get(BACK, brought).status_code == 422, "the provider takes a code once"
    assert Client(headers=HOST).get(BACK).status_code == 422


def test_an_answer_of_another_provider_is_refused(world, openid, kept):
    assert come_back(world, openid, iss="https://lain.example")[1].status_code == 422
    assert come_back(world, openid, iss=openid.issuer)[1].status_code == 302


def test_what_a_provider_says_of_itself_is_asked_once_in_a_few_minutes(world, openid, kept):
    come_back(world, openid)
    before = len(openid.asked)
    assert come_back(world, openid)[1].status_code == 302
    assert openid.asked[before:] == ["/userinfo"] * (len(openid.asked) - before)


def test_a_key_that_is_new_since_then_is_asked_for(world, openid, kept, monkeypatch):
    come_back(world, openid)
    monkeypatch.setattr(openid, "key", openid.other_key)
    monkeypatch.setattr(openid, "keys", lambda: {"keys": [key_of(openid) | {"kid": "two"}]})
    openid.sign = forged(openid, by_an_unknown_key)
    assert come_back(world, openid)[1].status_code == 302


def key_of(openid):
    return json.loads(RSAAlgorithm.to_jwk(openid.key.public_key())) | {"use": "sig", "alg": "RS256"}


def test_coming_back_again_and_again_asks_the_provider_so_often_only(world, openid, kept):
    client = Client(headers=HOST)
    brought = openid.authorize(go(client, world).headers["Location"])
    cookie = client.cookies["masuk_instansi"].value
    answers = []
    for _n in range(61):
        client.cookies["masuk_instansi"] = cookie
        answers.append(client.get(BACK, brought | {"code": "x"}))
    assert answers[0].status_code == 422
    assert answers[-1].status_code == 429
    assert "Terlalu banyak percobaan" in answers[-1].text


def test_no_more_threads_wait_for_a_slow_provider_than_some(world, openid, kept, monkeypatch):
    monkeypatch.setattr(oidc, "AT_ONCE", threading.BoundedSemaphore(1))
    monkeypatch.setattr(oidc, "TURN", 0)
    oidc.forget()
    client = Client(headers=HOST)
    with oidc.AT_ONCE:
        refused = go(client, world)
    assert refused.status_code == 422
    assert "sedang tidak dapat dihubungi" in refused.text
    assert go(client, world).status_code == 302


def test_an_answer_nested_without_end_proves_nothing():
    nested = Answer(200, b'{"a":' + b"[" * 90_000 + b"]" * 90_000 + b"}")
    with pytest.raises(oidc.NotProved, match="no JSON"):
        oidc._json(nested)


def test_who_cancels_there_is_told_so(world, openid, kept):
    client = Client(headers=HOST)
    brought = openid.authorize(go(client, world).headers["Location"])
    answer = client.get(BACK, {"state": brought["state"], "error": "access_denied"})
    assert "Anda membatalkan masuk" in answer.text


def test_the_secrets_of_a_sign_in_are_three_and_stay_in_a_sealed_cookie(world, openid, kept):
    client = Client(headers=HOST)
    asked = dict(parse_qsl(urlsplit(go(client, world).headers["Location"]).query))
    assert asked["scope"] == "openid email"
    assert asked["redirect_uri"].endswith(BACK)
    cookie = client.cookies["masuk_instansi"]
    assert cookie["httponly"]
    assert cookie["path"] == "/desk/masuk"
    for secret in (asked["state"], asked["nonce"], SECRET):
        assert secret not in cookie.value


def test_the_address_may_be_told_beside_the_token_of_the_same_person(world, openid, kept):
    openid.who = {"sub": "s-1"}
    openid.userinfo = who(world.liaison.user, sub="s-1")
    assert come_back(world, openid)[1].status_code == 302
    openid.who = {"sub": "s-2"}
    openid.userinfo = who(world.handler.user, sub="s-9")
    assert come_back(world, openid)[1].status_code == 422


def test_a_provider_that_does_not_answer_is_said_in_words(world, openid, kept):
    openid.known = lambda said: said | {"issuer": "https://lain.example"}
    assert go(Client(headers=HOST), world).status_code == 422
    Provider.objects.update(issuer="http://localhost:9")
    answer = go(Client(headers=HOST), world)
    assert "tidak dapat dihubungi" in answer.text


def test_what_is_not_public_https_is_not_asked_outside_this_machine(world, openid, kept, settings):
    settings.ON_THIS_MACHINE = False
    before = len(openid.asked)
    assert go(Client(headers=HOST), world).status_code == 422
    assert len(openid.asked) == before


def test_an_institution_that_no_longer_uses_it_is_not_there(world, openid, kept):
    set_up(world, openid, active=False)
    assert go(Client(headers=HOST), world).status_code == 404
    assert Client(headers=HOST).get("/desk/masuk/instansi/ke/tidak-ada").status_code == 404
    assert "Belum ada instansi" in Client(headers=HOST).get("/desk/masuk/instansi").text


def test_a_reset_way_in_ends_what_an_institution_opened(world, openid, kept):
    set_up(world, openid, trusted=True)
    openid.who = who(world.liaison.user, amr=["mfa"])
    client, _answer = come_back(world, openid)
    assert client.get("/desk/").status_code == 200
    person = world.liaison.user
    sign_in(world.admin).post(f"/desk/jabatan/orang/{person.pk}/atur-ulang", {"why": "Hilang"})
    assert client.get("/desk/").headers["Location"].startswith(reverse("account_login"))


def test_the_institutions_admin_keeps_it_on_a_page_and_the_secret_is_sealed(world, openid):
    page = f"/desk/instansi/{world.city.pk}/masuk"
    admin = sign_in(world.admin)
    assert page in admin.get(f"/desk/instansi/{world.city.pk}").text
    form = {"issuer": openid.issuer, "client": CLIENT, "secret": SECRET, "domain": f"@{DOMAIN}",
            "trusted": "on", "active": "on"}  # fmt: skip
    openid.known = lambda said: said
    answer = admin.post(page, form, follow=True)
    assert "Tersimpan" in answer.text
    row = Provider.objects.get()
    assert (row.domain, row.active) == (DOMAIN, True)
    assert not row.trusted, "only the nation says that a factor there counts here"
    assert SECRET not in row.secret + answer.text
    change = Change.objects.get(topic="provider")
    assert SECRET not in json.dumps([change.before, change.after])
    assert "Masuk lewat instansi" in sign_in(world.national).get("/desk/audit").text
    sign_in(world.national).post(page, form | {"secret": ""})
    assert Provider.objects.get().trusted


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("issuer", "bukan alamat"),
        ("issuer", "http://localhost:9"),
        ("issuer", ""),
        ("client", ""),
        ("secret", ""),
        ("domain", "bukan akhiran"),
        ("domain", ""),
    ],
)
def test_a_fault_is_said_at_its_field_and_the_rest_stays_typed(world, openid, field, typed):
    openid.known = lambda said: said
    form = {"issuer": openid.issuer, "client": CLIENT, "secret": SECRET, "domain": DOMAIN,
            "active": "on"} | {field: typed}  # fmt: skip
    answer = sign_in(world.admin).post(f"/desk/instansi/{world.city.pk}/masuk", form)
    assert answer.status_code == 422
    assert f'href="#masuk-{field}"' in answer.text
    assert SECRET not in answer.text
    assert not Provider.objects.exists()


def test_nobody_else_keeps_it(world):
    page = f"/desk/instansi/{world.city.pk}/masuk"
    for actor in (world.liaison, world.handler, world.lurah, world.overseer, world.stranger):
        assert sign_in(actor).get(page).status_code == 404
        assert not may_keep(actor, world.city)
    below = f"/desk/instansi/{world.works.pk}/masuk"
    assert sign_in(world.admin).get(below).status_code == 404
    assert sign_in(world.national).get(below).status_code == 404
    assert sign_in(world.national).get(page).status_code == 200


def test_a_change_makes_everybody_come_in_anew_and_another_provider_knows_nobody(
    world, openid, kept
):
    set_up(world, openid, trusted=True)
    openid.who = who(world.liaison.user, amr=["mfa"])
    client, _answer = come_back(world, openid)
    set_up(world, openid, trusted=True, secret="")
    assert client.get("/desk/").status_code == 200, "nothing was changed"
    set_up(world, openid, secret="")
    assert client.get("/desk/").status_code == 302, "no longer trusted"
    assert OutsideName.objects.exists()
    set_up(world, openid, client="aplikasi-lain")
    assert not OutsideName.objects.exists()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the other library, about itself
def test_the_whole_way_against_a_provider_that_others_wrote(world):
    """Against `oidc-provider-mock`, which stands on another library than we do."""
    with run_server_in_thread() as server:
        issuer = f"http://localhost:{server.server_port}"
        told = {"issuer": issuer, "client": "lapor", "secret": "rahasia", "domain": DOMAIN}
        keep(world.city, Wanted(**told, trusted=False, active=True), actor=world.national)
        claims = {"email": world.liaison.user.email, "email_verified": True}
        call(f"{issuer}/users/seseorang", json.dumps(claims).encode(), "PUT")
        client = Client(headers=HOST)
        there = go(client, world).headers["Location"]
        brought = call(there, urlencode({"sub": "seseorang"}).encode(), "POST")
        answer = client.get(brought.replace("http://localhost:8000", ""))
        assert answer.headers["Location"] == "/desk/cari", answer.text
    assert OutsideName.objects.get().sub == "seseorang"


def call(address, body, method):
    """Send a form as a browser would; return where it is sent on to."""
    parts = urlsplit(address)
    kind = "application/json" if method == "PUT" else "application/x-www-form-urlencoded"
    with closing(http.client.HTTPConnection(parts.netloc, timeout=5)) as talk:
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        talk.request(method, path, body, {"Content-Type": kind})
        answer = talk.getresponse()
        answer.read()
        return answer.headers.get("Location", "")
