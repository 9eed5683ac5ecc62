"""One report, two offices: split, one of them late, both finished, one story for the reporter."""

from datetime import timedelta

from playwright.sync_api import expect

from tests.journeys.conftest import DayOff, holidays_of, today
from tests.journeys.eye import PHONE, Eye
from tests.journeys.people import Citizen, Desk, plain
from tests.journeys.test_stories import CITY, KELURAHAN, WORKS, WORKS_NAME, verify_and_hand_on

TRAFFIC, TRAFFIC_NAME = "demo-kota-serang-dishub-penghubung", "Dinas Perhubungan"
DONE = (
    "Lampu jalan sudah kami ganti di tiga titik pada Senin pagi, dan saluran di bawahnya dikeruk"
    " petugas kami. Foto menyusul di kantor kelurahan."
)
MARKED = "Marka dan lampu jalan di depan balai kelurahan sudah dipasang petugas kami pada Rabu."


def split_in_two(desk: Desk, number: str, eye: Eye) -> list[str]:
    """Split a report between works and traffic on its page; return the numbers of the parts."""
    admin = desk.of(CITY).open(number)
    admin.page.get_by_role("link", name="Pecah untuk beberapa kantor").click()
    page = admin.page
    eye.at(page, "desk-split")
    page.reload()
    told = ((WORKS_NAME, "Lampu dan saluran"), (TRAFFIC_NAME, "Marka jalan"))
    for at, (office, title) in enumerate(told, 1):
        admin.choose(page.locator("form.stack-l"), f"to_{at}", office)
        page.locator(f'input[name="title_{at}"]').fill(title)
        page.locator(f'input[name="task_{at}"]').fill(f"{office} mengerjakan {title.lower()}.")
    page.locator('textarea[name="words_1"]').fill("Cek gorong-gorongnya juga.")
    page.get_by_role("button", name="Tambah bagian").click()
    expect(page.locator('input[name="title_1"]')).to_have_value("Lampu dan saluran")
    page.get_by_role("button", name="Pecah menjadi 3 bagian").click()
    expect(page.get_by_role("alert")).to_contain_text("Beri bagian ini judul.")
    eye.at(page, "desk-split-faults")
    page.get_by_role("button", name="Hapus bagian 3").click()
    page.get_by_role("button", name="Pecah menjadi 2 bagian").click()
    expect(page.get_by_text("Laporan dipecah menjadi 2 bagian").first).to_be_visible()
    return [plain(code) for code in page.locator("ol.pieces a.code").all_inner_texts()]


def finish(desk: Desk, who: str, number: str, words: str) -> None:
    officer = desk.of(who).open(number)
    act = officer.act("finish")
    act.locator("label.choice").get_by_text("Sudah ditangani", exact=True).click()
    act.locator('textarea[name="words"]').fill(words)
    officer.send(act)
    again = officer.page.locator("details.act#finish[open]")
    if again.count():  # the check asks once to look again
        if again.locator('textarea[name="despite"]').is_visible():
            again.locator('textarea[name="despite"]').fill("Sudah lengkap.")
        officer.send(again)


def test_a_report_of_two_offices_is_one_story(visit, desk, clock, service, eye, quiet):
    citizen = Citizen(quiet(visit(PHONE))).report(
        agency="Pemerintah Kota Serang", place="Sawah Luhur, Kasemen, Kota Serang"
    )
    admin = desk.of(CITY).open(citizen.number)
    act = admin.act("verify")
    act.get_by_label("Judul untuk umum").fill("Lampu padam dan marka hilang di Sawah Luhur")
    admin.send(act)
    works, traffic = split_in_two(desk, citizen.number, eye)

    office = desk.of(WORKS).open(works)
    expect(office.page.get_by_text("Cek gorong-gorongnya juga.")).to_be_visible()
    expect(office.page.get_by_text("Sudah empat minggu tiga lampu padam").first).to_be_visible()
    expect(office.page.get_by_role("heading", name="Bagian 1 dari 2")).to_be_visible()
    eye.at(office.page, "desk-part")
    assert not desk.of(WORKS).sees(traffic)
    expect(desk.of(TRAFFIC).finds_in_inbox(traffic)).to_be_visible()

    finish(desk, WORKS, works, DONE)
    late = DayOff("", holidays_of(service)).working_days_from_today(6) + timedelta(days=1)
    clock(f"{late.isoformat()}T09:00")
    assert late > today()
    behind = desk.of(TRAFFIC).open(traffic)
    expect(behind.page.get_by_text("Sudah naik ke atasan")).to_be_visible()
    coordinator = desk.of(CITY).open(citizen.number)
    expect(coordinator.page.get_by_role("heading", name="Dipecah menjadi 2 bagian")).to_be_visible()
    eye.at(coordinator.page, "desk-whole-in-parts")
    citizen.follow()
    expect(citizen.page.get_by_text("saluran di bawahnya dikeruk")).to_be_visible()
    assert traffic not in plain(citizen.page.content())
    eye.at(citizen.page, "thread-in-parts")

    finish(desk, TRAFFIC, traffic, MARKED)
    citizen.follow()
    expect(citizen.page.get_by_text("Semua bagian sudah dijawab")).to_be_visible()
    expect(citizen.page.get_by_text("Marka dan lampu jalan")).to_be_visible()
    citizen.say("Tutup laporan", outcome="Sudah ditangani")
    citizen.follow()
    rating = citizen.act("Beri nilai")
    rating.get_by_text("4 – Baik").click()
    rating.get_by_role("button", name="Kirim nilai").click()
    expect(citizen.page.get_by_text("Nilai Anda tersimpan")).to_be_visible()
    read = quiet(visit())
    read.goto(f"/laporan/{citizen.number}")
    expect(read.get_by_role("heading", name="Dikerjakan beberapa kantor")).to_be_visible()
    eye.at(read, "public-in-parts")


def test_a_supporting_office_proposes_and_the_lead_sends_it(visit, desk, eye, quiet):
    citizen = Citizen(quiet(visit())).report(agency="Pemerintah Kota Serang")
    verify_and_hand_on(desk, citizen.number)
    lead = desk.of(WORKS).open(citizen.number)
    act = lead.act("support")
    lead.choose(act, "office", "Kelurahan Sawah Luhur")
    act.get_by_label("Apa yang diminta").fill("Mohon didata titik lampunya.")
    lead.send(act)

    helper = desk.of(KELURAHAN).open(citizen.number)
    expect(helper.page.get_by_text("Mohon didata titik lampunya.").first).to_be_visible()
    helper.page.get_by_role("link", name="Usulkan jawaban").click()
    eye.at(helper.page, "desk-proposal-write")
    helper.page.reload()
    helper.page.get_by_label("Usulan jawaban untuk pelapor").fill(DONE)
    helper.page.get_by_role("button", name="Simpan usulan").click()
    expect(helper.page.get_by_text("Usulan tersimpan").first).to_be_visible()

    lead.open(citizen.number)
    expect(lead.page.get_by_text("saluran di bawahnya dikeruk")).to_be_visible()
    eye.at(lead.page, "desk-with-proposal")
    lead.open(citizen.number).page.get_by_role("button", name="Pakai teks ini").click()
    box = lead.page.locator('#follow_up textarea[name="words"]')
    expect(box).to_have_value(DONE)
    citizen.follow()
    expect(citizen.page.get_by_text("saluran di bawahnya dikeruk")).to_have_count(0)
