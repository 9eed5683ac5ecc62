"""The turns a case may take besides the straight way, told through the pages alone."""

from datetime import date, timedelta

from playwright.sync_api import expect

from tests.journeys.eye import PHONE
from tests.journeys.people import Citizen, Desk, Officer
from tests.journeys.test_stories import CITY, NATION, WORKS, answer, verify_and_hand_on

INSPECTORATE = "demo-kota-serang-inspektorat-pengawas"
OMBUDSMAN = "demo-ombudsman-ri-pengawas"
AGENCY = "Pemerintah Kota Serang"
THREAT = "Saya diancam dipindahkan kalau tidak mencabut laporan."


def plain_days(count: int) -> date:
    return date.today() + timedelta(days=count)  # noqa: DTZ011 - as the officer's own browser


def write(officer: Officer, move: str, words: str, **typed: str) -> None:
    """Fill in the words of a step and what else it asks for, and send it."""
    act = officer.act(move)
    for name, value in typed.items():
        act.locator(f'input[name="{name}"]').fill(value)
    act.locator('textarea[name="words"]').fill(words)
    officer.send(act)


def ask(desk: Desk, who: str, number: str, question: str) -> None:
    write(desk.of(who).open(number), "hold", question)


def test_what_was_archived_is_objected_to_and_accepted_above(visit, desk):
    citizen = Citizen(visit(PHONE)).report(agency=AGENCY)
    admin = desk.of(CITY).open(citizen.number)
    act = admin.act("archive")
    act.get_by_text("Urusan pribadi", exact=True).click()
    act.locator('textarea[name="words"]').fill("Ini soal pagar antarwarga.")
    act.get_by_role("button", name="Lihat dulu").click()
    act = admin.act("archive")
    expect(act.get_by_text("Yang akan dibaca pelapor")).to_be_visible()
    expect(act.get_by_text("mengajukan keberatan satu kali")).to_be_visible()
    admin.send(act)

    citizen.follow()
    expect(citizen.page.get_by_text("Ini soal pagar antarwarga.")).to_be_visible()
    citizen.say("Ajukan keberatan", "Lampunya di jalan umum.")
    nation = desk.of(NATION).open(citizen.number)
    expect(nation.page.get_by_text("Lampunya di jalan umum.").first).to_be_visible()
    act = nation.act("verify")
    nation.choose(act, "to", AGENCY)
    nation.send(act)
    citizen.follow()
    expect(citizen.page.get_by_text("Terdisposisi").first).to_be_visible()


def test_a_question_is_answered_and_another_is_carried_on_by_the_office(visit, desk):
    citizen = Citizen(visit(PHONE)).report(agency=AGENCY)
    verify_and_hand_on(desk, citizen.number)
    ask(desk, WORKS, citizen.number, "Lampu nomor berapa yang padam?")
    citizen.follow()
    expect(citizen.page.get_by_role("heading", name="Pertanyaan")).to_be_visible()
    expect(citizen.page.get_by_text("Jawab paling lambat").first).to_be_visible()
    citizen.say("Jawab pertanyaan", "Nomor 12 dan 13.")
    expect(desk.of(WORKS).open(citizen.number).page.get_by_text("Nomor 12 dan 13.")).to_be_visible()

    ask(desk, WORKS, citizen.number, "Sejak tanggal berapa?")
    works = desk.of(WORKS).open(citizen.number)
    write(works, "resume", "Sudah kami lihat sendiri di lapangan.")
    works = desk.of(WORKS).open(citizen.number)
    assert "hold" not in works.offers()
    expect(works.page.get_by_text("Pelapor sudah dua kali ditanya")).to_be_visible()
    citizen.follow()
    expect(citizen.page.get_by_text("melanjutkan penanganan").first).to_be_visible()
    expect(citizen.page.get_by_text("Sudah kami lihat sendiri")).to_have_count(0)


def test_a_question_before_verifying_lapses_and_one_of_an_office_does_not(visit, desk, clock):
    lapses, goes_on = (Citizen(visit()).report(agency=AGENCY) for _n in range(2))
    ask(desk, CITY, lapses.number, "Di jalan apa?")
    verify_and_hand_on(desk, goes_on.number)
    ask(desk, WORKS, goes_on.number, "Di jalan apa?")
    clock(f"{plain_days(32)}T12:00")
    lapses.follow()
    expect(
        lapses.page.get_by_text("Keterangan tidak dilengkapi, laporan diarsipkan")
    ).to_be_visible()
    assert lapses.act("Ajukan keberatan").count() == 1
    goes_on.follow()
    expect(
        goes_on.page.get_by_text("Penanganan dilanjutkan tanpa kelengkapan").first
    ).to_be_visible()


def test_the_second_dispute_brings_the_inspectorate_into_the_thread(visit, desk):
    citizen = Citizen(visit(PHONE)).report(agency=AGENCY)
    verify_and_hand_on(desk, citizen.number)
    for words in ("Belum menyala.", "Masih belum."):
        answer(desk, WORKS, citizen.number, "Sudah diganti.")
        citizen.follow().say("Tutup laporan", outcome="Sudah ditangani")
        citizen.follow().say("Buka kembali", words)
    expect(citizen.page.get_by_text("Ikut mengawasi")).to_be_visible()
    inspector = desk.of(INSPECTORATE).open(citizen.number)
    expect(inspector.page.get_by_text("Masih belum.")).to_be_visible()


def test_more_time_is_asked_refused_asked_and_granted_and_the_citizen_reads_why(visit, desk):
    citizen = Citizen(visit(PHONE)).report(agency=AGENCY)
    number = citizen.number
    verify_and_hand_on(desk, number)
    until = plain_days(45).isoformat()
    write(desk.of(WORKS).open(number), "ask_extension", "Tiang dipesan dari luar.", until=until)
    admin = desk.of(CITY).open(number)
    expect(admin.act("extend").get_by_text("Tiang dipesan dari luar.")).to_be_visible()
    write(admin, "refuse_extension", "Sebut nomor pesanannya.")
    works = desk.of(WORKS).open(number)
    expect(works.page.get_by_text("Sebut nomor pesanannya.")).to_be_visible()
    write(works, "ask_extension", "Pesanan nomor 7.", until=until)
    admin = desk.of(CITY).open(number)
    expect(admin.act("extend").locator('input[name="until"]')).to_have_value(until)
    write(admin, "extend", "Tiang baru tiba bulan depan.")
    citizen.follow()
    expect(citizen.page.get_by_text("Tiang baru tiba bulan depan.").first).to_be_visible()
    expect(citizen.page.get_by_text("memperpanjang waktu sampai")).to_be_visible()
    expect(citizen.page.get_by_text("Pesanan nomor 7.")).to_have_count(0)


def test_retaliation_is_answered_by_the_inspectorate_and_the_office_sees_nothing(visit, desk):
    citizen = Citizen(visit(PHONE)).report(agency=AGENCY)
    verify_and_hand_on(desk, citizen.number)
    citizen.follow()
    act = citizen.act("Saya dibalas dendam")
    expect(act.get_by_text("Yang membaca hanya")).to_be_visible()
    citizen.say("Saya dibalas dendam", THREAT)
    expect(citizen.page.get_by_text(THREAT)).to_be_visible()
    inspector = desk.of(INSPECTORATE).open(citizen.number)
    expect(inspector.page.get_by_text(THREAT).first).to_be_visible()
    write(inspector, "protect", "Kami panggil atasannya hari ini.")
    for who in (WORKS, CITY, NATION, OMBUDSMAN):
        page = desk.of(who).open(citizen.number).page
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        for hidden in (THREAT, "Kami panggil atasannya", "balas dendam"):
            expect(page.get_by_text(hidden)).to_have_count(0)
    citizen.follow()
    expect(citizen.page.get_by_text("Kami panggil atasannya hari ini.")).to_be_visible()


def test_the_reporter_brings_in_the_ombudsman(visit, desk):
    citizen = Citizen(visit(PHONE)).report(agency=AGENCY)
    verify_and_hand_on(desk, citizen.number)
    citizen.follow()
    act = citizen.act("Minta pengawas ikut melihat")
    act.get_by_text("Ombudsman Republik Indonesia").click()
    act.locator('textarea[name="words"]').fill("Sudah lama tidak selesai.")
    act.locator("form button").click()
    expect(citizen.page.get_by_text("Centang dulu persetujuannya.").first).to_be_visible()
    act = citizen.act("Minta pengawas ikut melihat")
    act.locator('input[name="consent"]').check()
    act.locator("form button").click()
    expect(citizen.page.get_by_text("Ikut mengawasi")).to_be_visible()
    ombudsman = desk.of(OMBUDSMAN).open(citizen.number)
    expect(ombudsman.page.get_by_text("Sudah lama tidak selesai.")).to_be_visible()


def test_after_the_end_the_reporter_rates_without_scripts(visit, desk):
    citizen = Citizen(visit(PHONE)).report(agency=AGENCY)
    verify_and_hand_on(desk, citizen.number)
    answer(desk, WORKS, citizen.number, "Lampu sudah menyala.")
    citizen.follow().say("Tutup laporan", outcome="Sudah ditangani")
    plain = Citizen(visit(PHONE, scripts=False))
    plain.number, plain.key = citizen.number, citizen.key
    act = plain.follow().act("Beri nilai")
    act.get_by_text("4 – Baik").click()
    act.locator('textarea[name="words"]').fill("Petugasnya ramah.")
    act.locator("form button").click()
    told = "Pelapor memberi nilai 4 dari 5 bintang"
    expect(plain.page.get_by_text(told)).to_be_visible()
    assert plain.page.locator("details.act", has_text="Beri nilai").count() == 0
    works = desk.of(WORKS).open(citizen.number)
    expect(works.page.get_by_text(told)).to_be_visible()
    expect(works.page.get_by_text("Petugasnya ramah.")).to_be_visible()
