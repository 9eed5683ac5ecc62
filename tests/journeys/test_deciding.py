"""Two offices pass a report on; the one above them decides, and that binds."""

from playwright.sync_api import expect

from tests.journeys.eye import PHONE
from tests.journeys.people import Citizen, Desk, grouped
from tests.journeys.test_stories import CITY, KELURAHAN, WORKS, WORKS_NAME, verify_and_hand_on


def decline(desk: Desk, who: str, number: str, to: str, says: str) -> None:
    officer = desk.of(who).open(number)
    act = officer.act("decline")
    expect(act.get_by_text(says)).to_be_visible()
    act.locator('input[name="reason"]').first.check()
    officer.choose(act, "next", to)
    act.locator('textarea[name="words"]').fill("Bukan bagian unit kami.")
    officer.send(act)


def test_what_two_pass_on_is_decided_by_the_office_above_and_that_binds(visit, desk, eye):
    citizen = Citizen(visit(PHONE)).report(
        place="Sawah Luhur, Kasemen, Kota Serang", agency="Pemerintah Kota Serang"
    )
    number = citizen.number
    verify_and_hand_on(desk, number)
    decline(desk, WORKS, number, "Kelurahan Sawah Luhur", "Belum pernah dialihkan.")
    decline(desk, KELURAHAN, number, "Kecamatan Kasemen", "Pemerintah Kota Serang yang menetapkan")

    city = desk.of(CITY)
    city.page.goto("/desk/")
    city.page.get_by_role("link", name="Harus Anda tetapkan").click()
    expect(city.page.get_by_role("heading", level=1)).to_have_text("Harus Anda tetapkan")
    expect(city.page.get_by_text(grouped(number)).first).to_be_visible()
    eye.at(city.page, "deciding-list")
    city.open(number)
    expect(city.page.get_by_role("heading", name="Dari kantor ke kantor")).to_be_visible()
    expect(city.page.get_by_text("Harus menetapkan")).to_be_visible()
    eye.at(city.page, "deciding-case")
    city.open(number)
    act = city.act("decline")
    act.locator('input[name="reason"]').first.check()
    city.choose(act, "next", "Kelurahan Sawah Luhur")
    act.locator('textarea[name="words"]').fill("Kelurahan saja.")
    act.locator('button[type="submit"]:visible').last.click()
    expect(city.page.get_by_text("unit Anda yang menetapkan").first).to_be_visible()
    expect(city.act("decline").locator('textarea[name="words"]')).to_have_value("Kelurahan saja.")
    city.open(number)
    act = city.act("assign")
    city.choose(act, "to", WORKS_NAME)
    city.send(act)

    works = desk.of(WORKS).open(number)
    assert "decline" not in works.offers()
    expect(works.page.get_by_text("Penugasan terakhir mengikat").first).to_be_visible()
    expect(works.page.get_by_text("Penetapan mengikat").first).to_be_visible()
    eye.at(works.page, "deciding-bound")

    citizen.follow()
    past = citizen.page.get_by_text("Laporan Anda pernah di")
    expect(past.filter(has_text="Kelurahan Sawah Luhur")).to_be_visible()
    expect(citizen.page.get_by_text("tidak dapat mengalihkannya lagi")).to_be_visible()
    eye.at(citizen.page, "deciding-reporter")
