"""What a proxy says of a caller is believed only where one stands, and only its own word."""

import pytest
from django.test import Client, RequestFactory

from lapor.web.public.throttle import block_of
from tests.web.desk.officers import HOST


def block(forwarded, **meta):
    return block_of(RequestFactory().get("/", HTTP_X_FORWARDED_FOR=forwarded, **meta))


def test_without_a_proxy_a_caller_says_nothing_about_their_own_address():
    assert block("203.0.113.7", REMOTE_ADDR="198.51.100.9") == "198.51.100.0/24"


def test_of_several_hops_the_proxys_own_word_counts(settings):
    settings.BEHIND_PROXY = True
    invented = "203.0.113.7, 192.0.2.1, 198.51.100.9"
    assert block(invented, REMOTE_ADDR="127.0.0.1") == "198.51.100.0/24"
    assert block("nobody's address", REMOTE_ADDR="127.0.0.1") == "unknown"


@pytest.mark.django_db
def test_a_caller_cannot_say_that_it_was_https(world, settings):
    settings.SECURE_SSL_REDIRECT = True
    said = Client(headers=HOST | {"x-forwarded-proto": "https"}).get("/lapor")
    assert said.status_code == 301
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert Client(headers=HOST | {"x-forwarded-proto": "https"}).get("/lapor").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/.git/config", "/.git/", "/.env", "/static/", "/static/../settings.py", "/files/",
        "/static/%2e%2e/%2e%2e/project/settings.py", "/var/keys/pepper", "/manage.py",
        "/schema", "/docs/", "/admin/", "/debug/", "/server-status", "/backup.zip",
    ],
)  # fmt: skip
def test_nothing_lies_about_that_is_no_page(world, path):
    assert Client(headers=HOST).get(path).status_code == 404
