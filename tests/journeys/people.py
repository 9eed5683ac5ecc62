"""The people of the journeys, who use the pages alone: a citizen, and officers at their desks."""

import re
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect

from lapor.accounts.demo import PASSWORD
from tests.project.service import Service

STORY = {
    "Judul singkat": "Lampu jalan padam di depan balai kelurahan",
    "Apa yang terjadi?": "Sudah empat minggu tiga lampu padam. Malam hari gelap dan licin.",
}
DAY_OF_IT = "05/01/2026"


class Desk:
    """Browsers of officers by name; each signs in once, because a code works only once."""

    def __init__(self, browser: Browser, service: Service) -> None:
        self.browser, self.service = browser, service
        self.seated: dict[str, BrowserContext] = {}

    def of(self, username: str, size: ViewportSize | None = None) -> "Officer":
        """Return this officer in a page of their own, signed in with password and code."""
        if username not in self.seated:
            self.seated[username] = self.sign_in(username)
        page = self.seated[username].new_page()
        if size:
            page.set_viewport_size(size)
        return Officer(page)

    def sign_in(self, username: str) -> BrowserContext:
        context = self.browser.new_context(
            base_url=self.service.address, locale="id-ID", timezone_id="Asia/Jakarta"
        )
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.goto("/desk/")
        page.get_by_label("Nama pengguna").fill(username)
        page.get_by_label("Kata sandi").fill(PASSWORD)
        page.get_by_role("button", name="Lanjutkan").click()
        code, said = self.service.call("demo", "code", username)
        assert code == 0, said
        page.get_by_label("Kode").fill(said.strip())
        page.get_by_role("button", name="Masuk", exact=True).click()
        expect(page.get_by_role("navigation", name="Utama")).to_be_visible()
        page.close()
        return context

    def close(self) -> None:
        for context in self.seated.values():
            context.close()


class Officer:
    """One officer at one page of the desk."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, number: str) -> "Officer":
        self.page.goto(f"/desk/laporan/{number}")
        return self

    def sees(self, number: str) -> bool:
        answer = self.page.goto(f"/desk/laporan/{number}")
        return bool(answer and answer.status == 200)

    def finds_in_inbox(self, number: str) -> Locator:
        self.page.goto("/desk/")
        return self.page.get_by_text(grouped(number)).first

    def act(self, move: str) -> Locator:
        """Open one of the steps at the side of the case and return it."""
        act = self.page.locator(f"details.act#{move}")
        if act.get_attribute("open") is None:
            act.locator("> summary").click()
        return act

    def offers(self) -> set[str]:
        """Return the names of the steps that the page offers."""
        acts = self.page.locator("details.act").all()
        return {str(act.get_attribute("id")) for act in acts}

    def choose(self, act: Locator, field: str, name: str) -> None:
        """Type the name of an office and take the one that is offered under it."""
        act.locator(f'input[name="{field}"]').fill("")
        act.locator(f'input[name="{field}"]').press_sequentially(name)
        offered = act.locator(
            "label", has=act.page.locator(f'input[type=radio][name="{field}_pick"]')
        )
        offered.filter(has_text=name, visible=True).first.click()

    def send(self, act: Locator) -> None:
        """Press the button of a step and see that the case is shown again with a result."""
        with self.page.expect_navigation():
            act.locator('button[type="submit"]:visible').last.click()
        expect(self.page.locator('[role="status"], .note.is-ok').first).to_be_visible()


class Citizen:
    """Somebody with a browser and a story."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.number = self.key = ""

    def report(self, **told: Any) -> "Citizen":
        """Fill in the form and send it; keep number and key from the receipt.

        told: place, agency, subject, name, address, title, photo; what is not told stays empty.
        """
        page = self.page
        page.goto("/lapor")
        page.get_by_label("Judul singkat").fill(told.get("title", STORY["Judul singkat"]))
        page.get_by_label("Apa yang terjadi?").fill(told.get("body", STORY["Apa yang terjadi?"]))
        page.locator('input[name="occurred_on"]').fill(DAY_OF_IT)
        if "name" in told:
            page.locator(f'input[name="who"][value="{told.get("way", "named")}"]').check()
            page.locator('input[name="name"]').fill(told["name"])
        for field, kept in (("place", "place"), ("agency", "agency"), ("subject_1", "subject")):
            if kept in told:
                page.locator(f'input[name="{field}"]').fill(told[kept])
        if "address" in told:
            page.locator('input[name="address"]').fill(told["address"])
        if told.get("confidential"):
            page.locator('input[name="confidential"]').check()
        if "photo" in told:
            page.locator("#f-report-upload").set_input_files(told["photo"])
            expect(page.locator("#f-report-files .file")).to_contain_text("Aman", timeout=60_000)
        page.locator('input[name="truth"]').check()
        send = page.get_by_role("button", name="Kirim laporan")
        send.click()
        asked = page.locator("#f-alike_seen .error")  # is it one that was published already?
        expect(page.locator(".code-big").or_(asked).first).to_be_visible()
        if asked.count():
            send.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Laporan Anda sudah kami terima")
        self.number = plain(page.locator(".code-big").inner_text())
        self.key = plain(page.locator(".code-key").inner_text())
        return self

    def follow(self) -> "Citizen":
        """Open the thread by the key, as on any day after."""
        self.page.goto("/lacak")
        self.page.locator('input[name="kode"]').last.fill(self.key)
        self.page.get_by_role("button", name="Buka", exact=True).click()
        expect(self.page).to_have_url(re.compile("/lacak/percakapan"))
        return self

    def act(self, name: str) -> Locator:
        """Open one of the things that the reporter may do and return it."""
        act = self.page.locator("details.act", has_text=name).first
        if act.get_attribute("open") is None:
            act.locator("> summary").click()
        return act

    def say(self, name: str, words: str = "", outcome: str = "") -> None:
        """Reply, add, close or withdraw, and see the thread again with it."""
        act = self.act(name)
        if words:
            act.locator('textarea[name="words"]').fill(words)
        if outcome:
            act.get_by_text(outcome, exact=True).click()
        if act.locator('input[name="sure"]').count():
            act.locator('input[name="sure"]').check()
        act.locator("form button").click()
        expect(self.page.locator('[role="alert"]')).to_have_count(0)


def plain(code: str) -> str:
    """Return a code as it is typed without looking: letters and digits alone."""
    return re.sub(r"[^0-9A-Z]", "", code)


def grouped(number: str) -> str:
    return f"{number[:4]}-{number[4:]}"
