"""The nation's admin adds an account, pastes its secrets, tries it, and changes a text."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.test_stories import NATION


def test_an_account_is_added_tried_and_ended(desk, eye, quiet):
    page = quiet(desk.of(NATION).page)
    page.goto("/desk/aturan/")
    page.get_by_role("link", name="Akun kanal").click()
    added = page.get_by_role("region", name="Tambah akun")
    added.get_by_role("link", name="Telegram", exact=True).click()
    page.get_by_label("Nama", exact=True).fill("@lapor_contoh_bot")
    page.get_by_role("button", name="Tambah akun").click()
    expect(page).to_have_title(re.compile("^Galat"))
    eye.at(page, "channel-fault")
    page.get_by_label("Nama alamat").fill("perjalanan")
    page.get_by_label("Gladi").check()
    page.get_by_label("Mengirim").check()
    page.get_by_role("button", name="Tambah akun").click()
    expect(page.get_by_text("/hooks/telegram/perjalanan/")).to_be_visible()
    page.get_by_label("Token bot", exact=True).fill("100200300:contoh")
    page.get_by_role("button", name="Simpan Token bot").click()
    expect(page.get_by_role("status").first).to_contain_text("tersimpan tersegel")
    page.get_by_label("Kirim uji ke", exact=True).fill("427770117")
    page.get_by_role("button", name="Kirim uji", exact=True).click()
    sent = page.get_by_text("hanya gladi, tidak ada yang keluar")
    for _time in range(60):
        if sent.count():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(sent).to_be_visible()
    eye.at(page, "channel")
    page.get_by_role("link", name="Lihat pesannya").click()
    eye.at(page, "channel-sent")
    page.goto("/desk/kanal/")
    eye.at(page, "channels")
    page.get_by_role("link", name=re.compile("@lapor_contoh_bot")).click()
    page.get_by_role("button", name="Akhiri akun ini").click()
    expect(page.get_by_role("button", name="Pakai lagi")).to_be_visible()
    eye.at(page, "channel-ended")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_text_is_measured_while_it_is_typed_and_by_the_server(desk, visit, eye, scripts, quiet):
    # Without scripts nothing can look at the page from inside: it is used, and not judged.
    state = desk.of(NATION).page.context.storage_state()
    page = quiet(visit(scripts=scripts))
    page.context.add_cookies(state["cookies"])
    page.goto("/desk/aturan/percakapan/hello.sms.id")
    page.get_by_label("Isi").fill("LAPOR: " + "x" * 160)
    page.get_by_label("Dasar atau alasan").fill("Percobaan")
    over = page.get_by_text("167 huruf dari 160: terlalu panjang 7")
    expect(over.first).to_be_visible() if scripts else expect(over).to_have_count(0)
    page.get_by_role("button", name="Lihat akibatnya").click()
    expect(page.get_by_text("Terlalu panjang 7 huruf").first).to_be_visible()
    if scripts:
        eye.at(page, "dialogue-too-long")
    page.get_by_label("Isi").fill("LAPOR: Tulis masalah & tempatnya. Tidak perlu nama.")
    page.get_by_role("button", name="Lihat akibatnya").click()
    expect(page.locator(".bubble")).to_contain_text("Tulis masalah & tempatnya")
    if scripts:
        eye.at(page, "dialogue-foretold")
