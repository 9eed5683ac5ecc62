"""The public numbers of second instances: whole months, nothing small, nothing reckoned back."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapor.reports.models import Review
from lapor.reports.review_figures import LEAST, end_of_last_month, figures, veiled
from tests.factories import MONDAY, make_report

End, Finding = Review.End, Review.Finding


@pytest.mark.django_db
def test_what_is_told_counts_whole_months(world):
    in_february = MONDAY - timedelta(days=20)
    for number in range(8):
        report, _ = make_report(world)
        Review.objects.create(
            report=report,
            agency=world.ombudsman,
            asked_at=in_february if number < 7 else MONDAY,
            accepted_at=in_february if number < 6 else None,
            finding=Finding.DELAY if number < 6 else "",
            found_at=in_february if number < 6 else None,
            recommended_until=in_february + timedelta(days=5) if number < 6 else None,
            carried_out_at=in_february if number < 6 else None,
            ended_at=in_february if number < 6 else None,
            outcome=End.CARRIED_OUT if number < 6 else "",
        )
    told = figures(MONDAY)
    assert told.until == end_of_last_month(MONDAY)
    assert (told.asked.whole, dict(told.asked.parts)) == (7, {"accepted": None, "other": None})
    assert told.found.parts[Finding.DELAY] == 6
    assert (told.advised.whole, told.advised.parts["in_time"]) == (6, 6)


@given(st.dictionaries(st.sampled_from("abcdefghi"), st.integers(0, 12)))
def test_no_number_is_small_and_none_can_be_reckoned_back(parts):
    told = veiled(parts)
    shown = {name: count for name, count in told.parts.items() if count is not None}
    assert all(parts[name] == count for name, count in shown.items())
    assert not any(0 < count < LEAST for count in shown.values())
    assert told.whole is None or not 0 < told.whole < LEAST
    hidden = [parts[name] for name in parts if name not in shown]
    if told.whole is not None and hidden:
        assert len(hidden) > 1 or sum(hidden) == 0
        assert sum(hidden) >= LEAST
