"""Where a second instance stands with a report, as a reader of the report is told of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from lapor.reports.dating import Explanation
from lapor.reports.models import Report
from lapor.reports.terms import Clock, ReviewStage
from lapor.reports.told import Step

BEGINS = "ask_review"
ENDS = ("refuse_review", "end_review", "drop_review", "withdraw")


@dataclass(frozen=True)
class Examination:
    """The review that goes on, or the last one. What is sealed from the reader is not in it.

    due: by when the instance gives word; owed: by when the office answers it. asked, found,
    advised: the last question to the office, the finding and the recommendation, as steps.
    """

    who: str
    stage: ReviewStage | None  # None: it has ended
    due: Explanation | None = None
    owed: Explanation | None = None
    asked: Step | None = None
    answered: Step | None = None
    found: Step | None = None
    advised: Step | None = None
    ended: Step | None = None

    @property
    def is_refused(self) -> bool:
        return self.ended is not None and self.ended.move == "refuse_review"


def examination(
    report: Report, thread: Sequence[Step], clocks: Sequence[Explanation]
) -> Examination | None:
    """Return the review of a report, None where nobody was ever asked: no statement.

    `report.reviewer` must be loaded.
    """
    if report.reviewer is None:
        return None
    begun = max((at for at, step in enumerate(thread) if step.move == BEGINS), default=0)
    last = {step.move: step for step in thread[begun:]}
    running = {clock.clock: clock for clock in clocks if clock.running}
    ended = next((last[move] for move in ENDS if move in last), None)
    return Examination(
        who=report.reviewer.name,
        stage=ReviewStage(report.review) if report.review else None,
        due=running.get(Clock.REVIEW),
        owed=running.get(Clock.REVIEW_ANSWER),
        asked=last.get("ask_office"),
        answered=last.get("answer_review"),
        found=last.get("find"),
        advised=last.get("recommend"),
        ended=None if report.review else ended,
    )
