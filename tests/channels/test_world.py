"""What a conversation looks up costs little, whatever somebody writes."""

import pytest
from django.utils import timezone

from lapor.agencies.models import Agency, Region
from lapor.channels.dialogue.memory import Choice, Draft
from lapor.channels.registry import ADAPTERS
from lapor.channels.summary import ROOM_OF_A_RECEIPT
from lapor.channels.world import Registry, title_of
from tests.factories import make_agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def registry(world):
    return Registry(timezone.now(), {}, ADAPTERS["telegram"].able)


def test_the_place_of_a_story_costs_one_statement_however_long_it_is(
    registry, django_assert_num_queries
):
    with django_assert_num_queries(1):
        assert registry.place_in("di aa bb cc dd ee ff " * 450).one is None


def test_a_place_early_in_a_long_story_is_found(registry, world):
    found = registry.place_in("Kemarin jalan di Sukamaju amblas. " + "Sangat rusak. " * 400)
    assert found.one
    assert found.one.key == world.place.pk


def test_the_offices_of_the_place_come_first(registry, world):
    far = make_agency("Kabupaten Tegal", world.root)
    make_agency("Dinas Pekerjaan Umum dan Aspal", far)
    Region.objects.create(code="36.73", name="Kota Serang", level=2, label="Kota Serang, Banten")
    world.city.region_id = "36.73"
    world.city.save()
    near = registry.offices("pekerjaan", Choice("36.73.01.1001", "Sukamaju"))
    assert near[0].key == str(world.works.pk)


def test_an_office_is_proposed_with_the_words_of_the_story_and_the_place(registry, world, atlas):
    draft = Draft(key="m1", story="Lampu jalan padam", place=Choice(world.place.pk, "Sukamaju, X"))
    office, why = registry.likely(draft)
    assert office.key == str(atlas["transport"].pk)
    assert why == "karena Anda menulis tentang “lampu jalan”, “padam” di Sukamaju"


def test_an_sms_proposes_the_same_office_by_its_short_name(world, atlas):
    Agency.objects.filter(pk=atlas["transport"].pk).update(short_name="Dishub Kota Serang")
    place = Choice(world.place.pk, "Sukamaju, X")
    draft = Draft(key="m1", story="Lampu jalan padam", place=place)
    chat = Registry(timezone.now(), {}, ADAPTERS["telegram"].able).likely(draft)
    short = Registry(timezone.now(), {}, ADAPTERS["sms"].able).likely(draft)
    assert chat
    assert short == (Choice(chat[0].key, "Dishub Kota Serang"), chat[1])
    assert len(short[0].label) <= ROOM_OF_A_RECEIPT, "nothing of it is cut away"


def test_where_no_place_is_known_words_lead_to_no_office_of_another_matter(registry, atlas):
    assert registry.likely(Draft(key="m1", story="Lampu jalan mati sejak lama")) is None


def test_the_kecamatan_around_a_point_are_those_of_the_centres(registry):
    names = ("Kasemen", "Serang", "Taktakan")
    for code, name in zip(("36.73.02", "36.73.01", "36.73.06"), names, strict=True):
        Region.objects.create(code=code, name=name, level=3, label=f"{name}, Kota Serang")
    near = registry.near((-6.06, 106.18))
    assert near[0] == Choice("36.73.02", "Kasemen, Kota Serang")
    assert registry.near((52.5, 13.4)) == ()


@pytest.mark.parametrize(
    ("story", "title"),
    [
        ("Pagi pak, jalan rusak. Sudah lama.", "jalan rusak."),
        ("halo min\nJalan di Sukamaju amblas", "Jalan di Sukamaju amblas"),
        ("Assalamualaikum, mau lapor\npak\nLampu mati", "Lampu mati"),
        ("halo", "halo"),
    ],
)
def test_the_title_is_the_first_sentence_that_tells_something(story, title):
    assert title_of(story) == title
