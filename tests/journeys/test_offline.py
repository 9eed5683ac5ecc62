"""The app without a network: a report with two photos that waits in the browser for its line."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.files import made
from tests.journeys.conftest import CHROMIUM, QUIET
from tests.journeys.eye import PHONE
from tests.journeys.line import Line, line_to
from tests.journeys.test_files import SAFE, SLOW, choose, file_of, photo_with_place
from tests.project.service import Service, until

TITLE = "Jembatan gantung putus tanpa-sinyal"
DRAFT = re.compile("Draf tersimpan di perangkat ini")
CONTROLLED = "navigator.serviceWorker.ready.then(() => Boolean(navigator.serviceWorker.controller))"


@pytest.fixture
def line(service: Service) -> Iterator[Line]:
    with line_to(int(service.environment["PORT"])) as line:
        yield line


@pytest.fixture
def phone(browser: Browser, tmp_path: Path, line: Line) -> Callable[[], object]:
    """Open the browser of one phone, again and again: what it kept is still there."""

    @contextmanager
    def opened() -> Iterator[Page]:
        context: BrowserContext = browser.browser_type.launch_persistent_context(
            tmp_path / "phone",
            executable_path=CHROMIUM,
            args=list(QUIET),
            base_url=line.address,
            viewport=PHONE,
            locale="id-ID",
            timezone_id="Asia/Jakarta",
        )
        context.set_default_timeout(20_000)
        try:
            yield context.pages[0] if context.pages else context.new_page()
        finally:
            context.close()

    return opened


def reports(service: Service, title: str = TITLE) -> int:
    found = service.cluster.sql(
        "lapor",
        f"SELECT count(*) FROM reports_report WHERE title = '{title}'",  # noqa: S608
    )
    return int(found)


def files_begun(service: Service) -> int:
    return int(service.cluster.sql("lapor", "SELECT count(*) FROM files_file"))


def install(page: Page) -> None:
    """Visit once while there is a line, as somebody does before they need it."""
    page.goto("/lapor")
    page.evaluate("navigator.serviceWorker.ready")
    page.reload()
    assert page.evaluate(CONTROLLED)


def write(page: Page, title: str = TITLE) -> None:
    page.get_by_label("Judul singkat").fill(title)
    page.get_by_label("Apa yang terjadi?").fill("Sejak Senin anak-anak tidak bisa menyeberang.")
    page.get_by_label("Tanggal kejadian").fill("02/03/2026")
    page.locator("input[name=truth]").check()


def photos() -> list[dict[str, object]]:
    return [file_of(made.image(size=(900, 700 + n)), f"{n}.jpg", "image/jpeg") for n in (1, 2)]


def test_two_photos_without_a_line_become_one_report_when_it_is_back(phone, line, service, eye):
    with phone() as page:
        install(page)
        line.cut()
        page.context.set_offline(True)
        page.goto("/lapor")
        write(page)
        choose(page, "report", *photos())
        expect(page.locator("#f-report-files .file")).to_have_count(2)
        expect(page.locator("#f-report-files .file").first).to_contain_text("begitu ada jaringan")
        expect(page.get_by_text(DRAFT)).to_be_visible()
        eye.at(page, "offline-form")
    with phone() as page:  # the phone was off meanwhile
        page.context.set_offline(True)
        page.goto("/lapor")
        page.get_by_role("link", name="Lanjutkan").click()
        expect(page.get_by_label("Judul singkat")).to_have_value(TITLE)
        expect(page.locator("#f-report-files .file")).to_have_count(2)
        page.get_by_role("button", name="Kirim laporan").click()
        expect(page).to_have_url(re.compile("/draf$"))
        waiting = page.get_by_role("region", name="Tersimpan di perangkat ini")
        expect(waiting).to_contain_text("terkirim sendiri begitu ada jaringan")
        expect(page.get_by_text("Tidak ada jaringan.")).to_be_visible()
        eye.at(page, "offline-drafts")
    assert reports(service) == 0
    with phone() as page:
        line.mend()
        page.goto("/")
        sent = page.get_by_role("region", name="Tersimpan di perangkat ini")
        expect(sent).to_contain_text("Laporan Anda sudah kami terima", timeout=60_000)
        eye.at(page, "offline-sent")
        assert reports(service) == 1
        code = sent.locator("[data-code]").text_content() or ""
        page.goto("/lacak")
        page.get_by_label("Kode laporan atau kunci balasan").fill(code)
        page.get_by_role("button", name="Buka", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
        expect(page.get_by_role("link", name=re.compile("Lihat lampiran"))).to_have_count(2)
        page.goto("/draf")
        page.get_by_role("button", name="Sudah saya catat").click()
        page.get_by_role("button", name="Tekan lagi").click()
        expect(page.get_by_text("Tidak ada draf di perangkat ini.")).to_be_visible()
    assert reports(service) == 1


def test_a_photo_half_way_up_goes_on_when_the_app_is_opened_again(phone, line, service):
    """The line falls in the middle of a photo, the app is closed, another network is there."""
    title = "Gorong-gorong runtuh separuh-jalan"
    big = file_of(photo_with_place(), "besar.jpg", "image/jpeg")
    with phone() as page:
        install(page)
        write(page, title)
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", SLOW)
        choose(page, "report", big)
        row = page.locator("#f-report-files .file")
        expect(row).to_contain_text(re.compile(r"Mengunggah [1-9]\d? %"), timeout=30_000)
        line.cut()
        expect(row).to_contain_text("Sambungan terputus")
        expect(page.get_by_text(DRAFT)).to_be_visible()
    begun = files_begun(service)
    line.mend()
    with phone() as page:
        page.goto("/lapor")
        page.get_by_role("link", name="Lanjutkan").click()
        row = page.locator("#f-report-files .file")
        expect(row).to_contain_text(SAFE, timeout=60_000)
        page.get_by_role("button", name="Kirim laporan").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Laporan Anda sudah kami terima")
        page.goto("/draf")
        expect(page.get_by_text("Tidak ada draf di perangkat ini.")).to_be_visible()
    assert files_begun(service) == begun
    assert reports(service, title) == 1


def test_what_a_rule_refuses_comes_back_to_the_form_with_its_fields(phone, line, service):
    title = "Laporan dengan tanggal besok-lusa"
    with phone() as page:
        install(page)
        line.cut()
        page.context.set_offline(True)
        page.goto("/lapor")
        write(page, title)
        page.get_by_label("Tanggal kejadian").fill("01/01/2031")
        page.get_by_role("button", name="Kirim laporan").click()
        expect(page).to_have_url(re.compile("/draf$"))
        line.mend()
        page.context.set_offline(False)
        kept = page.get_by_role("region", name="Tersimpan di perangkat ini")
        expect(kept).to_contain_text("Yang perlu diperbaiki", timeout=60_000)
        page.get_by_role("link", name="Buka dan perbaiki").click()
        expect(page.get_by_label("Judul singkat")).to_have_value(title)
        expect(page.get_by_text("Draf ini belum diterima")).to_be_visible()
        page.get_by_label("Tanggal kejadian").fill("02/03/2026")
        page.get_by_role("button", name="Kirim laporan").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Laporan Anda sudah kami terima")
    assert reports(service, title) == 1


def test_a_line_that_falls_as_the_form_is_sent_costs_nothing(phone, line, service):
    """The browser thinks that there is a line, and there is none any more."""
    title = "Tiang listrik miring pas-kirim"
    with phone() as page:
        install(page)
        write(page, title)
        expect(page.get_by_text(DRAFT)).to_be_visible()
        line.cut()
        page.get_by_role("button", name="Kirim laporan").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Draf di perangkat ini")
        kept = page.get_by_role("region", name="Tersimpan di perangkat ini")
        expect(kept).to_contain_text("Belum terkirim")
        line.mend()
        page.get_by_role("button", name="Coba kirim sekarang").click()
        expect(kept).to_contain_text("Laporan Anda sudah kami terima", timeout=30_000)
    assert reports(service, title) == 1


def test_on_a_shared_device_nothing_is_kept_and_leaving_takes_all_along(phone, line):
    with phone() as page:
        install(page)
        write(page)
        expect(page.get_by_text(DRAFT)).to_be_visible()
        page.get_by_label("Jangan simpan draf").check()
        expect(page.get_by_text(DRAFT)).to_be_hidden()
        page.get_by_label("Judul singkat").fill("Judul yang tidak-disimpan")
        page.goto("/draf")
        expect(page.get_by_text("Tidak ada draf di perangkat ini.")).to_be_visible()
        page.goto("/lapor")
        page.get_by_label("Jangan simpan draf").uncheck()
        write(page)
        expect(page.get_by_text(DRAFT)).to_be_visible()
        line.cut()  # leaving needs no line
        page.get_by_role("link", name="Keluar cepat").click()
        page.wait_for_url(re.compile("chrome-error|keluar"))
    line.mend()
    with phone() as page:
        page.goto("/draf")
        expect(page.get_by_text("Tidak ada draf di perangkat ini.")).to_be_visible()


SHARE = """async () => {
    const form = new FormData();
    form.append('title', 'Pohon tumbang dari galeri');
    form.append('text', 'Ada foto-nya');
    form.append('upload', new File([new Uint8Array(%s)], 'g.jpg', { type: 'image/jpeg' }));
    const made = document.createElement('form');
    made.method = 'post'; made.action = '/lapor/bagikan'; made.enctype = 'multipart/form-data';
    for (const [name, value] of form) {
        const field = document.createElement('input');
        field.name = name;
        if (value instanceof File) {
            const carried = new DataTransfer();
            carried.items.add(value); field.type = 'file'; field.files = carried.files;
        } else field.value = value;
        made.append(field);
    }
    document.body.append(made); made.submit();
}"""


@pytest.mark.parametrize("has_line", [True, False])
def test_a_photo_from_the_gallery_opens_the_form_with_or_without_a_line(phone, line, has_line):
    picture = list(made.image(size=(120, 90)))
    with phone() as page:
        install(page)
        if not has_line:
            line.cut()
        page.evaluate(SHARE % json.dumps(picture))
        expect(page.get_by_label("Judul singkat")).to_have_value("Pohon tumbang dari galeri")
        expect(page.get_by_label("Apa yang terjadi?")).to_have_value("Ada foto-nya")
        expect(page.locator("#f-report-files .file")).to_have_count(1)


def test_a_page_that_needs_the_line_says_so_under_its_own_address(phone, line, eye):
    with phone() as page:
        install(page)
        line.cut()
        page.goto("/laporan/")
        expect(page).to_have_title(re.compile("^Halaman ini perlu jaringan"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Halaman ini perlu jaringan")
        eye.at(page, "needs-line")
        page.goto("/draf")
        expect(page.get_by_role("heading", level=1)).to_have_text("Draf di perangkat ini")
        page.goto("/laporan/")
        line.mend()
        page.get_by_role("link", name="Coba muat lagi").click()
        expect(page.get_by_role("heading", level=1)).not_to_have_text("Halaman ini perlu jaringan")


@contextmanager
def told_to_send(page: Page, line: Line) -> Iterator[Callable[[], None]]:
    """How the browser tells the worker of `page` that the line is back, be it open or not."""
    tool = page.context.new_cdp_session(page)
    known: list[str] = []
    tool.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: known.extend(row["registrationId"] for row in told["registrations"]),
    )
    tool.send("ServiceWorker.enable")

    def say() -> None:
        sync = {"origin": line.address, "registrationId": known[-1], "tag": "kirim"}
        tool.send("ServiceWorker.dispatchSyncEvent", sync | {"lastChance": False})

    yield say
    tool.detach()


def keep_one_waiting(page: Page, line: Line, title: str) -> None:
    write(page, title)
    expect(page.get_by_text(DRAFT)).to_be_visible()
    line.cut()
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Draf di perangkat ini")


def test_what_waits_leaves_in_the_background_when_the_browser_says_so(phone, line, service):
    title = "Saluran air mampet di-belakang layar"
    with phone() as page, told_to_send(page, line) as say:
        page.context.grant_permissions(["notifications"])
        install(page)
        keep_one_waiting(page, line, title)
        page.goto("about:blank")  # nobody looks at LAPOR any more
        line.mend()
        say()
        until(lambda: reports(service, title) == 1)
        page.goto("/draf")
        kept = page.get_by_role("region", name="Tersimpan di perangkat ini")
        expect(kept).to_contain_text("Laporan Anda sudah kami terima")
    assert reports(service, title) == 1


# Takes the turn to send and keeps it, as a page does whose line has become too slow.
SENDS = "void navigator.locks.request('lapor-kirim', () => new Promise(() => {}))"
TURNS = """navigator.locks.query().then(({ held, pending }) =>
    [held, pending].map((all) => all.filter(({ name }) => name === 'lapor-kirim').length))"""


def test_a_page_closed_while_it_sends_leaves_the_rest_to_the_background(phone, line, service):
    title = "Saluran air mampet dan-halaman ditutup"
    with phone() as page, told_to_send(page, line) as say:
        install(page)
        keep_one_waiting(page, line, title)
        page.evaluate(SENDS)
        until(lambda: page.evaluate(TURNS)[0] == 1)
        say()
        until(lambda: page.evaluate(TURNS)[1] >= 1)  # the worker does not take it for done
        line.mend()
        assert reports(service, title) == 0
        page.goto("about:blank")
        until(lambda: reports(service, title) == 1)
