"""From answers to figures: how often right, how sure, how much could be left to the machine."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score

BINS = 15
OFTEN = 10  # rows a label has, to count among the frequent ones


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered for one row: the first three, how sure, and what was right."""

    first: tuple[str, ...]
    sure: float
    right: str
    fold: int = 0
    limit: float | None = None  # above which the trainer of that time would have assigned


def figures(answers: Sequence[Answer]) -> dict[str, float | None]:
    """Return the figures of the project for these answers."""
    right = np.array([answer.first[:1] == (answer.right,) for answer in answers])
    third = np.array([answer.right in answer.first[:3] for answer in answers])
    truth = [answer.right for answer in answers]
    said = [answer.first[0] if answer.first else "" for answer in answers]
    labels, counts = np.unique(truth, return_counts=True)
    frequent = [str(label) for label in labels[counts >= OFTEN]]
    found: dict[str, float | None] = {
        "rows": len(answers),
        "top1": round(float(right.mean()), 4),
        "top3": round(float(third.mean()), 4),
        "f1": _f1(truth, said, [str(label) for label in labels]),
        "f1_frequent": _f1(truth, said, frequent) if frequent else None,
        "ece": round(calibration_error(answers), 4),
    }
    for target in (0.90, 0.95):
        coverage, precision = covered(answers, target)
        found[f"coverage{target * 100:.0f}"] = round(coverage, 4)
        found[f"precision{target * 100:.0f}"] = None if precision is None else round(precision, 4)
    if any(answer.limit is not None for answer in answers):
        alone = [a for a in answers if a.limit is not None and a.sure >= a.limit]
        found["alone"] = round(len(alone) / len(answers), 4)
        found["alone_precision"] = round(
            sum(a.first[:1] == (a.right,) for a in alone) / max(1, len(alone)), 4
        )
    return found


def calibration_error(answers: Sequence[Answer]) -> float:
    """Return the expected calibration error over equal parts of the scale."""
    sure = np.array([answer.sure for answer in answers])
    right = np.array([answer.first[:1] == (answer.right,) for answer in answers], float)
    part = np.minimum((sure * BINS).astype(int), BINS - 1)
    return float(np.abs(np.bincount(part, right - sure, BINS)).sum() / len(answers))


def covered(answers: Sequence[Answer], target: float) -> tuple[float, float | None]:
    """Return which share could be assigned at a precision, and the precision that came of it.

    The threshold is always that of the other folds.
    """
    sure = np.array([answer.sure for answer in answers])
    right = np.array([answer.first[:1] == (answer.right,) for answer in answers])
    fold = np.array([answer.fold for answer in answers])
    taken = np.zeros(len(answers), bool)
    for one in np.unique(fold):
        others = fold != one if len(np.unique(fold)) > 1 else fold == one
        limit = _limit(sure[others], right[others], target)
        taken |= (fold == one) & (sure >= limit)
    return float(taken.mean()), float(right[taken].mean()) if taken.any() else None


def _limit(sure: NDArray[np.float64], right: NDArray[np.bool_], target: float) -> float:
    order = np.argsort(-sure, kind="stable")
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    falling = sure[order]
    last_of_equals = np.append(falling[1:] != falling[:-1], True)
    enough = np.flatnonzero((share >= target) & last_of_equals)
    return float(falling[enough[-1]]) if enough.size else 2.0


def _f1(truth: Sequence[str], said: Sequence[str], labels: Sequence[str]) -> float:
    return round(float(f1_score(truth, said, labels=labels, average="macro", zero_division=0)), 4)
