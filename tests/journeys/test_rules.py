"""Rules changed on their pages: a holiday moves dates and says why, an office promises less."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DayOff, holidays_of, today
from tests.journeys.people import Citizen
from tests.journeys.test_stories import CITY, NATION

NAME = "Hari Libur Perjalanan Aturan"


def save(page: Page) -> None:
    """Look at what would happen, then save it."""
    page.get_by_role("button", name="Lihat akibatnya").click()
    expect(page.get_by_role("heading", name="Periksa dulu")).to_be_visible()
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("status").first).to_contain_text("Tersimpan")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_holiday_added_on_the_page_moves_dates_and_tells_why(
    scripts,
    visit,
    desk,
    service,
    clock,
    eye,
    quiet,
):
    citizen = Citizen(visit(scripts=scripts)).report(agency="Pemerintah Kota Serang")
    free = holidays_of(service)
    day = DayOff("", free).working_days_from_today(1)
    name = f"{NAME} {'A' if scripts else 'B'}"
    page = quiet(desk.of(NATION).page)
    page.goto("/desk/aturan/")
    page.get_by_role("link", name="Hari libur").click()
    page.get_by_role("link", name="Tambah hari libur").click()
    page.get_by_label("Tanggal").fill(day.isoformat())
    page.get_by_label("Nama").fill(name)
    page.get_by_label("Dasar atau alasan").fill("SKB tiga menteri")
    page.get_by_role("button", name="Lihat akibatnya").click()
    expect(page.get_by_text(re.compile(r"\d+ tenggat laporan terbuka bergeser"))).to_be_visible()
    eye.at(page, "rules-holiday-ahead")
    page.get_by_role("button", name="Ubah lagi").click()
    expect(page.get_by_label("Nama")).to_have_value(name)
    save(page)
    clock(f"{today()}T23:00")
    citizen.follow()
    expect(citizen.page.get_by_text("Tanggal laporan ini berubah").first).to_be_visible()
    expect(citizen.page.get_by_text(f"Hari libur berubah: {name}", exact=True)).to_be_visible()
    officer = desk.of(CITY).open(citizen.number)
    expect(officer.page.get_by_text(f"Hari libur berubah: {name}", exact=True)).to_be_visible()
    page.goto(f"/desk/aturan/hari-libur/?tahun={day.year}")
    page.get_by_role("link", name=re.compile(f"Batalkan: .*{name}")).first.click()
    page.get_by_label("Dasar atau alasan").fill("SKB dicabut")
    eye.at(page, "rules-undo")
    page.get_by_role("button", name="Batalkan perubahan").click()
    expect(page.get_by_role("status").first).to_contain_text("dibatalkan")
    clock(f"{today()}T23:30")
    citizen.follow()
    expect(citizen.page.get_by_text("Tanggal laporan ini berubah")).to_have_count(2)


def test_an_office_promises_less_and_takes_it_back(desk, eye, quiet):
    page = quiet(desk.of(CITY).page)
    page.goto("/desk/aturan/tenggat/")
    page.get_by_role("link", name=re.compile("Janjikan lebih cepat: Tindak lanjut pertama")).click()
    page.get_by_label("Lama, dalam hari").fill("9")
    page.get_by_label("Dasar hukum").fill("Perwal contoh")
    page.get_by_role("button", name="Lihat akibatnya").click()
    expect(page.get_by_role("alert")).to_contain_text("lebih pendek dari 5 hari")
    eye.at(page, "rules-promise-fault")
    page.get_by_label("Lama, dalam hari").fill("2")
    page.get_by_role("button", name="Lihat akibatnya").click()
    expect(page.get_by_text("tetap memakai batas lama")).to_be_visible()
    eye.at(page, "rules-promise-ahead")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_text(re.compile(r"mulai .*: 2 hari kerja")).first).to_be_visible()
    eye.at(page, "rules-promised")
    page.get_by_role("link", name=re.compile("Batalkan: Tenggat: Tindak lanjut")).first.click()
    page.get_by_label("Dasar atau alasan").fill("Belum siap")
    page.get_by_role("button", name="Batalkan perubahan").click()
    expect(page.get_by_text(re.compile(r"mulai .*: dicabut")).first).to_be_visible()
