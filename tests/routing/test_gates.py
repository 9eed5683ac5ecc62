"""A model comes into use, and assigns by itself, only when it has shown that it may."""

import pytest

from lapor.routing.gates import Lately, NotYet, is_sure, may_assign, may_replace
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


@pytest.mark.parametrize(
    ("model", "kept", "days", "lately", "why"),
    [
        (figures(), 2000, 30, Lately(), None),
        (figures(), 1999, 30, Lately(), NotYet.FEW_KEPT),
        (figures(), 2000, 29, Lately(), NotYet.SHADOW),
        (figures(safe=False), 2000, 30, Lately(), NotYet.NO_THRESHOLD),
        (figures(), 2000, 30, Lately(100, 92), None),
        (figures(), 2000, 30, Lately(100, 91), NotYet.LATELY_WRONG),
        (figures(), 2000, 30, Lately(19, 18), None),
        (figures(), 2000, 30, Lately(19, 17), NotYet.LATELY_WRONG),
    ],
)
def test_a_machine_assigns_after_history_and_watching_and_ends_when_it_errs(
    model, kept, days, lately, why
):
    assert may_assign(model, kept=kept, shadow_days=days, lately=lately) is why


def test_a_suggestion_is_taken_from_the_threshold_on():
    assert is_sure(figures(), 0.9)
    assert not is_sure(figures(), 0.89)
    assert not is_sure(figures(safe=False), 1.0)
    assert not is_sure(figures(), 1.0, target=0.99)
