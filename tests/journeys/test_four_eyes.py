"""Four eyes and the check of answers, in two browsers: sent back, mended, approved; and caught."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.people import Citizen, Desk, Officer
from tests.journeys.test_stories import CITY, verify_and_hand_on

OFFICE = "demo-kota-serang-dlh"  # no other journey answers there: it stays under four eyes
OFFICE_NAME = "Dinas Lingkungan Hidup"
WRITER, SECOND = f"{OFFICE}-pelaksana", f"{OFFICE}-penghubung"
FORM = "Terima kasih atas laporan Anda. Laporan sudah kami terima dan akan segera ditindaklanjuti."
VAGUE = "Petugas kami mengganti lampu di depan balai kelurahan."
GOOD = "Petugas kami mengganti tiga lampu di depan balai kelurahan pada Senin, 3 Agustus 2026."


def write(officer: Officer, words: str, outcome: str = "Sudah ditangani") -> None:
    act = officer.act("follow_up")
    act.locator("label.choice").get_by_text(outcome, exact=True).click()
    act.locator('textarea[name="words"]').fill(words)


def press(page: Page, name: str) -> None:
    page.locator("details.act#follow_up").get_by_role("button", name=name, exact=True).click()


@pytest.fixture(scope="module")
def four_eyes(desk: Desk) -> None:
    """Let every answer of this one office need a second officer, on the page for it."""
    page = desk.of(CITY).page
    page.goto("/desk/aturan/empat-mata/?unit=Dinas+Lingkungan+Hidup+Kota+Serang")
    page.get_by_role("link", name="Ubah").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("DLH")
    page.get_by_label("Perlu disetujui orang kedua").select_option("answers")
    page.get_by_label("Dasar atau alasan").fill("SOP Dinas Lingkungan Hidup")
    page.get_by_role("button", name="Lihat akibatnya").click()
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("status").first).to_contain_text("Tersimpan")


def test_a_form_answer_is_caught_sent_back_mended_and_approved(visit, desk, four_eyes, eye, quiet):
    citizen = Citizen(visit()).report(agency="Pemerintah Kota Serang")
    verify_and_hand_on(desk, citizen.number, OFFICE_NAME)

    writer = Officer(quiet(desk.of(WRITER).page)).open(citizen.number)
    write(writer, FORM)
    expect(writer.page.get_by_text("Belum ada isinya")).to_be_visible()
    eye.at(writer.page, "answer-warned")
    writer.open(citizen.number)
    write(writer, FORM)
    press(writer.page, "Minta persetujuan")
    expect(writer.page.get_by_text("Tulis mengapa jawaban ini tetap dikirim").first).to_be_visible()
    write(writer, VAGUE)
    press(writer.page, "Simpan konsep")
    expect(writer.page.get_by_role("status").first).to_contain_text("Konsep tersimpan")
    press(writer.page, "Minta persetujuan")
    expect(writer.page.get_by_role("status").first).to_contain_text("menunggu persetujuan")
    eye.at(writer.open(citizen.number).page, "case-waiting-approval")

    second = quiet(desk.of(SECOND).page)
    second.goto("/desk/")
    second.get_by_role("link", name="Menunggu persetujuan").click()
    expect(second.get_by_role("heading", level=1)).to_have_text("Menunggu persetujuan")
    eye.at(second, "approvals")
    second.get_by_role("link", name="Lampu jalan padam").first.click()
    expect(second.get_by_text(VAGUE)).to_be_visible()
    eye.at(second, "approval")
    second.get_by_label("Atau tulis apa yang perlu diperbaiki").fill("Kapan, dan berapa lampu?")
    second.get_by_role("button", name="Kembalikan").click()
    expect(second.get_by_role("status").first).to_contain_text("Dikembalikan")

    writer.open(citizen.number)
    expect(writer.page.get_by_text("Kapan, dan berapa lampu?")).to_be_visible()
    eye.at(writer.page, "case-sent-back")
    writer.open(citizen.number)
    write(writer, GOOD)
    press(writer.page, "Minta persetujuan")
    expect(writer.page.get_by_role("status").first).to_contain_text("menunggu persetujuan")

    second.goto("/desk/persetujuan/")
    second.get_by_role("link", name="Lampu jalan padam").first.click()
    second.get_by_role("button", name="Setujui dan kirim").click()
    expect(second.get_by_role("status").first).to_contain_text("Disetujui")
    expect(second.get_by_text("Tidak ada yang menunggu persetujuan Anda")).to_be_visible()

    citizen.follow()
    expect(citizen.page.get_by_text(GOOD)).to_be_visible()
    assert citizen.page.get_by_text("Disetujui").count() == 0, "who approved stays inside"
    story = Officer(desk.of(SECOND).page).open(citizen.number).page
    expect(story.get_by_text("Disetujui Pejabat penghubung")).to_be_visible()


def test_without_scripts_the_same_is_asked_after_sending(visit, desk, four_eyes):
    citizen = Citizen(visit(scripts=False)).report(agency="Pemerintah Kota Serang")
    verify_and_hand_on(desk, citizen.number, OFFICE_NAME)
    context = desk.browser.new_context(
        base_url=desk.service.address,
        java_script_enabled=False,
        storage_state=desk.of(WRITER).page.context.storage_state(),
    )
    writer = Officer(context.new_page()).open(citizen.number)
    write(writer, FORM)
    press(writer.page, "Minta persetujuan")
    expect(writer.page.get_by_text("Belum ada isinya")).to_be_visible()
    write(writer, "Lubangnya sudah kami tutup Selasa, dan kami cat garis jalannya minggu depan.")
    fold = writer.page.locator("details.act#follow_up details.fold")
    fold.locator("> summary").click()
    fold.get_by_role("button", name="Kirim tanpa persetujuan").click()
    expect(writer.page.get_by_text("Tulis mengapa tidak dapat menunggu").first).to_be_visible()
    fold = writer.page.locator("details.act#follow_up details.fold")
    fold.locator("textarea").fill("Warga jatuh tadi malam.")
    fold.get_by_role("button", name="Kirim tanpa persetujuan").click()
    expect(writer.page.get_by_text("Terkirim tanpa persetujuan, dengan alasan")).to_be_visible()
    context.close()
    city = desk.of(CITY).page
    city.goto("/desk/persetujuan/")
    expect(city.get_by_text("Warga jatuh tadi malam.")).to_be_visible()


def test_a_sampled_answer_is_scored_beside_its_report_and_counted(desk, eye, quiet):
    page = quiet(desk.of(CITY).page)
    page.goto("/desk/mutu/")
    page.locator("ul.rep a").first.click()
    eye.at(page, "quality-sample")
    page.reload()
    page.get_by_role("button", name="Simpan nilai").click()
    expect(page.get_by_text("Pilih salah satu.").first).to_be_visible()
    eye.at(page, "quality-sample-fault")
    for question in page.locator("fieldset").all():
        question.get_by_text("Ya", exact=True).click()
    page.get_by_label("Catatan").fill("Jelas dan bertanggal.")
    page.get_by_role("button", name="Simpan nilai").click()
    expect(page.get_by_role("status").first).to_contain_text("Nilai tersimpan")
    page.get_by_role("link", name="Lihat hasil per unit").click()
    expect(page.get_by_role("table").first).to_be_visible()
    eye.at(page, "quality-results")
