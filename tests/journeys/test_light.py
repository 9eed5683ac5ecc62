"""The pages of a citizen on a phone with a poor line: light, still, whole, and soon kept."""

from urllib.parse import urlsplit

import pytest

from tests.journeys.eye import PHONE

# What a first visit may cost, everything counted: at 100 kbit/s, what is left at the edge of a
# cell, a tenth of a megabyte takes eight seconds.
MOST_BYTES, MOST_PARTS, MOST_NODES = 150_000, 25, 2_000
MOST_MOVED = 0.1  # the layout shift that is called good: web.dev/articles/cls
PAGES = ("/", "/lapor", "/lacak", "/laporan/", "/instansi/", "/tentang/kerahasiaan")
WATCH = """window.moved = 0; new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) window.moved += one.value
}).observe({ type: 'layout-shift', buffered: true })"""


class Scale:
    """Weighs what a page brings over the line."""

    def __init__(self, page):
        self.bytes, self.hosts, self.answers = 0, set(), []
        line = page.context.new_cdp_session(page)
        line.on("Network.loadingFinished", self.count)
        line.send("Network.enable")
        page.on("response", self.keep)

    def count(self, event):
        self.bytes += event["encodedDataLength"]

    def keep(self, answer):
        self.hosts.add(urlsplit(answer.url).netloc)
        self.answers.append(answer)


@pytest.mark.parametrize("path", PAGES)
def test_a_first_visit_is_light_and_nothing_moves_under_the_finger(visit, quiet, path):
    page = quiet(visit(PHONE))
    page.add_init_script(WATCH)
    scale = Scale(page)
    page.goto(path, wait_until="networkidle")
    assert len(scale.hosts) == 1, scale.hosts
    assert scale.bytes <= MOST_BYTES
    assert len(scale.answers) <= MOST_PARTS
    assert page.evaluate("document.querySelectorAll('*').length") <= MOST_NODES
    page.mouse.wheel(0, 4_000)
    assert page.evaluate("window.moved") <= MOST_MOVED


@pytest.mark.parametrize("path", PAGES)
def test_what_a_page_is_made_of_is_packed_and_kept_for_the_next_visit(visit, path):
    page = visit(PHONE)
    scale = Scale(page)
    page.goto(path, wait_until="networkidle")
    parts = [one for one in scale.answers if "/static/" in one.url]
    assert parts
    for one in parts:
        assert "immutable" in one.headers["cache-control"], one.url
        if one.url.endswith((".css", ".js")):
            assert one.headers.get("content-encoding") in ("gzip", "br"), one.url


@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_what_it_is(visit, path):
    page = visit(PHONE)
    page.goto(path)
    assert page.locator("html").get_attribute("lang") == "id"
    assert 0 < len(page.title()) <= 70
    assert page.locator("meta[name=description]").get_attribute("content")
    assert page.locator("h1").count() == 1
    for image in page.locator("img").all():
        assert image.get_attribute("width")
        assert image.get_attribute("height")
        assert image.get_attribute("alt") is not None


def test_where_a_script_never_comes_its_place_says_that_nothing_is_kept(visit):
    lost = visit(PHONE)
    lost.route("**/*.js", lambda route: route.abort())
    lost.goto("/lapor", wait_until="networkidle")
    assert lost.get_by_text("Draf belum disimpan").is_visible()
    plain = visit(PHONE, scripts=False)
    plain.goto("/lapor")
    assert not plain.locator("[data-draft]").is_visible()
    whole = visit(PHONE)
    whole.goto("/lapor", wait_until="networkidle")
    assert whole.get_by_text("Draf disimpan di perangkat ini").is_visible()
    assert not whole.get_by_text("Draf belum disimpan").is_visible()
