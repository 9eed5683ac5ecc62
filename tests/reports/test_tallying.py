"""Live figures of suggestions: made, followed, passed over, by source, and never of a few."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lapor.reports.models import Suggestion
from lapor.reports.tallying import tallies
from lapor.reports.terms import NotFound
from tests.factories import make_report
from tests.web.desk.officers import sign_in

pytestmark = pytest.mark.django_db
PAGE = "/desk/aturan/model"


def suggest(world, first, chosen, n=1, *, second=None, ago=5, government=None, **fields):
    """Let so many reports have been suggested an office, and let somebody have chosen one."""
    at = timezone.now() - timedelta(days=ago)
    offered = [
        {"agency": office.pk, "name": office.name, "function": "PU", "p": 0.6}
        for office in (first, second)
        if office
    ]
    for _number in range(n):
        report, _reporter = make_report(world, at)
        told = {"report": report, "at": at, "shown_to": "officer", "by": "keywords"} | fields
        Suggestion.objects.create(
            government=government or world.city,
            offices=offered,
            chosen=chosen,
            chosen_at=at if chosen else None,
            **told,
        )


def test_followed_and_passed_over_are_counted_by_source(world):
    suggest(world, world.works, world.works, 7)
    suggest(world, world.works, world.roads, 2)  # below the office that was suggested
    suggest(world, world.inspectorate, world.works, 1, second=world.works)
    suggest(world, world.works, world.kelurahan, 2, by="model")
    suggest(world, None, None, 3)
    suggest(world, world.works, world.works, 1, automatic="done", by="rule")
    whole, by_rule, by_model, by_words = tallies(world.admin, timezone.now())
    assert (whole.name, whole.by, whole.made, whole.offered) == (world.city.name, "", 16, 13)
    assert (whole.decided, whole.followed, whole.among, whole.passed_over) == (13, 10, 11, 2)
    assert (whole.automatic, by_rule.automatic) == (1, 1)
    assert (by_model.made, by_model.followed, by_model.tells) == (2, 0, False)
    assert (by_words.decided, by_words.followed, by_words.among) == (10, 9, 10)


def test_each_report_counts_once_by_its_newest_suggestion(world):
    suggest(world, world.works, world.works)
    row = Suggestion.objects.get()
    row.pk, row.at, row.by = None, row.at + timedelta(hours=1), "model"
    row.save(force_insert=True)
    whole, only = tallies(world.admin, timezone.now())
    assert (whole.made, only.by) == (1, "model")


def test_old_and_secret_ones_do_not_count(world):
    suggest(world, world.works, world.works, ago=91)
    suggest(world, world.works, world.works)
    report = Suggestion.objects.latest("pk").report
    report.confidential = True
    report.save(update_fields=["confidential"])
    assert tallies(world.admin, timezone.now()) == []


def test_each_sees_the_institutions_they_govern(world):
    suggest(world, world.works, world.works)
    suggest(world, world.other, world.other, government=world.other)
    assert {row.name for row in tallies(world.national, timezone.now())} == {
        world.city.name,
        world.other.name,
    }
    assert {row.name for row in tallies(world.admin, timezone.now())} == {world.city.name}
    with pytest.raises(NotFound):
        tallies(world.liaison, timezone.now())


def test_the_page_tells_shares_only_of_enough(world):
    officer = sign_in(world.admin)
    assert "Belum ada saran dalam 90 hari" in officer.get(PAGE).text
    suggest(world, world.works, world.works, 9)
    text = officer.get(PAGE).text
    assert "belum cukup</td>" in text
    assert "100%" not in text
    suggest(world, world.works, world.kelurahan, 1)
    text = officer.get(PAGE).text
    assert '<td class="n">90%</td>' in text
