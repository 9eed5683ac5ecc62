"""Everything that may break breaks while people report: nothing acknowledged is lost or doubled."""

import json
import os
from pathlib import Path

import pytest

from tests.chaos.citizens import Citizens
from tests.chaos.rig import LONG, Rig
from tests.chaos.wire import wire
from tests.project.service import until

CUT = 0.08  # of all answers
A_DAY = 86_400
RESULTS = Path(__file__).parents[2] / "bench" / "results" / "chaos.json"
IS_ROOT = os.geteuid() == 0


@pytest.fixture
def rig():
    rig = Rig(own_disk=IS_ROOT)
    try:
        rig.start()
        yield rig
    finally:
        rig.remove()


def control(rig: Rig) -> int:
    """Return how many reports are there twice where forms have no key: the rig can see them."""
    with wire(rig.port, CUT) as cut:
        careless = Citizens(cut.port, careless=True)
        rig.stage("control", careless, 150, [])
        return len([t for t in rig.doubled() if t.startswith("control")])


@pytest.mark.slow
def test_a_short_storm(rig):
    with wire(rig.port, CUT) as cut:
        citizens = Citizens(cut.port)
        rig.stage("short", citizens, 120, [rig.kill_backend, rig.kill_web, rig.kill_postmaster])
        assert cut.lost
    assert len(citizens.ledger.numbers) == 120
    assert rig.lost(citizens.ledger) == []
    assert not citizens.ledger.answers["500"], "each refusal is the page that keeps the words"
    assert rig.doubled() == []


@pytest.mark.chaos
def test_every_fault_at_length(rig):
    each, storm = 600, Citizens(0)
    stages = {
        "answers-cut": [],
        "web-killed": [rig.kill_web] * 5,
        "worker-killed": [rig.kill_worker] * 5,
        "supervisor-killed": [rig.kill_supervisor] * 3,
        "postmaster-killed": [rig.kill_postmaster] * 4,
        "backend-killed": [rig.kill_backend] * 5,
        "worker-stopped": [rig.stop_worker] * 2,
        "clock-moved": [rig.move_clock(A_DAY), rig.move_clock(-A_DAY)],
        "disk-full": [rig.fill_disk] * 2 if IS_ROOT else [],
    }
    with wire(rig.port, CUT) as cut:
        storm.port = cut.port
        for name, strikes in stages.items():
            rig.stage(name, storm, each, strikes)
        lost_answers = cut.lost
    until(rig.is_idle, tries=2 * LONG)
    assert len(storm.ledger.numbers) == each * len(stages) >= 5_000
    assert rig.lost(storm.ledger) == []
    assert not storm.ledger.answers["500"], "each refusal is the page that keeps the words"
    assert rig.doubled() == []
    letters = rig.letters()
    doubled = control(rig)
    assert doubled, "the rig sees what is there twice"
    RESULTS.write_text(
        json.dumps(
            {
                "acknowledged": len(storm.ledger.numbers),
                "lost": 0,
                "doubled": 0,
                "answers cut": lost_answers,
                "letters": letters,
                "control without keys: doubled of 150": doubled,
                "disk filled": IS_ROOT,
                "stages": rig.results,
            },
            indent=1,
        )
        + "\n"
    )
