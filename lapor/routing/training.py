"""Learns a model from closed cases. Runs in a process of its own, with scikit-learn.

`python -m lapor.routing.training` reads one line of JSON with the wishes and then one for each
case, oldest first, and writes one line of JSON (figures, or what is missing) and then the model.
What it is given is masked text of reports with an open name; it writes nothing to a disk.
"""

import json
import sys
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize_scalar
from sklearn.isotonic import IsotonicRegression
from sklearn.svm import LinearSVC

from lapor.routing.features import piece_features, read, term_features
from lapor.routing.predictor import Calibration, Figures, Model, Threshold, softmax, written
from lapor.routing.words import Places, Vocabulary, Weights, tokens

COST = 0.3
FEWEST_CASES = 50
HELD_SHARE = 0.2  # the newest cases, to learn how sure the model may be
MOST_HELD = 4000
TARGETS = (0.90, 0.95)
WILSON = 1.2816  # one-sided 90 %
BINS = 15
FULL, SMALL = "full", "small"  # with pieces of words; words alone: half the memory, 2 points less
# The newest are learned from; so many fit into 450 MB. A year's cases teach as much as all.
MOST_CASES = {FULL: 10_000, SMALL: 30_000}


class TooLittle(Exception):
    """There is no model to be learned from this: too few cases, or all of one label."""


@dataclass(frozen=True, slots=True)
class Case:
    """A closed case: masked words, the label it was right to give, who wrote it, what it weighs."""

    text: str
    label: str
    reporter: str = ""
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Features:
    """Cases as numbers, and what each number means."""

    matrix: sparse.csr_matrix
    terms: Vocabulary
    pieces: Vocabulary


@dataclass(frozen=True, slots=True)
class Lines:
    """A fitted machine: one line for each label."""

    labels: tuple[str, ...]
    slopes: NDArray[np.float32]  # features by labels
    level: Weights

    def margins(self, matrix: sparse.csr_matrix) -> Weights:
        return np.asarray(matrix @ self.slopes + self.level, np.float32)


@dataclass(frozen=True, slots=True)
class Judged:
    """How sure the first label of each held case was, and what came of it."""

    sure: Weights
    right: NDArray[np.bool_]
    third: NDArray[np.bool_] = field(repr=False)  # the right one was among the first three

    @property
    def top1(self) -> float:
        return float(self.right.mean())

    @property
    def top3(self) -> float:
        return float(self.third.mean())

    @property
    def error(self) -> float:
        """Expected calibration error, over BINS equal parts of the scale."""
        part = np.minimum((self.sure * BINS).astype(int), BINS - 1)
        gap = np.bincount(part, self.right - self.sure.astype(np.float64), BINS)
        return float(np.abs(gap).sum() / len(self.sure))


def learn(cases: Sequence[Case], profile: str, names: Collection[str] = ()) -> Model:
    """Return a model of all cases, given oldest first; one that weighs nothing is left out.

    The newest are held back from a first model, which shows how sure one may be of the second.
    names: of people; no word of them is kept. Raises `TooLittle`.
    """
    cases = [case for case in cases if case.weight > 0][-MOST_CASES[profile] :]
    labels = Counter(case.label for case in cases)
    if len(cases) < FEWEST_CASES or len(labels) < 2:
        raise TooLittle("cases" if len(cases) < FEWEST_CASES else "labels")
    held = min(MOST_HELD, round(len(cases) * HELD_SHARE))
    if len({case.label for case in cases[:-held]}) < 2:
        raise TooLittle("labels")  # the second is new: tomorrow there is more of it
    features = featured(cases, profile, names)
    truth = np.array([case.label for case in cases])
    weight = np.array([case.weight for case in cases])
    earlier = fit(features.matrix[:-held], truth[:-held], weight[:-held])
    margins = earlier.margins(features.matrix[-held:])
    shares, at = _places(margins, truth[-held:], earlier.labels)
    judged = crossed(shares, at)
    figures: Figures = {
        "cases": len(cases),
        "labels": dict(sorted(labels.items())),
        "held": held,
        "profile": profile,
        "features": features.matrix.shape[1],
        "top1": round(judged.top1, 4),
        "top3": round(judged.top3, 4),
        "error": round(judged.error, 4),
        "thresholds": {f"{target:.2f}": threshold(judged, target) for target in TARGETS},
    }
    del earlier
    lines = fit(features.matrix, truth, weight)
    return Model(
        labels=lines.labels,
        terms=features.terms,
        pieces=features.pieces,
        slopes=lines.slopes.astype(np.float16),
        level=lines.level,
        calibration=calibrated(shares, at),
        figures=figures,
    )


def featured(cases: Sequence[Case], profile: str, names: Collection[str] = ()) -> Features:
    """Return the features of cases, in their order."""
    seen = read(
        [case.text for case in cases],
        [case.reporter for case in cases],
        {token.word for name in names for token in tokens(name)},
    )
    matrix, terms = term_features(seen)
    nothing = Vocabulary({}, np.zeros(0, np.float32), matrix.shape[1])
    if profile == SMALL:
        return Features(matrix.astype(np.float64), terms, nothing)
    parts, known = piece_features(seen, matrix.shape[1])
    both = sparse.hstack([matrix, parts], "csr", np.float64)
    return Features(both, terms, known)


def fit(matrix: sparse.csr_matrix, truth: NDArray[np.str_], weight: Weights | None = None) -> Lines:
    """Return a linear support vector machine, one line for each label."""
    machine = LinearSVC(C=COST, random_state=0)
    machine.fit(matrix, truth, sample_weight=weight)
    slopes, level = machine.coef_, machine.intercept_
    if len(machine.classes_) == 2:  # scikit-learn then gives one line for both
        slopes, level = np.vstack([-slopes, slopes]), np.concatenate([-level, level])
    labels = tuple(str(label) for label in machine.classes_)
    return Lines(labels, slopes.T.astype(np.float32), level.astype(np.float32))


def calibrated(margins: Weights, at: Places) -> Calibration:
    """Return how to read margins. at: the place of the right label, -1 where it was unknown."""
    known = at >= 0
    if not known.any():
        return Calibration(1.0, np.zeros(0, np.float32), np.zeros(0, np.float32))

    def surprise(log_temperature: float) -> float:
        scaled = np.exp(log_temperature) * margins[known].astype(np.float64)
        top = scaled.max(axis=1)
        total = np.log(np.exp(scaled - top[:, None]).sum(axis=1)) + top
        return float((total - scaled[np.arange(len(scaled)), at[known]]).mean())

    temperature = float(np.exp(minimize_scalar(surprise, bounds=(-3, 4), method="bounded").x))
    sure = np.array([softmax(temperature * row).max() for row in margins])
    rising = IsotonicRegression(out_of_bounds="clip").fit(sure, margins.argmax(axis=1) == at)
    seen, true = rising.X_thresholds_, rising.y_thresholds_
    return Calibration(temperature, seen.astype(np.float32), true.astype(np.float32))


def judged(margins: Weights, at: Places, calibration: Calibration) -> Judged:
    """Return how sure the calibrated winner of each row is, and whether it was right."""
    sure = np.array([calibration.probabilities(row).max() for row in margins], np.float32)
    order = np.argsort(-margins, axis=1, kind="stable")[:, :3]
    hits = order == at[:, None]
    return Judged(sure, hits[:, 0], hits.any(axis=1))


def crossed(margins: Weights, at: Places) -> Judged:
    """Judge every row by what was learned from the other half of the rows."""
    halves = np.arange(len(at)) % 2 == 0
    first = judged(margins[halves], at[halves], calibrated(margins[~halves], at[~halves]))
    second = judged(margins[~halves], at[~halves], calibrated(margins[halves], at[halves]))
    return Judged(
        np.concatenate([first.sure, second.sure]),
        np.concatenate([first.right, second.right]),
        np.concatenate([first.third, second.third]),
    )


def threshold(found: Judged, target: float) -> Threshold | None:
    """Return from which confidence on the first label was right often enough, and its coverage.

    Often enough: the lower Wilson bound reaches the target, so that few cases promise nothing.
    """
    order = np.argsort(-found.sure, kind="stable")
    n = np.arange(1, len(order) + 1)
    share = np.cumsum(found.right[order]) / n
    squared = WILSON**2
    middle = share + squared / (2 * n)
    spread = WILSON * np.sqrt(share * (1 - share) / n + squared / (4 * n * n))
    sure = found.sure[order]
    last_of_equals = np.append(sure[1:] != sure[:-1], True)
    safe = (middle - spread) / (1 + squared / n) >= target
    enough = np.flatnonzero(safe & last_of_equals)
    if not enough.size:
        return None
    last = int(enough[-1])
    return {
        "at": float(sure[last]),
        "coverage": round((last + 1) / len(order), 4),
        "precision": round(float(share[last]), 4),
    }


def _places(
    margins: Weights, truth: NDArray[np.str_], labels: Sequence[str]
) -> tuple[Weights, Places]:
    """Return the margins, and where among them the right label of each row stands."""
    where = {label: place for place, label in enumerate(labels)}
    return margins, np.array([where.get(str(label), -1) for label in truth], np.int64)


def most_resident() -> int:
    """Return the most megabytes this program held; what its parent held is not counted."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) // 1024


def main(given: BinaryIO, taken: BinaryIO) -> None:
    """Read wishes and cases, write figures and model."""
    wishes = json.loads(given.readline())
    cases = [Case(**json.loads(line)) for line in given]
    try:
        model = learn(cases, wishes["profile"], wishes["names"])
    except TooLittle as missing:
        taken.write(json.dumps({"too_little": str(missing)}).encode() + b"\n")
        return
    blob = written(model)
    taken.write(json.dumps({"figures": model.figures, "peak_mb": most_resident()}).encode() + b"\n")
    taken.write(blob)


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
