"""An institution's own sign-in for tests: set up, gone to, and come back from."""

from django.test import Client
from django.urls import reverse

from lapor.agencies.providers import Wanted, keep
from tests.accounts.provider import CLIENT, SECRET
from tests.web.desk.officers import HOST

DOMAIN = "example.go.id"
BACK = "/desk/masuk/instansi/kembali"


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
