"""Penyaluran: routing rules made, tried on past reports, ordered, ended, and refused with why."""

import pytest
from django.urls import reverse
from django.utils import timezone

from lapor.agencies.models import Agency, Change, Role, RoutingRule
from lapor.reports.models import Report
from tests.factories import make_agency, make_officer, make_report
from tests.web.desk.officers import sign_in

pytestmark = pytest.mark.django_db
BOOK = reverse("desk-rule-book", args=["penyaluran"])


def page(key="baru"):
    return reverse("desk-rule", args=["penyaluran", key])


def told(**fields):
    return {
        "name": "Lampu jalan",
        "words_any": "lampu, penerangan",
        "to": "Dinas Pekerjaan Umum",
        "after": "0",
        "why": "SOP 2/2026",
        "seen": 0,
        "do": "save",
    } | fields


def make(world, key="baru", who=None, **fields):
    return sign_in(who or world.admin).post(page(key), told(**fields))


def rule(name="Lampu jalan"):
    return RoutingRule.objects.get(name=name, valid_to=None)


def rule_key(where):
    return where.rpartition("/")[2].partition("-")[0]


def newest():
    return Change.objects.latest("pk").pk


def test_a_rule_is_made_and_read_as_a_sentence(world):
    answer = make(world, places="Sukamaju", category=str(world.category.pk), week="work")
    assert answer.status_code == 302
    text = sign_in(world.admin).get(BOOK).text
    assert "1. Lampu jalan" in text
    assert "Bila tempatnya di Sukamaju, Serang, Kota Serang, kategorinya Jalan, ada kata" in text
    assert "“lampu” atau “penerangan”" in text
    assert "→ Dinas Pekerjaan Umum" in text
    change = Change.objects.get()
    assert (change.topic, change.agency, change.why) == ("routing", world.city, "SOP 2/2026")
    assert (rule().owner, rule().to) == (world.city, world.works)


def test_a_second_click_makes_one_rule(world):
    assert make(world).status_code == 302
    assert make(world).status_code == 302
    assert RoutingRule.objects.count() == 1


def test_looking_ahead_tries_the_rule_on_past_reports_and_writes_nothing(world):
    make_report(world, timezone.now())
    make_report(world, timezone.now(), title="Air mati", body="Kotor sekali airnya.")
    ahead = make(world, do="preview")
    assert "Dicoba pada 2 laporan 90 hari terakhir yang dapat Anda lihat: 1 cocok" in ahead.text
    assert "Kota Serang memegang 1" in ahead.text
    assert not RoutingRule.objects.exists()


def test_looking_ahead_counts_no_report_that_is_not_seen(world):
    make_report(world, timezone.now(), confidential=True)
    make_report(world, timezone.now(), subjects=(world.city,), requested_agency=None)
    assert "Belum ada laporan" in make(world, do="preview").text


def test_looking_ahead_names_rules_that_collide_and_that_come_first(world):
    make_report(world, timezone.now())
    make(world, name="Empat-minggu", words_any="empat minggu", to="Kecamatan Serang")
    first = str(rule("Empat-minggu").pk)
    ahead = make(world, after=first, do="preview", seen=newest())
    assert "Bertabrakan dengan “Empat-minggu” pada 1 laporan" in ahead.text
    assert "1 di antaranya sudah ditentukan aturan yang diperiksa lebih dulu" in ahead.text


def test_a_changed_rule_replaces_the_old_one_and_keeps_its_history(world):
    make(world)
    old = rule()
    form = sign_in(world.admin).get(page(old.pk)).text
    assert 'value="lampu, penerangan"' in form
    assert make(world, old.pk, to="Kecamatan Serang", seen=newest()).status_code == 302
    new = rule()
    assert (new.replaces, new.to) == (old, world.kecamatan)
    assert RoutingRule.objects.get(pk=old.pk).valid_to == new.valid_from
    history = sign_in(world.admin).get(page(new.pk)).text
    assert history.count("Aturan penyaluran: Lampu jalan") == 2
    assert "Kecamatan Serang" in sign_in(world.admin).get(page(old.pk)).text
    again = make(world, old.pk, to="Kecamatan Serang", seen=newest() - 1)
    assert again.status_code == 302, "the button was pressed twice"
    assert RoutingRule.objects.count() == 2


def test_rules_move_up_and_down(world):
    make(world)
    make(world, name="Air", words_any="air", after=str(rule().pk), seen=newest())
    text = sign_in(world.admin).get(BOOK).text
    assert text.index("1. Lampu jalan") < text.index("2. Air")
    air = rule("Air").pk
    moved = make(world, air, name="Air", words_any="air", after="0", seen=newest())
    assert moved.status_code == 302
    text = sign_in(world.admin).get(BOOK).text
    assert text.index("1. Air") < text.index("2. Lampu jalan")


def test_a_rule_is_ended_and_stays_readable(world):
    make(world)
    where = page(f"{rule().pk}-akhiri")
    officer = sign_in(world.admin)
    assert "Akhiri: Lampu jalan" in officer.get(where).text
    ended = {"why": "SOP dicabut", "seen": newest(), "do": "save"}
    assert officer.post(where, ended).status_code == 302
    assert not RoutingRule.objects.filter(valid_to=None).exists()
    assert "Sudah berakhir" in officer.get(BOOK).text
    assert officer.post(where, ended).status_code == 302, "the button was pressed twice"
    assert Change.objects.filter(after__isnull=True).count() == 1
    assert officer.get(page(rule_key(where))).status_code == 404


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"to": "", "words_any": "lampu"}, "Pilih unit tujuan"),
        ({"words_any": ""}, "Isi paling sedikit satu syarat"),
        ({"to": "Kota Serang"}, "sudah di unit itu"),
        ({"to": "Kota Cilegon"}, "Tidak ada unit dengan nama itu"),
        ({"places": "Antah-berantah"}, "belum jelas"),
        ({"from_hour": "8"}, "Isi kedua jam"),
        ({"from_hour": "25", "until_hour": "3"}, "Paling banyak 23"),
        ({"words_any": "!!!"}, "Tulis kata"),
        ({"words_any": ", ".join(f"kata{n}" for n in range(30))}, "Paling banyak 20 kata"),
        ({"name": ""}, "Isi bagian ini"),
        ({"after": "999"}, "Pilih salah satu"),
    ],
)
def test_what_could_do_nothing_is_refused_at_the_field(world, fields, says):
    answer = make(world, **fields)
    assert answer.status_code == 422
    assert says in answer.text
    assert not RoutingRule.objects.exists()


def test_an_ended_office_is_refused_and_told_of_where_it_ends_later(world):
    make(world, to="Bidang Jalan")
    Agency.objects.filter(pk=world.roads.pk).update(ended_at=timezone.now(), successor=world.works)
    assert "unitnya sudah berakhir" in sign_in(world.admin).get(BOOK).text
    again = make(world, name="Lain", words_any="lubang", to="Bidang Jalan", seen=newest())
    assert again.status_code == 422


def test_a_rule_that_an_earlier_one_hides_is_refused(world):
    make(world)
    narrow = {"name": "Lampu taman", "words_any": "lampu", "places": "Sukamaju"}
    narrow |= {"to": "Kecamatan Serang", "seen": newest()}
    hidden = make(world, after=str(rule().pk), **narrow)
    assert hidden.status_code == 422
    assert "tidak akan pernah dipakai: “Lampu jalan”" in hidden.text
    assert 'value="Sukamaju"' in hidden.text
    assert make(world, after="0", **narrow).status_code == 302


def test_a_rule_that_would_hide_a_later_one_is_refused(world):
    make(world, words_any="lampu", places="Sukamaju")
    wide = make(world, name="Semua lampu", words_any="lampu", to="Kecamatan Serang", seen=newest())
    assert wide.status_code == 422
    assert "“Lampu jalan” tidak akan pernah dipakai lagi" in wide.text


def test_the_same_rule_twice_is_refused(world):
    make(world)
    twin = make(world, name="Kembaran", seen=newest())
    assert "“Lampu jalan” sudah sama" in twin.text


def test_a_rule_may_only_propose_that_a_report_is_watched(world):
    assert make(world, words_any="pungli", to="", oversight="on").status_code == 302
    assert "usul: berkadar pengawasan" in sign_in(world.admin).get(BOOK).text


def test_each_admin_makes_rules_for_their_own_tree_alone(world):
    boss = make_officer(Role.AGENCY_ADMIN, world.works)
    assert make(world, who=boss, to="Bidang Jalan").status_code == 302
    assert rule().owner == world.works
    assert sign_in(world.stranger).get(page(rule().pk)).status_code == 404
    assert make(world, f"baru-{world.city.pk}", who=world.stranger).status_code == 404
    assert make(world, f"baru-{world.city.pk}", who=boss).status_code == 404
    for who in (world.liaison, world.overseer, world.handler):
        assert make(world, who=who).status_code == 404
    nation = make(world, f"baru-{world.city.pk}", who=world.national, name="Pusat")
    assert nation.status_code == 302
    assert rule("Pusat").owner == world.city


def test_two_who_change_one_rule_at_once_compare_first(world):
    make(world)
    seen, key = newest(), rule().pk
    make(world, key, to="Kecamatan Serang", seen=seen)
    slower = sign_in(world.national).post(page(key), told(words_any="terang", seen=seen))
    assert slower.status_code == 409
    assert 'value="terang"' in slower.text
    assert rule().to == world.kecamatan


def test_rules_of_the_nation_speak_of_any_office(world):
    power = make_agency("PT Listrik", world.root)
    assert make(world, who=world.national, to="PT Listrik").status_code == 302
    assert (rule().owner, rule().to) == (world.root, power)
    assert Report.objects.count() == 0
