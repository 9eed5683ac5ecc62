"""What an office last said to a reporter, in its own words, for a channel that may carry them.

Read from the thread as its reporter reads it, when the words leave; no copy of them is kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lapor.agencies.actor import Actor
from lapor.agencies.models import Role
from lapor.agencies.rules import rules
from lapor.reports.access import reached_at
from lapor.reports.disclosure import Card, card_for
from lapor.reports.models import Report
from lapor.reports.terms import Audience, Clock
from lapor.reports.told import Step

QUESTION, TOGETHER, PART_DONE = "hold", "rejoin", "finish"
# Steps in which an office speaks to its reporter. What only protectors know is none of them.
QUOTED = (QUESTION, "follow_up", "progress", PART_DONE, "archive", "close", "extend")
SILENT = (Role.REPORTER, Role.SYSTEM)


@dataclass(frozen=True)
class Quote:
    """Words of an office to the reporter of a report."""

    number: str
    move: str
    office: str
    words: str
    zone: str
    due_at: datetime | None  # by when a word is owed next, and by whom
    turn: Clock | None
    confidential: bool
    choices: tuple[str, ...] = ()

    @property
    def is_question(self) -> bool:
        return self.move == QUESTION


def quote(report: Report, actor: Actor, *, move: str = "") -> Quote | None:
    """Return what an office said last, of this step where one is named; None where nothing.

    actor: the report's reporter, whose thread is read.
    """
    card = card_for(report, Audience.REPORTER, actor, book=rules())
    spoken = [step for step in card.thread if _speaks(step)]
    asked = [step for step in spoken if not move or step.move == move]
    if not asked:
        return None
    last = asked[-1]
    return Quote(
        number=report.number,
        move=last.move,
        office=card.holder.name if last.move == TOGETHER else last.who,
        words=_of_parts(spoken) if last.move == TOGETHER else _said(last),
        zone=card.zone,
        due_at=_due(card),
        turn=card.turn,
        confidential=report.confidential,
        choices=last.choices,
    )


def quoted_at(contact: UUID, number: str, move: str) -> Quote | None:
    """Return what an office said in the newest such step, for who is told of it at this contact.

    None where word of that report goes elsewhere now.
    """
    report = reached_at(contact)
    if report is None or report.number != number:
        return None
    return quote(report, Actor(Role.REPORTER, receipt=bytes(report.receipt_hmac)), move=move)


def _speaks(step: Step) -> bool:
    if step.unseen or step.inside or step.sealed:
        return False
    is_said = step.move in QUOTED and step.role not in SILENT and bool(step.text or step.outcome)
    return is_said or step.move == TOGETHER


def _said(step: Step) -> str:
    """Return what came of it, where that was said by its type, and the words."""
    outcome = step.outcome
    if outcome and not outcome.endswith((".", "!", "?")):
        outcome = f"{outcome}."
    return "\n\n".join(part for part in (outcome, step.text) if part)


def _of_parts(steps: Iterable[Step]) -> str:
    """Return what each office has answered that had a part of it; of each the newest."""
    newest = {step.of: step for step in steps if step.move == PART_DONE}
    return "\n\n".join(f"{step.who}: {_said(step)}" for step in newest.values())


def _due(card: Card) -> datetime | None:
    running = (clock for clock in card.clocks if clock.running and clock.clock == card.turn)
    return next((clock.due_at for clock in running), None)
