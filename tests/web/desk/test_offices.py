"""The pages of institutions and units: found, made, and changed on a day after a look ahead."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from lapor.agencies.models import Agency, Change, Reorganisation
from lapor.reports import following, triage
from lapor.reports.terms import Kind
from tests.factories import make_agency, make_report
from tests.web.desk.officers import sign_in

pytestmark = pytest.mark.django_db
LIST = "/desk/instansi/"
ACTS = {"unit-baru", "ganti-nama", "pindah", "gabung", "pecah", "bubar"}


def url(office, step=""):
    return f"{LIST}{office.pk}" + (f"/{step}" if step else "")


def told(**fields):
    return {"on": timezone.localdate().isoformat(), "basis": "Perda 4/2026", **fields}


REACH = {  # who opens which office's page, and what may be done there
    ("national", "city"): ACTS,
    ("national", "inspectorate"): ACTS,
    ("national", "root"): {"unit-baru", "ganti-nama"},
    ("admin", "works"): ACTS,
    ("admin", "city"): {"unit-baru"},
    ("admin", "inspectorate"): set(),
    ("admin", "other"): None,
    ("admin", "root"): None,
    ("liaison", "works"): None,
    ("overseer", "city"): None,
}


@pytest.mark.parametrize(("who", "place"), REACH)
def test_every_act_is_offered_and_taken_by_whom_the_rule_names(world, who, place):
    offered = REACH[who, place]
    client, office = sign_in(getattr(world, who)), getattr(world, place)
    page = client.get(url(office))
    assert page.status_code == (404 if offered is None else 200)
    shown = set(re.findall(r'<details class="act" id="([\w-]+)"', page.text))
    assert shown == (offered or set())
    for step in (*ACTS, "lain"):
        if step not in (offered or set()):
            assert client.post(url(office, step), told(name="X")).status_code == 404


def test_who_governs_nothing_has_no_such_page(world):
    for actor in (world.liaison, world.handler, world.overseer):
        assert sign_in(actor).get(LIST).status_code == 404


def test_the_tree_is_walked_and_found_in(world):
    client = sign_in(world.admin)
    page = client.get(LIST).text
    assert url(world.works) in page
    assert url(world.roads) not in page
    assert url(world.other) not in page
    assert url(world.roads) in client.get(url(world.works)).text
    found = client.get(LIST, {"q": "bidang jalan"}).text
    assert url(world.roads) in found
    assert url(world.other) not in client.get(LIST, {"q": "cilegon"}).text


def test_a_unit_is_made_and_what_is_wrong_is_said_at_the_field(world):
    client = sign_in(world.admin)
    fields = {"name": "Bidang Air", "kind": "office", "time_zone": "Asia/Jakarta", "why": "Perwal"}
    made = client.post(url(world.works, "unit-baru"), fields, follow=True)
    assert "Unit dibuat" in made.text
    unit = Agency.objects.get(name="Bidang Air")
    assert unit.parent == world.works
    again = client.post(url(world.works, "unit-baru"), fields)
    assert again.status_code == 422
    assert "sudah ada di sana" in again.text
    assert 'value="Bidang Air"' in again.text
    lost = client.post(
        url(world.works, "unit-baru"), fields | {"name": "B", "region": "antah berantah"}
    )
    assert "Wilayah itu tidak ditemukan" in lost.text
    placed = fields | {"name": "Bidang C", "region": "Sukamaju, Serang, Kota Serang"}
    client.post(url(world.works, "unit-baru"), placed)
    assert Agency.objects.get(name="Bidang C").region == world.place


def test_a_change_is_looked_at_before_it_is_saved_and_cancelled_before_its_day(world):
    report, _ = make_report(world, at=timezone.now())
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT)
    triage.assign(report, to=world.works, actor=world.admin)
    client = sign_in(world.admin)
    later = timezone.localdate() + timedelta(days=30)
    fields = told(into="Kecamatan Serang", on=later.isoformat())
    preview = client.post(url(world.works, "gabung"), fields)
    assert "inilah yang akan terjadi" in preview.text
    assert "<dt>Laporan terbuka</dt><dd>1 " in preview.text
    assert not Reorganisation.objects.exists()
    saved = client.post(url(world.works, "gabung"), fields | {"do": "save"}, follow=True)
    assert "Rencana tersimpan" in saved.text
    listed = client.get(LIST).text
    assert "Dinas Pekerjaan Umum digabung ke Kecamatan Serang" in listed
    assert f"{world.admin.post.title}, {world.city.name}" in listed, "which post decided it"
    assert client.post(url(world.works, "gabung"), fields | {"do": "save"}).status_code == 302
    assert Reorganisation.objects.count() == 1, "a second click is no second plan"
    other = client.post(url(world.works, "bubar"), fields | {"do": "save"})
    assert other.status_code == 422
    assert "Sudah ada rencana lain" in other.text
    row = Reorganisation.objects.get()
    cancel = f"{LIST}rencana/{row.pk}/batal"
    assert sign_in(world.stranger).post(cancel).status_code == 404
    assert "dibatalkan" in client.post(cancel, follow=True).text
    assert following.run(timezone.now() + timedelta(days=40)) == {}
    assert Change.objects.filter(topic="agency").count() == 2


def test_going_back_from_the_look_ahead_keeps_what_was_typed(world):
    client = sign_in(world.admin)
    fields = told(into="Kecamatan Serang", do="edit")
    page = client.post(url(world.works, "gabung"), fields)
    assert page.status_code == 200
    assert 'value="Kecamatan Serang"' in page.text
    assert 'value="Perda 4/2026"' in page.text


@pytest.mark.parametrize(
    ("step", "fields", "says"),
    [
        ("gabung", {"into": "Tidak Ada"}, "Tidak ada unit dengan nama itu"),
        ("gabung", {"into": "Kota Cilegon"}, "Tidak ada unit dengan nama itu"),
        ("gabung", {"into": "Bidang Jalan"}, "bawahannya"),
        ("gabung", {"into": ""}, "Isi bagian ini"),
        ("pindah", {"into": "Kelurahan Sukamaju"}, "empat tingkat"),
        ("pindah", {"into": "Kota Serang"}, "sudah berada di sana"),
        ("ganti-nama", {"name": "Inspektorat"}, "sudah ada di sana"),
        ("ganti-nama", {"name": "A", "on": "2020-01-01"}, "hari ini atau sesudahnya"),
        ("ganti-nama", {"name": "A", "basis": ""}, "Isi bagian ini"),
        ("pecah", {"names": "Hanya Satu"}, "paling sedikit dua bagian"),
    ],
)
def test_what_cannot_be_is_said_at_the_field(world, step, fields, says):
    page = sign_in(world.admin).post(url(world.works, step), told(**fields))
    assert page.status_code == 422
    assert says in page.text
    assert not Reorganisation.objects.exists()


def test_a_piece_of_a_name_offers_the_units_that_fit(world):
    client = sign_in(world.admin)
    page = client.post(url(world.works, "gabung"), told(into="serang kec"))
    assert "Pilih di bawah ini" in page.text
    assert f'name="into_pick" value="{world.kecamatan.pk}"' in page.text
    picked = told(into="serang kec", into_for="serang kec", into_pick=world.kecamatan.pk)
    preview = client.post(url(world.works, "gabung"), picked)
    assert "digabung ke Kecamatan Serang" in preview.text
    outside = told(into="x y", into_for="x y", into_pick=world.other.pk)
    assert client.post(url(world.works, "gabung"), outside).status_code == 422


def test_a_split_asks_where_everything_goes(world):
    client = sign_in(world.admin)
    fields = told(names="Dinas Jalan\nDinas Gedung")
    preview = client.post(url(world.works, "pecah"), fields)
    assert f'name="children-{world.roads.pk}"' in preview.text
    share = {f"children-{world.roads.pk}": "1", f"posts-{world.handler.post.pk}": "1"}
    client.post(url(world.works, "pecah"), fields | share | {"do": "save"})
    parts = Reorganisation.objects.get().parts
    assert [part["name"] for part in parts] == ["Dinas Jalan", "Dinas Gedung"]
    assert parts[0]["posts"] == [world.liaison.post.pk]
    assert parts[1]["children"] == [world.roads.pk]
    assert parts[1]["posts"] == [world.handler.post.pk]


def test_an_office_that_ended_is_kept_and_names_its_successor(world, client):
    desk = sign_in(world.admin)
    desk.post(url(world.works, "bubar"), told(into="Kecamatan Serang", do="save"))
    following.run(timezone.now())
    page = desk.get(url(world.works)).text
    assert "Pekerjaannya dilanjutkan oleh Kecamatan Serang" in page
    assert '<details class="act"' not in page
    public = client.get(f"/instansi/{world.works.slug}/", headers={"host": "localhost"})
    assert public.status_code == 200
    assert f"/instansi/{world.kecamatan.slug}" in public.text
    assert world.works.slug not in client.get("/instansi/", headers={"host": "localhost"}).text


@pytest.mark.parametrize("count", [2, 40])
def test_the_tree_costs_the_same_however_wide(world, count, django_assert_max_num_queries):
    for number in range(count):
        make_agency(f"Dinas {number}", world.city)
    client = sign_in(world.admin)
    client.get(LIST)
    with django_assert_max_num_queries(12):
        client.get(LIST)
    with django_assert_max_num_queries(24):
        client.get(url(world.city))
