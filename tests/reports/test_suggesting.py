"""Which office is suggested and why: rules, words, map and place; never one complained of."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lapor.agencies import rules as book
from lapor.agencies.models import Agency, DecidingWord, Function, OfficeMap, Region
from lapor.agencies.rules import rules
from lapor.reports import learned, suggested, triage
from lapor.reports.models import RoutingModel, Suggestion
from lapor.reports.suggesting import Sought, suggest
from lapor.reports.terms import Kind
from tests.atlas import rule, settle
from tests.factories import MONDAY, make_report

pytestmark = pytest.mark.django_db
LAMP = {"title": "Lampu jalan padam", "body": "Lampu penerangan di jalan ini mati total."}


def ask(world, **fields):
    told = {**LAMP, "received": MONDAY, "government": world.city} | fields
    return suggest(Sought(**told), rules().version)


def offices(found):
    return [one.office for one in found.offers]


def test_keywords_and_the_map_name_the_office_and_the_words_that_decided(world, atlas):
    found = ask(world, title="Guru tidak masuk", body="Sekolah anak saya kosong sejak Senin.")
    assert offices(found)[0] == atlas["schools"]
    assert found.by == "keywords"
    assert found.function == "PENDIDIKAN"
    assert ["Guru tidak masuk"[a:b] for a, b in found.title] == ["Guru"]
    assert ["Sekolah anak saya kosong sejak Senin."[a:b] for a, b in found.body] == ["Sekolah"]


def test_at_most_three_offices_are_named(world, atlas):
    assert 1 <= len(ask(world).offers) <= 3


def test_the_place_names_the_village_office(world, atlas):
    words = {
        "title": "Surat pengantar RT",
        "body": "Pak lurah dan ketua RT tidak ada di kelurahan.",
    }
    found = ask(world, region=world.place.pk, **words)
    assert offices(found)[0] == world.kelurahan
    assert found.offers[0].because == "place"
    assert ask(world, **words).asks_place


@pytest.mark.parametrize(
    "body",
    [
        "Pak lurah di kelurahan minta uang untuk surat pengantar RT.",
        "Ada pungli di kantor kelurahan, surat pengantar RT dibayar.",
        "Lurah memukul warga yang meminta surat pengantar RT di kelurahan.",
        "Surat pengantar RT dari kelurahan ditolak, saya diancam lurah.",
    ],
)
def test_the_office_of_the_place_is_not_suggested_where_somebody_in_office_is_accused(
    world, atlas, body
):
    found = ask(world, region=world.place.pk, title="Surat pengantar RT", body=body)
    assert all(one.because != "place" for one in found.offers)
    assert world.kelurahan not in offices(found)


def test_the_name_of_the_place_says_nothing_of_the_matter(world, atlas):
    settle(world.city, "TANI", world.roads)
    for code, name, level in (("36.73.06", "Kasemen", 3), ("36.73.06.1003", "Sawah Luhur", 4)):
        Region.objects.create(code=code, name=name, level=level, label=f"{name}, Kota Serang")
    words = {"title": "Diminta uang buku di SD Sawah Luhur, Kota Serang", "body": ""}
    found = ask(world, region="36.73.06.1003", **words)
    assert offices(found)[0] == atlas["schools"]
    assert world.roads not in offices(found)
    real = ask(world, region="36.73.06.1003", title="Sawah kami di Sawah Luhur kering", body="")
    assert offices(real)[0] == world.roads
    assert real.title == ((0, 5),)


def test_the_place_alone_names_the_government(world, atlas):
    words = {"title": "Guru tidak masuk", "body": "Sekolah anak saya kosong."}
    assert (
        offices(ask(world, government=None, region=world.place.pk, **words))[0] == atlas["schools"]
    )


def test_what_the_nation_does_is_known_without_a_place(world, atlas):
    words = {"title": "Listrik padam", "body": "Token listrik PLN tidak bisa diisi, meteran mati."}
    assert offices(ask(world, government=None, **words))[0] == atlas["power"]


def test_words_that_say_nothing_suggest_nothing(world, atlas):
    found = ask(world, title="Halo", body="Selamat pagi.")
    assert found.offers == ()


def test_without_any_map_only_the_function_is_named(world):
    Function.objects.create(code="PU", name="PU")
    DecidingWord.objects.create(function_id="PU", words="aspal", weight=2, valid_from=MONDAY)
    book.changed()
    found = ask(world, title="Aspal", body="aspal")
    assert (found.offers, found.function, found.without) == ((), "PU", ("PU",))


def test_an_office_complained_of_and_those_below_are_never_suggested(world, atlas):
    words = {"title": "Jalan berlubang", "body": "Aspal jalan rusak dan berlubang."}
    assert offices(ask(world, **words))[0] == world.works
    assert world.works not in offices(ask(world, subjects=(world.works,), **words))
    settle(world.city, "AIR", world.roads)
    assert world.roads not in offices(ask(world, subjects=(world.works,), **words))
    rule(world.city, words_any=["berlubang"], to=world.roads)
    assert world.roads not in offices(ask(world, subjects=(world.works,), **words))


def test_an_office_whose_heir_is_complained_of_is_not_suggested(world, atlas):
    words = {"title": "Jalan berlubang", "body": "Aspal jalan rusak dan berlubang."}
    end(world.works, atlas["transport"])
    assert offices(ask(world, **words))[0] == atlas["transport"]
    assert ask(world, **words).offers[0].because == "heir"
    assert atlas["transport"] not in offices(
        ask(world, subjects=(Agency.objects.get(pk=atlas["transport"].pk),), **words)
    )
    gone = Agency.objects.get(pk=world.works.pk)
    assert atlas["transport"] not in offices(ask(world, subjects=(gone,), **words))


def end(office, heir):
    Agency.objects.filter(pk=office.pk).update(ended_at=timezone.now(), successor=heir)


def test_the_map_of_the_day_of_receipt_counts(world, atlas):
    words = {"title": "Guru tidak masuk", "body": "Sekolah kosong."}
    OfficeMap.objects.filter(function="PENDIDIKAN").update(valid_to=MONDAY.date())
    settle(world.city, "PENDIDIKAN", world.roads, valid_from=MONDAY.date())
    assert offices(ask(world, **words))[0] == world.roads
    earlier = ask(world, received=MONDAY - timedelta(days=3), **words)
    assert offices(earlier)[0] == atlas["schools"]


def test_a_narrower_place_in_the_map_counts_there_alone(world, atlas):
    words = {"title": "Guru tidak masuk", "body": "Sekolah kosong."}
    settle(world.city, "PENDIDIKAN", world.kecamatan, region=world.place)
    assert offices(ask(world, region=world.place.pk, **words))[0] == world.kecamatan
    assert offices(ask(world, region="36.73.02.1001", **words))[0] == atlas["schools"]


def test_a_rule_comes_first_and_words_after_it(world, atlas):
    made = rule(world.city, words_any=["lampu"], to=world.kecamatan)
    found = ask(world)
    assert (found.by, found.rule, offices(found)[0]) == ("rule", made, world.kecamatan)
    assert found.offers[0].because == "rule"
    assert LAMP["title"][slice(*found.title[0])] == "Lampu"
    assert len(found.offers) > 1


def test_of_two_rules_the_nearest_owner_counts_then_the_order(world, atlas):
    rule(world.root, name="Pusat", words_any=["lampu"], to=atlas["power"])
    assert offices(ask(world))[0] == atlas["power"]
    rule(world.city, name="Kedua", order=1, words_any=["lampu"], to=world.kecamatan)
    assert offices(ask(world))[0] == world.kecamatan
    rule(world.city, name="Pertama", order=0, words_any=["jalan"], to=atlas["transport"])
    assert offices(ask(world))[0] == atlas["transport"]
    rule(world.other, name="Orang", words_any=["lampu"], to=world.other)
    assert offices(ask(world))[0] == atlas["transport"]


def test_rules_that_propose_secrecy_or_oversight_add_up(world, atlas):
    rule(world.root, words_any=["lampu"], confidential=True)
    rule(world.city, words_any=["jalan"], oversight=True)
    found = ask(world)
    assert {one.owner for one in found.proposing} == {world.root, world.city}
    assert found.by == "keywords"


def test_a_corrupt_model_is_passed_over_and_the_fault_is_known(world, atlas, caplog):
    row = RoutingModel.objects.create(
        state="active",
        made_at=MONDAY,
        seen_from=MONDAY,
        seen_until=MONDAY,
        classes={"PU": 3},
        metrics={},
        thresholds={},
        features={},
        code="1",
        sha256=b"",
        mac=b"falsch",
        blob=b"kein Modell",
    )
    words = {"title": "Guru tidak masuk", "body": "Sekolah kosong."}
    found = ask(world, **words)
    assert (found.by, found.model, offices(found)[0]) == ("keywords", None, atlas["schools"])
    assert learned.SHELF.faults == {row.pk: "the seal does not fit"}
    assert "routing_model_unreadable" in caplog.text


def test_new_reports_get_a_suggestion_each_and_only_once(world, atlas):
    one, _ = make_report(world, timezone.now(), title="Guru tidak masuk", body="Sekolah kosong.")
    other, _ = make_report(world, timezone.now(), subjects=(atlas["schools"],))
    assert len(suggested.prepare(timezone.now())) == 2
    assert suggested.prepare(timezone.now()) == []
    row = Suggestion.objects.get(report=one)
    assert row.offices[0]["agency"] == atlas["schools"].pk
    assert "Sekolah" not in str(row.reasons), "a row holds no word of a report"
    named = {one["agency"] for one in Suggestion.objects.get(report=other).offices}
    assert atlas["schools"].pk not in named


def test_what_was_chosen_stands_beside_what_was_suggested(world, atlas):
    report, _ = make_report(world, timezone.now())
    suggested.suggestion_for(report)
    suggested.suggestion_for(report)
    assert Suggestion.objects.count() == 1, "looking twice keeps one row"
    triage.verify(report, actor=world.admin, kind=Kind.COMPLAINT, category=world.category)
    assert Suggestion.objects.get().chosen is None
    triage.assign(report, to=world.works, actor=world.admin)
    row = Suggestion.objects.get()
    assert (row.chosen, row.chosen_category) == (world.works, world.category)


def test_near_cases_are_closed_ones_that_the_officer_may_see(world, atlas):
    report, _ = make_report(world, timezone.now())
    assert suggested.near_of(report, world.admin) == []


def test_a_suggestion_costs_few_statements(world, atlas, django_assert_max_num_queries):
    ask(world)
    version = rules().version
    sought = Sought(title=LAMP["title"], body=LAMP["body"], received=MONDAY, region=world.place.pk)
    with django_assert_max_num_queries(8):
        suggest(sought, version)
