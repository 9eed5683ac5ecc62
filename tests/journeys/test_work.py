"""A day at a full desk: many at once, views, two people at one report, and keys alone."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.eye import LAPTOP, PHONE
from tests.journeys.people import Citizen, grouped
from tests.journeys.test_stories import CITY, NATION, WORKS, WORKS_NAME, verify_and_hand_on

HERE = "Pemerintah Kota Serang"
WORKS_HANDLER = "demo-kota-serang-dpupr-pelaksana"


def reports(visit, count, title):
    citizen = Citizen(visit())
    return [citizen.report(agency=HERE, title=f"{title} {n}").number for n in range(count)]


def tick(page: Page, *numbers: str) -> None:
    for number in numbers:
        page.get_by_label(f"Pilih {grouped(number)}").check()


def inbox_with(page: Page, number: str, more: str = "") -> None:
    """Open the inbox page by page until this report is on it."""
    page.goto(f"/desk/?langkah=verifikasi{more}")
    while not page.get_by_text(grouped(number)).count():
        page.get_by_role("link", name="Berikutnya").click()


def test_many_are_handed_on_at_once_and_what_changed_meanwhile_is_told(visit, desk, eye, quiet):
    first, second, third = reports(visit, 3, "Sekaligus")
    page = quiet(desk.of(CITY).page)
    inbox_with(page, third)
    tick(page, first, second, third)
    eye.at(page, "bulk-bar")
    page.set_viewport_size(LAPTOP)
    inbox_with(page, third)
    tick(page, first, second, third)
    note = desk.of(NATION).open(second).page
    note.locator(".note-new > summary").click()
    note.locator("#f-note textarea").fill("Sudah dihubungi.")
    note.locator("#f-note button[type=submit]").click()
    other = desk.of(CITY).open(second)
    act = other.act("verify")
    other.send(act)
    page.get_by_role("button", name="Verifikasi").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Verifikasi sekaligus")
    page.locator('input[name="to"]').press_sequentially(WORKS_NAME)
    page.locator("label", has_text=WORKS_NAME).filter(visible=True).first.click()
    eye.at(page, "bulk-form")
    page.set_viewport_size(LAPTOP)
    page.locator("main form button[type=submit]").click()
    expect(page.get_by_role("heading", name="Selesai diproses")).to_be_visible()
    expect(page.get_by_text("2 berhasil · 1 tidak dijalankan")).to_be_visible()
    expect(page.get_by_text("Sudah berubah sejak daftar Anda dibuka.")).to_be_visible()
    eye.at(page, "bulk-result")
    assert desk.of(WORKS).sees(first)
    assert not desk.of(WORKS).sees(second)


def test_many_are_archived_on_a_phone_without_scripts(visit, desk, eye):
    first, second = reports(visit, 2, "Uji coba")
    state = desk.of(CITY).page.context.storage_state()
    context = desk.browser.new_context(
        base_url=desk.service.address,
        java_script_enabled=False,
        storage_state=state,
        viewport=PHONE,
    )
    page = context.new_page()
    inbox_with(page, second)
    tick(page, first, second)
    page.get_by_role("button", name="Arsipkan").click()
    page.locator("main form button[type=submit]").click()
    expect(page.get_by_text("Pilih alasannya.").first).to_be_visible()
    page.locator('input[name="reason"]').first.check()
    page.locator('textarea[name="words"]').fill("Laporan ini uji coba.")
    page.locator("main form button[type=submit]").click()
    for _ in range(60):
        if page.get_by_role("heading", name="Selesai diproses").count():
            break
        page.wait_for_timeout(500)
        page.get_by_role("link", name="Muat ulang").click()
    expect(page.get_by_text("2 berhasil")).to_be_visible()
    context.close()


def test_a_view_is_kept_under_a_name_found_again_renamed_and_deleted(desk, eye, quiet):
    page = quiet(desk.of(CITY).page)
    page.goto("/desk/?lihat=bawah")
    page.locator(".sift-form > summary").click()
    page.get_by_label("Jenis").select_option("complaint")
    page.get_by_role("combobox", name="Unit penanggung jawab").fill(WORKS_NAME)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Terapkan saringan").click()
    expect(
        page.get_by_role("list", name="Saringan terpasang").get_by_role("listitem")
    ).to_have_count(2)
    page.get_by_text("Simpan tampilan ini").click()
    page.get_by_label("Nama tampilan").fill("Pengaduan DPUPR")
    page.get_by_label("Untuk seluruh unit saya").check()
    page.get_by_role("button", name="Simpan", exact=True).click()
    kept = page.get_by_role("navigation", name="Tampilan").get_by_role(
        "link", name="Pengaduan DPUPR"
    )
    expect(kept).to_have_attribute("aria-current", "page")
    eye.at(page, "view-kept")
    page.set_viewport_size(LAPTOP)
    page.get_by_role("link", name="Atur tampilan").click()
    page.get_by_label("Nama baru untuk Pengaduan DPUPR").fill("Jalan DPUPR")
    page.get_by_role("button", name="Ganti nama Pengaduan DPUPR").click()
    expect(page.get_by_role("link", name="Jalan DPUPR")).to_be_visible()
    eye.at(page, "views")
    page.set_viewport_size(LAPTOP)
    page.get_by_role("button", name="Hapus Jalan DPUPR").click()
    expect(page.get_by_text("Belum ada tampilan tersimpan")).to_be_visible()


def test_two_at_one_report_see_each_other_and_a_stale_form_shows_what_happened(
    visit, desk, eye, quiet
):
    number = Citizen(visit()).report(agency=HERE).number
    verify_and_hand_on(desk, number)
    liaison = desk.of(WORKS).open(number)
    act = liaison.act("follow_up")
    act.get_by_label("Sudah ditangani", exact=True).check()
    act.locator('textarea[name="words"]').fill("Lampu sudah diganti kemarin.")
    handler = desk.of(WORKS_HANDLER).open(number)
    expect(handler.page.get_by_text("Sedang dibuka juga oleh")).to_be_visible()
    eye.at(handler.page, "case-with-another")
    handler.page.set_viewport_size(LAPTOP)
    handler.open(number)
    done = handler.act("progress")
    done.locator('textarea[name="words"]').fill("Bohlam dipesan.")
    done.locator('input[name="promised_at"]').fill("2026-12-01")
    done.locator('button[type="submit"]').last.click()
    act.locator('button[type="submit"]:visible').last.click()
    page = liaison.page
    expect(
        page.get_by_role("heading", name="Yang terjadi sejak halaman Anda dibuka")
    ).to_be_visible()
    expect(page.locator("#sejak + ol").get_by_text("memberi kabar perkembangan")).to_be_visible()
    expect(page.get_by_text("Lampu sudah diganti kemarin.").first).to_be_visible()
    eye.at(page, "case-stale")
    page.set_viewport_size(LAPTOP)
    page.get_by_role("button", name="Kirim tetap").click()
    expect(page.locator(".story").get_by_text("Lampu sudah diganti kemarin.")).to_be_visible()


def test_a_colleague_is_called_in_a_note_and_finds_it(visit, desk, eye, quiet):
    number = Citizen(visit()).report(agency=HERE, title="Disebut").number
    verify_and_hand_on(desk, number)
    page = quiet(desk.of(WORKS).open(number).page)
    page.locator(".note-new > summary").click()
    field = page.locator("#f-note textarea")
    field.press_sequentially("Tolong dicek @pelaksana")
    page.locator("#f-note").get_by_role("button").filter(has_text="(").first.click()
    expect(field).to_have_value(re.compile(WORKS_HANDLER))
    page.locator("#f-note button[type=submit]").click()
    expect(page.get_by_text("Catatan tersimpan.")).to_be_visible()
    handler = quiet(desk.of(WORKS_HANDLER).page)
    handler.goto("/desk/")
    handler.get_by_role("link", name="Sebutan").click()
    expect(handler.get_by_text("belum dibaca")).to_be_visible()
    eye.at(handler, "mentions")
    handler.set_viewport_size(LAPTOP)
    handler.get_by_role("link", name=re.compile("Disebut|lampu", re.IGNORECASE)).first.click()
    handler.goto("/desk/sebutan")
    expect(handler.get_by_text("belum dibaca")).to_have_count(0)


def test_from_the_inbox_to_a_sent_answer_without_a_mouse(visit, desk, quiet):
    number = Citizen(visit()).report(agency=HERE).number
    verify_and_hand_on(desk, number)
    page = quiet(desk.of(WORKS).page)
    page.goto("/desk/?langkah=jawab")
    keys = page.keyboard
    keys.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    keys.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    line = page.locator(".work > li", has_text=grouped(number))
    keys.press("j")
    for _ in range(60):
        if line.locator("a:focus").count():
            break
        keys.press("j")
    keys.press("Enter")
    expect(page).to_have_url(re.compile(number))
    place = [act.get_attribute("id") for act in page.locator("details.act").all()]
    keys.press(str(place.index("follow_up") + 1))
    expect(page.locator("#follow_up input:focus")).to_have_count(1)
    keys.press("Space")
    keys.press("Tab")
    keys.type("Lampu sudah menyala. j k x 1 ? tetap huruf.")
    send = page.get_by_role("button", name="Kirim jawaban ke pelapor")
    for _ in range(6):  # past the files and the help in writing
        keys.press("Tab")
        if send.evaluate("button => button === document.activeElement"):
            break
    expect(send).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_text("Tindak lanjut terkirim.")).to_be_visible()
    expect(page.get_by_text("tetap huruf.").first).to_be_visible()
