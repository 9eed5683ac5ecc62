"""When a new model may replace the old one, and when a machine may assign by itself.

Both doubt first: what cannot be shown to be as good is not taken into use.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from lapor.routing.predictor import Figures

WORSE_BY = 0.01  # of the first three, that a new model may be worse
WORST_ERROR = 0.05  # of calibration
FEWEST_HELD = 30
FEWEST_KEPT = 2000
SHADOW_DAYS = 30
TARGET = 0.95
BELOW_TARGET = 0.03  # precision of a week, at which assigning ends
FEWEST_IN_A_WEEK = 20  # a week of fewer is judged as if the rest had been right
DOUBT = 1.2816  # one-sided 90 %: of ten such bounds nine are below the truth


class NotYet(StrEnum):
    """Why not."""

    FEW_HELD = "few_held"  # too few cases to judge the model by
    WORSE = "worse"  # it is worse than the one in use
    UNSURE = "unsure"  # its confidence cannot be believed
    FEW_KEPT = "few_kept"  # too little history
    SHADOW = "shadow"  # its suggestions were not watched for long enough
    NO_THRESHOLD = "no_threshold"  # at no confidence is it right often enough
    NOT_SHOWN = "not_shown"  # what officers did beside it does not show that it is right
    LATELY_WRONG = "lately_wrong"  # it was not right often enough this week
    NO_LONGER = "no_longer"  # nor lately as a whole


@dataclass(frozen=True, slots=True)
class Lately:
    """What came of the assignments of the last week: how many, and how many were kept."""

    assigned: int = 0
    right: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """What a machine would have done, or did, and what officers made of it: of `n` so many right.

    Only what an officer has decided on counts.
    """

    n: int = 0
    right: int = 0

    @property
    def share(self) -> float:
        return self.right / self.n if self.n else 0.0

    @property
    def bound(self) -> float:
        """Return what share is surely right: the lower Wilson bound (90 %)."""
        if not self.n:
            return 0.0
        squared = DOUBT**2
        middle = self.share + squared / (2 * self.n)
        spread = DOUBT * sqrt(self.share * (1 - self.share) / self.n + squared / (4 * self.n**2))
        return (middle - spread) / (1 + squared / self.n)


def may_replace(candidate: Figures, active_top3: float | None) -> NotYet | None:
    """Say why a new model may not be taken into use; None if it may.

    active_top3: how often the right office was among the three that the model in use suggested,
    on the cases that the new one was judged by; None where there is none in use.
    """
    if candidate["held"] < FEWEST_HELD:
        return NotYet.FEW_HELD
    if candidate["error"] > WORST_ERROR:
        return NotYet.UNSURE
    if active_top3 is not None and candidate["top3"] < active_top3 - WORSE_BY:
        return NotYet.WORSE
    return None


def may_assign(
    figures: Figures, *, kept: int, shadow_days: int, shown: Record, target: float = TARGET
) -> NotYet | None:
    """Say why a machine may not begin to assign by itself for an institution; None if it may.

    kept: its closed cases. shadow_days: for how long suggestions were kept and compared before.
    shown: what came of those that it would have assigned.
    That the institution wants it, and that the report is none of those a machine never assigns
    (oversight, confidential, anonymous, naming an office), is for the caller to know.
    """
    if kept < FEWEST_KEPT:
        return NotYet.FEW_KEPT
    if shadow_days < SHADOW_DAYS:
        return NotYet.SHADOW
    if not figures["thresholds"].get(f"{target:.2f}"):
        return NotYet.NO_THRESHOLD
    return NotYet.NOT_SHOWN if shown.bound < target else None


def must_end(shown: Record, lately: Lately, target: float = TARGET) -> NotYet | None:
    """Say why a machine that assigns must stop; None if it may go on.

    It needs a little less than to begin, so that chance does not switch it off and on.
    """
    bearable = (1 - target + BELOW_TARGET) * max(lately.assigned, FEWEST_IN_A_WEEK)
    if lately.assigned - lately.right > bearable:
        return NotYet.LATELY_WRONG
    return NotYet.NO_LONGER if shown.bound < target - BELOW_TARGET else None


def is_sure(figures: Figures, probability: float, target: float = TARGET) -> bool:
    """Say whether a suggestion of this probability was right often enough to be taken."""
    threshold = figures["thresholds"].get(f"{target:.2f}")
    return threshold is not None and probability >= threshold["at"]
