"""Cohen's kappa: known values, and that it never says more than it knows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lapor.kit.agreement import kappa


@pytest.mark.parametrize(
    ("pairs", "value"),
    [
        ([], None),
        ([(1, 1)] * 5, None),  # all the same: chance alone would give it
        ([(0, 0), (1, 1)] * 4, 1.0),
        ([(0, 1), (1, 0)] * 4, -1.0),
        # Cohen's own kind of table: 20 and 15 agreed, 5 and 10 not, of 50
        ([(1, 1)] * 20 + [(1, 0)] * 5 + [(0, 1)] * 10 + [(0, 0)] * 15, 0.4),
    ],
)
def test_known_values(pairs, value):
    found = kappa(pairs)
    assert found == (value if value is None else pytest.approx(value))


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=40))
def test_it_lies_between_one_and_minus_one_and_does_not_ask_who_was_first(pairs):
    found = kappa(pairs)
    assert found is None or -1 <= found <= 1
    turned = kappa([(b, a) for a, b in pairs])
    assert found == (turned if turned is None else pytest.approx(turned))
