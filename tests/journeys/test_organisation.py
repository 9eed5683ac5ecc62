"""People and offices change while the work goes on: a hand-over, and a merger on a date."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from lapor.accounts.second_factor import code_of
from tests.journeys.conftest import today
from tests.journeys.eye import PHONE
from tests.journeys.people import Citizen, Officer
from tests.journeys.test_stories import CITY, NATION
from tests.web.desk.officers import PASSWORD

LEAVER = "demo-kota-serang-kasemen-penghubung"
OFFICE = "kota-serang-kasemen"
FORTY = """
from uuid import uuid4
from lapor.accounts.models import User
from lapor.agencies.actor import CITIZEN
from lapor.agencies.models import Agency
from tests.factories import actor_of
from lapor.reports import access, triage
from lapor.reports.intake import Submission, receive
from lapor.reports.terms import Channel, Kind
admin = actor_of(User.objects.get(username=city))
office = Agency.objects.get(slug=slug)
for number in range(40):
    receipt = receive(Submission(client_key=str(uuid4()), channel=Channel.WEB,
        title=f"Saluran mampet nomor {number}", body="Air tergenang di depan rumah.",
        requested_agency=office), actor=CITIZEN)
    report = access.get_report(receipt.number, admin)
    triage.verify(report, actor=admin, kind=Kind.COMPLAINT)
    triage.assign(report, to=office, actor=admin)
    print("NUMBER", receipt.number)
"""
GONE, HEIR = "PT Kereta Api Indonesia (Persero)", "Kementerian Perhubungan"


def dates_of(service, numbers):
    listed = ", ".join(f"'{number}'" for number in numbers)
    return service.cluster.sql(
        "lapor",
        "SELECT r.number, d.clock, d.due_at FROM reports_deadline d"  # noqa: S608
        " JOIN reports_report r ON r.id = d.report_id"
        f" WHERE r.number IN ({listed}) ORDER BY d.id",
    )


def begin_with(page: Page, link: str) -> None:
    """Set the password by the link, sign in, and add the second factor, as a new officer does."""
    page.goto(link)
    page.get_by_label("Kata sandi baru", exact=True).fill(PASSWORD)
    page.get_by_label("Kata sandi baru, sekali lagi").fill(PASSWORD)
    page.get_by_role("button", name="Simpan kata sandi").click()
    page.get_by_label("Nama pengguna").fill("melati")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Lanjutkan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Pasang faktor kedua")
    secret = "".join(page.locator("main .code").all_inner_texts())
    page.get_by_label("Kode dari aplikasi").fill(code_of(secret))
    page.get_by_role("button", name="Pasang").click()


def test_one_leaves_another_takes_and_forty_cases_stay_with_the_post(
    visit, desk, service, eye, quiet
):
    given = f"city, slug = {CITY!r}, {OFFICE!r}\n"
    code, said = service.call("shell", "-c", given + FORTY)
    assert code == 0, said
    numbers = re.findall(r"NUMBER (\w{8})", said)
    assert len(numbers) == 40
    leaver = desk.of(LEAVER)
    assert leaver.sees(numbers[0])
    before = dates_of(service, numbers)

    page = quiet(desk.of(CITY).page)
    page.goto("/desk/jabatan/?q=kasemen")
    eye.at(page, "posts")
    listed = page.locator(".rep > li").filter(has_text="Kecamatan Kasemen")
    listed.get_by_role("link", name="Pejabat penghubung").click()
    eye.at(page, "post")
    page.goto(page.url)
    page.get_by_text("Serah terima").first.click()
    act = page.locator("#serah")
    act.get_by_label("Nama pengguna").fill("melati")
    act.get_by_role("button", name="Serahkan jabatan").click()
    expect(act.get_by_text("Tidak ada akun bernama melati")).to_be_visible()
    eye.at(page, "post-faults")
    act.get_by_text("Orang ini belum punya akun").click()
    act.get_by_label("Nama lengkap").fill("Melati Contoh")
    act.get_by_label("Surel dinas").fill("melati@example.org")
    act.get_by_role("button", name="Serahkan jabatan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Undangan untuk Melati Contoh")
    eye.at(page, "post-invited")
    link = page.get_by_label("Tautan undangan").input_value()

    leaver.page.goto("/desk/")
    expect(leaver.page.get_by_text("Anda belum memegang jabatan")).to_be_visible()
    guest = quiet(visit())
    guest.goto(link)
    eye.at(guest, "invitation")
    begin_with(guest, link)
    taker = Officer(guest)
    for number in (numbers[0], numbers[-1]):
        assert taker.sees(number), "what waits for the post waits for whoever holds it"
    guest.goto("/desk/")
    expect(guest.get_by_text("Saluran mampet nomor").first).to_be_visible()
    assert dates_of(service, numbers) == before
    page.get_by_role("link", name="Kembali ke jabatan").click()
    page.get_by_role("link", name="Melati Contoh").first.click()
    eye.at(page, "person")
    again = visit()
    again.goto(link)
    expect(again.get_by_role("heading", level=1)).to_have_text("Tautan ini tidak berlaku lagi")
    eye.at(again, "invitation-over")
    page.goto("/desk/jabatan/?q=kasemen")
    listed.get_by_role("link", name="Pejabat penghubung").click()
    page.get_by_text("Serah terima").first.click()
    act.get_by_label("Nama pengguna").fill(LEAVER)
    act.get_by_role("button", name="Serahkan jabatan").click()
    leaver.page.goto("/desk/")
    assert leaver.sees(numbers[0]), "who comes back has the work of the post again"


def test_two_institutions_merge_on_a_date_and_every_report_finds_its_way(
    visit, desk, clock, eye, quiet
):
    citizen = Citizen(visit(PHONE)).report(agency=GONE, title="AC gerbong mati sejak pagi")
    nation = desk.of(NATION).open(citizen.number)
    act = nation.act("verify")
    act.get_by_label("Judul untuk umum").fill("Pendingin gerbong mati")
    nation.send(act)

    page = quiet(nation.page)
    page.goto("/desk/instansi/")
    eye.at(page, "offices")
    page.goto("/desk/instansi/?q=kereta+api")
    page.get_by_role("main").get_by_role("link", name=GONE).click()
    eye.at(page, "office")
    page.goto(page.url)
    page.get_by_text("Gabung ke unit lain").first.click()
    act = page.locator("#gabung")
    act.get_by_label("Unit tujuan").fill(HEIR)
    day = today() + timedelta(days=1)
    act.get_by_label("Tanggal berlaku").fill(day.isoformat())
    act.get_by_label("Dasar hukum").fill("PP 99/2026")
    act.get_by_role("button", name="Lihat akibatnya").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("inilah yang akan terjadi")
    eye.at(page, "office-ahead")
    page.get_by_role("button", name="Simpan rencana").click()
    expect(page.get_by_text(f"{GONE} digabung ke {HEIR}").first).to_be_visible()
    eye.at(page, "office-planned")

    clock(f"{today()}T23:00")
    assert nation.sees(citizen.number)
    expect(page.locator(".facts").get_by_text(GONE).first).to_be_visible()
    said = clock(f"{day}T08:00")
    assert "reorganised: 1" in said
    assert "rehome:" in said
    nation.open(citizen.number)
    expect(page.locator(".facts").get_by_text(HEIR).first).to_be_visible()
    expect(page.get_by_text(f"Laporan pindah ke {HEIR} karena perubahan instansi")).to_be_visible()

    citizen.follow()
    expect(citizen.page.get_by_text(HEIR).first).to_be_visible()
    expect(citizen.page.get_by_text(f"{GONE}").first).to_be_visible()
    reader = quiet(visit())
    reader.goto("/instansi/kai/")
    expect(reader.get_by_text("Pekerjaannya dilanjutkan oleh")).to_be_visible()
    eye.at(reader, "agency-ended")
    reader.get_by_role("link", name=HEIR).first.click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(HEIR)
    late = visit()
    late.goto("/lapor")
    for typed, offered in ((GONE, False), (HEIR, True)):
        with late.expect_response(re.compile("/cari/instansi")) as asked:
            late.locator('input[name="agency"]').fill(typed)
        assert (f'"{typed}"' in asked.value.text()) is offered, "nobody writes to who is no more"
    page.goto("/desk/instansi/?q=kereta+api")
    eye.at(page, "offices-found")


def test_who_stands_in_chooses_the_post_above_the_page(desk, eye, quiet):
    holder = "demo-kota-serang-kasemen-pelaksana"
    page = quiet(desk.of(CITY).page)
    page.goto("/desk/jabatan/?q=sawah+luhur")
    page.locator(".rep > li").first.get_by_role("link").click()
    page.get_by_text("Pelaksana harian").first.click()
    act = page.locator("#wakil")
    act.get_by_label("Nama pengguna").fill(holder)
    act.get_by_label("Sampai tanggal").fill((today() + timedelta(days=7)).isoformat())
    act.get_by_label("Alasan").fill("Cuti tahunan")
    act.get_by_role("button", name="Tunjuk pelaksana harian").click()
    expect(page.get_by_text("menjadi pelaksana harian.").first).to_be_visible()
    eye.at(page, "post-stood-in")
    stands_in = quiet(desk.of(holder).page)
    stands_in.goto("/desk/")
    choice = stands_in.get_by_label("Jabatan yang sedang Anda pakai")
    eye.at(stands_in, "choose-post")
    stands_in.goto("/desk/")
    wanted = choice.locator("option", has_text="Sawah Luhur")
    choice.select_option(wanted.get_attribute("value"))
    stands_in.get_by_role("button", name="Ganti").click()
    expect(choice.locator("option:checked")).to_contain_text("Sawah Luhur")
    stands_in.goto("/desk/jabatan/")
    eye.at(stands_in, "posts-own")
    page.goto(page.url)
    page.get_by_role("button", name=re.compile("Akhiri sekarang")).click()
    stands_in.goto("/desk/")
    expect(choice).to_have_count(0)
