"""Nobody betrayed: a sealed, confidential complaint about a head, and how its name is opened."""

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from lapor.kit.custody import DEMO_PASSPHRASE
from tests.journeys.eye import LAPTOP, PHONE, Eye
from tests.journeys.people import Citizen, Desk, grouped
from tests.journeys.test_files import photo_with_place
from tests.journeys.test_stories import CITY, NATION

ACCUSED = "Kecamatan Kasemen"
BELOW = (
    "demo-kota-serang-kasemen-penghubung",
    "demo-kota-serang-kasemen-pelaksana",
    "demo-kota-serang-kasemen-sawah-luhur-penghubung",
)
HANDLES = "demo-kota-serang-inspektorat-penghubung"
READS = "demo-kota-serang-penghubung"
KEYS = {"a": "demo-nasional-kunci", "b": "demo-ombudsman-ri-kunci"}
NAME = "Rahmi-Rekaan Betul"
REASON = "Penyidik meminta nama saksi dengan surat nomor satu, untuk melindunginya."
NOT_YET = "Menunggu pemegang kunci"
PHOTO = "berkas/1/kecil"


@pytest.fixture
def case(visit, desk):
    """A sealed, confidential complaint that the city has handed to its inspectorate."""
    citizen = Citizen(visit(PHONE)).report(
        agency="Pemerintah Kota Serang",
        subject=ACCUSED,
        name=NAME,
        way="sealed",
        confidential=True,
        photo={"name": f"{NAME}.jpg", "mimeType": "image/jpeg", "buffer": photo_with_place()},
    )
    admin = desk.of(CITY).open(citizen.number)
    act = admin.act("verify")
    admin.choose(act, "to", "Inspektorat")
    admin.send(act)
    return citizen


def ask(desk: Desk, number: str, eye: Eye | None = None) -> Page:
    """Ask for the name on the pages of who handles; return the page of the request."""
    page = desk.of(HANDLES).open(number).page
    page.get_by_role("link", name="Yang disegel, dan permintaan membukanya").click()
    if eye:
        page.get_by_role("button", name="Kirim permintaan").click()
        eye.at(page, "sealed-faulty")
        page.set_viewport_size(LAPTOP)
    page.get_by_text("Putusan atau penetapan pengadilan").click()
    page.get_by_label("Alasan").fill(REASON)
    page.get_by_role("button", name="Kirim permintaan").click()
    expect(page.get_by_role("status").first).to_contain_text("Permintaan terkirim")
    return page


def waiting(desk: Desk, side: str, number: str) -> Page:
    """Open the request about this report at a custodian's desk."""
    page = desk.of(KEYS[side]).page
    page.goto("/desk/")
    line = page.locator("li", has_text=grouped(number)).first
    line.get_by_role("link").click()
    expect(page.get_by_text(REASON)).to_be_visible()
    return page


def key_file(page: Page, side: str, folder: Path) -> Path:
    path = folder / f"kunci-{side}.json"
    path.write_text(page.request.get(f"/dev/kunci/{side}").text())
    return path


def approve(page: Page, key: Path, passphrase: str = DEMO_PASSPHRASE) -> None:
    """Open the half in the browser."""
    page.get_by_label("Berkas kunci Anda").set_input_files(key)
    page.get_by_label("Frasa sandi").fill(passphrase)
    page.get_by_role("button", name="Buka bagian saya dan setujui").click()


def test_nobody_who_is_accused_learns_of_it_and_two_custodians_open_the_name(
    visit, desk, case, quiet, eye, tmp_path
):
    for username in BELOW:
        officer = desk.of(username)
        assert not officer.sees(case.number), username
        officer.page.goto(f"/desk/cari?q={case.number}")
        expect(officer.page.get_by_text(grouped(case.number))).to_have_count(0)
        answer = officer.page.goto(f"/desk/laporan/{case.number}/segel")
        assert answer
        assert answer.status == 404
        for path in ("berkas/1", PHOTO):
            assert officer.page.request.get(f"/desk/laporan/{case.number}/{path}").status == 404
    whole = desk.of(HANDLES).page.request.get(f"/desk/laporan/{case.number}/berkas/1")
    assert whole.status == 200
    assert not any(trace.encode() in whole.body() for trace in (NAME, "Zamrud"))
    assert NAME not in whole.headers["content-disposition"]
    assert not Image.open(io.BytesIO(whole.body())).getexif()
    page = ask(desk, case.number, eye)
    eye.at(page, "reveal-asked")
    page.set_viewport_size(LAPTOP)

    keeper = quiet(waiting(desk, "a", case.number))
    eye.at(keeper, "seal")
    keeper.reload()
    mine = key_file(keeper, "a", tmp_path)
    approve(keeper, mine, "bukan frasa sandinya")
    expect(keeper.get_by_text("Frasa sandi tidak membuka berkas kunci ini.")).to_be_visible()
    approve(keeper, key_file(keeper, "b", tmp_path))
    expect(keeper.get_by_text("Kunci ini bukan kunci untuk permintaan ini.")).to_be_visible()
    approve(keeper, mine)
    expect(keeper.get_by_role("status").first).to_contain_text("Jawaban Anda tersimpan")

    page.reload()
    expect(page.get_by_text(NOT_YET)).to_be_visible()
    expect(page.get_by_role("button", name="Buka sekarang")).to_have_count(0)

    other = quiet(waiting(desk, "b", case.number))
    approve(other, key_file(other, "b", tmp_path))
    expect(other.get_by_role("status").first).to_contain_text("Jawaban Anda tersimpan")
    other.goto("/desk/segel/")
    eye.at(other, "seals")

    page.reload()
    page.get_by_role("button", name="Buka sekarang").click()
    expect(page.get_by_text(NAME)).to_be_visible()
    eye.at(page, "reveal-open")

    case.follow()
    told = case.page.locator("section", has=case.page.get_by_role("heading", name="Nama Anda"))
    expect(told).to_contain_text("Segel laporan Anda dibuka oleh Pejabat penghubung, Inspektorat")
    expect(told).to_contain_text("Disetujui oleh Pemegang kunci, Ombudsman")
    expect(told).to_contain_text(REASON)
    eye.at(case.page, "thread-opened")


def test_a_name_given_openly_is_read_by_who_handles_and_the_reporter_sees_it(visit, desk, eye):
    citizen = Citizen(visit(PHONE)).report(agency="Pemerintah Kota Serang", name=NAME)
    page = desk.of(READS).open(citizen.number).page
    page.get_by_role("button", name="Lihat nama pelapor").click()
    expect(page.get_by_text(NAME)).to_be_visible()
    eye.at(page, "name")
    citizen.follow()
    expect(citizen.page.get_by_text("Nama Anda dibaca oleh Pejabat penghubung")).to_be_visible()
    eye.at(citizen.page, "thread-read")


def test_one_refusal_ends_it_and_everybody_concerned_reads_why(desk, case):
    page = ask(desk, case.number)
    keeper = waiting(desk, "b", case.number)
    keeper.get_by_text("Tolak permintaan ini").click()
    keeper.get_by_label("Alasan menolak").fill("Suratnya belum ditandatangani hakim.")
    keeper.get_by_role("button", name="Tolak", exact=True).click()
    expect(keeper.get_by_role("status").first).to_contain_text("Jawaban Anda tersimpan")
    page.reload()
    expect(page.get_by_text("Suratnya belum ditandatangani hakim.")).to_be_visible()
    expect(page.get_by_role("button", name="Buka sekarang")).to_have_count(0)
    case.follow()
    expect(case.page.get_by_text("Suratnya belum ditandatangani hakim.")).to_be_visible()


def test_the_nation_itself_cannot_ask_because_it_keeps_a_key(desk, visit):
    citizen = Citizen(visit()).report(agency="Pemerintah Kota Serang", name=NAME, way="sealed")
    page = desk.of(NATION).open(citizen.number).page
    page.get_by_role("link", name="Yang disegel, dan permintaan membukanya").click()
    expect(page.get_by_text("Kantor Anda tidak dapat meminta")).to_be_visible()


def test_a_half_is_opened_away_from_the_browser_and_brought_as_a_file(
    desk, case, tmp_path, service
):
    ask(desk, case.number)
    page = waiting(desk, "a", case.number)
    page.get_by_text("Setujui dengan berkas").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh permintaan").click()
    paper = tmp_path / "permintaan.json"
    download.value.save_as(paper)
    key, answer = key_file(page, "a", tmp_path), tmp_path / "jawaban.json"
    code, said = service.call(
        "custodian", "open", str(paper), "--key", str(key), "--to", str(answer),
        LAPOR_CUSTODIAN_PASSPHRASE=DEMO_PASSPHRASE,
    )  # fmt: skip
    assert code == 0, said
    assert REASON in said
    page.get_by_label("Berkas jawaban").set_input_files(answer)
    page.get_by_role("button", name="Setujui", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("Jawaban Anda tersimpan")
