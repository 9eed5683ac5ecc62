"""A real browser before the real service: web server and worker as a person starts them."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

from tests.journeys.eye import LAPTOP, Eye
from tests.journeys.people import Desk
from tests.project.service import Service, until

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
REPORTS = "60"  # enough for every page to be alive


def pytest_collection_modifyitems(items):
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.journey)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


@pytest.fixture(scope="session")
def service() -> Iterator[Service]:
    """The whole of LAPOR over a cluster of its own, with the people and reports of the demo."""
    service = Service()
    service.environment["LAPOR_DEMO"] = "1"
    try:
        service.start("run", "--reports", REPORTS)
        until(lambda: service.is_at("/readyz", 200), tries=3000)
        yield service
    finally:
        service.remove()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser, service: Service) -> Iterator[Callable[..., Page]]:
    """Open a browser of one's own: a laptop, or `visit(PHONE)`, or `visit(scripts=False)`."""
    opened: list[BrowserContext] = []

    def open_one(size: ViewportSize = LAPTOP, *, scripts: bool = True) -> Page:
        context = browser.new_context(
            base_url=service.address,
            viewport=size,
            java_script_enabled=scripts,
            locale="id-ID",
            timezone_id="Asia/Jakarta",
        )
        context.set_default_timeout(15_000)
        opened.append(context)
        return context.new_page()

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture(scope="session")
def desk(browser: Browser, service: Service) -> Iterator[Desk]:
    """The officers, each signed in once for all journeys: a code works only once."""
    desk = Desk(browser, service)
    yield desk
    desk.close()


@pytest.fixture
def clock(service: Service) -> Callable[[str], str]:
    """Run the timers as if it were then; the only thing that moves time."""

    def run(moment: str) -> str:
        code, said = service.call("timers", "run", "--at", moment)
        assert code == 0, said
        return said

    return run


@dataclass(frozen=True)
class DayOff:
    """A holiday that lies in the way, and a count of working days that knows it."""

    name: str
    all: frozenset[date]

    def working_days_from_today(self, count: int) -> date:
        day = today()
        while count:
            day += timedelta(days=1)
            count -= day.weekday() < 5 and day not in self.all
        return day


@pytest.fixture
def holiday(service: Service, desk: Desk) -> DayOff:
    """Make the next working day a holiday, on the page of an administrator."""
    free = holidays_of(service)
    day, name = DayOff("", free).working_days_from_today(1), "Hari Libur Perjalanan"
    page = desk.of("demo-nasional-admin").page
    page.goto("/desk/aturan/hari-libur/baru")
    page.get_by_label("Tanggal").fill(day.isoformat())
    page.get_by_label("Nama").fill(name)
    page.get_by_label("Dasar atau alasan").fill("Keputusan bersama")
    page.get_by_role("button", name="Lihat akibatnya").click()
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("status").first).to_contain_text("Tersimpan")
    return DayOff(name, free | {day})


def holidays_of(service: Service) -> frozenset[date]:
    days = service.cluster.sql(
        "lapor", "SELECT day FROM agencies_holiday WHERE agency_id IS NULL AND NOT withdrawn"
    )
    return frozenset(date.fromisoformat(line) for line in days.split())


def today() -> date:
    return datetime.now(ZoneInfo("Asia/Jakarta")).date()


@pytest.fixture(scope="session")
def shots() -> Path:
    """Where the screenshots of a run are kept."""
    folder = Path(os.environ.get("LAPOR_SHOTS", "var/shots")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def eye(shots: Path) -> Iterator[Eye]:
    eye = Eye(shots)
    yield eye
    assert not eye.wrong, "\n".join(eye.wrong)


@pytest.fixture
def quiet() -> Iterator[Callable[[Page], Page]]:
    """Listen for anything that a script or the content policy complains of."""
    said: list[str] = []

    def listen(page: Page) -> Page:
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on(
            "console",
            lambda line: (
                said.append(line.text)
                if line.type == "error" and "status of 4" not in line.text
                else None
            ),
        )
        return page

    yield listen
    assert not said
