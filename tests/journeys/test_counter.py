"""A farmer walks in, and later rings: an operator writes down, prints, reads out, and answers."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.eye import PHONE
from tests.journeys.test_stories import WORKS, answer, verify_and_hand_on

LOKET = "demo-kota-serang-loket"


def tell(page: Page) -> None:
    """Fill in what somebody tells at the counter."""
    page.goto("/desk/")
    page.get_by_label("Datang langsung").check()
    page.get_by_label("Judul singkat").fill("Lampu jalan padam di depan balai kelurahan")
    page.get_by_label("Apa yang terjadi?").fill("Tiga lampu padam sejak empat minggu lalu.")
    page.get_by_label("Tanggal kejadian").fill("05/01/2026")
    page.locator('input[name="agency"]').fill("Pemerintah Kota Serang")


def open_again(page: Page, key: str) -> None:
    """Open the report of who comes again by the key that they read out."""
    page.goto("/desk/loket/lanjut")
    page.get_by_label("Kunci balasan").fill(key)
    page.get_by_role("button", name="Buka laporannya").click()


def key_in(page: Page) -> tuple[str, str]:
    """Return number and key from the receipt on the page."""
    number = page.locator(".code-big").inner_text().replace("-", "")
    return number, page.locator(".code-key").inner_text()


def test_somebody_walks_in_and_rings_again(desk, eye, quiet):
    page = quiet(desk.of(LOKET).page)
    tell(page)
    eye.at(page, "counter-filled")
    page.reload()
    tell(page)
    page.get_by_label("Apa yang terjadi?").press("Control+Enter")
    expect(page).to_have_title(re.compile("^Galat"))
    eye.at(page, "counter-fault")
    page.get_by_label(re.compile("Isinya sama dengan")).check()
    page.get_by_role("button", name="Kirim dan cetak").click()
    expect(page.get_by_role("heading", name="Laporan diterima")).to_be_visible()
    number, key = key_in(page)
    eye.at(page, "counter-receipt")
    page.emulate_media(media="print")
    eye.at(page, "counter-receipt-print")
    page.emulate_media(media="screen")
    verify_and_hand_on(desk, number)
    answer(desk, WORKS, number, "Lampu sudah diganti.")
    page.goto("/desk/loket/")
    page.get_by_role("link", name="Pelapor datang lagi").click()
    page.get_by_label("Kunci balasan").fill("AAAA")
    page.get_by_role("button", name="Buka laporannya").click()
    expect(page.get_by_text("Kunci itu tidak cocok")).to_be_visible()
    eye.at(page, "counter-key-fault")
    open_again(page, key)
    expect(page.get_by_text("Lampu sudah diganti.").first).to_be_visible()
    eye.at(page, "counter-case")
    open_again(page, key)
    page.locator("details.act", has_text="tutup laporan").locator("> summary").click()
    page.get_by_label("Sudah ditangani").check()
    page.get_by_role("button", name="Tutup laporan").click()
    expect(page.get_by_role("status").first).to_contain_text("Laporan ditutup")
    page.get_by_label(re.compile("^5")).check()
    page.get_by_role("button", name="Simpan nilai").click()
    expect(page.get_by_role("status").first).to_contain_text("Nilainya tersimpan")
    eye.at(page, "counter-closed")


@pytest.mark.parametrize("size", [PHONE])
def test_the_counter_works_without_scripts(desk, visit, shots, size, quiet):
    state = desk.of(LOKET).page.context.storage_state()
    page = quiet(visit(size, scripts=False))
    page.context.add_cookies(state["cookies"])
    tell(page)
    page.screenshot(path=shots / "counter-bare-390.png", full_page=True)
    page.get_by_role("button", name="Siapa yang menangani ini?").click()
    expect(page.get_by_label("Judul singkat")).to_have_value(re.compile("Lampu jalan"))
    page.get_by_label(re.compile("Isinya sama dengan")).check()
    page.get_by_role("button", name="Kirim dan cetak").click()
    number, key = key_in(page)
    assert len(number) == 8
    open_again(page, key)
    page.locator("details.act", has_text="Menambah keterangan").locator("> summary").click()
    page.locator('form:has(input[value="add"]) textarea').fill("Juga di gang sebelah.")
    page.get_by_role("button", name="Catat keterangan").click()
    expect(page.get_by_text("Keterangannya tercatat.")).to_be_visible()
