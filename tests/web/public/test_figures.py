"""Statistik: numbers for everybody, as of the end of a month."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lapor.reports.models import Review
from tests.factories import make_report

pytestmark = pytest.mark.django_db


def test_without_a_review_it_says_so(client, world):
    page = client.get("/statistik")
    assert page.status_code == 200
    assert "Belum ada pemeriksaan" in page.text


def test_numbers_are_told_and_small_ones_are_not(client, world):
    then = timezone.now() - timedelta(days=40)
    for number in range(12):
        report, _ = make_report(world, confidential=number < 6)
        Review.objects.create(
            report=report, agency=world.ombudsman, asked_at=then, accepted_at=then,
            finding=Review.Finding.DELAY if number < 9 else Review.Finding.NONE, found_at=then,
        )  # fmt: skip
    page = client.get("/statistik").text
    assert page.count('<td class="n">12') == 3, "asked, accepted, and all findings"
    assert "terlalu sedikit untuk disebut" in page
    assert '<td class="n">9' not in page, "from it the three others could be reckoned"


def test_the_page_costs_the_same_however_much_there_is(
    client, world, django_assert_max_num_queries
):
    with django_assert_max_num_queries(3):
        client.get("/statistik")
