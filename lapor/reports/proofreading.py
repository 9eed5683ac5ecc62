"""The check of an answer before it goes out: the rules of `kit.answers` over one report.

What it finds is told to who writes, and kept with the step. It is a hint: no figure is made of it.
"""

from lapor.agencies.models import Agency
from lapor.kit import answers
from lapor.kit.answers import Reading
from lapor.kit.text import mask
from lapor.reports.models import AnswerCheck, Event, Report
from lapor.reports.terms import Outcome

COMPARED = 200  # of the latest answers of the same office
LONGEST_DESPITE = 500


def read(
    report: Report, office: Agency, words: str, *, outcome: str = "", proof: bool = False
) -> Reading:
    """Read what this office is about to answer: two statements.

    outcome: the typed outcome, if one is chosen. proof: whether a file comes with it.
    """
    whole = report.whole or report  # a part is about what its whole says
    return answers.read(
        mask(words, whole.redactions) if whole.published else words,
        about="\n".join([whole.title, whole.body, *([report.title] if report.whole_id else [])]),
        asked=last_words(whole),
        proof=proof,
        done=outcome == Outcome.DONE,
        earlier=said_elsewhere(report, office),
        public=whole.published,
    )


def last_words(report: Report) -> str:
    """Return what the reporter said last to the office; what they reported where they did not."""
    said = report.words.filter(event__move__in=("reply", "add", "resume", "reopen"))
    text = said.order_by("-event_id").values_list("text", flat=True).first()
    return text or report.body


def said_elsewhere(report: Report, office: Agency) -> list[str]:
    """Return the latest answers of this office, but to this report and others of its problem."""
    rows = AnswerCheck.objects.filter(agency=office).exclude(event__report=report)
    if report.problem_id:
        rows = rows.exclude(event__report__problem=report.problem_id)
    latest = rows.order_by("-event_id").values_list("event__words__text", flat=True)[:COMPARED]
    return [text for text in latest if text]


def keep(event: Event, office: Agency, reading: Reading, despite: str) -> AnswerCheck:
    """Write down what the check said of an answer that went out."""
    return AnswerCheck.objects.create(
        event=event,
        agency=office,
        fired=[rule.value for rule in reading.fired],
        strong=[rule.value for rule in reading.strong],
        score=reading.score,
        despite=despite[:LONGEST_DESPITE] if reading.strong else "",
        at=event.at,
    )
