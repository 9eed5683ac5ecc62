"""Every page on a phone and a laptop: a picture, no fault of access, no sideways scroll."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from lapor.accounts.demo import PASSWORD
from tests.journeys.eye import PHONE
from tests.journeys.people import Citizen, Officer
from tests.journeys.test_stories import (
    CITY,
    KELURAHAN,
    NATION,
    WORKS,
    answer,
    verify_and_hand_on,
)
from tests.project.service import Service

PUBLIC = {
    "home": "/",
    "form": "/lapor",
    "form-kept": "/lapor/luring",
    "drafts": "/draf",
    "track": "/lacak",
    "open-over": "/lacak/buka/AAAAAAAAAAAAAAAAAAAAAA",
    "party-enter-empty": "/pihak",
    "browse": "/laporan/",
    "browse-none": "/laporan/?q=takadakatanya",
    "browse-filter": "/laporan/?jenis=complaint&status=closed&kategori=lingkungan-hidup",
    "agencies": "/instansi/",
    "agencies-found": "/instansi/?q=serang",
    "agency-city": "/instansi/kota-serang/",
    "agency-office": "/instansi/kota-serang-dpupr/",
    "agency-ministry": "/instansi/nasional/",
    "how": "/tentang/cara-kerja",
    "channels-none": "/kanal",
    "deadlines": "/tentang/tenggat",
    "figures": "/statistik",
    "privacy": "/tentang/kerahasiaan",
    "missing": "/laporan/ZZZZZZZZ",
    "dev-mail": "/dev/mail",
    "dev-codes": "/dev/codes",
    "sign-in": "/desk/masuk",
}
DESK = {
    "desk-inbox": "/desk/",
    "desk-inbox-below": "/desk/?lihat=bawah",
    "desk-inbox-filtered": "/desk/?jenis=complaint&tenggat=lewat&umur=7&dijawab=1",
    "desk-inbox-ticked": "/desk/?centang=1",
    "desk-inbox-watched": "/desk/?lihat=ikuti",
    "desk-bulk-verify": "/desk/banyak?step=verify&semua=1",
    "desk-bulk-assign": "/desk/banyak?step=assign&semua=1",
    "desk-bulk-archive": "/desk/banyak?step=archive&semua=1",
    "desk-bulk-none": "/desk/banyak?step=archive",
    "desk-bulk-group": "/desk/banyak?step=group&semua=1",
    "desk-problems": "/desk/masalah/",
    "reviews-none": "/desk/pemeriksaan/?lihat=selesai",
    "desk-problems-ended": "/desk/masalah/?tutup=1",
    "desk-batches": "/desk/banyak/hasil",
    "desk-views": "/desk/tampilan",
    "desk-mentions": "/desk/sebutan",
    "desk-approvals": "/desk/persetujuan/",
    "desk-quality": "/desk/mutu/",
    "desk-quality-results": "/desk/mutu/hasil",
    "desk-workload": "/desk/beban",
    "desk-calendar": "/desk/kalender",
    "desk-search": "/desk/cari?q=jalan",
    "desk-search-none": "/desk/cari?q=takadakatanya",
    "desk-letters": "/desk/surat",
    "desk-rules": "/desk/aturan/",
    "desk-promises": "/desk/aturan/tenggat/",
    "desk-audit": "/desk/audit?daftar=langkah",
    "desk-account": "/desk/akun",
    "desk-codes": "/desk/akun/kode-cadangan",
    "desk-missing": "/desk/laporan/ZZZZZZZZ",
}
GOVERNING = {
    "rules": "/desk/aturan/",
    "rules-limits": "/desk/aturan/tenggat/",
    "rules-limit": "/desk/aturan/tenggat/verify...",
    "rules-promises": "/desk/aturan/tenggat/?unit=Pemerintah+Kota+Serang",
    "rules-ladder": "/desk/aturan/eskalasi/",
    "rules-ladder-edit": "/desk/aturan/eskalasi/ladder",
    "rules-approvals": "/desk/aturan/empat-mata/",
    "rules-holidays": "/desk/aturan/hari-libur/",
    "rules-holidays-none": "/desk/aturan/hari-libur/?tahun=2040",
    "rules-holiday-new": "/desk/aturan/hari-libur/baru",
    "rules-categories": "/desk/aturan/kategori/",
    "rules-reasons": "/desk/aturan/alasan/",
    "rules-reason-new": "/desk/aturan/alasan/baru",
    "rules-texts": "/desk/aturan/teks-baku/",
    "rules-text-new": "/desk/aturan/teks-baku/baru",
    "rules-letters": "/desk/aturan/surat/",
    "rules-letter": "/desk/aturan/surat/assign.reporter.id.",
    "rules-map": "/desk/aturan/wewenang/?unit=Pemerintah+Kota+Serang",
    "rules-map-none": "/desk/aturan/wewenang/?unit=Pemerintah+Kota+Cilegon",
    "rules-map-nation": "/desk/aturan/wewenang/",
    "rules-routes": "/desk/aturan/penyaluran/?unit=Pemerintah+Kota+Serang",
    "rules-routes-none": "/desk/aturan/penyaluran/",
    "rules-route-new": "/desk/aturan/penyaluran/baru",
    "rules-functions": "/desk/aturan/urusan/",
    "rules-functions-city": "/desk/aturan/urusan/?unit=Pemerintah+Kota+Serang",
    "rules-function": "/desk/aturan/urusan/DISHUB",
    "rules-function-new": "/desk/aturan/urusan/baru",
    "rules-automatic-none": "/desk/aturan/otomatis/",
    "rules-automatic": "/desk/aturan/otomatis/?unit=Pemerintah+Kota+Serang",
    "rules-dialogue": "/desk/aturan/percakapan/",
    "rules-dialogue-sms": "/desk/aturan/percakapan/sent.sms.id",
    "channels-none": "/desk/kanal/",
    "channel-new-sms": "/desk/kanal/baru/sms",
    "channel-new-x": "/desk/kanal/baru/x",
    "rules-models": "/desk/aturan/model",
    "rules-overseers": "/desk/aturan/pengawas/",
    "rules-overseer-new": "/desk/aturan/pengawas/baru",
    "rules-roles": "/desk/aturan/peran",
    "audit": "/desk/audit",
    "audit-parties-all": "/desk/audit?daftar=pihak",
    "audit-steps": "/desk/audit?daftar=langkah",
    "audit-none": "/desk/audit?daftar=pembukaan&orang=takadaorangnya",
    "audit-fault": "/desk/audit?sejak=besok",
}


HTML = "text/html; charset=utf-8"
LEFT = "demo-kota-serang-pelaksana"  # in no other journey
FAULTS: dict[str, tuple[str, dict[str, object]]] = {
    "409": ("409.html", {}),
    "429": ("429.html", {}),
    "429-slow": ("public/slow.html", {"seconds": 12}),
    "500": ("500.html", {}),
    "503": ("503.html", {"path": "/lapor"}),
    "503-kept": (
        "503.html",
        {"path": "/lapor", "posted": True, "shown": [("body", "Lampu jalan padam.\n" * 9)]},
    ),
}
DRAW = """
from django.template.loader import render_to_string
from django.test import RequestFactory
print(render_to_string(template, context, RequestFactory().get("/gangguan")))
"""
HOLD = """
from lapor.accounts.models import User
from tests.factories import actor_of
from lapor.reports import access, triage
actor = actor_of(User.objects.get(username=username))
triage.hold(access.get_report(number, actor), actor=actor, question=question)
"""


@pytest.mark.parametrize("name", PUBLIC)
def test_pages_for_everyone(name, visit, eye, quiet):
    page = quiet(visit())
    page.goto(PUBLIC[name])
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    eye.at(page, name)


def test_the_pages_of_a_reporter(visit, desk, eye, quiet):
    page = quiet(visit())
    page.goto("/lapor")
    page.locator('input[name="place"]').fill("Sawah")
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page).to_have_title(re.compile("^Galat"))
    eye.at(page, "form-faults")
    citizen = Citizen(page).report(
        agency="Pemerintah Kota Serang", place="Sawah Luhur, Kasemen, Kota Serang"
    )
    eye.at(page, "receipt")
    verify_and_hand_on(desk, citizen.number)
    citizen.follow()
    eye.at(page, "thread")
    page.goto(f"/lacak?kode={citizen.number}")
    eye.at(page, "status")
    reader = quiet(visit())
    reader.goto(f"/laporan/{citizen.number}")
    eye.at(reader, "report")


def test_the_thread_when_the_reporter_is_asked_may_reopen_and_comes_too_late(
    visit, desk, service, eye, quiet
):
    citizen = Citizen(quiet(visit())).report(agency="Pemerintah Kota Serang")
    ask(service, citizen.number, "Di depan gerbang yang mana?")
    page = citizen.follow().page
    expect(page.get_by_role("heading", name="Pertanyaan")).to_be_visible()
    eye.at(page, "thread-asked")
    citizen.follow().say("Jawab pertanyaan", "Gerbang utara.")
    verify_and_hand_on(desk, citizen.number)
    answer(desk, WORKS, citizen.number, "Lampu sudah diganti.")
    late = quiet(page.context.new_page())
    late.goto("/lacak/percakapan")
    citizen.follow().say("Tutup laporan", outcome="Sudah ditangani")
    page.locator("details.act", has_text="Buka kembali").locator("> summary").click()
    eye.at(page, "thread-closed")
    late.locator('details.act textarea[name="words"]').first.fill("Ini datang terlambat.")
    late.get_by_role("button", name="Kirim tanggapan").click()
    expect(late.get_by_text("Ini datang terlambat.")).to_be_visible()
    eye.at(late, "thread-stale")
    citizen.follow().say("Buka kembali", "Semalam padam lagi.")
    expect(page.get_by_text("Pelapor menyatakan belum selesai")).to_be_visible()


def test_a_form_that_stood_open_too_long_gives_the_words_back(visit, eye, quiet):
    page = quiet(visit())
    page.goto("/lacak")
    page.locator('input[name="kode"]').last.fill("Kata yang saya ketik tadi")
    page.locator('input[name="csrfmiddlewaretoken"]').evaluate_all(
        "fields => fields.forEach(field => { field.value = 'x'.repeat(64) })"
    )
    page.get_by_role("button", name="Buka", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("terlalu lama terbuka")
    expect(page.get_by_text("Kata yang saya ketik tadi")).to_be_visible()
    eye.at(page, "form-too-old")


@pytest.mark.parametrize("name", FAULTS)
def test_pages_that_only_a_fault_shows(name, visit, service, eye, quiet):
    """Drawn by the service from its template, because nobody breaks it for a picture."""
    script = f"template, context = {FAULTS[name]!r}\n{DRAW}"
    code, drawn = service.call("shell", "--no-imports", "-c", script)
    assert code == 0, drawn
    page = quiet(visit())
    page.route("**/gangguan", lambda route: route.fulfill(body=drawn, content_type=HTML))
    page.goto("/gangguan")
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    eye.at(page, name)


def test_the_way_to_the_desk(visit, service, eye, quiet):
    made = "from lapor.accounts.models import User\nUser.objects.create_user"
    code, said = service.call("shell", "-c", f"{made}('kenari', 'k@example.org', {PASSWORD!r})")
    assert code == 0, said
    page = quiet(visit())
    enter(page, WORKS)
    expect(page.get_by_label("Kode")).to_be_visible()
    eye.at(page, "sign-in-code")
    page = quiet(visit())
    enter(page, "kenari")
    expect(page).to_have_url(re.compile("/desk/akun/"))
    eye.at(page, "activate")


def test_an_officer_who_left_or_was_signed_out(desk, visit, service, eye, quiet):
    left = quiet(desk.of(LEFT).page)
    code, said = service.call("admin", "leave", LEFT)
    assert code == 0, said
    left.goto("/desk/")
    expect(left.get_by_role("heading", level=1)).to_have_text("Anda belum memegang jabatan")
    eye.at(left, "no-post")
    number = Citizen(visit()).report(agency="Pemerintah Kota Serang").number
    state = desk.of(CITY).page.context.storage_state()
    context = desk.browser.new_context(base_url=service.address, storage_state=state)
    officer = Officer(quiet(context.new_page())).open(number)
    officer.page.locator(".note-new > summary").click()
    act = officer.page.locator(".note-new")
    act.locator('textarea[name="words"]').fill("Catatan yang belum tersimpan.")
    context.clear_cookies(name="sessionid")
    act.locator('button[type="submit"]').click()
    expect(officer.page.get_by_text("Catatan yang belum tersimpan.")).to_be_visible()
    eye.at(officer.page, "signed-out")
    context.close()


def ask(service: Service, number: str, question: str) -> None:
    """Put the office's question to the reporter, for which the desk has no page yet."""
    asked = f"number, question, username = {number!r}, {question!r}, {CITY!r}\n{HOLD}"
    code, said = service.call("shell", "-c", asked)
    assert code == 0, said


def enter(page: Page, username: str) -> None:
    page.goto("/desk/")
    page.get_by_label("Nama pengguna").fill(username)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Lanjutkan").click()


def test_the_page_that_proves_an_address_and_the_mail_that_leads_to_it(visit, eye, quiet):
    page = quiet(visit())
    Citizen(page).report(agency="Pemerintah Kota Serang", address="bukti@example.org")
    mail = page.get_by_role("listitem").filter(has_text="bukti@example.org").get_by_role("link")
    expect(ask_again(page, "/dev/mail", mail)).not_to_have_count(0)
    mail.first.click()
    eye.at(page, "dev-mail-one")
    page.locator('a[href*="/kabar/"]').first.click()
    eye.at(page, "proof")
    page.get_by_role("main").get_by_role("button").first.click()
    eye.at(page, "proof-done")


def ask_again(page: Page, path: str, wanted: Locator) -> Locator:
    """Open a page again until what the worker has yet to bring is there."""
    for _ in range(60):
        page.goto(path)
        if wanted.count():
            break
        page.wait_for_timeout(500)
    return wanted


@pytest.mark.parametrize("name", DESK)
def test_pages_of_the_desk(name, desk, eye, quiet):
    page = quiet(desk.of(CITY).page)
    page.goto(DESK[name])
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    eye.at(page, name)
    page.close()


@pytest.mark.parametrize("name", GOVERNING)
def test_pages_that_govern(name, desk, eye, quiet):
    page = quiet(desk.of(NATION).page)
    page.goto(GOVERNING[name])
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    eye.at(page, name)
    page.close()


def test_a_case_at_each_stage_and_an_empty_desk(visit, desk, eye, quiet):
    citizen = Citizen(visit()).report(agency="Pemerintah Kota Serang")
    admin = Officer(quiet(desk.of(CITY).page)).open(citizen.number)
    eye.at(admin.page, "case-received")
    admin.page.reload()
    act = admin.act("verify")
    act.get_by_label("Samarkan dari umum").fill("Kata yang tidak ada")
    act.locator('button[type="submit"]:visible').last.click()
    expect(admin.page).to_have_title(re.compile("^Galat"))
    eye.at(admin.page, "case-fault")
    verify_and_hand_on(desk, citizen.number)
    works = Officer(quiet(desk.of(WORKS).page)).open(citizen.number)
    eye.at(works.page, "case-assigned")
    works.page.reload()
    act = works.act("follow_up")
    act.get_by_label("Dijadwalkan").check()
    act.locator('textarea[name="words"]').fill("Tiang diganti pekan depan.")
    works.send(act)
    eye.at(works.page, "case-answered")
    citizen.follow().say("Tutup laporan", outcome="Sudah ditangani")
    eye.at(admin.open(citizen.number).page, "case-closed")
    nation = quiet(desk.of(NATION).page)
    nation.goto("/desk/")
    eye.at(nation, "desk-inbox-nation")
    empty = quiet(desk.of("demo-ombudsman-ri-pengawas").page)
    empty.goto("/desk/?langkah=tertunda")
    eye.at(empty, "desk-inbox-overseer")


def test_an_officer_works_with_scripts_switched_off(visit, desk):
    """Typed names become a choice after sending; nothing needs a script."""
    citizen = Citizen(visit(PHONE, scripts=False)).report(agency="Pemerintah Kota Serang")
    state = desk.of(CITY).page.context.storage_state()
    context = desk.browser.new_context(
        base_url=desk.service.address, java_script_enabled=False, storage_state=state
    )
    officer = Officer(context.new_page()).open(citizen.number)
    act = officer.act("verify")
    act.get_by_label("Judul untuk umum").fill("Lampu padam")
    officer.send(act)
    act = officer.act("assign")
    act.locator('input[name="to"]').fill("Sawah Luhur")
    act.locator('button[type="submit"]').last.click()
    act = officer.act("assign")
    if officer.page.locator('details.act#assign [name="to_pick"]').count():
        officer.page.locator(
            "details.act#assign label", has_text="Kelurahan Sawah Luhur"
        ).last.click()
        act.locator('button[type="submit"]').last.click()
    expect(officer.page.get_by_text("Kelurahan Sawah Luhur").first).to_be_visible()
    expect(officer.page.get_by_text("Terdisposisi").first).to_be_visible()
    context.close()
    assert desk.of(KELURAHAN).sees(citizen.number)
