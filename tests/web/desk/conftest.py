"""What several pages of the desk are tried with: a report in an office, an answer that waits."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lapor.agencies.models import ApprovalRule
from lapor.reports import sampling
from lapor.reports.models import Draft, Sample
from tests.factories import make_report
from tests.web.desk.cases import hand_to, send
from tests.web.desk.four_eyes import ANSWER, rule
from tests.web.desk.officers import sign_in
from tests.web.desk.samples import closed, week


@pytest.fixture
def report(world):
    """Two hours old, and handed to the works department."""
    made = make_report(world, at=timezone.now() - timedelta(hours=2))[0]
    return hand_to(world, made, world.works)


@pytest.fixture
def four_eyes(world):
    """Every answer of the city waits for a second officer."""
    rule(world.city, ApprovalRule.What.ANSWERS)


@pytest.fixture
def draft(world, report, four_eyes):
    """An answer of the handler that waits."""
    send(sign_in(world.handler), report, "follow_up", **ANSWER)
    return Draft.objects.get()


@pytest.fixture
def sample(world):
    """An answer of last week that was drawn."""
    closed(world, world.works, world.handler)
    sampling.draw(week())
    return Sample.objects.get()
