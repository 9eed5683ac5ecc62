"""An office's answer goes out: checked, taken as a step, and the check kept with it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lapor.agencies.actor import Actor
from lapor.kit.answers import Reading, Rule
from lapor.reports import closure, handling, proofreading, splitting
from lapor.reports.models import Event, Report
from lapor.reports.terms import Outcome, Refused

DESPITE = _("Tulis mengapa jawaban ini tetap dikirim, atau perbaiki dulu.")


def _close(
    report: Report,
    *,
    actor: Actor,
    words: str,
    outcome: Outcome,
    files: Sequence[str] = (),
    at: datetime | None = None,
) -> Event:
    return closure.close(report, actor=actor, outcome=outcome, words=words, at=at)


# The steps by which an office answers for good.
ANSWERS: Mapping[str, Callable[..., Event]] = {
    "follow_up": handling.follow_up,
    "close": _close,
    "finish": splitting.finish,
}


@transaction.atomic
def answer(
    report: Report,
    move: str,
    *,
    actor: Actor,
    words: str,
    outcome: Outcome,
    files: Sequence[str] = (),
    despite: str = "",
    approved: bool = False,
    at: datetime | None = None,
) -> Event:
    """Take the step, one of ANSWERS, and keep what the check said of its words.

    despite: why it goes out although the check warns strongly. Raises Refused about "despite"
    where that is wanting. approved: a second officer has read it and stands in for a reason, but
    not for showing somebody's numbers to everybody.
    """
    office = actor.agency
    reading = None
    if words.strip() and office:
        reading = proofreading.read(report, office, words, outcome=outcome, proof=bool(files))
        refuse_weak(reading, despite, read_by_two=approved)
    event = ANSWERS[move](report, actor=actor, words=words, outcome=outcome, files=files, at=at)
    if reading and office:
        proofreading.keep([(event, reading)], office, despite)
    return event


@transaction.atomic
def answer_all(
    reports: Sequence[Report],
    *,
    actor: Actor,
    words: str,
    outcome: Outcome,
    despite: str = "",
    at: datetime | None = None,
) -> dict[UUID, Event | Refused]:
    """Give the same answer (tindak lanjut) to many reports, which `lock_all` has locked.

    As `answer` for each; those that are refused are told why, and are left as they were.
    """
    office, found = actor.agency, dict[UUID, Event | Refused]()
    if not words.strip() or office is None:
        return handling.follow_up_all(reports, actor=actor, words=words, outcome=outcome, at=at)
    readings = proofreading.read_all(reports, office, words, outcome=outcome)
    fit: list[Report] = []
    for report in reports:
        try:
            refuse_weak(readings[report.pk], despite)
            fit.append(report)
        except Refused as refused:
            found[report.pk] = refused
    found |= handling.follow_up_all(fit, actor=actor, words=words, outcome=outcome, at=at)
    answered = [(event, readings[key]) for key, event in found.items() if isinstance(event, Event)]
    proofreading.keep(answered, office, despite)
    return found


def refuse_weak(reading: Reading, despite: str, *, read_by_two: bool = False) -> None:
    """Raise Refused where the check warns strongly and nobody says why it goes out all the same."""
    grave = [rule for rule in reading.strong if rule == Rule.PERSONAL or not read_by_two]
    if grave and not despite.strip():
        raise Refused(DESPITE, field="despite")
