"""The point of a report: of the device or of a photo, each only with a yes; and taken back."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Geolocation, Page, expect

from tests.files import made
from tests.journeys.eye import PHONE
from tests.journeys.people import Citizen, Officer
from tests.journeys.test_files import choose, file_of
from tests.journeys.test_reading_photos import SOUTH, photo
from tests.journeys.test_stories import CITY, verify_and_hand_on

HERE: Geolocation = {"latitude": -6.123674, "longitude": 106.154321, "accuracy": 18.4}
EXACT, ROUGH = "-6.12367, 106.15432", "-6.124, 106.154"


@pytest.fixture
def at(visit: Callable[..., Page]) -> Callable[..., Page]:
    """Open the form on a phone that knows where it is; None: that may not say it."""

    def open_form(place: Geolocation | None = HERE, **options: Any) -> Page:
        page = visit(PHONE, **options)
        page.context.clear_permissions()
        if place:
            page.context.grant_permissions(["geolocation"])
            page.context.set_geolocation(place)
        page.goto("/lapor")
        return page

    return open_form


def here(page: Page) -> None:
    page.get_by_role("button", name="Gunakan tempat saya sekarang").click()


def numbers(page: Page) -> list[str]:
    fields = ("latitude", "longitude", "point_for", "point_from", "accuracy")
    return [page.locator(f'[name="{name}"]').input_value() for name in fields]


def test_the_place_of_the_device_is_taken_on_the_press_alone(at, desk, visit, eye, quiet):
    page = quiet(at())
    page.wait_for_load_state("networkidle")
    assert numbers(page) == [""] * 5
    here(page)
    expect(page.locator("[data-set]")).to_contain_text("Titik dari perangkat ini, kira-kira 19 m")
    assert numbers(page) == ["-6.12367", "106.15432", "-6.12367 106.15432", "device", "19"]
    eye.at(page, "form-point")
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="Hapus titik").click()
    expect(page.locator("[data-set]")).to_be_hidden()
    assert numbers(page) == [""] * 5
    here(page)
    expect(page.locator("[data-set]")).to_be_visible()
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page).to_have_title(re.compile("^Galat"))
    expect(page.locator("[data-set]")).to_contain_text("Titik dari perangkat ini, kira-kira 19 m")
    eye.at(page, "form-point-faults")
    page.set_viewport_size(PHONE)
    citizen = sent(page, who="named", name="Zamrud")
    expect(page.get_by_text(EXACT)).to_be_visible()
    eye.at(page, "receipt-point")
    followed(citizen, desk, visit, eye, quiet)


def followed(citizen: Citizen, desk: Any, visit: Any, eye: Any, quiet: Any) -> None:
    """Read it at the desk, as anybody, and take it back."""
    admin = Officer(quiet(desk.of(CITY).page)).open(citizen.number)
    expect(admin.page.get_by_role("link", name=EXACT)).to_have_attribute(
        "href", "geo:-6.12367,106.15432;u=19"
    )
    eye.at(admin.page, "case-point")
    verify_and_hand_on(desk, citizen.number)
    reader = quiet(visit())
    reader.goto(f"/laporan/{citizen.number}")
    expect(reader.get_by_role("link", name=ROUGH)).to_be_visible()
    eye.at(reader, "report-point")
    page = citizen.follow().page
    expect(page.get_by_role("link", name=EXACT)).to_be_visible()
    citizen.act("Hapus titik")
    eye.at(page, "thread-point")
    page.reload()
    citizen.act("Hapus titik").locator("form button").click()
    expect(page.get_by_text("Titiknya sudah dihapus")).to_be_visible()
    expect(page.get_by_role("link", name=EXACT)).to_have_count(0)
    admin.open(citizen.number)
    expect(admin.page.get_by_text("Pelapor menghapus titik laporan")).to_be_visible()
    expect(admin.page.get_by_text(EXACT)).to_have_count(0)


def sent(page: Page, **told: str) -> Citizen:
    """Fill in what is missing and send it; the point is on the form already."""
    citizen = Citizen(page)
    page.get_by_label("Judul singkat").fill("Gorong-gorong ambles di tikungan")
    page.get_by_label("Apa yang terjadi?").fill("Lubang selebar motor, dua orang sudah jatuh.")
    page.locator('input[name="occurred_on"]').fill("05/01/2026")
    page.locator('input[name="agency"]').fill("Pemerintah Kota Serang")
    if "who" in told:
        page.locator(f'input[name="who"][value="{told["who"]}"]').check()
        page.locator('input[name="name"]').fill(told["name"])
    page.locator('input[name="truth"]').check()
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Laporan Anda sudah kami terima")
    citizen.number = re.sub(r"\W", "", page.locator(".code-big").inner_text())
    citizen.key = re.sub(r"\W", "", page.locator(".code-key").inner_text())
    return citizen


@pytest.mark.parametrize(
    ("place", "says"),
    [
        (None, "Peramban Anda tidak mengizinkannya"),
        (HERE | {"accuracy": 4200}, "kira-kira 4.200 m. Itu terlalu kasar"),
        ({"latitude": 48.85, "longitude": 2.35, "accuracy": 20}, "di luar Indonesia"),
    ],
)
def test_a_device_that_may_not_say_or_does_not_know_leaves_the_form_as_it_is(at, place, says):
    page = at(place)
    here(page)
    expect(page.locator("[data-point] [data-says]")).to_contain_text(says)
    assert numbers(page) == [""] * 5
    expect(page.locator("[data-set]")).to_be_hidden()


def test_a_photo_is_asked_about_and_its_place_used_only_after_the_yes(at, eye, quiet):
    page = quiet(at())
    offer = page.locator("[data-photo-point]")
    choose(page, "report", file_of(made.image(), "a.jpg", "image/jpeg"))
    choose(page, "report", file_of(photo(gps=SOUTH | {31: 20.0}), "b.jpg", "image/jpeg"))
    expect(offer).to_contain_text("Foto ini menyimpan tempatnya. Pakai sebagai tempat laporan?")
    assert numbers(page) == [""] * 5
    eye.at(page, "form-photo-point")
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="Ya, pakai").click()
    expect(offer).to_be_hidden()
    expect(page.locator("[data-photo-used]")).to_be_focused()
    expect(page.locator("[data-set]")).to_contain_text("Titik dari foto, kira-kira 20 m")
    assert numbers(page) == ["-6.12", "106.15", "-6.12 106.15", "photo", "20"]
    page.locator('[name="latitude"]').fill("-6.13")  # the eye has unfolded it
    expect(page.locator("[data-set]")).to_be_hidden()
    assert numbers(page) == ["-6.13", "106.15", "", "", ""]


def test_after_a_no_no_photo_is_asked_about_again(at):
    page = at()
    choose(page, "report", file_of(photo("HEIF", SOUTH), "a.heic", "image/heic"))
    page.get_by_role("button", name="Tidak", exact=True).click()
    choose(page, "report", file_of(photo(gps=SOUTH), "b.jpg", "image/jpeg"))
    expect(page.locator("#f-report-files .file")).to_have_count(2)
    expect(page.locator("[data-photo-point]")).to_be_hidden()
    assert numbers(page) == [""] * 5


def test_who_hides_reads_on_the_receipt_that_it_was_rounded(at):
    page = at()
    here(page)
    expect(page.locator("[data-set]")).to_be_visible()
    sent(page)
    expect(page.get_by_role("link", name=ROUGH)).to_be_visible()
    expect(page.get_by_text("dibulatkan, kira-kira 110 m")).to_be_visible()
    expect(page.get_by_text(EXACT)).to_have_count(0)


def test_without_scripts_both_numbers_or_a_link_are_typed(at, eye):
    page = at(scripts=False)
    expect(page.get_by_role("button", name="Gunakan tempat saya sekarang")).to_be_hidden()
    page.locator("details", has_text="Punya koordinat?").locator("summary").click()
    page.get_by_label("Lintang").fill("48.85, 2.35")
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.locator("#latitude-e")).to_contain_text("di luar Indonesia")
    page.screenshot(path=eye.folder / "form-point-bare-390.png", full_page=True)
    page.get_by_label("Lintang").fill("https://www.google.com/maps/@-6.12367,106.15432,17z")
    sent(page, who="named", name="Zamrud")
    expect(page.get_by_text(EXACT)).to_be_visible()
