"""English for who chooses it: the pages, the letters and the way back."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.eye import LAPTOP, PHONE, SIZES, Eye
from tests.journeys.people import DAY_OF_IT, Citizen, plain
from tests.journeys.test_pages import ask_again
from tests.journeys.test_stories import CITY, NATION, verify_and_hand_on

PUBLIC = {
    "home": "/",
    "form": "/lapor",
    "drafts": "/draf",
    "track": "/lacak",
    "browse": "/laporan/",
    "agency": "/instansi/kota-serang/",
    "deadlines": "/tentang/tenggat",
    "privacy-notice": "/tentang/privasi",
    "terms": "/tentang/ketentuan",
    "accessibility": "/tentang/aksesibilitas",
    "licence": "/tentang/lisensi",
    "missing": "/laporan/ZZZZZZZZ",
}
DESK = {
    "inbox": "/desk/",
    "rules": "/desk/aturan/",
    "legal": "/desk/aturan/ketentuan",
    "legal-new": "/desk/aturan/ketentuan?jenis=terms",
    "audit": "/desk/audit",
}
INDONESIAN = re.compile(r"\b(Anda|yang|tidak|sudah|dengan|paling lambat|hari kerja)\b")
ADDRESS = "merbabu@example.org"


def switch(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "en" if name == "English" else "id")


def look(eye: Eye, page: Page, name: str) -> None:
    """Keep a picture and judge the page at both sizes; the frame says nothing in Indonesian."""
    for width, size in SIZES.items():
        page.set_viewport_size(size)
        page.screenshot(path=eye.folder / f"en-{name}-{width}.png", full_page=True)
        eye.measure(page, f"en {name} at {width}")
        eye.judge(page, size, f"en {name} at {width}")
    said = " ".join(page.locator("header, h1, h2, label, button, .hint, .pill").all_inner_texts())
    if found := INDONESIAN.search(said):
        eye.wrong.append(f"en {name} says {found[0]}")


def test_a_citizen_reports_in_english_and_is_written_to_in_english(visit, desk, eye):
    page = visit(LAPTOP)
    page.goto("/lapor")
    page.get_by_label("Judul singkat").fill("Street lights out by the market")
    switch(page, "English")
    expect(page.get_by_label("Short title")).to_have_value("Street lights out by the market")
    page.get_by_label("What happened?").fill("Three lamps have been dark for a month.")
    page.locator('input[name="occurred_on"]').fill(DAY_OF_IT)
    page.locator('input[name="agency"]').fill("Pemerintah Kota Serang")
    page.locator('input[name="address"]').fill(ADDRESS)
    page.locator('input[name="truth"]').check()
    page.get_by_label("Short title").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("We have received your report")
    citizen = Citizen(page)
    citizen.number = plain(page.locator(".code-big").inner_text())
    citizen.key = plain(page.locator(".code-key").inner_text())
    look(eye, page, "receipt")
    switch(page, "Bahasa Indonesia")
    expect(page.get_by_role("heading", level=1)).to_have_text("Laporan Anda sudah kami terima")
    assert plain(page.locator(".code-key").inner_text()) == citizen.key
    switch(page, "English")
    verify_and_hand_on(desk, citizen.number)
    page.goto("/lacak")
    page.locator('input[name="kode"]').last.fill(citizen.key)
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.get_by_role("heading", name="Progress of the report")).to_be_visible()
    expect(page.get_by_text("handed the report on to").first).to_be_visible()
    look(eye, page, "thread")
    mail = page.get_by_role("listitem").filter(has_text=ADDRESS).get_by_role("link")
    expect(ask_again(page, "/dev/mail", mail)).not_to_have_count(0)
    expect(mail.first).to_contain_text("Report")
    mail.first.click()
    expect(page.get_by_text("Open this report on the Track page")).to_be_visible()
    page.goto("/lacak/percakapan")
    switch(page, "Bahasa Indonesia")
    expect(page.get_by_role("heading", name="Perjalanan laporan")).to_be_visible()


def test_pages_for_everyone_in_english(visit, eye):
    page = visit(PHONE, scripts=True)
    page.goto("/lacak")
    switch(page, "English")
    for name, path in PUBLIC.items():
        page.goto(path)
        expect(page.locator("html")).to_have_attribute("lang", "en")
        look(eye, page, name)


def test_the_switch_works_without_scripts(visit):
    page = visit(PHONE, scripts=False)
    page.goto("/tentang/tenggat")
    switch(page, "English")
    expect(page).to_have_url(re.compile("/tentang/tenggat$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Deadline rules")


def test_the_desk_in_english_for_one_officer_alone(desk, eye):
    page = desk.of(NATION).page
    page.goto("/desk/")
    switch(page, "English")
    try:
        for name, path in DESK.items():
            page.goto(path)
            look(eye, page, f"desk-{name}")
        other = desk.of(CITY).page
        other.goto("/desk/")
        expect(other.locator("html")).to_have_attribute("lang", "id")
    finally:
        page.goto("/desk/")
        switch(page, "Bahasa Indonesia")
