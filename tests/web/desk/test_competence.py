"""Wewenang: which office does what – settling it, gaps and proposals, tables, and who may."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lapor.agencies.models import Agency, Change, Function, OfficeMap, Role
from lapor.agencies.offices_map import function_called, office_map
from tests.factories import make_agency, make_officer
from tests.web.desk.officers import sign_in

pytestmark = pytest.mark.django_db
BOOK = reverse("desk-rule-book", args=["wewenang"])
TODAY = date(2026, 3, 2)


@pytest.fixture
def functions():
    rows = [
        ("PU", "Pekerjaan umum", "wajib dasar", "pekerjaan umum"),
        ("DISHUB", "Perhubungan", "wajib", "perhubungan"),
        ("KEL", "Kelurahan", "kewilayahan", "kelurahan"),
        ("PLN", "Listrik", "pusat/BUMN", r"\bpln\b"),
    ]
    Function.objects.bulk_create(
        Function(code=code, name=name, basis=basis, office_names=pattern, order=order)
        for order, (code, name, basis, pattern) in enumerate(rows)
    )


def page(world, rest):
    return reverse("desk-rule", args=["wewenang", f"{world.city.pk}-{rest}"])


def told(**fields):
    day = timezone.localdate().isoformat()
    return {"valid_from": day, "why": "Perwal 7/2026", "seen": 0, "do": "save"} | fields


def settle(world, code="PU", office="Dinas Pekerjaan Umum, Kota Serang", who=None, **fields):
    return sign_in(who or world.admin).post(page(world, code), told(office=office, **fields))


def held(world, on=None):
    rows = office_map(world.city, on or timezone.localdate())
    return {row.function.code: [one.office for one in row.rows] for row in rows}


def test_a_gap_is_shown_with_the_office_whose_name_says_it(world, functions):
    text = sign_in(world.admin).get(BOOK).text
    assert "Belum ditetapkan" in text
    assert "Usulan dari nama unit: Dinas Pekerjaan Umum" in text
    assert "Perhubungan" in text
    assert "Listrik" not in text, "what the nation does is in its own map"
    assert 'value="Dinas Pekerjaan Umum' in sign_in(world.admin).get(page(world, "PU")).text


def test_an_office_is_settled_after_looking_ahead_and_told_in_the_history(world, functions):
    officer = sign_in(world.admin)
    ahead = officer.post(page(world, "PU"), told(office="Dinas Pekerjaan Umum", do="preview"))
    assert "Periksa dulu" in ahead.text
    assert not OfficeMap.objects.exists()
    assert settle(world).status_code == 302
    assert held(world)["PU"] == [world.works]
    row, change = OfficeMap.objects.get(), Change.objects.get()
    assert (row.source, row.entered_by) == ("admin", world.admin.post)
    assert (change.topic, change.agency, change.why) == ("map", world.city, "Perwal 7/2026")
    text = officer.get(BOOK).text
    assert "Peta wewenang: Pekerjaan umum" in text
    assert "Ditetapkan admin" in text


def test_a_second_click_settles_once(world, functions):
    assert settle(world).status_code == 302
    assert settle(world).status_code == 302
    assert OfficeMap.objects.count() == 1


def test_another_office_takes_over_on_a_day_and_what_was_stays_readable(world, functions):
    settle(world)
    newest = Change.objects.latest("pk").pk
    day = timezone.localdate() + timedelta(days=10)
    again = settle(world, office="Bidang Jalan", valid_from=day.isoformat(), seen=newest)
    assert again.status_code == 302
    assert held(world)["PU"] == [world.works]
    assert held(world, day)["PU"] == [world.roads]
    assert "mulai" in sign_in(world.admin).get(BOOK).text
    assert OfficeMap.objects.count() == 2


def test_a_mistake_of_today_is_put_right_today(world, functions):
    settle(world, office="Bidang Jalan")
    newest = Change.objects.latest("pk").pk
    assert settle(world, seen=newest).status_code == 302
    assert held(world)["PU"] == [world.works]


def test_an_office_of_one_place_stands_beside_that_of_the_whole(world, functions):
    settle(world)
    assert settle(world, office="Kecamatan Serang", region="Sukamaju").status_code == 302
    assert held(world)["PU"] == [world.works, world.kecamatan]
    assert "di Sukamaju" in sign_in(world.admin).get(BOOK).text


def test_nobody_is_named_any_more(world, functions):
    settle(world)
    newest = Change.objects.latest("pk").pk
    assert settle(world, office="", seen=newest).status_code == 302
    assert held(world)["PU"] == []


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"office": "Kantor-antah"}, "Tidak ada unit dengan nama itu"),
        ({"office": "Kota Cilegon"}, "Tidak ada unit dengan nama itu"),
        ({"valid_from": "2020-01-01"}, "Pilih hari ini atau sesudahnya"),
        ({"region": "Antah-berantah"}, "Tempat itu belum jelas"),
        ({"why": ""}, "Tulis dasar hukum"),
        ({"office": ""}, "Tidak ada yang berubah"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(world, functions, fields, says):
    answer = settle(world, **fields)
    assert answer.status_code == 422
    assert says in answer.text
    assert not OfficeMap.objects.exists()


def test_who_was_slower_compares_first(world, functions):
    settle(world)
    slower = settle(world, office="Bidang Jalan")
    assert slower.status_code == 409
    assert "sudah diubah sejak halaman Anda dibuka" in slower.text
    assert held(world)["PU"] == [world.works]


def test_an_ended_office_is_followed_by_its_successor(world, functions):
    settle(world, office="Bidang Jalan")
    Agency.objects.filter(pk=world.roads.pk).update(ended_at=timezone.now(), successor=world.works)
    assert "Dinas Pekerjaan Umum (dulu Bidang Jalan)" in sign_in(world.admin).get(BOOK).text


def test_proposals_are_confirmed_together(world, functions):
    transport = make_agency("Dinas Perhubungan", world.city)
    officer = sign_in(world.admin)
    text = officer.get(page(world, "usulan")).text
    assert "Perhubungan: Dinas Perhubungan" in text
    answer = officer.post(page(world, "usulan"), told(PU="on", DISHUB="on"))
    assert answer.status_code == 302
    assert held(world) == {"PU": [world.works], "DISHUB": [transport]}
    none = officer.post(page(world, "usulan"), told())
    assert "Centang paling sedikit satu" in none.text


def test_a_table_is_taken_away_and_pasted_back(world, functions):
    settle(world)
    officer = sign_in(world.admin)
    table = officer.get(f"{reverse('desk-map-table')}?unit={world.city.pk}")
    assert table["Content-Type"].startswith("text/csv")
    text = table.content.decode()
    assert "PU,Dinas Pekerjaan Umum,," in text
    assert "DISHUB,,," in text
    pasted = "KODE;Unit\nPU;Bidang Jalan\nDISHUB;Kecamatan Serang;36.73.01.1001"
    newest = Change.objects.latest("pk").pk
    assert officer.post(page(world, "tempel"), told(table=pasted, seen=newest)).status_code == 302
    assert held(world) == {"PU": [world.roads], "DISHUB": [world.kecamatan]}


def test_a_table_that_cannot_be_read_says_which_lines(world, functions):
    pasted = "XX;Bidang Jalan\nPU;Kantor-antah\nPU;Bidang Jalan;99"
    answer = sign_in(world.admin).post(page(world, "tempel"), told(table=pasted))
    assert answer.status_code == 422
    for said in ("baris 1: kode XX", "baris 2: unitnya", "baris 3: kode wilayahnya"):
        assert said in answer.text
    assert "Kantor-antah" in answer.text, "nothing typed is lost"
    twice = sign_in(world.admin).post(
        page(world, "tempel"), told(table="PU;Bidang Jalan\nPU;Dinas Pekerjaan Umum")
    )
    assert "dua kali" in twice.text


def test_only_who_governs_the_whole_institution_settles(world, functions):
    boss = make_officer(Role.AGENCY_ADMIN, world.works)
    assert sign_in(boss).get(BOOK).status_code == 200
    for who in (boss, world.stranger, world.liaison, world.overseer):
        assert settle(world, who=who).status_code == 404
    assert settle(world, who=world.national).status_code == 302
    elsewhere = f"{reverse('desk-map-table')}?unit={world.city.pk}"
    assert sign_in(world.stranger).get(elsewhere).status_code == 404
    assert sign_in(world.liaison).get(elsewhere).status_code == 404
    assert sign_in(world.national).get(elsewhere).status_code == 200


def test_the_nation_maps_what_no_region_has(world, functions):
    power = make_agency("PT PLN", world.root, kind=Agency.Kind.COMPANY)
    officer = sign_in(world.national)
    assert "Usulan dari nama unit: PT PLN" in officer.get(BOOK).text
    where = reverse("desk-rule", args=["wewenang", f"{world.root.pk}-PLN"])
    assert officer.post(where, told(office="PT PLN")).status_code == 302
    assert OfficeMap.objects.get().office == power


def test_a_pattern_that_is_none_proposes_nothing(world):
    broken = Function(code="X", name="X", office_names="(")
    assert function_called("Dinas", [broken]) == ""
