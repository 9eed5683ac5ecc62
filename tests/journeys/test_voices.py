"""Somebody who speaks instead of writing: heard where they are named, nowhere where they hide."""

import re
from functools import partial

from playwright.sync_api import Locator, Page, expect

from tests.files import sounds
from tests.journeys.eye import PHONE
from tests.journeys.people import Citizen
from tests.journeys.test_files import SAFE, choose, file_of, fill, send
from tests.journeys.test_stories import CITY
from tests.project.service import until

VOICE = file_of(sounds.ogg(), "PTT-20260105.opus", "audio/ogg")
LENGTH = """(audio) => new Promise((on, off) => {
    audio.onloadedmetadata = () => on(audio.duration);
    audio.onerror = () => off(audio.error.message);
    audio.load(); audio.preload = "metadata";
})"""


def length_of(player: Locator) -> float:
    """Return how long a browser itself says that a recording is, in seconds."""
    return float(player.evaluate(LENGTH))


SEALED = re.compile("Disegel, karena suara dapat dikenali|belum ada pemegang kunci")


def says_sealed(page: Page) -> bool:
    page.reload()
    return bool(SEALED.search(page.locator(".enclosed .file").inner_text()))


def has_player(page: Page) -> bool:
    """Look again, as the page says that one should, while the recording is being opened."""
    page.reload()
    return page.locator(".enclosed audio").is_visible()


def test_a_voice_is_heard_on_both_sides_of_a_case(visit, desk, eye):
    page = visit(PHONE)
    page.goto("/lapor")
    fill(page)
    page.get_by_text("Sebutkan nama saya").click()
    page.locator("#f-name").fill("Siti Contoh")
    choose(page, "report", VOICE)
    row = page.locator("#f-report-files .file")
    expect(row).to_contain_text(SAFE, timeout=60_000)
    expect(row).to_contain_text("Rekaman suara")
    eye.at(page, "form-voice")
    citizen = Citizen(page)
    send(citizen)
    citizen.follow()
    until(lambda: has_player(page))
    eye.at(page, "thread-voice")
    assert 2 < length_of(page.locator(".enclosed audio")) < 4

    admin = desk.of(CITY).open(citizen.number)
    expect(admin.page.locator(".enclosed audio")).to_be_visible()
    assert 2 < length_of(admin.page.locator(".enclosed audio")) < 4
    eye.at(admin.page, "case-voice")


def test_the_voice_of_who_hides_is_nowhere(visit, desk, eye):
    page = visit()
    page.goto("/lapor")
    fill(page)
    choose(page, "report", VOICE)
    expect(page.locator("#f-report-files .file")).to_contain_text(SAFE, timeout=60_000)
    citizen = Citizen(page)
    send(citizen)
    citizen.follow()
    officer = desk.of(CITY).open(citizen.number).page
    for shown, name in ((page, "thread"), (officer, "case")):
        until(partial(says_sealed, shown))
        expect(shown.locator("audio")).to_have_count(0)
        eye.at(shown, f"{name}-voice-hidden")
    assert page.request.get("/lacak/percakapan/berkas/1").status == 404
