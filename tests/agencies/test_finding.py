"""Finding an office or a place by its words costs the same however many are typed."""

import pytest

from lapor.agencies import finding
from lapor.agencies.finding import MOST_WORDS, words_of
from lapor.agencies.models import Agency, Region
from tests.factories import make_agency


def test_each_word_is_looked_for_once_and_only_the_first_eight():
    assert words_of("Dinas dinas Air") == ["dinas", "air"]
    assert len(words_of(" ".join(f"kata{n}" for n in range(30)))) == MOST_WORDS


def test_letters_are_looked_for_only_where_there_is_nothing_else():
    assert words_of("a kelas b") == ["kelas"]
    assert words_of("a b a") == ["a", "b"]
    assert words_of("SMP Negeri 5") == ["smp", "negeri", "5"]


@pytest.mark.django_db
def test_what_differs_in_a_letter_is_offered_and_not_taken_for_the_same():
    root = make_agency("Nasional")
    make_agency("Rumah Tahanan Kelas A", root)
    found = finding.agencies("rumah tahanan kelas b")
    assert len(found) == 1
    assert finding.the_one("rumah tahanan kelas b", found) is None
    assert finding.the_one("rumah tahanan kelas a", found) == found[0]


@pytest.mark.django_db
def test_a_place_with_many_words_around_its_name_is_offered_and_not_taken():
    Region.objects.create(code="36.73", name="Kota Serang", level=2, label="Kota Serang, Banten")
    found = finding.regions("kota serang banten")
    assert finding.the_one("kota serang banten", found) == found[0]
    assert finding.the_one("kota serang b", finding.regions("kota serang b")) is None


def serang():
    """Kota Serang with a district, two villages and offices, its province and another regency."""
    root = make_agency("Nasional")
    for code, name in (
        ("36", "Banten"),
        ("36.73", "Kota Serang"),
        ("36.73.02", "Kasemen"),
        ("36.73.02.1001", "Kasemen"),
        ("36.73.02.1008", "Sawah Luhur"),
        ("33.28", "Kabupaten Tegal"),
        ("33.28.01", "Adiwerna"),
        ("36.01", "Kabupaten Pandeglang"),
        ("32.73", "Kota Bandung"),
    ):
        level = code.count(".") + 1
        Region.objects.create(code=code, name=name, level=level, label=name)
    for code, name in (
        ("33.28", "Kabupaten Tegal"),
        ("36.01", "Kabupaten Pandeglang"),
        ("36", "Provinsi Banten"),
        ("36.73", "Kota Serang"),
    ):
        top = make_agency(f"Pemerintah {name}", root, region_id=code)
        make_agency(f"Dinas Pekerjaan Umum {name}", top, region_id=code)
        make_agency(f"Dinas Perpustakaan {name}", top, region_id=code)
    kecamatan = make_agency("Kecamatan Kasemen, Kota Serang", top, region_id="36.73.02")
    for code, name in (("36.73.02.1001", "Kasemen"), ("36.73.02.1008", "Sawah Luhur")):
        make_agency(f"Kelurahan {name}, Kasemen, Kota Serang", kecamatan, region_id=code)
    make_agency("Rumah Sakit Umum Slawi", Agency.objects.get(name="Pemerintah Kabupaten Tegal"))
    make_agency("Kecamatan Adiwerna, Kabupaten Tegal", root, region_id="33.28.01")
    make_agency("PT Listrik", root)


def names(typed, place=""):
    return [hit.row.name for hit in finding.agencies(typed, place=place)]


@pytest.mark.django_db
def test_offices_of_the_place_come_first_the_narrowest_before_all():
    serang()
    assert names("kelurahan", "36.73.02.1008") == [
        "Kelurahan Sawah Luhur, Kasemen, Kota Serang",
        "Kelurahan Kasemen, Kasemen, Kota Serang",
    ]
    assert names("kecamatan", "36.73.02.1008")[0] == "Kecamatan Kasemen, Kota Serang"
    assert names("kecamatan", "33.28")[0] == "Kecamatan Adiwerna, Kabupaten Tegal"


@pytest.mark.django_db
def test_what_people_call_an_office_finds_it_and_no_part_of_another_word():
    serang()
    assert names("dinas pu", "36.73.02") == [
        "Dinas Pekerjaan Umum Kota Serang",
        "Dinas Pekerjaan Umum Provinsi Banten",
    ]
    assert len(names("dinas pu")) == 4


@pytest.mark.django_db
def test_a_name_that_many_places_have_means_no_office_of_another_place():
    serang()
    assert names("dinas pu", "32.73") == []
    assert names("dinas pu kabupaten tegal", "32.73") == ["Dinas Pekerjaan Umum Kabupaten Tegal"]
    assert names("slawi", "36.73") == ["Rumah Sakit Umum Slawi"]
    assert names("listrik", "36.73") == ["PT Listrik"]
