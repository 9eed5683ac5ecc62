"""Signing in with an institution's own account: its people alone, and only what is proved."""

import http.client
import json
import threading
from contextlib import closing
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from oidc_provider_mock import run_server_in_thread

from lapor.accounts import oidc
from lapor.accounts.citizens import account_of
from lapor.accounts.models import SignedIn, User
from lapor.accounts.second_factor import current_code, enroll
from lapor.agencies.models import OutsideName, Provider, Role, Tenure
from lapor.agencies.providers import Wanted, keep
from lapor.kit.outbound import Answer
from tests.accounts.provider import SECRET
from tests.factories import make_officer
from tests.web.desk.institution.coming import BACK, DOMAIN, come_back, go, is_outside, set_up, who
from tests.web.desk.officers import HOST, sign_in

pytestmark = pytest.mark.django_db


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
