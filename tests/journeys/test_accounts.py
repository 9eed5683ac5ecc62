"""A citizen's account from the first code to the last, and passkeys, by the pages alone."""

import re
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from lapor.accounts.demo import PASSWORD
from tests.accounts.provider import CLIENT, SECRET, OpenIdProvider, running
from tests.journeys.eye import PHONE
from tests.journeys.people import Citizen
from tests.journeys.test_stories import CITY, NATION, WORKS
from tests.project.service import Service, until

MINE = "/akun/laporan"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def enter(service: Service) -> Callable[[Page, str], None]:
    """Sign in by the page, with the digits of the letter that came."""

    def by_code(page: Page, address: str) -> None:
        before = len(digits_for(service, address))
        page.goto("/akun/masuk")
        page.get_by_label("Alamat surel Anda").fill(address)
        page.get_by_role("button", name="Kirim kode").click()
        type_newest(page, service, address, before)

    return by_code


def type_newest(page: Page, service: Service, address: str, before: int) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Masukkan kode dari surel")
    until(lambda: len(digits_for(service, address)) > before)
    page.get_by_label("Kode", exact=True).fill(digits_for(service, address)[-1])
    page.get_by_role("button", name="Masuk", exact=True).click()


def digits_for(service: Service, address: str) -> list[str]:
    """Return the digits in the letters to this address, the oldest first."""
    found = []
    folder = Path(service.environment["LAPOR_HOME"]) / "mail"
    for path in sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns):
        letter = message_from_bytes(path.read_bytes(), policy=policy.default)
        body = letter.get_body()
        assert body
        code = re.match(r"(\d{6})\s", body.get_content())
        if letter["To"] == address and code:
            found.append(code[1])
    return found


def new_address() -> str:
    return f"warga-{uuid4().hex[:8]}@example.org"


def with_authenticator(page: Page) -> Page:
    """Give this browser a device that can hold passkeys, and somebody who touches it."""
    talk = page.context.new_cdp_session(page)
    talk.send("WebAuthn.enable")
    talk.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return page


def test_an_account_gathers_named_reports_and_never_anonymous_ones(visit, enter, eye, quiet):
    page, address = quiet(visit(PHONE)), new_address()
    page.goto("/akun/")
    eye.at(page, "account-enter")
    enter(page, address)
    expect(page.get_by_text("Belum ada laporan di akun ini")).to_be_visible()
    eye.at(page, "account-reports-none")
    page.goto("/lapor")
    expect(page.get_by_text("Anda masuk dengan akun warga")).to_be_visible()
    Citizen(page).report(
        title="Jembatan-gantung putus", name="Ani", agency="Pemerintah Kota Serang"
    )
    anonymous = Citizen(page).report(title="Pungutan-liar di loket")
    earlier = Citizen(visit()).report(title="Dari-tahun lalu", name="Ani")
    page.goto(MINE)
    expect(page.get_by_text("Jembatan-gantung putus")).to_be_visible()
    expect(page.get_by_text("Pungutan-liar di loket")).to_have_count(0)
    page.get_by_label("Kunci balasan").fill(anonymous.key)
    page.get_by_role("button", name="Masukkan").click()
    expect(page.locator("#kode-e")).to_contain_text("akun Anda akan menunjukkan siapa pelapornya")
    eye.at(page, "account-reports-refused")
    page.goto(MINE)
    page.get_by_label("Kunci balasan").fill(earlier.key)
    page.get_by_role("button", name="Masukkan").click()
    expect(page.get_by_role("status").first).to_contain_text("sekarang ada di akun ini")
    eye.at(page, "account-reports")
    page.goto(MINE)
    page.get_by_role("link", name="Jembatan-gantung putus").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Jembatan-gantung putus")
    eye.at(page, "account-report")
    page.reload()
    page.get_by_role("link", name="Lepaskan dari akun").click()
    eye.at(page, "account-let-go")
    page.get_by_role("button", name="Lepaskan").click()
    expect(page.get_by_text("Jembatan-gantung putus")).to_have_count(0)


def test_an_account_works_with_scripts_switched_off_and_ends_for_good(visit, enter, service, eye):
    page, address = visit(PHONE, scripts=False), new_address()
    enter(page, address)
    page.goto("/akun/")
    page.get_by_role("link", name="Hapus akun ini").click()
    if page.get_by_role("heading", name="Pastikan ini Anda").count():
        before = len(digits_for(service, address))
        page.get_by_role("button", name="Kirim kode").click()
        type_newest(page, service, address, before)
    page.get_by_label("Saya sudah menyimpan").check()
    page.get_by_role("button", name="Hapus akun").click()
    expect(page.get_by_role("status").first).to_contain_text("Akun Anda sudah dihapus")


def test_a_citizen_adds_a_passkey_and_signs_in_with_it_alone(visit, enter, eye, quiet):
    page = with_authenticator(quiet(visit()))
    enter(page, new_address())
    page.goto("/akun/kunci-sandi")
    eye.at(page, "account-passkeys-none")
    page.get_by_role("link", name="Pasang kunci sandi").click()
    eye.at(page, "account-passkey-new")
    page.get_by_label("Nama kunci ini").fill("Laptop-rumah")
    page.get_by_role("button", name="Lanjutkan di perangkat").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kode cadangan")
    page.goto("/akun/kunci-sandi")
    expect(page.get_by_text("Laptop-rumah").first).to_be_visible()
    eye.at(page, "account-passkeys")
    page.goto("/akun/")
    eye.at(page, "account-home")
    page.goto("/akun/")
    page.get_by_role("button", name="Keluar").click()
    page.get_by_role("button", name="Masuk dengan kunci sandi").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Akun saya")
    page.goto("/desk/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Halaman ini untuk petugas")
    eye.at(page, "account-at-the-desk")


def test_an_account_with_a_passkey_asks_for_it_after_the_code(visit, enter, service):
    page, address = with_authenticator(visit()), new_address()
    enter(page, address)
    page.goto("/akun/kunci-sandi/baru")
    page.get_by_role("button", name="Lanjutkan di perangkat").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kode cadangan")
    spare = page.locator("ul .code").first.inner_text()
    other = visit()
    enter(other, address)
    expect(other.get_by_role("heading", level=1)).to_have_text("Masukkan kode")
    other.goto(MINE)
    expect(other.get_by_role("heading", level=1)).to_have_text("Akun warga")
    enter(other, address)
    other.get_by_label("Kode", exact=True).fill(spare)
    other.get_by_role("button", name="Masuk", exact=True).click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Laporan saya")


def test_one_browser_signs_the_other_out(visit, enter, eye, quiet):
    here, there, address = quiet(visit()), visit(PHONE), new_address()
    enter(here, address)
    enter(there, address)
    here.goto("/akun/peramban")
    eye.at(here, "account-browsers")
    here.reload()
    here.get_by_role("button", name="Keluarkan semua yang lain").click()
    expect(here.get_by_role("status").first).to_contain_text("1 peramban dikeluarkan")
    there.goto(MINE)
    expect(there.get_by_role("heading", level=1)).to_have_text("Akun warga")


def test_an_officer_adds_a_passkey_and_sees_where_they_are_signed_in(desk, eye, quiet):
    page = with_authenticator(quiet(desk.of(CITY).page))
    page.goto("/desk/akun")
    eye.at(page, "desk-account-ways")
    page.get_by_role("link", name="Di mana Anda masuk").click()
    eye.at(page, "desk-browsers")
    page.goto("/desk/akun/kunci-sandi")
    eye.at(page, "desk-passkeys")
    page.close()


def test_an_officer_signs_in_by_a_passkey_alone_and_by_it_is_both_factors(desk, service, eye):
    state = desk.of(WORKS).page.context.storage_state()
    context = desk.browser.new_context(base_url=service.address, storage_state=state)
    page = with_authenticator(context.new_page())
    page.goto("/desk/akun/kunci-sandi/baru")
    if page.get_by_label("Kata sandi").count():
        page.get_by_label("Kata sandi").fill(PASSWORD)
        page.get_by_role("button", name="Lanjutkan").click()
    page.get_by_label("Nama kunci ini").fill("Laptop-kantor")
    page.get_by_role("button", name="Lanjutkan di perangkat").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Pasang kunci sandi")
    page.goto("/desk/akun/kunci-sandi")
    expect(page.get_by_text("Laptop-kantor").first).to_be_visible()
    context.clear_cookies()
    page.goto("/desk/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Masuk ke meja kerja")
    page.get_by_role("button", name="Masuk dengan kunci sandi").click()
    expect(page.get_by_role("link", name="Pekerjaan")).to_be_visible()
    page.goto("/desk/akun/kunci-sandi")
    page.get_by_role("link", name="Hapus").click()
    eye.at(page, "desk-passkey-remove-or-prove")
    context.close()


@pytest.fixture
def openid() -> Iterator[OpenIdProvider]:
    with running() as provider:
        yield provider


def test_an_institutions_own_sign_in_is_set_up_and_used(desk, visit, openid, service, eye, quiet):
    page = quiet(desk.of(CITY).page)
    page.goto("/desk/instansi/")
    page.get_by_role("link", name="Pemerintah Kota Serang").first.click()
    page.locator('a[href$="/masuk"]').click()
    eye.at(page, "desk-provider")
    page.reload()
    page.get_by_label("Alamat penyedia").fill("https://tidak-ada.invalid")
    page.get_by_label("Nama aplikasi").fill(CLIENT)
    page.get_by_label("Rahasia aplikasi").fill(SECRET)
    page.get_by_label("Akhiran surel dinas").fill("contoh.go.id")
    page.get_by_label("Dipakai untuk masuk").check()
    page.get_by_role("button", name="Simpan").click()
    expect(page.locator("#masuk-issuer-e")).to_contain_text("tidak menjawab")
    eye.at(page, "desk-provider-fault")
    page.reload()
    page.get_by_label("Alamat penyedia").fill(openid.issuer)
    page.get_by_label("Rahasia aplikasi").fill(SECRET)
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("status").first).to_contain_text("Tersimpan")
    page.close()
    other = visit()
    other.goto("/desk/masuk")
    eye.at(other, "desk-sign-in-institution")
    other.goto("/desk/masuk/instansi")
    eye.at(other, "desk-institutions")
    other.goto("/desk/masuk/instansi/kembali?state=x&code=y")
    expect(other.get_by_role("alert")).to_contain_text("terlalu lama terbuka")
    eye.at(other, "desk-institution-refused")
    nation = quiet(desk.of(NATION).page)
    nation.goto("/desk/audit")
    expect(nation.get_by_role("heading", name="Masuk lewat instansi").first).to_be_visible()
    nation.close()
