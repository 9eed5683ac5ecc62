"""The benchmark counts as it says, and without data it measures nothing and says so."""

import pytest

from bench.routing.measuring import Answer, figures
from bench.routing.report import broken
from bench.routing.rows import Row, folder, one_each


def test_without_data_nothing_is_measured(tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        folder(str(tmp_path))
    assert not ended.value.code
    assert "nothing was measured" in capsys.readouterr().out


def test_figures_of_answers_that_can_be_counted_by_hand():
    answers = [
        *(Answer(("a", "b", "c"), 0.95, "a", i % 2) for i in range(18)),
        *(Answer(("a", "b", "c"), 0.95, "b", fold) for fold in range(2)),
        *(Answer(("c", "d", "e"), 0.30, "b", i % 2) for i in range(20)),
    ]
    found = figures(answers)
    assert found["rows"] == 40
    assert found["top1"] == pytest.approx(18 / 40)
    assert found["top3"] == pytest.approx(0.5)
    assert found["coverage90"] == pytest.approx(0.5)
    assert found["precision90"] == pytest.approx(0.9)
    assert found["coverage95"] == 0
    assert found["ece"] == pytest.approx((20 * 0.05 + 20 * 0.30) / 40)


def test_what_is_missed_is_named_and_what_was_not_measured_is_not():
    assert broken({}) == []
    missed = broken({"office": {"top1": 0.77, "top3": 0.95, "ece": 0.04}})
    assert len(missed) == 2
    assert missed[0].startswith("office top1")


def test_of_near_copies_the_first_is_measured_and_all_lie_in_one_fold():
    rows = [Row(str(i), f"c{i // 2}", "", "") for i in range(8)]
    assert [row.id for row in one_each(rows)] == ["0", "2", "4", "6"]
    assert len({row.fold for row in rows[:2]}) == 1
