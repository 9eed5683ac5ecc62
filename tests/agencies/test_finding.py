"""Finding an office or a place by its words costs the same however many are typed."""

import pytest

from lapor.agencies import finding
from lapor.agencies.finding import MOST_WORDS, words_of
from lapor.agencies.models import Region
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
