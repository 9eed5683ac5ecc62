"""The ladder of escalation: whatever an administrator writes, somebody new hears on each rung."""

import itertools
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from lapor.agencies.rules import EscalationLadder
from lapor.reports.climbing import next_rung, rungs

To = EscalationLadder.To
STEPS = st.lists(st.tuples(st.sampled_from(list(To)), st.integers(0, 9)), max_size=6)


def ladder(*steps: tuple[To, int]) -> EscalationLadder:
    rows = [{"to": to, "days": days} for to, days in steps]
    return EscalationLadder(steps=rows, valid_from=date(2020, 1, 1))


def climbed(depth: int, *steps: tuple[To, int]) -> list[tuple[To, int]]:
    return [(rung.to, rung.tiers) for rung in rungs(ladder(*steps), depth)]


USUAL = ((To.ABOVE, 0), (To.INSPECTORATE, 3), (To.NATION, 3))


def test_a_kelurahan_climbs_past_its_kecamatan_to_the_city_and_the_nation():
    assert climbed(3, *USUAL) == [(To.ABOVE, 1), (To.INSPECTORATE, 2), (To.NATION, 3)]


def test_an_institution_that_misses_a_date_is_told_to_the_nation_at_once():
    assert climbed(1, *USUAL) == [(To.ABOVE, 1), (To.INSPECTORATE, 1)]


def test_the_nation_itself_hears_of_what_it_missed():
    assert climbed(0, *USUAL)[0] == (To.ABOVE, 0)


def test_one_tier_above_never_leaves_the_institution():
    steps = [(To.ABOVE, 0)] * 5 + [(To.NATION, 2)]
    assert climbed(2, *steps) == [(To.ABOVE, 1), (To.NATION, 2)]


@given(depth=st.integers(0, 4), steps=STEPS)
def test_each_rung_tells_somebody_new_and_the_last_is_the_nation(depth, steps):
    found = rungs(ladder(*steps, (To.NATION, 1)), depth)
    assert found[-1].tiers == depth
    heights = [rung.tiers for rung in found]
    assert heights == sorted(heights)
    numbers = [rung.number for rung in found]
    assert numbers == sorted(set(numbers))
    new = [b for a, b in itertools.pairwise(found) if b.tiers > a.tiers]
    assert len(found) - len(new) <= 2  # the first, and at most one for the inspectorate alone


@given(depth=st.integers(0, 4), steps=STEPS)
def test_the_rungs_are_walked_one_by_one_to_the_end(depth, steps):
    whole = ladder(*steps, (To.NATION, 1))
    level, walked = 0, []
    while rung := next_rung(whole, depth, level):
        walked.append(rung)
        level = rung.number
    assert walked == rungs(whole, depth)
