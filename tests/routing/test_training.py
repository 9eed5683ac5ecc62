"""Learning: in a process of its own, from enough cases of more than one label."""

import ast
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import lapor.routing
from lapor.routing.predictor import opened
from lapor.routing.trainer import NotLearned, train
from lapor.routing.training import FULL, SMALL, Case, Judged, TooLittle, learn, threshold
from tests.routing.told import cases, learned_from, told

ROUTING = Path(lapor.routing.__file__).parent
LEARNERS = {"training.py", "features.py"}


def test_a_process_of_its_own_learns_and_gives_back_numbers():
    trained = train(cases(150), SMALL, names=["sekolah"])
    model = opened(trained.blob)
    assert model.figures["cases"] == 150
    assert trained.figures == model.figures
    assert trained.peak_mb > 0
    assert model.predict(told("DUKCAPIL", 9999)).ranked[0][0] == "DUKCAPIL"
    assert "sekolah" not in model.terms.places


@pytest.mark.parametrize(
    ("given", "missing"),
    [([], "cases"), (learned_from(20), "cases"), (learned_from(90, ("PU",)), "labels")],
    ids=["none", "few", "one label"],
)
def test_too_little_is_said_and_nothing_is_learned(given, missing):
    with pytest.raises(TooLittle, match=missing):
        learn(given, FULL)


def test_the_process_says_what_is_missing():
    with pytest.raises(NotLearned) as refused:
        train(cases(60, ("PU",)), SMALL)
    assert refused.value.too_little == "labels"


def test_what_cannot_be_read_ends_the_trainer_and_not_us():
    with pytest.raises(NotLearned) as refused:
        train([{"unknown": 1}], SMALL)
    assert not refused.value.too_little


def test_two_labels_are_told_apart_like_more():
    model = learn(learned_from(120, ("PU", "LH")), SMALL)
    assert model.predict("aspal rusak").ranked[0][0] == "PU"
    assert model.predict("bau limbah").ranked[0][0] == "LH"


def test_a_case_that_weighs_nothing_teaches_nothing():
    right = learned_from(120)
    wrong = [Case(told("LH", i), "PU", f"lain-{i}", weight=0) for i in range(120)]
    model = learn([*wrong, *right], FULL)
    assert model.figures["cases"] == 120
    assert model.predict("sampah menumpuk bau limbah").ranked[0][0] == "LH"


def test_a_second_label_that_came_yesterday_is_waited_for():
    with pytest.raises(TooLittle, match="labels"):
        learn([*learned_from(90, ("PU",)), *learned_from(9, ("LH",))], SMALL)


def test_no_word_of_a_name_is_kept():
    model = learn(learned_from(150), FULL, names=["Sekolah  PASAR", "Bau."])
    assert not {"sekolah", "pasar", "bau"} & set(model.terms.places)
    assert not [part for part in model.pieces.places if "kolah" in part]


def test_a_label_that_only_the_newest_cases_have_is_learned_all_the_same():
    given = [*learned_from(100, ("PU", "LH")), *learned_from(12, ("DUKCAPIL",))]
    model = learn(given, SMALL)
    assert "DUKCAPIL" in model.labels
    assert model.figures["top1"] < 1  # the first model could not know it


def test_a_threshold_needs_enough_cases_that_were_right():
    few = Judged(np.full(10, 0.99, np.float32), np.full(10, True), np.full(10, True))
    assert threshold(few, 0.95) is None
    many = Judged(
        np.linspace(1, 0, 400, dtype=np.float32), np.arange(400) < 300, np.full(400, True)
    )
    found = threshold(many, 0.95)
    assert found
    assert found["precision"] >= 0.95
    assert found["coverage"] == pytest.approx(0.77, abs=0.03)


def test_cases_of_which_one_is_as_sure_are_taken_together_or_not_at_all():
    equals = Judged(np.full(400, 0.9, np.float32), np.arange(400) < 300, np.full(400, True))
    assert threshold(equals, 0.95) is None
    found = threshold(equals, 0.70)
    assert found
    assert found["coverage"] == 1


def test_only_the_trainer_knows_scikit_learn():
    for path in ROUTING.parent.rglob("*.py"):
        names = set()
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.split(".")[0])
                if node.module in ("lapor.routing.training", "lapor.routing.features"):
                    assert path.name in LEARNERS, path
        if names & {"sklearn", "scipy"}:
            assert path.parent == ROUTING, path
            assert path.name in LEARNERS, path


def test_suggesting_needs_neither_scikit_learn_nor_django():
    parts = sorted(path.stem for path in ROUTING.glob("[a-z]*.py") if path.name not in LEARNERS)
    program = f"from lapor.routing import {', '.join(parts)}; import sys; print(*sys.modules)"
    ran = subprocess.run(  # noqa: S603
        [sys.executable, "-c", program], capture_output=True, text=True, check=True,
        cwd=ROUTING.parents[1],
    )  # fmt: skip
    loaded = set(ran.stdout.split())
    assert "lapor.routing.predictor" in loaded
    assert not loaded & {"sklearn", "scipy", "django"}
