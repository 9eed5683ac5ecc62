"""No wrong door: the citizen names the wrong office, the suggestion brings it to the right one."""

import re

from playwright.sync_api import expect

from tests.journeys.people import DAY_OF_IT, Citizen
from tests.journeys.test_stories import CITY

SCHOOL = {
    "title": "Guru kelas lima tidak pernah masuk",
    "body": "Di sekolah anak saya guru kelas lima tidak masuk sejak dua minggu lalu.",
}
PLACE = "Sawah Luhur, Kasemen, Kota Serang"


def test_the_wrong_office_is_put_right_by_the_suggestion(visit, desk, eye, quiet):
    citizen = Citizen(visit()).report(agency="Dinas Perhubungan Kota Serang", place=PLACE, **SCHOOL)
    admin = desk.of(CITY).open(citizen.number)
    page = quiet(admin.page)
    beside = page.get_by_role("region", name="Saran unit")
    expect(beside.locator("b").first).to_contain_text("Dinas Pendidikan dan Kebudayaan")
    beside.get_by_text("Mengapa?").click()
    expect(beside.locator("mark").first).to_be_visible()
    eye.at(page, "case-suggested")
    page.goto(f"/desk/laporan/{citizen.number}/saran")
    eye.at(page, "case-suggestion-alone")
    admin.open(citizen.number)
    expect(beside.get_by_role("link", name="Pakai saat verifikasi").first).to_be_visible()
    page.keyboard.press("s")
    expect(page).to_have_url(re.compile(r"\?ke=\d+#verify$"))
    act = admin.act("verify")
    expect(act.locator('input[name="to_pick"]:checked')).to_have_count(1)
    eye.at(page, "case-suggestion-taken")
    admin.send(admin.act("verify"))
    expect(page.get_by_role("status").first).to_contain_text("Dinas Pendidikan")
    admin.open(citizen.number)
    why = page.get_by_role("region", name="Mengapa ke sini?")
    expect(why.get_by_text("Kantor ini saran pertama sistem.")).to_be_visible()
    expect(why.locator("mark").first).to_be_visible()
    eye.at(page, "case-why")
    page.goto(f"/desk/laporan/{citizen.number}/mengapa")
    eye.at(page, "case-why-alone")
    theirs = quiet(citizen.follow().page)
    theirs.get_by_text("Mengapa kantor itu?").click()
    expect(theirs.get_by_text("Kata-katanya menunjuk urusan: Pendidikan.")).to_be_visible()
    eye.at(theirs, "thread-why")


def test_a_verified_report_goes_on_by_one_key(visit, desk):
    citizen = Citizen(visit()).report(agency="Pemerintah Kota Serang", place=PLACE, **SCHOOL)
    admin = desk.of(CITY).open(citizen.number)
    admin.send(admin.act("verify"))
    admin.open(citizen.number)
    beside = admin.page.get_by_role("region", name="Saran unit")
    expect(beside.get_by_role("button", name="Teruskan").first).to_be_visible()
    admin.page.keyboard.press("s")
    said = admin.page.get_by_role("status").first
    expect(said).to_contain_text("Laporan diteruskan ke Dinas Pendidikan")


def test_the_citizen_is_told_who_handles_it_while_writing_and_takes_it_over(visit, eye, quiet):
    page = quiet(visit())
    page.goto("/lapor")
    page.get_by_label("Judul singkat").fill(SCHOOL["title"])
    page.get_by_label("Apa yang terjadi?").fill(SCHOOL["body"])
    page.locator('input[name="occurred_on"]').fill(DAY_OF_IT)
    page.locator('input[name="place"]').fill(PLACE)
    page.locator('input[name="landmark"]').focus()
    told = page.locator("[data-likely]")
    expect(told.get_by_text("Kemungkinan ditangani oleh")).to_be_visible()
    expect(told.get_by_text("karena Anda menulis").first).to_be_visible()
    eye.at(page, "form-likely")
    told.get_by_role("button", name="Tujukan ke sini").first.click()
    expect(page.locator('input[name="agency"]')).to_have_value(
        "Dinas Pendidikan dan Kebudayaan Kota Serang"
    )
    expect(page.get_by_label("Apa yang terjadi?")).to_have_value(SCHOOL["body"])


def test_without_scripts_a_button_tells_it(visit):
    page = visit(scripts=False)
    page.goto("/lapor")
    page.get_by_label("Judul singkat").fill(SCHOOL["title"])
    page.get_by_label("Apa yang terjadi?").fill(SCHOOL["body"])
    page.locator('input[name="place"]').fill(PLACE)
    page.get_by_role("button", name="Siapa yang menangani ini?").click()
    expect(page.get_by_text("Kemungkinan ditangani oleh")).to_be_visible()
    expect(page.get_by_label("Apa yang terjadi?")).to_have_value(SCHOOL["body"])


def test_a_rule_is_tried_on_past_reports_before_it_is_saved(desk, eye, quiet):
    page = quiet(desk.of(CITY).page)
    page.goto("/desk/aturan/penyaluran/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Penyaluran")
    page.get_by_role("link", name="Tambah aturan").click()
    page.get_by_label("Nama aturan").fill("Sampah di jalan")
    page.get_by_label("Ada salah satu kata").fill("sampah, tumpukan sampah")
    page.get_by_role("combobox", name="Sarankan unit").fill("Dinas Lingkungan Hidup Kota Serang")
    page.get_by_label("Dasar atau alasan").fill("SOP kebersihan")
    page.get_by_role("button", name="Lihat akibatnya").click()
    expect(page.get_by_text("Dicoba pada")).to_be_visible()
    eye.at(page, "rules-route-tried")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("status").first).to_contain_text("Tersimpan")
    expect(page.get_by_text("Bila ada kata “sampah”").first).to_be_visible()
    page.goto("/desk/aturan/wewenang/")
    page.get_by_role("link", name="Ubah: Pendidikan").click()
    eye.at(page, "rules-map-one")


def test_words_of_a_function_are_tried_on_past_reports(desk, eye, quiet):
    page = quiet(desk.of(CITY).page)
    page.goto("/desk/aturan/urusan/")
    page.get_by_role("link", name="Ubah: Perhubungan").click()
    words = page.get_by_label("Kata yang menunjuk urusan ini")
    words.fill("ab")
    page.get_by_label("Dasar atau alasan").fill("SOP")
    page.get_by_role("button", name="Lihat akibatnya").click()
    expect(page.get_by_text("terlalu pendek").first).to_be_visible()
    eye.at(page, "rules-function-refused")
    words.fill("andong*2")
    page.get_by_role("button", name="Lihat akibatnya").click()
    expect(page.get_by_text("Dibaca ulang")).to_be_visible()
    eye.at(page, "rules-function-tried")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("status").first).to_contain_text("Tersimpan")
    expect(page.get_by_text("Paling menentukan: andong.").first).to_be_visible()


def test_handing_on_by_itself_is_watched_before_it_can_be_switched_on(desk, eye, quiet):
    page = quiet(desk.of(CITY).page)
    page.goto("/desk/aturan/otomatis/")
    expect(page.get_by_text("Belum dapat dinyalakan.").first).to_be_visible()
    page.get_by_role("link", name="Ubah: Pemerintah Kota Serang").click()
    page.get_by_label("Mulai sekarang").select_option("Meneruskan otomatis")
    page.get_by_label("Dasar atau alasan").fill("Perwal 7/2026")
    page.get_by_role("button", name="Lihat akibatnya").click()
    expect(page.get_by_text("Belum cukup laporan selesai").first).to_be_visible()
    eye.at(page, "rules-automatic-refused")
    for state, says in (
        ("Mati", "Laporan baru menunggu verifikasi petugas"),
        ("Hanya mengamati", "Tidak ada laporan yang berpindah. Sistem"),
    ):
        page.goto("/desk/aturan/otomatis/")
        page.get_by_role("link", name="Ubah: Pemerintah Kota Serang").click()
        page.get_by_label("Mulai sekarang").select_option(state)
        page.get_by_label("Dasar atau alasan").fill("Perwal 7/2026")
        page.get_by_role("button", name="Lihat akibatnya").click()
        expect(page.get_by_text(says).first).to_be_visible()
        eye.at(page, "rules-automatic-tried")
        page.get_by_role("button", name="Simpan").click()
        expect(page.get_by_role("status").first).to_contain_text("Tersimpan")
    eye.at(page, "rules-automatic-watched")


def test_a_question_with_choices_is_asked_and_answered(visit, desk, eye, quiet):
    citizen = Citizen(visit()).report(agency="Pemerintah Kota Serang", place=PLACE, **SCHOOL)
    admin = desk.of(CITY).open(citizen.number)
    page = quiet(admin.page)
    admin.send(admin.act("verify"))
    admin.open(citizen.number)
    act = admin.act("hold")
    act.locator('textarea[name="words"]').fill("Kelas yang mana?")
    act.get_by_text("Beri pilihan jawaban").click()
    for place, choice in enumerate(("Kelas 5A", "Kelas 5B")):
        act.locator('input[name="choices"]').nth(place).fill(choice)
    eye.at(page, "case-asks-choices")
    admin.open(citizen.number)
    act = admin.act("hold")
    act.locator('textarea[name="words"]').fill("Kelas yang mana?")
    act.get_by_text("Beri pilihan jawaban").click()
    for place, choice in enumerate(("Kelas 5A", "Kelas 5B")):
        act.locator('input[name="choices"]').nth(place).fill(choice)
    admin.send(act)
    theirs = quiet(citizen.follow().page)
    expect(theirs.get_by_text("Kelas 5A").first).to_be_visible()
    eye.at(theirs, "thread-choices")
    theirs.get_by_label("Kelas 5B").check()
    theirs.get_by_role("button", name="Kirim jawaban").click()
    expect(theirs.get_by_text("Jawaban Anda sudah terkirim").first).to_be_visible()
    admin.open(citizen.number)
    expect(page.get_by_text("Kelas 5B").first).to_be_visible()
