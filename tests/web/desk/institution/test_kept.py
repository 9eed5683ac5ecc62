"""An institution's own sign-in is kept on a page by its admin, and its secret is sealed."""

import json

import pytest

from lapor.agencies.models import Change, OutsideName, Provider
from lapor.agencies.providers import may_keep
from tests.accounts.provider import CLIENT, SECRET
from tests.web.desk.institution.coming import DOMAIN, come_back, set_up, who
from tests.web.desk.officers import sign_in

pytestmark = pytest.mark.django_db


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
