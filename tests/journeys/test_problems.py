"""Many reports of one flood: joined, put together, answered once, and one taken out again."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.eye import LAPTOP
from tests.journeys.people import DAY_OF_IT, Citizen, Desk, grouped
from tests.journeys.test_stories import CITY, WORKS, WORKS_NAME

HERE = "Pemerintah Kota Serang"
PLACE = "Sawah Luhur"
FLOOD = "Banjir setinggi lutut di depan pasar Sawah Luhur sejak hujan Minggu malam, belum surut."
DONE = (
    "Pada 6 Januari 2026 dua regu kami mengeruk 120 meter saluran di depan pasar, lalu memasang"
    " pompa. Air surut malam itu juga. Laporkan lewat laporan ini bila tergenang lagi."
)
TITLE = "Banjir depan pasar Sawah Luhur"


def tick_all(page: Page, numbers: list[str]) -> None:
    """Tick these in the list of open reports, whatever their step, and stay there."""
    for number in numbers:
        page.get_by_label(f"Pilih {grouped(number)}").check()


def inbox_of(page: Page, numbers: list[str], step: str) -> None:
    """Open the list of one step where all of these stand together on one page."""
    page.goto(f"/desk/?langkah={step}")
    while not page.get_by_text(grouped(numbers[-1])).count():
        page.get_by_role("link", name="Berikutnya").click()


def until_done(page: Page, says: str) -> None:
    expect(page.get_by_role("heading", name="Selesai diproses")).to_be_visible(timeout=90_000)
    expect(page.get_by_text(re.compile(says)).first).to_be_visible()


def hand_on(desk: Desk, page: Page, numbers: list[str]) -> None:
    inbox_of(page, numbers, "verifikasi")
    tick_all(page, numbers)
    page.get_by_role("button", name="Verifikasi").click()
    page.locator('input[name="to"]').press_sequentially(WORKS_NAME)
    page.locator("label", has_text=WORKS_NAME).filter(visible=True).first.click()
    page.locator("main form button[type=submit]").click()
    until_done(page, "12 berhasil")


def test_twelve_of_one_flood_are_answered_once_and_one_goes_its_own_way(visit, desk, eye, quiet):
    told = {"agency": HERE, "place": PLACE, "body": FLOOD}
    citizens = [Citizen(visit()) for _n in range(2)]
    numbers = []
    for n in range(12):
        citizen = citizens[n % 2]
        citizen.report(title=f"Banjir pasar {n + 1}", **told)
        numbers.append(citizen.number)
    page = quiet(desk.of(CITY).page)
    hand_on(desk, page, numbers)

    page.goto(f"/desk/laporan/{numbers[0]}")
    similar = page.locator("[data-fragment]")
    expect(similar.get_by_text("kelurahan yang sama").first).to_be_visible()
    expect(similar.get_by_text("Kemungkinan masalah yang sama:").first).to_be_visible()
    eye.at(page, "case-similar")
    page.set_viewport_size(LAPTOP)
    similar.get_by_label("Judul masalah baru").fill(TITLE)
    similar.get_by_role("button", name="Gabungkan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    problem = page.url
    inside = page.locator("main").inner_text()
    rest = [number for number in numbers if grouped(number) not in inside]
    for number in rest:
        page.get_by_label("Tambah laporan").fill(number)
        page.get_by_role("button", name="Tambahkan").click()
        expect(page.get_by_text("Laporan ditambahkan ke masalah ini.")).to_be_visible()
    expect(page.get_by_text("12 laporan").first).to_be_visible()
    eye.at(page, "problem-of-the-city")

    office = quiet(desk.of(WORKS).page)
    office.goto("/desk/masalah/")
    eye.at(office, "problems")
    office.set_viewport_size(LAPTOP)
    office.get_by_role("link", name=TITLE).click()
    expect(office.get_by_role("heading", name="Jawab 12 laporan sekaligus")).to_be_visible()
    office.get_by_role("button", name="Kirim ke semuanya").click()
    expect(office.get_by_text("Tulis jawabannya.")).to_be_visible()
    office.locator("#jawab-kata").fill(DONE)
    office.get_by_text("Sudah ditangani", exact=True).click()
    eye.at(office, "problem-answering")
    office.set_viewport_size(LAPTOP)
    office.get_by_role("button", name="Kirim ke semuanya").click()
    until_done(office, "12 berhasil")

    last = citizens[1]
    page.set_viewport_size(LAPTOP)
    page.goto(problem)
    row = page.locator("li", has=page.locator("code, .code", has_text=grouped(last.number)))
    row.locator("summary").click()
    row.locator("textarea").fill("Ternyata banjir di gang lain.")
    row.get_by_role("button", name="Lepas", exact=True).click()
    expect(page.get_by_text("Laporan dilepas.")).to_be_visible()
    expect(page.get_by_text("11 laporan").first).to_be_visible()
    last.follow()
    thread = last.page.locator("main")
    expect(thread).to_contain_text("dua regu kami mengeruk 120 meter")
    expect(thread).to_contain_text("Ternyata banjir di gang lain.")
    last.say("Tanggapi", "Di gang kami belum surut.")
    assert "Tanggapi" not in citizens[0].follow().page.locator(".story").inner_text()


def published(desk: Desk, citizen: Citizen) -> None:
    admin = desk.of(CITY).open(citizen.number)
    act = admin.act("verify")
    act.get_by_label("Judul untuk umum").fill("Jembatan gantung Cibanten putus")
    admin.send(act)


def test_a_citizen_joins_instead_of_sending_and_loses_no_word(visit, desk, eye, quiet):
    story = "Jembatan gantung Cibanten putus talinya sejak Sabtu, anak sekolah memutar jauh."
    first = Citizen(visit()).report(
        agency=HERE, place=PLACE, title="Jembatan gantung Cibanten putus", body=story
    )
    published(desk, first)
    page = quiet(visit())
    page.goto("/lapor")
    page.get_by_label("Judul singkat").fill("Jembatan gantung putus")
    page.get_by_label("Apa yang terjadi?").fill(story)
    page.locator('input[name="place"]').fill(PLACE)
    page.locator('input[name="landmark"]').click()
    join = page.get_by_role("button", name="Ini juga saya alami").first
    expect(join).to_be_visible()
    eye.at(page, "form-alike")
    page.set_viewport_size(LAPTOP)
    join.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Anda tercatat ikut mengalaminya")
    eye.at(page, "joined-from-the-form")
    page.set_viewport_size(LAPTOP)
    page.get_by_role("button", name="Kembali ke tulisan saya").click()
    expect(page.get_by_label("Apa yang terjadi?")).to_have_value(story)
    page.goto(f"/laporan/{first.number}")
    expect(page.get_by_text("1 orang ikut mengalami")).to_be_visible()
    eye.at(page, "read-joined")
    page.set_viewport_size(LAPTOP)
    page.get_by_role("link", name="Ini juga saya alami").click()
    page.get_by_label("Surel untuk kabar").fill("tetangga@example.org")
    page.get_by_role("button", name="Kabari saya").click()
    expect(page.get_by_text("Kami sudah menulis ke alamat Anda")).to_be_visible()
    eye.at(page, "joined-told")
    page.set_viewport_size(LAPTOP)
    page.get_by_role("button", name="Batalkan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Apakah Anda mengalaminya juga?")
    eye.at(page, "join")


def test_without_scripts_it_is_asked_once_on_sending(visit, desk, eye):
    story = "Lampu penyeberangan depan stasiun Serang padam sejak tanggal dua, anak sulit lewat."
    first = Citizen(visit()).report(
        agency=HERE, place=PLACE, title="Lampu penyeberangan padam", body=story
    )
    published(desk, first)
    page = visit(scripts=False)
    page.goto("/lapor")
    page.get_by_label("Judul singkat").fill("Lampu penyeberangan padam")
    page.get_by_label("Apa yang terjadi?").fill(story)
    page.locator('input[name="occurred_on"]').fill(DAY_OF_IT)
    page.locator('input[name="place"]').fill(PLACE)
    page.locator('input[name="truth"]').check()
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.get_by_text("Mungkin masalah ini sudah dilaporkan").first).to_be_visible()
    expect(page.get_by_label("Apa yang terjadi?")).to_have_value(story)
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Laporan Anda sudah kami terima")
