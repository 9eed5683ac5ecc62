"""A dispute goes to the inspectorate, which finds and recommends; the office does it."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.eye import PHONE
from tests.journeys.people import Citizen, Desk
from tests.journeys.test_stories import NATION, WORKS, answer, verify_and_hand_on
from tests.journeys.test_whole_case import AGENCY, INSPECTORATE, OMBUDSMAN, plain_days

FAULTY = "Lampu masih padam semalam."


def disputed(visit: Callable[..., Page], desk: Desk) -> Citizen:
    citizen = Citizen(visit(PHONE)).report(agency=AGENCY)
    verify_and_hand_on(desk, citizen.number)
    answer(desk, WORKS, citizen.number, "Lampu sudah kami ganti.")
    citizen.follow().say("Tutup laporan", outcome="Sudah ditangani")
    citizen.follow().say("Buka kembali", FAULTY)
    return citizen


def ask_review(citizen: Citizen, office: str) -> None:
    act = citizen.follow().act("Minta pengawas memeriksa")
    act.locator("label", has_text=office).click()
    act.locator('textarea[name="words"]').fill("Dua kali dinyatakan selesai.")
    act.locator('input[name="consent"]').check()
    act.locator("form button").click()
    expect(citizen.page.get_by_text("Permintaan Anda sudah sampai")).to_be_visible()


def test_a_dispute_is_examined_and_what_was_recommended_is_done(visit, desk, eye, quiet):
    citizen = disputed(visit, desk)
    act = citizen.follow().act("Minta pengawas memeriksa")
    act.locator("form button").click()
    expect(citizen.page.get_by_text("Pilih pengawasnya.").first).to_be_visible()
    eye.at(quiet(citizen.page), "thread-review-fault")
    ask_review(citizen, "Inspektorat")
    eye.at(citizen.page, "thread-review-asked")

    overseer = desk.of(INSPECTORATE)
    overseer.page.goto("/desk/pemeriksaan/")
    eye.at(quiet(overseer.page), "reviews")
    overseer.open(citizen.number)
    expect(overseer.page.get_by_text("Dua kali dinyatakan selesai.")).to_be_visible()
    eye.at(overseer.page, "case-review-asked")
    act = overseer.act("accept_review")
    act.locator('input[name="until"]').fill(plain_days(9).isoformat())
    overseer.send(act)
    act = overseer.act("ask_office")
    act.locator('textarea[name="words"]').fill("Siapa yang mengganti lampunya?")
    act.locator('input[name="until"]').fill(plain_days(5).isoformat())
    overseer.send(act)

    works = desk.of(WORKS).open(citizen.number)
    expect(works.page.get_by_text("Siapa yang mengganti lampunya?").first).to_be_visible()
    eye.at(quiet(works.page), "case-review-owed")
    act = works.act("answer_review")
    act.locator('textarea[name="words"]').fill("Regu dua, tetapi kabelnya putus lagi.")
    works.send(act)

    overseer.open(citizen.number)
    expect(overseer.page.get_by_text("Regu dua, tetapi kabelnya putus lagi.")).to_be_visible()
    act = overseer.act("find")
    act.get_by_text("Penundaan berlarut", exact=True).click()
    act.locator('textarea[name="words"]').fill("Kabel tidak diperiksa sebelum dinyatakan selesai.")
    overseer.send(act)
    act = overseer.act("recommend")
    act.locator('textarea[name="words"]').fill("Ganti kabelnya dan periksa tiap minggu.")
    act.locator('input[name="until"]').fill(plain_days(12).isoformat())
    overseer.send(act)
    citizen.follow()
    expect(citizen.page.get_by_text("Ganti kabelnya dan periksa tiap minggu.")).to_be_visible()
    expect(citizen.page.get_by_text("Regu dua")).to_have_count(0)
    eye.at(citizen.page, "thread-review-advised")

    works.open(citizen.number)
    act = works.act("answer_review")
    act.locator('textarea[name="words"]').fill("Kabel diganti kemarin.")
    act.locator('input[name="carried_out"]').check()
    works.send(act)
    overseer.open(citizen.number)
    act = overseer.act("end_review")
    act.get_by_text("Rekomendasi dilaksanakan", exact=True).click()
    act.locator('textarea[name="words"]').fill("Kami lihat sendiri lampunya menyala.")
    overseer.send(act)
    eye.at(overseer.page, "case-review-ended")
    overseer.page.goto("/desk/pemeriksaan/?lihat=selesai")
    eye.at(overseer.page, "reviews-ended")

    citizen.follow()
    expect(citizen.page.get_by_text("Kami lihat sendiri lampunya menyala.")).to_be_visible()
    expect(citizen.page.get_by_text("Rekomendasi dilaksanakan").first).to_be_visible()
    eye.at(citizen.page, "thread-review-ended")


def test_who_was_refused_goes_to_the_other_door_without_scripts(visit, desk):
    citizen = disputed(visit, desk)
    ask_review(citizen, "Inspektorat")
    overseer = desk.of(INSPECTORATE).open(citizen.number)
    act = overseer.act("refuse_review")
    act.get_by_text("Kantor masih punya waktu menjawab").click()
    act.locator('textarea[name="words"]').fill("Tenggatnya masih minggu depan.")
    overseer.send(act)
    plain = Citizen(visit(PHONE, scripts=False))
    plain.number, plain.key = citizen.number, citizen.key
    plain.follow()
    expect(plain.page.get_by_text("Tenggatnya masih minggu depan.")).to_be_visible()
    expect(plain.page.get_by_text("Anda masih dapat meminta pengawas lain")).to_be_visible()
    ask_review(plain, "Ombudsman Republik Indonesia")
    assert "accept_review" in desk.of(OMBUDSMAN).open(citizen.number).offers()
    assert "accept_review" not in overseer.open(citizen.number).offers()
    act = plain.follow().act("Cabut persetujuan pemeriksaan")
    act.locator('input[name="sure"]').check()
    act.locator("form button").click()
    expect(plain.page.get_by_text("Persetujuan Anda sudah dicabut")).to_be_visible()
    assert "accept_review" not in desk.of(OMBUDSMAN).open(citizen.number).offers()


def test_a_finding_is_sealed_from_the_nation_too(visit, desk):
    citizen = disputed(visit, desk)
    ask_review(citizen, "Inspektorat")
    overseer = desk.of(INSPECTORATE).open(citizen.number)
    act = overseer.act("accept_review")
    act.locator('input[name="until"]').fill(plain_days(9).isoformat())
    overseer.send(act)
    act = overseer.act("find")
    act.get_by_text("Penyimpangan prosedur", exact=True).click()
    act.locator('textarea[name="words"]').fill("Menurut saksi pertama.")
    act.locator('input[name="sealed"]').check()
    overseer.send(act)
    for who in (NATION, WORKS):
        page = desk.of(who).open(citizen.number).page
        expect(page.get_by_text("Disegel sampai pemeriksaan ditutup")).to_be_visible()
        expect(page.get_by_text("Menurut saksi pertama.")).to_have_count(0)
