"""Places in running words: by whole names, by what lies in what, and never inside another word."""

import pytest

from lapor.agencies.models import Region
from lapor.agencies.placenames import MOST, called, named_in, without_places

pytestmark = pytest.mark.django_db
PLACES = (
    ("36", "Banten", "Banten"),
    ("36.73", "Kota Serang", "Kota Serang, Banten"),
    ("36.73.02", "Kasemen", "Kasemen, Kota Serang"),
    ("36.73.02.1001", "Kasemen", "Kasemen, Kasemen, Kota Serang"),
    ("36.73.02.1008", "Sawah Luhur", "Sawah Luhur, Kasemen, Kota Serang"),
    ("36.04", "Kabupaten Serang", "Kabupaten Serang, Banten"),
    ("36.04.05", "Kragilan", "Kragilan, Kabupaten Serang"),
    ("36.04.05.2001", "Sukajadi", "Sukajadi, Kragilan, Kabupaten Serang"),
    ("92.02.12.2003", "Ririnfos", "Ririnfos, Wasirawi, Kabupaten Manokwari"),
    ("92.02.13.2001", "Meyes", "Meyes, Moruj Mega, Kabupaten Manokwari"),
    ("32.73.04", "Sukajadi", "Sukajadi, Kota Bandung"),
    ("31.74", "Kota Administrasi Jakarta Selatan", "Kota Administrasi Jakarta Selatan, Jakarta"),
    ("31.74.04", "Pasar Minggu", "Pasar Minggu, Kota Administrasi Jakarta Selatan"),
    ("12.09.01.2001", "Raya", "Raya, Raya, Kabupaten Simalungun"),
    ("53.01.01.2001", "Rumah", "Rumah, Timur, Kabupaten Kupang"),
    ("63.07.05", "Pandawan", "Pandawan, Kabupaten Hulu Sungai Tengah"),
    ("63.07.05.2005", "Jatuh", "Jatuh, Pandawan, Kabupaten Hulu Sungai Tengah"),
    ("91.09.04.2003", "Kirimbri", "Kirimbri, Sausapor, Kabupaten Tambrauw"),
    ("15.01.01.2001", "Merdeka", "Merdeka, Keliling Danau, Kabupaten Kerinci"),
)


@pytest.fixture(autouse=True)
def country(db):
    Region.objects.bulk_create(
        Region(code=code, name=name, level=code.count(".") + 1, label=label)
        for code, name, label in PLACES
    )


@pytest.mark.parametrize(
    ("story", "code"),
    [
        ("pasar banjir sejak kemarin di Kasemen Kota Serang", "36.73.02"),
        ("pasar banjir di kasemen, kota serang", "36.73.02"),
        ("Lampu mati di Sawah Luhur", "36.73.02.1008"),
        ("lampu mati di kel. sawah luhur", "36.73.02.1008"),
        ("Di depan pasar Sawah Luhur ada lubang", "36.73.02.1008"),
        ("Irigasi di desa Sukajadi mati", "36.04.05.2001"),
        ("sampah di sukajadi kab serang", "36.04.05.2001"),
        ("sampah di kecamatan Sukajadi", "32.73.04"),
        ("Air keruh di Kab. Serang sejak Mei", "36.04"),
        ("sampah di TPS Pasar Minggu Jakarta Selatan", "31.74.04"),
        ("banjir di Perumahan Sukajadi, jaksel", "31.74"),
        ("Kepala SD Sawah Luhur Kasemen minta uang buku", "36.73.02.1008"),
        ("kepala sdn 2 sawah luhur kasemen minta uang", "36.73.02.1008"),
        ("Lurah Sawah Luhur Kasemen minta uang sejak kemarin", "36.73.02.1008"),
        ("RAHASIA lurah Sawah Luhur Kasemen minta uang", "36.73.02.1008"),
        ("jembatan patah di Jatuh", "63.07.05.2005"),
        ("jembatan patah di desa jatuh", "63.07.05.2005"),
        ("jembatan patah di Pandawan, jatuh", "63.07.05.2005"),
        ("pasar banjir di Kasemen Kota Serang, motor jatuh terus", "36.73.02"),
    ],
)
def test_the_one_place_that_is_meant_is_found(story, code):
    found = named_in(story).one
    assert found
    assert found.code == code


@pytest.mark.parametrize("story", ["banjir di Serang", "Jalan rusak di Sukajadi"])
def test_of_several_places_of_a_name_none_is_taken_and_all_are_offered(story):
    found = named_in(story)
    assert found.one is None
    assert 1 < len(found.some) <= MOST


def test_a_name_in_small_letters_alone_is_offered_and_not_taken():
    found = named_in("lampu mati di ririnfos")
    assert found.one is None
    assert [one.code for one in found.some] == ["92.02.12.2003"]


def test_after_an_officer_a_place_alone_is_offered_and_not_taken():
    found = named_in("Lurah Sawah Luhur minta uang")
    assert found.one is None
    assert [one.code for one in found.some] == ["36.73.02.1008"]


@pytest.mark.parametrize("words", ["di depan Pasar Kasemen", "di Masjid Kasemen"])
def test_a_landmark_of_a_name_is_in_no_village_of_that_name_until_somebody_says_so(words):
    for found in (named_in(words), called(words)):
        assert found.one is None
        assert {one.code for one in found.some} == {"36.73.02", "36.73.02.1001"}
    for found in (named_in(f"{words}, Kota Serang"), called(f"{words}, Kota Serang")):
        assert found.one
        assert found.one.code == "36.73.02"


@pytest.mark.parametrize("typed", ["motor jatuh terus", "KIRIM", "jalan licin, orang jatuh"])
def test_everyday_words_of_an_answer_are_no_villages(typed):
    found = called(typed)
    assert (found.one, list(found.some)) == (None, [])


@pytest.mark.parametrize("typed", ["Jatuh", "jatuh pandawan", "desa jatuh dekat masjid"])
def test_a_village_of_an_everyday_name_is_found_where_it_is_meant(typed):
    found = called(typed).one
    assert found
    assert found.code == "63.07.05.2005"


@pytest.mark.parametrize(
    "story",
    [
        "pasar di sini banjir, motor jatuh terus",
        "Guru SMK Merdeka minta uang",
        "lubang di Jalan Raya depan toko",
        "ada ular di rumah saya",
        "jalan rusak parah",
        "Banjir di mana-mana. Sukajadi banyak yang sakit",
        "di info lebih lanjut",
    ],
)
def test_streets_and_common_words_are_no_places(story):
    found = named_in(story)
    assert (found.one, list(found.some)) == (None, [])


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("kasemen kota serang", "36.73.02"),
        ("sawah luhur", "36.73.02.1008"),
        ("Kota Serang, Banten", "36.73"),
        ("kab. serang", "36.04"),
        ("dekat masjid di Sawah Luhur", "36.73.02.1008"),
        ("ririn", "92.02.12.2003"),
        ("sawah luhu", "36.73.02.1008"),
    ],
)
def test_an_answer_is_found_by_whole_names_and_by_how_names_begin(typed, code):
    found = called(typed).one
    assert found
    assert found.code == code


@pytest.mark.parametrize("typed", ["pos ronda Meyes", "ririnfos nomor 3 sebelah warung"])
def test_a_name_beside_other_words_is_offered_and_not_taken(typed):
    found = called(typed)
    assert found.one is None
    assert len(found.some) == 1


@pytest.mark.parametrize(
    "typed", ["info", "yes", "thanks", "1", "", "eyes", "nfos", "rir", "jl raya"]
)
def test_letters_inside_a_name_find_nothing(typed):
    found = called(typed)
    assert (found.one, list(found.some)) == (None, [])


def test_looking_costs_one_statement_however_long_the_story_is(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert named_in("di aa bb cc dd ee ff " * 450).one is None
    with django_assert_num_queries(0):
        assert named_in("jalan rusak parah sekali " * 100).one is None


@pytest.mark.parametrize(
    ("text", "region", "left"),
    [
        ("Lampu di Sawah Luhur mati", "36.73.02.1008", "Lampu di mati"),
        ("Sawah Luhur gelap", "36.73", "gelap"),
        ("LAMPU DI SAWAH LUHUR MATI", "36.73", "LAMPU DI MATI"),
        ("uang buku di sd sawah luhur", "36.73", "uang buku di sd"),
        ("Lampu di Sawah Luhur mati", "", "Lampu di mati"),
        ("Lampu di Sawah Luhur mati", "63.07", "Lampu di Sawah Luhur mati"),
        ("pupuk di sawah luhur biasa", "", "pupuk di sawah luhur biasa"),
        ("sawah kami di Kasemen kering", "36.73", "sawah kami di kering"),
        ("pasar di raya", "12.09", "pasar di raya"),
    ],
)
def test_the_names_of_places_are_blank_and_all_else_stays_where_it_stood(text, region, left):
    blank = without_places(text, region)
    assert len(blank) == len(text)
    assert blank.split() == left.split()


def test_blanking_names_costs_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        without_places("Jalan di Sawah Luhur " * 200, "36.73")
