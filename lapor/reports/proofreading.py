"""The check of an answer before it goes out: the rules of `kit.answers` over one report.

What it finds is told to who writes, and kept with the step. It is a hint: no figure is made of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from lapor.agencies.models import Agency
from lapor.kit import answers
from lapor.kit.answers import Reading, Written
from lapor.kit.text import mask
from lapor.reports.models import AnswerCheck, Event, Report, Words
from lapor.reports.terms import Outcome

COMPARED = 200  # of the latest answers of the same office
LONGEST_DESPITE = 500


def read(
    report: Report, office: Agency, words: str, *, outcome: str = "", proof: bool = False
) -> Reading:
    """Read what this office is about to answer: two statements.

    outcome: the typed outcome, if one is chosen. proof: whether a file comes with it.
    """
    return read_all([report], office, words, outcome=outcome, proof=proof)[report.pk]


def read_all(
    reports: Sequence[Report], office: Agency, words: str, *, outcome: str = "", proof: bool = False
) -> Mapping[UUID, Reading]:
    """Read the same answer to each of these reports: two statements where they are of one problem.

    The words themselves, and how like they are to earlier answers, are looked at once.
    """
    asked = last_words([report.whole or report for report in reports])
    there: dict[tuple[object, str], Written] = {}
    found: dict[UUID, Reading] = {}
    for report in reports:
        whole = report.whole or report  # a part is about what its whole says
        text = mask(words, whole.redactions) if whole.published else words
        key = (report.problem_id or report.pk, text)
        if key not in there:
            there[key] = answers.look_at(text, said_elsewhere(report, office))
        found[report.pk] = answers.weigh(
            there[key],
            about="\n".join((whole.title, whole.body, report.title if report.whole_id else "")),
            asked=asked.get(whole.pk) or whole.body,
            proof=proof,
            done=outcome == Outcome.DONE,
            public=whole.published,
        )
    return found


def last_words(reports: Iterable[Report]) -> Mapping[UUID, str]:
    """Return what the reporter of each said last to the office, where they did: one statement."""
    said = Words.objects.filter(
        report__in=[report.pk for report in reports],
        event__move__in=("reply", "add", "resume", "reopen"),
    )
    latest = said.order_by("report", "-event_id").distinct("report")
    return dict(latest.values_list("report", "text"))


def said_elsewhere(report: Report, office: Agency) -> list[str]:
    """Return the latest answers of this office, but to this report and others of its problem."""
    rows = AnswerCheck.objects.filter(agency=office).exclude(event__report=report)
    if report.problem_id:
        rows = rows.exclude(event__report__problem=report.problem_id)
    latest = rows.order_by("-event_id").values_list("event__words__text", flat=True)[:COMPARED]
    return [text for text in latest if text]


def keep(
    answered: Iterable[tuple[Event, Reading]], office: Agency, despite: str
) -> list[AnswerCheck]:
    """Write down what the check said of answers that went out: one statement."""
    return AnswerCheck.objects.bulk_create(
        AnswerCheck(
            event=event,
            agency=office,
            fired=[rule.value for rule in reading.fired],
            strong=[rule.value for rule in reading.strong],
            score=reading.score,
            despite=despite[:LONGEST_DESPITE] if reading.strong else "",
            at=event.at,
        )
        for event, reading in answered
    )
