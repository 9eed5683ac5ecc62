"""A whole report by the app: told on the device at each step, answered, followed, closed, rated."""

import json
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, CDPSession, Page, expect

from tests.channels.push import endpoint
from tests.journeys.eye import PHONE
from tests.journeys.people import Citizen, Desk, grouped
from tests.journeys.test_stories import NATION, WORKS, answer, verify_and_hand_on
from tests.project.service import Service, until

# A browser without its maker's service never gets an address there. Everything else is its own.
SUBSCRIBES = """PushManager.prototype.getSubscription = async () => null;
PushManager.prototype.subscribe = async (options) => {
    if (!options.userVisibleOnly || options.applicationServerKey.length !== 65) throw new Error();
    return { toJSON: () => (%s) };
};
Notification.requestPermission = async () => 'granted';"""
SHOWN = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
    .map(({ title, body, tag, data }) => ({ title, body, tag, url: data.url }))"""


@pytest.fixture
def push() -> Iterator[endpoint.Service]:
    with endpoint.push_service() as service:
        yield service


class Phone:
    """A citizen's telephone: its browser, and what its maker's service brings to its screen."""

    def __init__(self, page: Page, push: endpoint.Service) -> None:
        self.page, self.push, self.owner = page, push, endpoint.Browser()
        self.brought = 0
        device = self.owner.subscribed(f"{push.address}/telepon")
        keys = {"p256dh": device.p256dh, "auth": device.auth}
        told = json.dumps({"endpoint": device.endpoint, "keys": keys})
        page.context.grant_permissions(["notifications"])
        page.add_init_script(SUBSCRIBES % told)
        self.line: CDPSession = page.context.new_cdp_session(page)
        self.registrations: list[str] = []
        self.line.on("ServiceWorker.workerRegistrationUpdated", self._note)
        self.line.send("ServiceWorker.enable")
        self.displayed = 0
        self.line.on("BackgroundService.backgroundServiceEventReceived", self._count)
        notices = {"service": "notifications"}
        self.line.send("BackgroundService.setRecording", notices | {"shouldRecord": True})
        self.line.send("BackgroundService.startObserving", notices)

    def _note(self, event: dict[str, list[dict[str, str]]]) -> None:
        self.registrations += [row["registrationId"] for row in event["registrations"]]

    def _count(self, event: dict[str, dict[str, str]]) -> None:
        self.displayed += event["backgroundServiceEvent"]["eventName"] == "Notification displayed"

    def _is_displayed(self) -> bool:
        """Say whether what was brought stands on the screen.

        Chromium is not asked for its notices before: one that is on its way there is lost by that.
        """
        self.page.evaluate("true")  # lets what the browser tells come in
        return self.displayed >= self.brought

    def next(self) -> dict[str, str]:
        """Wait for the next notice, bring it as the service would, and return what is shown."""
        until(lambda: len(self.push.came) > self.brought)
        _headers, body = self.push.came[self.brought]
        self.brought += 1
        told = self.owner.reads(body)
        parts = urlsplit(self.page.url)
        bring = {
            "origin": f"{parts.scheme}://{parts.netloc}",
            "registrationId": self.registrations[-1],
            "data": json.dumps(told),
        }
        self.line.send("ServiceWorker.deliverPushMessage", bring)
        until(self._is_displayed)
        shown = self.page.evaluate(SHOWN)
        assert len(shown) == 1, "a newer word takes the place of the one before"
        notice: dict[str, str] = shown[0]
        assert set(told) == {"number", "text"}
        return notice


def test_a_report_by_the_app_from_the_first_word_to_the_rating(visit, desk, service, push, eye):
    page = visit(PHONE)
    phone = Phone(page, push)
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready")
    citizen = Citizen(page).report(
        title="Lampu padam lewat aplikasi", agency="Pemerintah Kota Serang"
    )
    allow_this_machine(page, service)
    page.get_by_role("button", name="Kabari di perangkat ini").click()
    expect(page.get_by_text("Kabar laporan ini datang di perangkat ini.")).to_be_visible()
    eye.at(page, "receipt-told")

    verify_and_hand_on(desk, citizen.number)
    notice = phone.next()
    assert notice["title"] == "Kabar laporan Anda"
    assert grouped(citizen.number) in notice["body"]
    assert notice["tag"] == citizen.number
    assert notice["url"] == f"/lacak?kode={citizen.number}"
    for hidden in ("padam lewat", "Lampu", "Serang"):
        assert hidden not in json.dumps(notice)

    page.goto(notice["url"])
    expect(page.get_by_text("Terdisposisi").first).to_be_visible()
    citizen.follow()
    expect(page.get_by_role("button", name="Hentikan kabar di perangkat")).to_be_visible()
    eye.at(page, "thread-told")
    seen = len(push.came)
    ask(desk, citizen.number)
    until(lambda: len(push.came) > seen)
    page.reload()
    citizen.say("Jawab pertanyaan", "Di depan pos ronda.")
    answer(desk, WORKS, citizen.number, "Lampu sudah kami ganti.")
    until(lambda: len(push.came) > seen + 1)
    page.reload()
    citizen.say("Tanggapi", "Satu masih padam.")
    answer(desk, WORKS, citizen.number, "Yang satu juga sudah diganti.")
    page.reload()
    citizen.say("Tutup laporan", outcome="Sudah ditangani")
    act = citizen.act("Beri nilai")
    act.get_by_text("5 – Sangat baik").click()
    act.get_by_role("button", name="Kirim nilai").click()
    expect(page.get_by_text("Nilai Anda tersimpan.")).to_be_visible()

    page.get_by_role("button", name="Hentikan kabar di perangkat").click()
    expect(page.get_by_text("Kabar di perangkat sudah dihentikan.")).to_be_visible()

    nation = desk.of(NATION).page
    nation.goto("/desk/kanal/")
    costs = nation.get_by_role("region", name="Biaya per bulan dan kanal")
    expect(costs.get_by_role("row")).not_to_have_count(1)
    eye.at(nation, "channels-costs")


def ask(desk: Desk, number: str) -> None:
    officer = desk.of(WORKS).open(number)
    act = officer.act("hold")
    act.locator('textarea[name="question"], textarea[name="words"]').first.fill("Lampu yang mana?")
    officer.send(act)


def allow_this_machine(page: Page, service: Service) -> None:
    """Name the push service of this test in its account, as an administrator may."""
    page.evaluate("fetch('/lacak/percakapan/perangkat')")
    service.cluster.sql(
        "lapor",
        'UPDATE outbox_channelaccount SET said = said || \'{"hosts": "127.0.0.1"}\'::jsonb'
        " WHERE channel = 'push' RETURNING 1",
    )


def test_the_app_is_what_an_audit_of_installed_apps_looks_for(visit, service, quiet):
    page = quiet(visit(PHONE))
    page.goto("/")
    told = page.evaluate(
        "fetch(document.querySelector('link[rel=manifest]').href).then((one) => one.json())"
    )
    assert told["name"]
    assert told["start_url"] == "/"
    for icon in told["icons"]:
        got = page.request.get(icon["src"])
        assert got.status == 200, icon
        assert got.headers["content-type"].startswith(icon["type"])
    for shortcut in told["shortcuts"]:
        assert page.request.get(shortcut["url"]).status == 200
    assert page.locator("meta[name=viewport]").get_attribute("content") == (
        "width=device-width, initial-scale=1"
    )
    assert page.locator("meta[name=theme-color]").get_attribute("content") == told["theme_color"]
    page.evaluate("navigator.serviceWorker.ready")
    page.reload()
    assert page.evaluate("Boolean(navigator.serviceWorker.controller)")
    errors = page.context.new_cdp_session(page).send("Page.getInstallabilityErrors")
    wrong = [row["errorId"] for row in errors["installabilityErrors"]]
    assert set(wrong) <= {"in-incognito"}  # each browser of a test is one
    names = page.evaluate(
        "caches.keys().then(async (names) => (await Promise.all(names.map(async (name) =>"
        " (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname))"
        ")).flat())"
    )
    private = re.compile("^/(lacak|akun|desk|kabar|pihak)")
    assert [name for name in names if private.match(name)] == []


def test_where_the_worker_is_switched_off_it_leaves_the_browsers_that_have_it(visit):
    page = visit(PHONE)
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready")
    context: BrowserContext = page.context
    context.route("**/sw.js", lambda route: route.fulfill(
        body="", content_type="text/javascript"))  # fmt: skip
    page.route("**/tentang/kerahasiaan", lambda route: route.fulfill(
        body=route.fetch().text().replace('data-worker="/sw.js"', 'data-worker=""'),
        content_type="text/html; charset=utf-8"))  # fmt: skip
    page.goto("/tentang/kerahasiaan")
    page.wait_for_function(
        "navigator.serviceWorker.getRegistrations().then((all) => all.length === 0)"
    )
