"""The standard texts of a new installation are ones that the pages would take."""

import pytest

from lapor.agencies.models import StandardText
from lapor.agencies.rulebook_texts import IN_TEXTS, unknown_places
from lapor.project.seed import rules
from lapor.reports.powers import spoken_by_officers

pytestmark = pytest.mark.django_db


def test_every_text_has_only_known_places_and_a_step_in_whose_form_it_is_offered(seeded):
    rows = list(StandardText.objects.all())
    assert rows
    for row in rows:
        assert not unknown_places(row.body, IN_TEXTS), row.title
        assert row.move in spoken_by_officers(), row.title


def test_texts_that_were_taken_away_do_not_come_back(seeded):
    kept = StandardText.objects.earliest("pk")
    StandardText.objects.exclude(pk=kept.pk).delete()
    assert not rules.load()
    assert StandardText.objects.count() == 1
