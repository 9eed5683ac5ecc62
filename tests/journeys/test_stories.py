"""Six stories from the form to the end, told through the pages alone."""

import re
from datetime import date, timedelta

from playwright.sync_api import expect

from tests.journeys.eye import PHONE
from tests.journeys.people import Citizen, Desk

CITY = "demo-kota-serang-admin"
WORKS = "demo-kota-serang-dpupr-penghubung"
KELURAHAN = "demo-kota-serang-kasemen-sawah-luhur-penghubung"
NATION = "demo-nasional-admin"
WORKS_NAME = "Dinas Pekerjaan Umum dan Penataan Ruang"


def verify_and_hand_on(desk: Desk, number: str, to: str = WORKS_NAME) -> None:
    admin = desk.of(CITY).open(number)
    act = admin.act("verify")
    act.get_by_label("Judul untuk umum").fill("Tiga lampu jalan padam di Sawah Luhur")
    admin.send(act)
    act = admin.act("assign")
    admin.choose(act, "to", to)
    act.get_by_label("Arahan").fill("Mohon dicek malam ini.")
    admin.send(act)


def answer(desk: Desk, who: str, number: str, words: str, outcome: str = "Sudah ditangani") -> None:
    officer = desk.of(who).open(number)
    act = officer.act("follow_up")
    act.locator("label.choice").get_by_text(outcome, exact=True).click()
    act.locator('textarea[name="words"]').fill(words)
    officer.send(act)


def test_a_named_complaint_walks_down_the_tiers_and_ends_on_the_public_page(visit, desk):
    citizen = Citizen(visit(PHONE)).report(
        name="Warga Contoh",
        address="warga.contoh@example.org",
        place="Sawah Luhur, Kasemen, Kota Serang",
        agency="Pemerintah Kota Serang",
    )
    number = citizen.number
    expect(desk.of(CITY).finds_in_inbox(number)).to_be_visible()
    verify_and_hand_on(desk, number)

    works = desk.of(WORKS).open(number)
    expect(works.page.get_by_text("Mohon dicek malam ini.").first).to_be_visible()
    act = works.act("decline")
    act.locator('input[name="reason"]').first.check()
    works.choose(act, "next", "Kelurahan Sawah Luhur")
    act.locator('textarea[name="words"]').fill("Lampu lingkungan dirawat kelurahan.")
    works.send(act)
    assert not desk.of(WORKS).sees(number), "what was passed on is no longer theirs"

    admin = desk.of(CITY).open(number)
    act = admin.act("assign")
    admin.choose(act, "to", "Kelurahan Sawah Luhur")
    admin.send(act)

    lurah = desk.of(KELURAHAN).open(number)
    act = lurah.act("progress")
    act.locator('textarea[name="words"]').fill("Bohlam sudah dipesan.")
    promised = date.today() + timedelta(days=3)  # noqa: DTZ011 - as the officer's own browser
    act.locator('input[name="promised_at"]').fill(promised.isoformat())
    lurah.send(act)
    answer(desk, KELURAHAN, number, "Dua lampu menyala, satu menunggu bohlam.", "Dijadwalkan")

    citizen.follow()
    expect(citizen.page.get_by_text("Dua lampu menyala")).to_be_visible()
    expect(citizen.page.get_by_text("Mohon dicek malam ini.")).to_have_count(0)
    citizen.say("Tanggapi", "Yang dekat pos masih padam.")
    answer(desk, KELURAHAN, number, "Lampu ketiga diganti hari ini.")
    citizen.follow().say("Tutup laporan", outcome="Sudah ditangani")

    reader = visit()
    reader.goto(f"/laporan/{number}")
    expect(reader.get_by_role("heading", level=1)).to_have_text(
        "Tiga lampu jalan padam di Sawah Luhur"
    )
    for told in ("Dua lampu menyala", "Lampu ketiga diganti", "Selesai", "Kelurahan Sawah Luhur"):
        expect(reader.get_by_text(told).first).to_be_visible()
    for hidden in ("Yang dekat pos", "Mohon dicek", "Warga Contoh", "warga.contoh"):
        expect(reader.get_by_text(hidden)).to_have_count(0)


def test_without_identity_place_or_account_the_whole_dialogue_goes_by_the_key(visit, desk):
    citizen = Citizen(visit(PHONE, scripts=False)).report()
    number = citizen.number
    citizen.follow().say("Tambah keterangan", "Lampunya di seberang lapangan.")
    admin = desk.of(NATION).open(number)
    act = admin.act("verify")
    act.get_by_label("Judul untuk umum").fill("Lampu padam tanpa tempat")
    admin.send(act)
    act = admin.act("assign")
    admin.choose(act, "to", "Pemerintah Kota Serang")
    admin.send(act)
    answer(
        desk,
        CITY,
        number,
        "Belum dapat kami periksa karena ada tiga. Di kelurahan mana?",
        "Dijelaskan",
    )
    another = Citizen(visit())
    another.number, another.key = number, citizen.key
    another.follow().say("Tanggapi", "Di Sawah Luhur.")
    answer(desk, CITY, number, "Terima kasih, lampunya sudah menyala.")
    another.follow().say("Tutup laporan", outcome="Sudah ditangani")
    expect(another.page.get_by_text("Selesai").first).to_be_visible()
    # Only the number: the status, and nothing of the case.
    stranger = visit()
    stranger.goto(f"/lacak?kode={number}")
    expect(stranger.get_by_text("Selesai").first).to_be_visible()
    expect(stranger.get_by_text("Sawah Luhur")).to_have_count(0)
    expect(stranger.get_by_text("Sudah empat minggu")).to_have_count(0)


def test_a_complaint_about_an_office_never_reaches_that_office(visit, desk):
    citizen = Citizen(visit()).report(
        title="Petugas meminta uang di loket",
        agency="Pemerintah Kota Serang",
        subject=f"{WORKS_NAME} Kota Serang",
    )
    number = citizen.number
    assert not desk.of(WORKS).sees(number)
    admin = desk.of(CITY).open(number)
    act = admin.act("verify")
    act.get_by_label("Judul untuk umum").fill("Pungutan di loket")
    admin.send(act)
    act = admin.act("assign")
    act.locator('input[name="to"]').press_sequentially(WORKS_NAME)
    act.page.wait_for_load_state("networkidle")
    offered = act.locator('label:has(input[name="to_pick"])', has_text=WORKS_NAME)
    expect(offered.filter(visible=True)).to_have_count(0)
    admin.choose(admin.act("assign"), "to", "Inspektorat")


def test_silence_closes_after_ten_working_days_over_a_holiday(visit, desk, clock, holiday):
    """The next working day is made a holiday, so the tenth working day comes one later."""
    citizen = Citizen(visit()).report(agency="Pemerintah Kota Serang")
    number = citizen.number
    verify_and_hand_on(desk, number)
    answer(desk, WORKS, number, "Lampu sudah menyala.")
    due = holiday.working_days_from_today(10)
    citizen.follow()
    citizen.page.get_by_text("Mengapa tanggal itu?").first.click()
    expect(citizen.page.get_by_text(holiday.name).first).to_be_visible()
    clock(f"{due}T20:00")
    citizen.follow()
    expect(citizen.page.get_by_text("Sedang diproses").first).to_be_visible()
    clock(f"{due + timedelta(days=1)}T01:00")
    citizen.follow()
    expect(citizen.page.get_by_text("Selesai").first).to_be_visible()
    expect(citizen.page.get_by_text(re.compile("tidak ada tanggapan", re.I)).first).to_be_visible()


def test_a_missed_date_goes_up_the_tiers(visit, desk, clock):
    citizen = Citizen(visit()).report(agency="Pemerintah Kota Serang")
    number = citizen.number
    verify_and_hand_on(desk, number)
    clock((date.today() + timedelta(days=20)).isoformat() + "T12:00")  # noqa: DTZ011
    admin = desk.of(CITY).open(number)
    expect(admin.page.get_by_text("Sudah naik ke atasan")).to_be_visible()
    citizen.follow()
    expect(
        citizen.page.get_by_text("Tanggal terlewat, laporan naik ke atasan").first
    ).to_be_visible()


def test_a_report_is_taken_back_and_kept(visit, desk):
    citizen = Citizen(visit(PHONE)).report(agency="Pemerintah Kota Serang")
    citizen.follow().say("Cabut laporan", "Sudah beres sendiri.")
    expect(citizen.page.get_by_text("Arsip").first).to_be_visible()
    admin = desk.of(CITY).open(citizen.number)
    expect(admin.page.get_by_text("Arsip").first).to_be_visible()
    assert not admin.offers() & {"verify", "assign", "decline", "follow_up", "close"}
