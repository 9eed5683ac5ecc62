"""What anyone may read: lists, reports, offices, and what the rules are."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lapor.agencies import rules
from lapor.agencies.models import Agency, DeadlinePolicy, Holiday
from lapor.reports.publication import unpublish
from lapor.reports.terms import Clock
from tests.factories import days, make_agency, make_report, make_world
from tests.web.public.pages import browser, make_published

pytestmark = pytest.mark.django_db


def read(path: str, code: int = 200, **query: str) -> str:
    answer = browser().get(path, query)
    assert answer.status_code == code
    return answer.content.decode()


def test_the_front_page_tells_the_promises_of_the_rules_in_force(world):
    page = read("/")
    for days_of_a_promise in (3, 5, 10):
        assert f'<span class="n">{days_of_a_promise}<small>' in page
    assert "Belum ada laporan yang diterbitkan" in page


def test_the_front_page_lists_the_newest_published_reports(world):
    for n in range(7):
        make_published(world, title=f"Lampu {n}", at=days(n))
    page = read("/")
    assert "Lampu 6" in page
    assert "Lampu 0" not in page
    assert "Semua laporan" in page


@pytest.mark.parametrize(
    "query",
    [
        {"q": "lampu"},
        {"jenis": "complaint"},
        {"status": "received"},
        {"wilayah": "Sukamaju, Serang, Kota Serang"},
        {"wilayah": "36.73.01.1001"},
        {"instansi": "Kota Serang"},
        {},
    ],
)
def test_a_filter_finds_what_fits(world, query):
    make_published(world, region=world.place, title="Lampu padam")
    assert "Lampu padam" in read("/laporan/", **query)


@pytest.mark.parametrize(
    "query",
    [
        {"q": "jembatan"},
        {"jenis": "praise"},
        {"status": "closed"},
        {"kategori": "jalan"},
        {"instansi": "Kota Cilegon"},
        {"wilayah": "99"},
    ],
)
def test_a_filter_leaves_out_what_does_not_fit(world, query):
    make_published(world, title="Lampu padam")
    page = read("/laporan/", **query)
    assert "Lampu padam" not in page
    assert "Tidak ada laporan yang cocok" in page or "tidak ada di daftar" in page


def test_nonsense_in_the_query_is_no_error(world):
    make_published(world, title="Lampu padam")
    assert "Lampu padam" in read("/laporan/", jenis="x", status="y", kategori="z", lewat="w")
    read("/laporan/", q="\x00(&|!:*", wilayah="\x00%_", instansi="'\"")


def test_a_name_that_fits_several_offices_is_asked_for(world):
    make_agency("Dinas Pekerjaan Umum", world.other)
    page = read("/laporan/", instansi="Dinas Pekerjaan Umum")
    assert "Instansi yang mana?" in page
    assert f"instansi={world.works.slug}" in page


def test_the_empty_list_says_that_nothing_is_published(world):
    assert "Belum ada laporan yang diterbitkan" in read("/laporan/")


def test_older_reports_come_page_by_page_without_gap_or_repeat(world):
    for n in range(23):
        make_published(world, title=f"Lampu {n:02}", at=days(n / 10))
    first = read("/laporan/", q="lampu")
    link = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    second = read(f"/laporan/{link.replace('&amp;', '&')}")
    shown = [f"Lampu {n:02}" for n in range(23)]
    assert [title for title in shown if title in first] == shown[3:]
    assert [title for title in shown if title in second] == shown[:3]
    assert "Ke yang terbaru" in second
    assert "q=lampu" in link


def test_a_published_report_tells_its_story(world):
    report, _reporter = make_published(world, title="Lampu padam")
    page = read(f"/laporan/{report.number}")
    assert "Sudah empat minggu." in page
    assert "Kota Serang memeriksa laporan ini" in page
    assert "Sekarang di tangan" in page


def test_what_is_not_published_looks_like_what_does_not_exist(world):
    waiting, _reporter = make_report(world)
    secret, _reporter = make_report(world, confidential=True)
    taken, _reporter = make_published(world)
    unpublish(taken, actor=world.admin, at=days(1))
    pages = {
        read(f"/laporan/{number}", 404)
        for number in (waiting.number, secret.number, taken.number, "ZZZZZZZZ", "x")
    }
    assert len(pages) == 1
    assert "/lacak" in pages.pop()


@pytest.mark.parametrize("path", ["/", "/laporan/", "/laporan/?q=lampu", "/instansi/"])
def test_the_statements_of_a_list_do_not_grow_with_its_rows(world, path):
    make_published(world, title="Lampu 0", region=world.place)
    read(path)
    few = statements(path)
    for n in range(1, 5):
        make_published(world, title=f"Lampu {n}", region=world.place, at=days(n))
        make_agency(f"Kota {n}", world.root, kind=Agency.Kind.CITY)
    assert statements(path) == few <= 6


def test_the_directory_groups_governments_and_finds_offices_by_name(world):
    page = read("/instansi/")
    assert "Kota Serang" in page
    assert "Bidang Jalan" not in page
    found = read("/instansi/", q="bidang jalan")
    assert "Bidang Jalan, Kota Serang" in found
    assert "Tidak ada instansi" in read("/instansi/", q="antah berantah")


def test_the_page_of_an_office_tells_its_place_in_the_tree_and_its_calendar(db):
    feast = Holiday(day=date(2999, 1, 1), name="Tahun Baru", kind="national")
    world = make_world(feast)
    make_published(world, title="Lampu padam")
    page = read(f"/instansi/{world.city.slug}/")
    for word in ("Dinas Pekerjaan Umum", "Inspektorat", "Ombudsman", "Tahun Baru", "WIB", "Lampu"):
        assert word in page
    deep = read(f"/instansi/{world.roads.slug}/")
    assert f"/instansi/{world.works.slug}/" in deep
    read("/instansi/tidak-ada/", 404)


def test_the_statements_of_an_office_do_not_grow_with_what_lies_below_it(world):
    path = f"/instansi/{world.city.slug}/"
    read(path)
    few = statements(path)
    for n in range(5):
        make_agency(f"Dinas {n}", world.city)
    assert statements(path) == few <= 7


def test_suggestions_are_few_and_named_with_their_institution(world):
    for n in range(12):
        make_agency(f"Dinas Jalan {n}", world.city)
    hits = browser().get("/cari/instansi", {"q": "dinas jal"}).json()
    assert len(hits) == 10
    assert all(hit["label"].endswith(", Kota Serang") for hit in hits)
    places = browser().get("/cari/wilayah", {"q": "sukam serang"}).json()
    assert places == [{"key": world.place.pk, "label": world.place.label}]
    for words in ("", "a", "%", "\x00"):
        assert browser().get("/cari/wilayah", {"q": words}).json() == []


def test_the_rules_are_told_from_their_rows_with_their_basis(world):
    page = read("/tentang/tenggat")
    assert "Permen 62/2018" in page
    assert "60 hari kerja" in page
    assert "3 hari kerja" in read("/tentang/cara-kerja")
    read("/tentang/kerahasiaan")


def test_the_rules_name_who_promises_less_and_what_begins_later(world):
    same = {"clock": Clock.VERIFY, "agency": world.city, "basis": "Perwal 7/2026"}
    DeadlinePolicy.objects.create(days=1, valid_from=date(2021, 1, 1), **same)
    ended = {**same, "agency": world.other, "valid_from": date(2021, 1, 1)}
    DeadlinePolicy.objects.create(days=2, **ended)
    DeadlinePolicy.objects.create(days=2, **ended, withdrawn=True)
    nation = {"clock": Clock.VERIFY, "days": 2, "basis": "Permen baru"}
    DeadlinePolicy.objects.create(**nation, valid_from=date(2999, 1, 1))
    rules.changed()
    page = read("/tentang/tenggat")
    assert "Kantor yang berjanji lebih cepat" in page
    assert "Perwal 7/2026" in page
    assert "Kota Cilegon" not in page
    assert "Permen baru" in page
    assert "1 Januari 2999" in page


def test_limits_to_come_and_promises_count_their_days_as_the_table_does(world):
    later = {"basis": "Permen baru", "valid_from": date(2999, 1, 1)}
    DeadlinePolicy.objects.create(clock=Clock.VERIFY, days=1, **later)
    DeadlinePolicy.objects.create(clock=Clock.APPEAL, days=2, working=False, **later)
    plain = {"clock": Clock.APPEAL, "working": False, "valid_from": date(2021, 1, 1)}
    DeadlinePolicy.objects.create(days=77, agency=world.city, basis="Perwal 7/2026", **plain)
    rules.changed()
    page = read("/tentang/tenggat")
    assert "1 hari kerja, untuk laporan yang diterima mulai" in page
    assert ": 2 hari, untuk laporan yang diterima mulai" in page
    assert "77 hari<" in page
    client = browser()
    client.post("/bahasa", {"bahasa": "en", "ke": "/tentang/tenggat"})
    english = client.get("/tentang/tenggat").text
    assert ": 1 working day, for reports received from" in english
    assert ": 2 days, for reports received from" in english


def test_the_rules_tell_every_time_that_does_not_count(world):
    page = read("/tentang/tenggat")
    assert "Hitungan berhenti selama kantor bertanya kepada Anda" in page
    assert "sampai Anda membukanya kembali atau berkeberatan" in page


@pytest.mark.parametrize("path", ["/", "/lapor", "/lacak", "/laporan/", "/instansi/", "/tidak-ada"])
def test_every_page_shows_the_emergency_numbers_and_one_heading(world, path):
    page = browser().get(path).content.decode()
    assert 'href="tel:112"' in page
    assert 'href="tel:119"' in page
    assert page.count("<h1") == 1
    assert '<a class="skip" href="#isi">' in page


def statements(path: str) -> int:
    with CaptureQueriesContext(connection) as made:
        assert browser().get(path).status_code == 200
    return len(made)
