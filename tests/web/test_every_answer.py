"""Every route: what it lets a browser load, keep, tell others, and list."""

import re

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from lapor.agencies import opened
from lapor.project.urls import urlpatterns
from lapor.web.public.track import CODE
from tests.web.desk.officers import HOST, sign_in
from tests.web.public.threads import opened as open_report

pytestmark = pytest.mark.django_db
EVERYWHERE = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
# Nobody else's: kept nowhere and listed nowhere.
PRIVATE = ("desk/", "lacak", "kabar/", "akun/", "keluar", "dev/")
OPEN_BELOW = {"qr"}  # the drawing of a number that is public
# Goes to somebody else, and tells nothing at all; or its address is a secret, told to nobody.
SAYS_IT_ITSELF = {"leave_site", "open-here"}


def routes(patterns, before=""):
    """Return the name of every route, and an address of it that is well formed."""
    for pattern in patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern):
            filled = re.sub(r"<int:[^>]+>", "1", path)
            filled = re.sub(r"<uuid:[^>]+>", "00000000-0000-7000-8000-000000000000", filled)
            yield str(pattern.name), "/" + re.sub(r"<[^>]+>", "AAAA0000", filled)


ROUTES = sorted(set(routes(urlpatterns)))
NAMES = [name + path for name, path in ROUTES]


def check(name, path, answer):
    for header, value in EVERYWHERE.items():
        if not (name in SAYS_IT_ITSELF and header == "Referrer-Policy"):
            assert answer.headers[header] == value, (path, header)
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy, path
    assert "http" not in policy, path
    assert "default-src 'none'" in policy or "sandbox" in policy, path
    assert "camera=()" in answer.headers["Permissions-Policy"]
    if path.lstrip("/").startswith(PRIVATE) and name not in OPEN_BELOW:
        assert "no-store" in answer.headers["Cache-Control"], path
        assert "noindex" in answer.headers["X-Robots-Tag"], path


@pytest.mark.parametrize(("name", "path"), ROUTES, ids=NAMES)
def test_every_route_says_so_to_a_stranger(world, name, path):
    client = Client(headers=HOST)
    check(name, path, client.get(path))
    answer = client.post(path)
    check(name, path, answer)
    if name not in OPEN_BELOW:
        assert "no-store" in answer.headers["Cache-Control"], "an answer to a form is kept nowhere"


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PUT", "PROPFIND"])
def test_a_method_that_no_page_understands_is_refused(world, method):
    for path in ("/", "/lapor", "/static/app.css", "/desk/", "/tidak-ada"):
        answer = Client(headers=HOST).generic(method, path, "echo-of-the-request")
        assert answer.status_code == 405
        assert "echo" not in answer.text
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_no_other_site_may_read_an_answer(world):
    for name, path in ROUTES:
        answer = Client(headers=HOST).get(path, headers={"origin": "https://elsewhere.example"})
        assert not [h for h in answer.headers if h.startswith("Access-Control-")], name


@pytest.mark.parametrize(("name", "path"), ROUTES, ids=NAMES)
def test_every_answer_says_in_what_letters_it_is_written(world, name, path):
    answer = Client(headers=HOST).get(path)
    kind = answer.headers.get("Content-Type", "")
    if answer.content:
        assert kind, path
    if kind.startswith("text/"):
        assert "charset=utf-8" in kind.lower(), path


@pytest.mark.parametrize(
    ("name", "path"), [row for row in ROUTES if row[1].startswith("/desk/")], ids=str
)
def test_every_route_of_the_desk_says_so_to_an_officer(world, name, path):
    check(name, path, sign_in(world.admin).get(path))


def test_the_receipt_and_the_thread_are_kept_nowhere(world):
    client, report, _key = open_report(world)
    for answer in (
        client.get("/lacak/percakapan"),
        client.get(f"/lacak?{CODE}={report.number}"),
    ):
        assert answer.status_code == 200
        assert "no-store" in answer.headers["Cache-Control"]
        assert "noindex" in answer.headers["X-Robots-Tag"]


def test_what_is_published_may_be_listed_and_the_empty_form_too(world):
    for path in ("/", "/laporan/", "/lapor", "/tentang/kerahasiaan"):
        assert "X-Robots-Tag" not in Client(headers=HOST).get(path).headers


def test_programs_are_asked_to_leave_searches_alone(world):
    answer = Client(headers=HOST).get("/robots.txt")
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert "Disallow: /cari/" in answer.text
    assert "/desk" not in answer.text
    assert "/lacak" not in answer.text


def test_over_https_a_browser_is_told_to_come_back_by_https_alone(world, settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    answer = Client(headers=HOST).get("/", secure=True)
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.parametrize("path", ["/lapor", "/lacak", "/lacak/percakapan"])
def test_the_way_out_stands_on_every_page_of_a_reporter(world, path):
    client, _report, _key = open_report(world)
    assert 'href="/keluar"' in client.get(path).text


def test_leaving_forgets_the_receipt_and_tells_nobody_from_where(world, settings):
    client, _report, _key = open_report(world)
    answer = client.get("/keluar")
    assert answer.status_code == 302
    assert answer.headers["Location"] == settings.LEAVE_TO
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "storage" in answer.headers["Clear-Site-Data"]
    assert answer.cookies[opened.NAME].value == ""
    assert client.get("/lacak/percakapan").status_code == 403


@pytest.mark.parametrize("path", ["/lacak/tutup", "/akun/keluar", "/desk/keluar"])
def test_who_ends_here_leaves_nothing_in_the_browser(world, path):
    client, _report, _key = open_report(world)
    assert client.post(path).headers["Clear-Site-Data"] == '"storage"'
    assert "Clear-Site-Data" not in client.get("/lacak").headers


def test_leaving_signs_out_too(world):
    client = sign_in(world.admin)
    assert client.get("/desk/").status_code == 200
    client.get("/keluar")
    assert client.get("/desk/").headers["Location"].startswith(reverse("account_login"))


def test_a_page_of_somebody_else_signs_nobody_out(world):
    client = sign_in(world.admin)
    answer = client.get("/keluar", headers={"Sec-Fetch-Site": "cross-site"})
    assert "Clear-Site-Data" not in answer.headers
    assert client.get("/desk/").status_code == 200
