"""The governing pages: what holds, what would come of a change, saving, undoing, two editors."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from lapor.agencies.models import (
    Category,
    Change,
    DeadlinePolicy,
    Holiday,
    Oversight,
    Role,
    StandardText,
)
from lapor.agencies.rulebook import first_day
from lapor.agencies.rules import rules
from lapor.reports.moves import ROWS
from lapor.web.desk.rules.books import BOOKS
from tests.factories import make_report
from tests.web.desk.officers import sign_in

pytestmark = pytest.mark.django_db
INDEX = "/desk/aturan/"
OFFICERS = ("national", "admin", "liaison", "handler", "lurah", "overseer", "stranger")
OF_ADMINS = {
    "tenggat",
    "hari-libur",
    "teks-baku",
    "empat-mata",
    "wewenang",
    "penyaluran",
    "otomatis",
    "urusan",
}


def book(slug):
    return reverse("desk-rule-book", args=[slug])


def rule(slug, key):
    return reverse("desk-rule", args=[slug, key])


def holiday(day="2030-08-10", **fields):
    told = {"day": day, "name": "Hari Jadi Kota", "kind": "national", "why": "SKB", "seen": 0}
    return told | fields


@pytest.mark.parametrize("who", OFFICERS)
def test_who_may_open_which_book(world, who):
    officer = sign_in(getattr(world, who))
    may = {"national": set(BOOKS), "admin": OF_ADMINS, "stranger": OF_ADMINS}.get(who, set())
    for slug in BOOKS:
        assert officer.get(book(slug)).status_code == (200 if slug in may else 404), slug
        assert officer.get(rule(slug, "baru")).status_code in (
            (200, 404) if slug in may else (404,)
        )
    governs = who in ("national", "admin", "stranger", "overseer")
    assert officer.get(INDEX).status_code == (200 if governs else 404)
    assert officer.get(reverse("desk-roles")).status_code == (200 if governs else 404)


def test_the_index_has_one_card_for_each_thing_and_no_more(world):
    page = sign_in(world.admin).get(INDEX).text
    assert "Tenggat" in page
    assert "Hari libur" in page
    assert "Eskalasi" not in page
    assert "Kategori" not in page
    page = sign_in(world.national).get(INDEX).text
    for title in ("Eskalasi", "Kategori", "Alasan", "Surat", "Pengawas", "Audit", "Surel gagal"):
        assert title in page
    watcher = sign_in(world.overseer).get(INDEX).text
    assert "Audit" in watcher
    assert "Tenggat" not in watcher


def test_a_holiday_is_looked_ahead_at_saved_told_and_undone(world):
    make_report(world, timezone.now())
    officer = sign_in(world.national)
    form = officer.get(rule("hari-libur", "baru")).text
    assert "Belum ada yang tersimpan" in form
    ahead = officer.post(rule("hari-libur", "baru"), holiday(do="preview"))
    assert ahead.status_code == 200
    assert "Periksa dulu" in ahead.text
    assert "Tidak ada tenggat" in ahead.text
    assert not Holiday.objects.exists()
    assert not Change.objects.exists()
    again = officer.post(rule("hari-libur", "baru"), holiday(do="edit"))
    assert 'value="Hari Jadi Kota"' in again.text
    assert 'value="2030-08-10"' in again.text
    saved = officer.post(rule("hari-libur", "baru"), holiday(do="save"), follow=True)
    assert "Tersimpan" in saved.text
    assert "Hari Jadi Kota" in officer.get(f"{book('hari-libur')}?tahun=2030").text
    change = Change.objects.get()
    assert "SKB" in saved.text
    undo = reverse("desk-rule-undo", args=[change.pk])
    assert undo in saved.text
    assert officer.post(undo, {"seen": 0, "why": ""}).status_code == 422
    done = officer.post(undo, {"seen": 0, "why": "Keliru"}, follow=True)
    assert "dibatalkan" in done.text
    assert Holiday.objects.get().withdrawn
    twice = officer.post(undo, {"seen": 0, "why": "Keliru"})
    assert twice.status_code == 409
    assert "sudah dibatalkan" in twice.text


def test_the_look_ahead_counts_the_dates_that_move(world):
    report, _ = make_report(world, timezone.now())
    due = report.due_at.astimezone(timezone.get_current_timezone()).date()
    officer = sign_in(world.national)
    page = officer.post(rule("hari-libur", "baru"), holiday(due.isoformat(), do="preview")).text
    assert re.search(r"2 tenggat laporan terbuka bergeser", page)
    assert "Verifikasi, Kota Serang: dari" in page
    assert report.number not in page


def test_what_is_wrong_is_said_at_the_field_and_nothing_is_lost(world):
    officer = sign_in(world.national)
    bad = officer.post(rule("hari-libur", "baru"), holiday("besok", do="preview", why=""))
    assert bad.status_code == 422
    assert "Tulis tanggal seperti" in bad.text
    assert "Tulis dasar hukum" in bad.text
    assert 'value="besok"' in bad.text
    assert 'aria-invalid="true"' in bad.text
    assert 'href="#r-why"' in bad.text
    local = officer.post(rule("hari-libur", "baru"), holiday(kind="local", do="preview"))
    assert "Tulis instansi yang libur" in local.text


def test_an_institutions_admin_adds_its_own_holiday_and_cannot_touch_the_nations(world):
    national = Holiday.objects.create(day=date(2030, 1, 1), name="Tahun Baru", kind="national")
    officer = sign_in(world.admin)
    assert officer.get(rule("hari-libur", national.pk)).status_code == 404
    form = officer.get(rule("hari-libur", "baru")).text
    assert 'name="kind"' not in form
    officer.post(rule("hari-libur", "baru"), holiday(do="save", office=""))
    made = Holiday.objects.get(day=date(2030, 8, 10))
    assert (made.kind, made.agency) == ("local", world.city)
    elsewhere = officer.post(
        rule("hari-libur", "baru"), holiday("2030-08-11", do="save", office="Kota Cilegon")
    )
    assert elsewhere.status_code == 422
    assert sign_in(world.stranger).get(rule("hari-libur", made.pk)).status_code == 404


def test_of_two_editors_the_second_keeps_the_text_and_sees_what_changed(world):
    row = Category.objects.get()
    one, two = sign_in(world.national), sign_in(world.national)
    told = {"name": "Jalan raya", "order": 1, "active": "on", "why": "jelas", "seen": 0}
    one.post(rule("kategori", row.pk), told | {"do": "save"})
    late = two.post(rule("kategori", row.pk), told | {"name": "Jalan desa", "do": "save"})
    assert late.status_code == 409
    assert "sudah diubah sejak" in late.text
    assert 'value="Jalan desa"' in late.text
    assert "Jalan raya" in late.text
    seen = re.search(r'name="seen" value="(\d+)"', late.text)
    assert seen
    assert int(seen[1]) == Change.objects.get().pk
    two.post(rule("kategori", row.pk), told | {"name": "Jalan desa", "do": "save", "seen": seen[1]})
    assert Category.objects.get().name == "Jalan desa"


def test_an_office_promises_less_and_never_more(world):
    officer = sign_in(world.admin)
    key = f"first_follow_up...{world.city.pk}"
    assert rule("tenggat", key) in officer.get(book("tenggat")).text
    told = {
        "days": 7, "remind_days": 1, "valid_from": first_day(), "basis": "Perwal", "seen": 0,
    }  # fmt: skip
    more = officer.post(rule("tenggat", key), told | {"do": "preview"})
    assert more.status_code == 422
    assert "lebih pendek dari 5 hari" in more.text
    assert 'value="7"' in more.text
    less = officer.post(rule("tenggat", key), told | {"days": 3, "do": "preview"})
    assert "tetap memakai batas lama" in less.text
    officer.post(rule("tenggat", key), told | {"days": 3, "do": "save"})
    assert DeadlinePolicy.objects.get(agency=world.city).days == 3
    assert "mulai" in officer.get(book("tenggat")).text
    assert officer.get(rule("tenggat", "first_follow_up...")).status_code == 404
    assert officer.get(rule("tenggat", f"reporter_reply...{world.city.pk}")).status_code == 404
    assert officer.get(rule("tenggat", f"settle.x.y.{world.city.pk}")).status_code == 404


def test_the_ladder_is_told_from_three_offices_before_it_is_saved(world):
    officer = sign_in(world.national)
    told = {
        "to_1": "above",
        "days_1": 2,
        "to_2": "nation",
        "days_2": 4,
        "valid_from": first_day(),
        "basis": "Keputusan",
        "seen": 0,
    }
    page = officer.post(rule("eskalasi", "ladder"), told | {"do": "preview"}).text
    assert (
        "Sebuah kelurahan: sesudah 2 hari kerja kecamatan; sesudah 6 hari kerja admin nas" in page
    )
    assert "Sebuah kementerian: sesudah 2 hari kerja admin nasional." in page
    loose = officer.post(rule("eskalasi", "ladder"), told | {"to_2": "", "do": "save"})
    assert loose.status_code == 422
    assert "harus Admin nasional" in loose.text
    officer.post(rule("eskalasi", "ladder"), told | {"do": "save"})
    assert len(rules().ladder(first_day()).steps) == 2


def test_a_reason_is_shown_as_the_reporter_reads_it(world):
    officer = sign_in(world.national)
    told = {
        "move": "archive",
        "label": "Sudah selesai",
        "sentence": "Masalah ini sudah diselesaikan sebelum laporan Anda datang.",
        "order": 1,
        "active": "on",
        "why": "baru",
        "seen": 0,
    }
    page = officer.post(rule("alasan", "baru"), told | {"do": "preview"}).text
    assert "Kantor Contoh mengarsipkan laporan" in page
    officer.post(rule("alasan", "baru"), told | {"do": "save"})
    assert "Sudah selesai" in [row.label for row in rules().reasons_for("archive")]


def test_a_standard_text_is_shown_filled(world):
    officer = sign_in(world.admin)
    told = {
        "title": "Sudah dicek",
        "body": "Laporan {number} sudah dicek oleh {office} pada {…}.",
        "move": "follow_up",
        "order": 1,
        "active": "on",
        "why": "sering",
        "seen": 0,
    }
    page = officer.post(rule("teks-baku", "baru"), told | {"do": "preview"}).text
    assert "Laporan 7KM4-Q2TX sudah dicek oleh Dinas Contoh pada {…}." in page
    wrong = officer.post(rule("teks-baku", "baru"), told | {"body": "Yth {nama}", "do": "save"})
    assert wrong.status_code == 422
    assert "{nama} tidak dikenal" in wrong.text
    officer.post(rule("teks-baku", "baru"), told | {"do": "save"})
    row = StandardText.objects.get()
    assert row.agency == world.city
    assert sign_in(world.stranger).get(rule("teks-baku", row.pk)).status_code == 404


def test_a_letter_is_shown_with_an_invented_report(world):
    officer = sign_in(world.national)
    key = "..id."
    assert rule("surat", key) in officer.get(f"{book('surat')}?kepada=umum").text
    told = {"subject": "Laporan {number}", "body": "Kini {status}.", "why": "jelas", "seen": 0}
    page = officer.post(rule("surat", key), told | {"do": "preview"}).text
    assert "Laporan 7KM4-Q2TX" in page
    assert "Kini Sedang diproses." in page
    named = officer.post(rule("surat", key), told | {"body": "{title}", "do": "save"})
    assert named.status_code == 422
    assert "sudah dibuktikan" in named.text
    officer.post(rule("surat", "..en."), told | {"do": "save"})
    assert ("", "", "en", False) in rules().templates


def test_ending_an_oversight_says_who_loses_sight(world):
    make_report(world)
    row = Oversight.objects.get(overseer=world.inspectorate)
    officer = sign_in(world.national)
    told = {"until": timezone.localdate().isoformat(), "why": "SK", "seen": 0}
    page = officer.post(rule("pengawas", row.pk), told | {"do": "preview"}).text
    assert "tidak lagi melihat laporan Kota Serang" in page
    assert "1 laporan terbuka" in page
    assert world.overseer.post.title in page
    officer.post(rule("pengawas", row.pk), told | {"do": "save"})
    row.refresh_from_db()
    assert row.until == timezone.localdate()


def test_the_page_of_roles_is_the_table_of_moves(world):
    page = sign_in(world.admin).get(reverse("desk-roles")).text
    for role in Role:
        assert str(role.label) in page
    for move in ROWS:
        assert move.label in page


def test_a_page_costs_the_same_with_many_rows(world, django_assert_max_num_queries):
    officer = sign_in(world.national)
    for slug in BOOKS:
        officer.get(book(slug))
    for n in range(30):
        Category.objects.create(name=f"Kategori {n}", slug=f"k-{n}")
        Holiday.objects.create(day=date(2026, 1, 1 + n), name=f"Libur {n}", kind="national")
        StandardText.objects.create(title=f"T {n}", body="x", move="follow_up", agency=world.works)
        Change.objects.create(
            topic="holiday",
            row=str(n),
            label="x",
            agency=world.city,
            after={"name": f"Libur {n}", "agency_id": world.works.pk},
            at=timezone.now(),
            post=world.admin.post,
        )
    for slug in BOOKS:
        with django_assert_max_num_queries(16):
            assert officer.get(f"{book(slug)}?tahun=2026").status_code == 200
