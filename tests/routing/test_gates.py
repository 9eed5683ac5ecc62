"""A model comes into use, and assigns by itself, only when it has shown that it may."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapor.routing.gates import (
    Lately,
    NotYet,
    Record,
    is_sure,
    may_assign,
    may_replace,
    must_end,
)
from lapor.routing.predictor import Figures, Threshold

SAFE = Threshold(at=0.9, coverage=0.4, precision=0.96)


def figures(held=500, top3=0.90, error=0.02, safe=True):
    return Figures(held=held, top3=top3, error=error, thresholds={"0.95": SAFE if safe else None})


@pytest.mark.parametrize(
    ("candidate", "active", "why"),
    [
        (figures(), None, None),
        (figures(top3=0.895), 0.90, None),
        (figures(top3=0.88), 0.90, NotYet.WORSE),
        (figures(error=0.06), 0.90, NotYet.UNSURE),
        (figures(error=0.06), None, NotYet.UNSURE),
        (figures(held=29), None, NotYet.FEW_HELD),
    ],
)
def test_a_new_model_replaces_the_old_one_if_it_is_as_good(candidate, active, why):
    assert may_replace(candidate, active) is why


SHOWN = Record(100, 99)


@pytest.mark.parametrize(
    ("model", "kept", "days", "shown", "why"),
    [
        (figures(), 2000, 30, SHOWN, None),
        (figures(), 1999, 30, SHOWN, NotYet.FEW_KEPT),
        (figures(), 2000, 29, SHOWN, NotYet.SHADOW),
        (figures(safe=False), 2000, 30, SHOWN, NotYet.NO_THRESHOLD),
        (figures(), 2000, 30, Record(), NotYet.NOT_SHOWN),
        (figures(), 2000, 30, Record(31, 31), NotYet.NOT_SHOWN),
        (figures(), 2000, 30, Record(32, 32), None),
        (figures(), 2000, 30, Record(100, 96), NotYet.NOT_SHOWN),
    ],
)
def test_a_machine_assigns_after_history_and_watching_and_where_officers_agreed(
    model, kept, days, shown, why
):
    assert may_assign(model, kept=kept, shadow_days=days, shown=shown) is why


@pytest.mark.parametrize(
    ("shown", "lately", "why"),
    [
        (SHOWN, Lately(), None),
        (SHOWN, Lately(100, 92), None),
        (SHOWN, Lately(100, 91), NotYet.LATELY_WRONG),
        (SHOWN, Lately(19, 18), None),
        (SHOWN, Lately(19, 17), NotYet.LATELY_WRONG),
        (Record(100, 95), Lately(), NotYet.NO_LONGER),
        (Record(100, 96), Lately(), None),
    ],
)
def test_a_machine_that_assigns_ends_when_it_errs(shown, lately, why):
    assert must_end(shown, lately) is why


@given(st.integers(1, 5000), st.integers(0, 5000))
def test_the_bound_lies_below_the_share_and_rises_with_what_is_right(n, wrong):
    wrong = min(wrong, n)
    bound = Record(n, n - wrong).bound
    assert -1e-9 <= bound < 1
    assert bound <= (n - wrong) / n + 1e-9
    if wrong:
        assert bound < Record(n, n - wrong + 1).bound


def test_a_suggestion_is_taken_from_the_threshold_on():
    assert is_sure(figures(), 0.9)
    assert not is_sure(figures(), 0.89)
    assert not is_sure(figures(safe=False), 1.0)
    assert not is_sure(figures(), 1.0, target=0.99)
