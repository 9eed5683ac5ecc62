"""Why an office is proposed is told in the reporter's own words and the place, or not at all."""

import pytest
from django.utils import translation

from lapor.agencies.rules import rules
from lapor.reports.because import LONGEST, because, sure
from lapor.reports.suggesting import By, Offer, Sought, Suggested, suggest
from lapor.routing.functions import seeds
from tests.atlas import rule
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db
LAMP = "Lampu jalan di depan masjid padam."


def ask(world, story, **fields):
    told = {"title": story, "body": "", "received": MONDAY, "region": world.place.pk} | fields
    return suggest(Sought(**told), rules().version)


def reason(world, story, place="Sukamaju", **fields):
    found = ask(world, story, **fields)
    return because(found.offers[0], found, place)


def test_the_reason_names_the_words_that_were_written_and_the_place(world, atlas):
    said = reason(world, LAMP)
    assert said == "karena Anda menulis tentang “lampu jalan”, “padam” di Sukamaju"
    with translation.override("en"):
        english = reason(world, LAMP)
    assert english == "because you wrote about “lampu jalan”, “padam” in Sukamaju"


def test_a_word_within_a_longer_one_is_not_named_beside_it(world, atlas):
    assert reason(world, "Jalan berlubang lagi", "") == (
        "karena Anda menulis tentang “jalan berlubang”"
    )


def test_the_place_is_no_reason_for_what_the_nation_does(world, atlas):
    said = reason(world, "Token listrik tidak bisa diisi")
    assert said == "karena Anda menulis tentang “token”, “listrik”"


def test_a_rule_is_told_by_the_words_that_it_found_else_without_its_inside(world, atlas):
    rule(world.city, name="Rahasia-kantor", order=1, words_any=["lampu"], to=world.kecamatan)
    assert reason(world, LAMP) == "karena Anda menulis tentang “lampu” di Sukamaju"
    rule(world.city, name="Rahasia-dua", kind="complaint", to=world.works)
    said = reason(world, LAMP, kind="complaint")
    assert said == "karena laporan seperti ini diteruskan ke sana"


def test_the_office_of_the_place_is_told_by_words_else_by_the_place(world, atlas):
    found = ask(world, "Surat pengantar RT lama sekali")
    assert found.offers[0].because == "place"
    assert because(found.offers[0], found, "Sukamaju") == (
        "karena Anda menulis tentang “surat pengantar”, “rt” di Sukamaju"
    )
    bare = Offer(world.kelurahan, 0.6, "KEL", "place")
    assert because(bare, found, "Sukamaju") == "karena tempatnya di wilayah kantor ini"


def test_where_there_are_no_words_of_theirs_nothing_is_said(world, atlas):
    found = Suggested(By.MODEL, function="PU")
    assert because(Offer(world.works, 0.9, "PU", "map"), found, "Sukamaju") == ""


def test_words_for_another_matter_are_named_as_such(world, atlas):
    found = ask(world, "Guru tidak ada, guru dan murid pulang, sekolah kosong, jalan berlubang")
    other = next(one for one in found.offers if one.function == "PU")
    assert because(other, found, "Sukamaju") == "bila ini terutama tentang “jalan berlubang”"


def test_a_reason_is_one_line_however_long_its_words_are(world, atlas):
    found = ask(world, LAMP)
    words = ("a" * 40, "b" * 40, "c" * 40)
    long = Offer(world.works, 0.9, found.function, "map", words)
    said = because(long, found, "Desa " + "x" * 90)
    assert "“" + "a" * 40 + "”" in said
    assert len(said) <= LONGEST
    assert because(Offer(world.works, 0.9, found.function, "map", ("a" * 99,)), found) == ""


@pytest.mark.parametrize("row", seeds(), ids=lambda row: row.code)
def test_no_reason_names_a_function_as_offices_do(world, atlas, row):
    found = ask(world, f"Soal {row.keywords[0].words} belum beres", government=world.city)
    for one in found.offers:
        said = because(one, found, "Sukamaju")
        assert one.function not in said
        assert row.name.lower() not in said.lower() or row.name.lower() == row.keywords[0].words


def test_one_office_alone_is_proposed_only_where_it_is_likely(world, atlas):
    found = ask(world, LAMP)
    assert sure(found) == found.offers[0]
    assert found.offers[0].office == atlas["transport"]
    assert sure(ask(world, "Halo, selamat pagi semua")) is None
    doubtful = ask(world, "Guru, aspal, token dan parkir")
    assert doubtful.offers
    assert sure(doubtful) is None


def test_what_nobody_is_known_to_do_there_leads_to_no_other_office(world, atlas):
    found = ask(world, LAMP, region="")
    assert found.function == "DISHUB"
    assert sure(found) is None
