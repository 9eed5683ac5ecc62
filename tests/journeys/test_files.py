"""A photo on its long way: from a phone with a bad line to the public page, without its traces."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.files import made
from tests.journeys.eye import PHONE
from tests.journeys.people import Citizen, Officer
from tests.journeys.test_stories import CITY, verify_and_hand_on

GPS = {1: "S", 2: (6.0, 7.0, 12.0), 3: "E", 4: (106.0, 9.0, 0.0)}
SLOW = {"offline": False, "latency": 50, "downloadThroughput": -1, "uploadThroughput": 300_000}
SAFE = re.compile("Aman")


def photo_with_place() -> bytes:
    """A photo of some megabytes that says where, and with what, it was taken."""
    picture = Image.effect_noise((1500, 1200), 60).convert("RGB")
    exif = picture.getexif()
    exif[0x010F], exif[0x013B] = "Telepon Zamrud", "Zamrud Pemotret"
    exif.get_ifd(0x8825).update(GPS)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=92, exif=exif)
    return out.getvalue()


def file_of(content: bytes, name: str, kind: str) -> dict[str, object]:
    return {"name": name, "mimeType": kind, "buffer": content}


def choose(page: Page, key: str, *files: dict[str, object]) -> None:
    page.locator(f"#f-{key}-upload").set_input_files(list(files))  # type: ignore[arg-type]


def fetched(page: Page, path: str) -> bytes:
    answer = page.request.get(path)
    assert answer.status == 200
    return answer.body()


@pytest.fixture(scope="module")
def photo() -> dict[str, object]:
    return file_of(photo_with_place(), "IMG_zamrud.jpg", "image/jpeg")


def test_a_photo_from_a_bad_line_to_the_public_page(visit, desk, eye, quiet, photo):
    page = visit(PHONE)  # whose line goes down, of which a browser complains
    page.goto("/lapor")
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    choose(page, "report", photo)
    row = page.locator("#f-report-files .file")
    expect(row).to_contain_text(re.compile(r"Mengunggah [1-9]\d? %"), timeout=30_000)
    line.send("Network.emulateNetworkConditions", SLOW | {"offline": True})
    expect(row).to_contain_text("Sambungan terputus")
    line.send("Network.emulateNetworkConditions", SLOW | {"uploadThroughput": -1, "latency": 0})
    expect(row).to_contain_text(SAFE, timeout=60_000)
    expect(row.locator("img")).to_be_visible()
    eye.at(page, "form-files")
    page.reload()  # it is there still
    expect(row).to_contain_text(SAFE, timeout=30_000)
    page.goto("/")
    page.goto("/lapor")  # another form, perhaps of another person at this machine
    expect(page.locator("#f-report-files [data-wait]")).to_be_attached()
    page.wait_for_load_state("networkidle")
    expect(row).to_have_count(0)
    page.go_back()
    page.go_back()
    expect(row).to_contain_text(SAFE, timeout=30_000)
    citizen = Citizen(page)
    fill(page)
    send(citizen)
    citizen.follow()
    expect(page.get_by_role("link", name="Lihat lampiran 1")).to_be_visible()
    eye.at(page, "thread-files")
    page.goto("/lacak/percakapan/berkas/1/lihat")
    eye.at(page, "picture")

    admin = Officer(quiet(desk.of(CITY).page)).open(citizen.number)
    at = f"/desk/laporan/{citizen.number}/berkas/1"
    clean = Image.open(io.BytesIO(fetched(admin.page, at)))
    assert not clean.getexif()
    assert b"amrud" not in fetched(admin.page, at)
    eye.at(admin.page, "case-files")
    verify_and_hand_on(desk, citizen.number)
    cover(admin.page, at, eye)
    reader = quiet(visit())
    reader.goto(f"/laporan/{citizen.number}")
    expect(reader.get_by_role("link", name="Lihat lampiran 1")).to_be_visible()
    eye.at(reader, "report-files")
    shown = Image.open(io.BytesIO(fetched(reader, f"/laporan/{citizen.number}/berkas/1")))
    width, height = shown.size
    middle = (width // 2 - 20, height // 2 - 20, width // 2 + 20, height // 2 + 20)
    assert len(shown.convert("L").crop(middle).getcolors() or ()) <= 4

    pdf = file_of(made.saved(made.pdf()), "surat-zamrud.pdf", "application/pdf")
    citizen.follow()
    act = citizen.act("Tambah keterangan")
    act.locator('textarea[name="words"]').fill("Ini suratnya.")
    choose(page, "add", pdf)
    expect(act.locator(".file")).to_contain_text(SAFE, timeout=60_000)
    act.locator('button[type="submit"].btn-main').click()
    expect(page.get_by_text("Dokumen PDF")).to_be_visible()
    assert fetched(page, "/lacak/percakapan/berkas/2").startswith(b"%PDF")


def test_two_files_without_scripts_outlive_an_error_of_the_form(visit, eye, photo):
    page = visit(PHONE, scripts=False)
    page.goto("/lapor")
    fill(page, title="")
    small = file_of(made.image(size=(300, 200)), "b.jpg", "image/jpeg")
    choose(page, "report", photo, small)
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page).to_have_title(re.compile("^Galat"))
    expect(page.locator("#f-report-files .file")).to_have_count(2)
    page.screenshot(path=eye.folder / "form-files-bare-390.png", full_page=True)
    page.get_by_label("Judul singkat").fill("Lampu padam")
    citizen = Citizen(page)
    send(citizen)
    citizen.follow()
    expect(page.locator(".enclosed .file")).to_have_count(2)


def fill(page: Page, title: str = "Lampu jalan padam") -> None:
    page.get_by_label("Judul singkat").fill(title)
    page.get_by_label("Apa yang terjadi?").fill("Tiga lampu padam sejak empat minggu lalu.")
    page.locator('input[name="occurred_on"]').fill("05/01/2026")
    page.locator('input[name="agency"]').fill("Pemerintah Kota Serang")
    page.locator('input[name="truth"]').check()


def send(citizen: Citizen) -> None:
    page = citizen.page
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Laporan Anda sudah kami terima")
    citizen.number = re.sub(r"[^0-9A-Z]", "", page.locator(".code-big").inner_text())
    citizen.key = re.sub(r"[^0-9A-Z]", "", page.locator(".code-key").inner_text())


def cover(page: Page, at: str, eye: object) -> None:
    """Draw a box over the middle with the mouse, mend it by keys, look at it, publish it."""
    page.goto(f"{at}/tutup")
    picture = page.locator(".cover")
    picture.scroll_into_view_if_needed()
    edge = picture.bounding_box()
    assert edge
    x, y = edge["x"] + edge["width"] / 4, edge["y"] + edge["height"] / 4
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + edge["width"] / 2, y + edge["height"] / 2, steps=5)
    page.mouse.up()
    box = page.locator(".cover-box")
    expect(box).to_have_count(1)
    box.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator('input[name="left"]')).to_have_value(re.compile(r"^2[34]"))
    eye.at(page, "cover")  # type: ignore[attr-defined]
    page.get_by_role("button", name="Lihat hasilnya").click()
    expect(page.get_by_role("heading", name="Yang akan dilihat umum")).to_be_visible()
    for picture in page.locator("main img").all():
        expect(picture).to_have_js_property("complete", True)
    eye.at(page, "cover-result")  # type: ignore[attr-defined]
    page.get_by_role("button", name="Tampilkan untuk umum").click()
    expect(page.get_by_role("status").first).to_contain_text("tampil di halaman umum")
