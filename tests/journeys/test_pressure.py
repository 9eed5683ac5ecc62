"""Under pressure a browser works, one without scripts waits; and the way out in a hurry."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, expect

from tests.journeys.eye import SIZES, Eye
from tests.journeys.people import DAY_OF_IT, STORY, Citizen
from tests.project.service import Service, until
from tests.web.files import photo


class Weather(BaseHTTPRequestHandler):
    """Another site, which notes from where people come."""

    told: list[str] = []

    def do_GET(self) -> None:
        if self.path == "/":  # the picture of a tab is asked for from the page itself
            self.told.append(self.headers.get("Referer", ""))
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<title>Cuaca</title>")

    def log_message(self, *said: object) -> None:
        """Nothing on the screen."""


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Weather) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def crowded(elsewhere: str) -> Iterator[Service]:
    """A service at which every report must bring something."""
    service = Service()
    service.environment |= {"LAPOR_DEMO": "1", "LAPOR_VALVE": "0"}
    service.environment["LAPOR_LEAVE_TO"] = elsewhere
    try:
        service.start("run", "--reports", "1")
        until(lambda: service.is_at("/readyz", 200), tries=3000)
        yield service
    finally:
        service.remove()


@pytest.fixture
def browse(browser: Browser, crowded: Service) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=crowded.address, locale="id-ID")
    context.set_default_timeout(15_000)
    yield context
    context.close()


def test_a_browser_does_the_work_and_the_report_is_taken(browse):
    page, said = browse.new_page(), []
    page.on("console", lambda line: said.append(line.text))
    page.goto("/lapor")
    expect(page.get_by_text("Perangkat Anda sudah siap")).to_be_visible()
    Citizen(page).report()
    assert said == [], "the policy stopped something"


def test_who_presses_too_early_is_sent_when_the_work_is_done(browse):
    """`report` presses at once, whether the worker has ended or not."""
    assert Citizen(browse.new_page()).report().number


def test_without_scripts_the_page_says_how_long_to_wait_and_keeps_the_words(
    browser: Browser, crowded: Service, eye: Eye
) -> None:
    context = browser.new_context(base_url=crowded.address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/lapor")
    for label, words in STORY.items():
        page.get_by_label(label).fill(words)
    page.locator('input[name="occurred_on"]').fill(DAY_OF_IT)
    page.locator('input[name="truth"]').check()
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.get_by_role("alert")).to_contain_text("belum terkirim")
    expect(page.get_by_text("detik lagi")).to_be_visible()
    expect(page.get_by_label("Judul singkat")).to_have_value(STORY["Judul singkat"])
    page.screenshot(path=eye.folder / "form-crowded-plain.png", full_page=True)
    context.close()


def test_the_crowded_form_is_whole(browse: BrowserContext, eye: Eye) -> None:
    page = browse.new_page()
    page.goto("/lapor")
    expect(page.get_by_text("Perangkat Anda sudah siap")).to_be_visible()
    eye.at(page, "form-crowded")
    assert not eye.wrong


def test_without_scripts_files_are_asked_for_once_more_where_a_form_was_not_taken(
    browser: Browser, crowded: Service, eye: Eye
) -> None:
    picture: FilePayload = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    context = browser.new_context(base_url=crowded.address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/lapor")
    page.get_by_label("Judul singkat").fill(STORY["Judul singkat"])
    page.locator("#f-report-upload").set_input_files(picture)
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.get_by_role("alert").first).to_contain_text("belum terkirim")
    expect(page.get_by_role("alert").last).to_contain_text("Pilih lagi berkasnya")
    expect(page.locator("#f-report-files .error")).to_contain_text("Pilih lagi berkasnya")
    for width, size in SIZES.items():
        page.set_viewport_size(size)
        page.screenshot(path=eye.folder / f"form-crowded-files-{width}.png", full_page=True)
    context.close()


def test_words_on_the_thread_wait_until_the_work_is_done_and_are_sent(browse, eye):
    citizen = Citizen(browse.new_page()).report().follow()
    act = citizen.act("Tambah keterangan")
    act.locator('textarea[name="words"]').fill("Airnya sudah masuk ke halaman.")
    act.get_by_role("button", name="Tambahkan").click()
    page = citizen.page
    expect(page.get_by_role("alert")).to_contain_text("yang ini belum terkirim")
    expect(page.get_by_text("Perangkat Anda sudah siap")).to_be_visible()
    page.get_by_role("link", name="Sangat banyak kiriman").click()
    expect(page.locator("#f-add-price")).to_be_in_viewport()
    eye.at(page, "thread-crowded")
    assert not eye.wrong
    page.get_by_role("button", name="Tambahkan").click()
    expect(page.get_by_text("Keterangan Anda sudah ditambahkan")).to_be_visible()


def test_a_form_whose_token_is_lost_comes_back_whole(browse, eye):
    page = browse.new_page()
    page.goto("/lapor")
    page.get_by_label("Judul singkat").fill(STORY["Judul singkat"])
    page.get_by_label("Apa yang terjadi?").fill(STORY["Apa yang terjadi?"])
    page.locator('#lapor input[name="csrfmiddlewaretoken"]').evaluate(
        "field => { field.value = 'x'.repeat(64) }"
    )
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.get_by_role("alert").first).to_contain_text("terlalu lama terbuka")
    expect(page.get_by_label("Judul singkat")).to_have_value(STORY["Judul singkat"])
    eye.at(page, "form-token")
    assert not eye.wrong


@pytest.mark.parametrize("way", ["press", "keys"])
def test_leaving_fast_shows_another_site_and_goes_back_to_nothing(browse, elsewhere, way):
    page = browse.new_page()
    Citizen(page).report().follow()
    if way == "press":
        page.get_by_role("link", name="Keluar cepat").click()
    else:
        for _time in range(3):
            page.keyboard.press("Escape")
    page.wait_for_url(elsewhere)
    assert set(Weather.told) <= {""}, "it was told from where"
    page.goto("/lacak/percakapan")
    expect(page.locator(".rep-head")).to_have_count(0)


def test_leaving_works_without_scripts(browser: Browser, crowded: Service, elsewhere: str) -> None:
    context = browser.new_context(base_url=crowded.address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/lapor")
    page.get_by_role("link", name="Keluar cepat").click()
    page.wait_for_url(elsewhere)
    assert set(Weather.told) <= {""}
    context.close()
