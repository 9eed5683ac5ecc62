"""The app as a browser installs it: its manifest, its icons, its worker and what that keeps."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from PIL import Image

from lapor.web.app import manifest, shell, worker
from tests.web.public.accounts import enter
from tests.web.public.pages import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cache_table")]
DRAWN = re.compile(r'(?:src|href)="/static/([^"]+)"')
SIGNED_IN = "Anda masuk dengan akun warga"
LATER = ("altcha-sha.js", "pressure.js")  # while many come in, which needs a line anyway


def told(answer):
    found = re.match(r"const APP = (\{.*\});\n", answer.text)
    assert found
    return json.loads(found[1])


def test_the_manifest_says_all_that_an_installation_asks_for(world):
    answer = browser().get("/manifest.webmanifest")
    assert answer.headers["Content-Type"] == "application/manifest+json"
    said = answer.json()
    assert (said["short_name"], said["display"], said["scope"]) == ("LAPOR", "standalone", "/")
    assert said["id"] == said["start_url"] == "/"
    assert {row["url"] for row in said["shortcuts"]} == {"/lapor", "/lacak"}
    sizes = {(row["sizes"], row.get("purpose")) for row in said["icons"]}
    assert {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")} <= sizes
    assert said["share_target"]["params"]["files"][0]["name"] == "upload"


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("icon-192", 192), ("icon-512", 512), ("maskable-192", 192), ("maskable-512", 512),
        ("touch-180", 180), ("badge-96", 96),
    ],
)  # fmt: skip
def test_every_icon_is_as_large_as_it_says(name, size):
    with Image.open(str(finders.find(f"app/{name}.png"))) as icon:
        assert icon.size == (size, size)


def test_browsers_find_the_icons_where_they_look_unasked(world):
    for path, name in (("/favicon.ico", "favicon.ico"), ("/apple-touch-icon.png", "touch-180.png")):
        answer = browser().get(path)
        assert answer.status_code == 302
        assert answer.headers["Location"] == static(f"app/{name}")


def test_a_page_leads_to_the_manifest_and_the_content_policy_lets_it(world):
    answer = browser().get("/")
    assert '<link rel="manifest" href="/manifest.webmanifest">' in answer.text
    assert 'name="theme-color"' in answer.text
    assert 'data-worker="/sw.js"' in answer.text
    assert "manifest-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "worker-src 'self'" in answer.headers["Content-Security-Policy"]


def test_the_worker_is_asked_for_anew_each_time_and_names_only_what_is_nobodys(world):
    answer = browser().get("/sw.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    said = told(answer)
    assert said["pages"] == ["/lapor/luring", "/draf"]
    assert all(path.startswith("/static/") for path in said["files"])
    assert set(said["says"]) == {"id", "en"}
    assert said["says"]["id"]["sent"] != said["says"]["en"]["sent"]


@pytest.mark.parametrize("page", worker.PAGES)
def test_the_worker_keeps_all_that_its_pages_are_drawn_and_driven_with(world, page):
    names = set(DRAWN.findall(browser().get(page).text))
    assert names
    assert names <= {*worker.DRAWN_WITH, *LATER}


def test_the_worker_keeps_all_that_the_stylesheet_asks_for():
    style = Path(str(finders.find("app.css"))).read_text()
    names = set(re.findall(r"url\(([^)]+)\)", style))
    assert {name.strip("\"'") for name in names if "data:" not in name} <= {*worker.DRAWN_WITH}


def test_what_the_worker_keeps_is_there():
    assert all(finders.find(name) for name in (*worker.DRAWN_WITH, *worker.PARTS))


def test_another_worker_has_another_version(monkeypatch):
    before = worker.version()
    assert worker.version() == before
    monkeypatch.setattr(worker, "DRAWN_WITH", worker.DRAWN_WITH[1:])
    assert worker.version() != before


def test_switched_off_the_worker_takes_itself_away_and_no_page_asks_for_it(world, settings):
    settings.APP = False
    answer = browser().get("/sw.js")
    assert "registration.unregister()" in answer.text
    assert 'addEventListener("fetch"' not in answer.text
    assert 'data-worker=""' in browser().get("/").text


@pytest.mark.parametrize("page", worker.PAGES)
def test_the_pages_that_are_kept_speak_the_language_asked_for_and_are_nobodys(world, page):
    client = enter()
    assert SIGNED_IN in client.get("/lapor").text
    indonesian, english = (client.get(f"{page}?bahasa={code}") for code in ("id", "en"))
    assert '<html lang="id"' in indonesian.text
    assert '<html lang="en"' in english.text
    assert english.headers["Content-Language"] == "en"
    for answer in (indonesian, english):
        assert SIGNED_IN not in answer.text
        assert "/akun/laporan" not in answer.text


def test_the_form_that_is_kept_says_to_which_worker_it_belongs(world):
    answer = browser().get("/lapor/luring")
    assert answer.headers[shell.VERSION] == worker.version()
    assert "data-shell" in answer.text
    assert "data-shell" not in browser().get("/lapor").text


def test_the_colour_of_the_app_is_that_of_its_pages():
    style = Path(str(finders.find("app.css"))).read_text()
    assert f"--nila: {manifest.BRAND}" in style
    assert f"--mori: {manifest.GROUND}" in style
    assert settings.APP
