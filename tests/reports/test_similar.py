"""Reports that may be about the same: who is shown which, and why."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lapor.agencies.actor import Actor
from lapor.agencies.models import Category, Region, Role
from lapor.kit.ids import new_id
from lapor.kit.points import Pin
from lapor.reports import access, closure, similar
from lapor.reports.models import PublishedReport, Report
from lapor.reports.publication import publish, refresh
from lapor.reports.similar import Sought, own_like, published_like, seen_like, sought_of
from tests.factories import MONDAY, days, make_report, make_world
from tests.web.public.pages import make_published

pytestmark = pytest.mark.django_db
FLOOD = "Banjir setinggi lutut di depan pasar Sukamaju sejak hujan semalam, air belum surut."
HERE = Pin(-6.12, 106.15, 10)
AGAIN = "Banjir setinggi lutut di depan pasar Sukamaju, sejak hujan semalam belum surut airnya."


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def flood(world):
    """Return a published report of a flood."""
    return make_published(world, region=world.place, title="Banjir pasar", body=FLOOD)[0]


def like(world, report, actor=None, **changes):
    found = seen_like(report, actor or world.admin, now=changes.pop("now", days(2)))
    return [row.number for row in found]


def words(body=AGAIN, region="36.73.01.1001", **fields):
    return Sought(words=f"Banjir pasar {body}", region=region, **fields)


def moved(north, east):
    return Pin(HERE.latitude + north, HERE.longitude + east, 10)


def test_the_same_flood_told_again_is_found_with_its_reasons(world, flood):
    (found,) = published_like(words(), now=days(3))
    assert found.number == flood.number
    assert found.reasons == ("kelurahan yang sama", "3 hari lalu", "kata-katanya sangat mirip")
    assert found.is_same


def test_another_street_is_like_it_and_not_the_same(world):
    make_published(world, region=world.place, title="Banjir", body=f"{FLOOD} Jalan Melati.")
    (found,) = published_like(words(f"{AGAIN} Jalan Mawar."), now=days(1))
    assert not found.is_same
    assert "kata-katanya sangat mirip" in found.reasons


@pytest.mark.parametrize(
    ("region", "says"),
    [
        ("36.73.01.1001", "kelurahan yang sama"),
        ("36.73.01.1002", "kecamatan yang sama"),
        ("36.73.01", "kecamatan yang sama"),
        ("36.73.02.1001", ""),
        ("36.73", ""),
        ("", ""),
    ],
)
def test_only_what_is_near_is_shown(world, flood, region, says):
    found = published_like(words(region=region), now=days(1))
    assert [row.reasons[0] for row in found] == ([says] if says else [])


def test_two_months_later_only_what_is_still_open_is_shown(world, flood):
    assert published_like(words(), now=days(90))
    report = Report.objects.get(pk=flood.pk)
    closure.archive(report, actor=world.admin, reason="spam", words="Salah.", at=days(1))
    PublishedReport.objects.update(status="archived")
    assert published_like(words(), now=days(50))
    assert not published_like(words(), now=days(61))


def test_other_words_are_not_shown(world, flood):
    other = "Guru honorer di sekolah dasar belum menerima honor tiga bulan."
    assert not published_like(words(other), now=days(1))


def test_too_few_letters_ask_nothing(world, flood, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert not published_like(Sought(words="Banjir pasar", region=world.place.pk))
        assert not published_like(words(region=""))


def test_what_is_not_published_is_shown_to_no_citizen(world):
    make_report(world, region=world.place, title="Banjir pasar", body=FLOOD)
    assert not published_like(words(), now=days(1))


def test_what_is_masked_is_not_compared(world):
    """By asking again and again nobody learns what stands under the mask."""
    _report, _ = make_published(world, region=world.place, title="Banjir pasar", body=FLOOD)
    PublishedReport.objects.update(title="[disamarkan]", body="[disamarkan]")
    assert not published_like(words(), now=days(1))


def test_another_category_is_not_the_same_and_none_may_be(world, flood):
    water = Category.objects.create(name="Air", slug="air")
    PublishedReport.objects.update(category=world.category)
    assert published_like(words(category=world.category), now=days(1))
    assert published_like(words(), now=days(1))
    assert not published_like(words(category=water), now=days(1))


def test_personal_matters_are_shown_to_nobody_else(world, flood):
    aid = Category.objects.create(name="Bantuan sosial", slug="bansos", personal=True)
    assert not published_like(words(category=aid), now=days(1))
    PublishedReport.objects.update(category=aid)
    assert not published_like(words(), now=days(1))
    mine, _ = make_report(world, region=world.place, title="Banjir pasar", body=AGAIN)
    Report.objects.filter(pk=flood.pk).update(category=aid)
    assert not like(world, mine)


def test_of_personal_matters_ones_own_earlier_report_is_shown(world):
    aid = Category.objects.create(name="Bantuan sosial", slug="bansos", personal=True)
    mine, other = access.account_hmac(7), access.account_hmac(8)
    told = {"region": world.place, "title": "Bansos", "body": FLOOD, "category": aid}
    first, _ = make_report(world, account=mine, **told)
    second, _ = make_report(world, account=mine, **told)
    make_report(world, account=other, **told)
    citizen = Actor(Role.REPORTER, account=mine)
    found = own_like(sought_of(first), citizen, now=days(1))
    assert {row.number for row in found} == {first.number, second.number}
    assert like(world, first) == [second.number]


def test_an_officer_is_shown_what_they_may_see_and_nothing_else(world):
    told = {"region": world.place, "title": "Banjir pasar"}
    looked_at, _ = make_report(world, body=AGAIN, **told)
    same, _ = make_report(world, body=FLOOD, **told)
    make_report(world, body=FLOOD, confidential=True, **told)
    accusing, _ = make_report(world, body=FLOOD, subjects=(world.city,), **told)
    make_report(world, body=FLOOD, requested_agency=world.other, **(told))
    assert like(world, looked_at) == [same.number]
    assert accusing.number in like(world, looked_at, world.national)
    assert not like(world, looked_at, world.lurah)


def test_of_a_confidential_report_nothing_is_looked_for(world, django_assert_num_queries):
    report, _ = make_report(world, region=world.place, body=FLOOD, confidential=True)
    with django_assert_num_queries(0):
        assert not seen_like(report, world.national)


def test_a_point_within_five_hundred_metres_is_near_whatever_the_place_is_called(world):
    far = Region.objects.create(code="36.73.02.1001", name="Lain", level=4, label="Lain")
    told: dict[str, Any] = {"title": "Banjir pasar", "body": FLOOD}
    here, _ = make_report(world, region=world.place, pin=HERE, **told)
    near, _ = make_report(world, region=far, pin=moved(0.0016, 0), **told)
    beside, _ = make_report(world, region=None, pin=moved(0, 0.0001), **told)
    make_report(world, region=far, pin=moved(0.004, 0.004), **told)  # in the corner of the box
    make_report(world, region=far, pin=moved(0, 0.0051), **told)
    make_report(world, region=far, **told)
    found = {row.number: row.reasons[0] for row in seen_like(here, world.admin, now=days(1))}
    assert found == {
        near.number: "180 m dari sini",
        beside.number: "kurang dari 50 m dari sini",
    }


def test_who_hides_is_near_by_the_rounded_point(world):
    told: dict[str, Any] = {"title": "Banjir pasar", "body": FLOOD, "region": None}
    here, _ = make_report(world, pin=HERE, **told)
    hidden, _ = make_report(world, pin=moved(0.0016, 0), anonymous=True, **told)
    (found,) = seen_like(here, world.admin, now=days(1))
    assert found.number == hidden.number


def test_a_citizen_learns_only_that_a_point_is_near(world):
    flood, _ = make_published(world, pin=HERE, title="Banjir pasar", body=FLOOD)
    (found,) = published_like(words(region="", point=moved(0.0012, 0).point), now=days(1))
    assert (found.number, found.reasons[0]) == (flood.number, "di sekitar sini")
    assert not published_like(words(region="", point=(-6.2, 106.15)), now=days(1))


def test_by_a_point_that_the_verifier_hides_nobody_finds_a_report(world):
    report, _ = make_published(world, pin=HERE, title="Banjir pasar", body=FLOOD)
    publish(report, actor=world.admin, title="Banjir pasar", point_hidden=True)
    refresh(str(report.pk))
    assert not published_like(words(region="", point=HERE.point), now=days(1))


def test_the_statements_do_not_grow_with_the_reports(world):
    looked_at, _ = make_report(world, region=world.place, title="Banjir pasar", body=AGAIN)

    def made():
        with CaptureQueriesContext(connection) as statements:
            assert seen_like(looked_at, world.admin, now=days(1))
        return len(statements)

    make_report(world, region=world.place, title="Banjir pasar", body=FLOOD)
    few = made()
    for n in range(20):
        copy = Report.objects.get(pk=looked_at.pk)
        copy.pk, copy.number, copy._state.adding = new_id(), f"{n:08d}", True
        copy.receipt_hmac = copy.client_key = f"{n:032d}".encode()
        copy.received_at = MONDAY - timedelta(days=n)
        copy.save()
    assert made() == few == 2
    assert len(like(world, looked_at)) == similar.MOST
