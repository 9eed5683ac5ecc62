"""The link of an outside party: opened once, answered with a file, used; late, back, refused."""

import pytest
from playwright.sync_api import Page, expect

from tests.files import made
from tests.journeys.eye import PHONE
from tests.journeys.people import Citizen, Desk, Officer
from tests.journeys.test_stories import CITY, WORKS, verify_and_hand_on

ASKED = "Milik siapa tiang di depan balai, dan kapan diperbaiki?"
ANSWER = (
    "Lampu dan tiang itu milik kami. Petugas kami mengganti lampunya pada Selasa, 4 Agustus 2026."
)
LATE = "UPDATE reports_outsideparty SET expires_at = now() - interval '1 minute' WHERE name = '{}'"


def begin(desk: Desk, number: str, name: str) -> Page:
    """Open the page of the office that asks, with who is asked and what filled in."""
    officer = desk.of(WORKS).open(number)
    officer.page.get_by_role("link", name="Tanya pihak luar", exact=True).click()
    page = officer.page
    page.get_by_label("Siapa yang ditanya").fill(name)
    page.get_by_label("Pertanyaan").fill(ASKED)
    page.get_by_label("Pihak ini bukan yang dilaporkan").check()
    return page


def ask(desk: Desk, number: str, name: str) -> str:
    """Ask a party about a report and return the link, as it is shown once."""
    page = begin(desk, number, name)
    page.get_by_label("Cerita pelapor").check()
    page.get_by_role("button", name="Lihat yang akan mereka baca").click()
    page.get_by_role("button", name="Buat tautan").click()
    return page.get_by_label("Tautan, hanya tampil sekali ini").input_value().strip()


def follow(page: Page, link: str) -> Page:
    """Follow a link as from a mail; the secret leaves the address at once."""
    page.goto(link)
    expect(page.get_by_text("Tautan Anda sudah terbaca.")).to_be_visible()
    assert "#" not in page.url
    page.get_by_role("button", name="Buka permintaan").click()
    return page


@pytest.fixture(scope="module")
def photo(tmp_path_factory):
    path = tmp_path_factory.mktemp("pihak") / "tiang.jpg"
    path.write_bytes(made.image(size=(640, 480)))
    return str(path)


def test_a_company_answers_by_link_and_the_office_uses_it(visit, desk, eye, quiet, photo):
    citizen = Citizen(quiet(visit())).report(agency="Pemerintah Kota Serang")
    verify_and_hand_on(desk, citizen.number)

    page = quiet(begin(desk, citizen.number, "PT Listrik Contoh"))
    page.get_by_label("Berlaku berapa hari").fill("90")
    page.get_by_role("button", name="Lihat yang akan mereka baca").click()
    expect(page.get_by_text("Isi satu sampai tiga puluh hari.").first).to_be_visible()
    eye.at(page, "parties-fault")
    page.get_by_label("Berlaku berapa hari").fill("7")
    page.get_by_label("Cerita pelapor").check()
    page.get_by_label("Tempat kejadian").check()
    page.get_by_role("button", name="Lihat yang akan mereka baca").click()
    expect(page.get_by_role("heading", name="Ini yang akan dibaca PT Listrik")).to_be_visible()
    eye.at(page, "parties-look")
    page.get_by_role("button", name="Buat tautan").click()
    link = page.get_by_label("Tautan, hanya tampil sekali ini").input_value().strip()
    eye.at(page, "parties-made")

    party = quiet(visit(PHONE))
    party.goto(link)
    eye.at(party, "party-enter")
    follow(party, link)
    expect(party.get_by_text(ASKED)).to_be_visible()
    expect(party.get_by_text("tiga lampu padam")).to_be_visible()
    assert citizen.number not in party.content().replace("-", "")
    eye.at(party, "party")

    second = quiet(visit(PHONE))
    follow(second, link)
    expect(second.get_by_role("heading", level=1)).to_contain_text("peramban lain")
    eye.at(second, "party-elsewhere")

    party.get_by_role("button", name="Kirim keterangan").click()
    expect(party.get_by_text("Tulis keterangan Anda.").first).to_be_visible()
    party.get_by_label("Tulis jawabannya").fill(ANSWER)
    party.locator("#f-party-upload").set_input_files(photo)
    expect(party.locator("#f-party-files .file")).to_contain_text("Aman", timeout=60_000)
    eye.at(party, "party-written")
    party.get_by_role("button", name="Kirim keterangan").click()
    expect(party.get_by_role("heading", level=1)).to_have_text("Keterangan Anda sudah diterima")
    eye.at(party, "party-received")

    works = quiet(desk.of(WORKS).open(citizen.number).page)
    expect(works.get_by_text("Petugas kami mengganti lampunya")).to_be_visible()
    eye.at(works, "case-with-party")
    works.goto(f"/desk/laporan/{citizen.number}/pihak")
    expect(works.get_by_text("dicoba dari peramban lain")).to_have_count(0)
    expect(works.locator("a.thumb img")).to_be_visible()
    eye.at(works, "parties-answered")
    works.get_by_role("button", name="Pakai teks ini").click()
    box = works.locator('#follow_up textarea[name="words"]')
    expect(box).to_have_value(ANSWER)
    expect(works.locator("#follow_up .file").first).to_be_visible()
    officer = Officer(works)
    act = officer.act("follow_up")
    act.locator("label.choice").get_by_text("Dijadwalkan", exact=True).click()
    act.get_by_role("button", name="Kirim jawaban ke pelapor").click()
    told, warned = works.get_by_role("status").first, works.get_by_text("Sebelum dikirim, periksa:")
    expect(told.or_(warned).first).to_be_visible()
    if warned.count():  # the check asks once to look again
        officer.send(officer.act("follow_up"))
    citizen.follow()
    expect(citizen.page.get_by_text("Petugas kami mengganti lampunya")).to_be_visible()
    expect(citizen.page.get_by_text("Yang ditanya: PT Listrik Contoh.")).to_be_visible()
    eye.at(citizen.page, "thread-with-party")

    audit = quiet(desk.of(CITY).page)
    audit.goto("/desk/audit?daftar=pihak")
    expect(audit.get_by_text("tautannya dicoba di peramban lain").first).to_be_visible()
    eye.at(audit, "audit-parties")


def test_late_taken_back_and_who_is_complained_of(visit, desk, service, eye, quiet):
    citizen = Citizen(visit()).report(
        agency="Pemerintah Kota Serang", subject="Kelurahan Sawah Luhur"
    )
    verify_and_hand_on(desk, citizen.number)
    page = quiet(begin(desk, citizen.number, "Bapak Lurah Sawah Luhur"))
    page.get_by_role("button", name="Lihat yang akan mereka baca").click()
    expect(page.get_by_text("Yang dilaporkan tidak boleh ditanya").first).to_be_visible()
    eye.at(page, "parties-accused")

    plain = quiet(visit(scripts=False))
    link = ask(desk, citizen.number, "Klinik Contoh")
    plain.goto("/pihak")
    plain.get_by_label("Tautan yang Anda terima").fill(link)
    plain.get_by_role("button", name="Buka permintaan").click()
    expect(plain.get_by_text(ASKED)).to_be_visible()
    service.cluster.sql("lapor", LATE.format("Klinik Contoh"))
    plain.get_by_label("Tulis jawabannya").fill("Belum sempat kami periksa.")
    plain.get_by_role("button", name="Kirim keterangan").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Waktu tautan ini sudah habis")
    expect(plain.get_by_label("Tulisan Anda")).to_have_value("Belum sempat kami periksa.")
    plain.screenshot(path=eye.folder / "party-late-bare-1280.png", full_page=True)

    link = ask(desk, citizen.number, "Koperasi Contoh")
    party = follow(quiet(visit(PHONE)), link)
    office = desk.of(WORKS).page
    office.goto(f"/desk/laporan/{citizen.number}/pihak")
    office.get_by_role("button", name="Tarik tautan Koperasi Contoh").click()
    expect(office.get_by_role("status").first).to_contain_text("Tautan ditarik")
    party.reload()
    expect(party.get_by_role("heading", level=1)).to_have_text("Permintaan ini sudah ditarik")
    eye.at(party, "party-revoked")

    office.get_by_role("link", name="Kembali ke laporan").click()
    expect(office.get_by_role("heading", name="Pihak luar")).to_be_visible()
