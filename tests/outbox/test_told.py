"""Whoever is accused hears nothing of a report, in whatever part they stand in it."""

import pytest

from lapor.outbox import queue
from lapor.outbox.models import Message
from lapor.reports import notices, stakes
from lapor.reports.models import Stake
from lapor.reports.moves import MOVES
from tests.factories import MONDAY, make_report

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("why", "move"), [(Stake.Why.SUPPORT, "reply"), (Stake.Why.OVERSEER, "reopen")]
)
def test_who_helps_or_watches_is_told_unless_accused(world, why, move):
    report, _reporter = make_report(world)
    turn = report.deadlines.get(clock=report.turn)
    stakes.add(report, why, [world.roads, world.inspectorate], MONDAY)
    Message.objects.all().delete()
    queue.put(notices.letters(report, MOVES[move], None, turn))
    told = set(Message.objects.filter(audience=why).values_list("agency_id", flat=True))
    assert told == {world.roads.pk, world.inspectorate.pk}
    stakes.add(report, Stake.Why.SUBJECT, [world.works], MONDAY)  # roads lies below it
    Message.objects.all().delete()
    queue.put(notices.letters(report, MOVES[move], None, turn))
    told = set(Message.objects.filter(audience=why).values_list("agency_id", flat=True))
    assert told == {world.inspectorate.pk}
