"""What steps have decided, written down: for one report or a thousand by the same statements.

The rows of the reports themselves are written by `perform` alone.
"""

import hashlib
import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast
from uuid import UUID

from lapor.accounts.models import User
from lapor.agencies.actor import Actor
from lapor.agencies.models import Agency, Role
from lapor.kit.text import mask
from lapor.outbox import queue
from lapor.outbox.models import Message
from lapor.reports import clocks, notices, review_clocks, stakes
from lapor.reports.clocks import Clocks
from lapor.reports.models import Event, Report, Stake, Words
from lapor.reports.moves import Move
from lapor.reports.protecting import protect_anew
from lapor.reports.terms import UNSEEN, Audience, State

ANSWERS = ("follow_up", "progress", "finish")  # public at once on a published report
# Of which steps those hear who joined a published report, and as what.
TOLD_TO_JOINED = {
    "follow_up": notices.JOINED_ANSWER,
    **dict.fromkeys(("close", "close_silent", "archive", "withdraw"), notices.JOINED_END),
}
# What goes into the event as its code.
TYPED = ("outcome", "reason", "stars", "masks", "enclosure", "finding", "carried_out")
DATED = ("promised_at", "until")  # needs that go into the event as its date


@dataclass(frozen=True)
class Asked:
    """A step as somebody asks for it, of one report or of many. changes: what it needs or sets."""

    move: Move
    actor: Actor
    words: str
    at: datetime
    changes: Mapping[str, object]

    @property
    def until(self) -> datetime | None:
        """The date that the step promises, asks for or grants."""
        dates = (self.changes[name] for name in DATED if name in self.changes)
        return next((date for date in dates if isinstance(date, datetime)), None)

    @property
    def audience(self) -> Audience:
        """Whom the words and the files of the step are for."""
        move, by = self.move, self.actor.role
        if move.name in UNSEEN:
            return Audience.PROTECTOR
        if self.changes.get("sealed"):  # of a second instance, until its review ends
            return Audience.OVERSEER
        told = (bool(move.needs) and Audience.REPORTER in move.tells) or by == Role.REPORTER
        # They read it in the one story, and hear when all is done.
        told = told or move.name == "finish"
        return Audience.REPORTER if told else Audience.HOLDER


@dataclass(frozen=True)
class Taken:
    """A step of one report as `perform` has decided it, with the report as it is from now on."""

    asked: Asked
    report: Report
    before: State
    held_by: Agency | None
    clocks: Clocks
    columns: frozenset[str] = frozenset()  # of the report, that the step has changed
    salt: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def whole(self) -> Report:
        return self.report.whole or self.report

    def event(self) -> Event:
        """Return the step as the story keeps it."""
        asked, report, actor = self.asked, self.report, self.asked.actor
        words = asked.words.encode()
        return Event(
            report=report,
            move=asked.move.name,
            source=self.before.status or "",
            target=report.status,
            turn=report.turn,
            held_by=self.held_by,
            holder=report.holder,
            role=actor.role,
            agency=actor.agency,
            user=actor.user,
            post=actor.post,
            code=next((str(asked.changes[name]) for name in TYPED if name in asked.changes), ""),
            until=asked.until,
            words_hash=hashlib.sha256(self.salt + words).digest() if words else None,
            at=self.clocks.at,
        )


def write(steps: Sequence[Taken], followers: Mapping[UUID, Sequence[User]]) -> list[Event]:
    """Write the events, words, clocks, standings and letters of these steps; return the events.

    The statements do not grow with the steps, but where a step gives or ends a standing or hands
    a report on. followers: who follows each report. The caller's transaction.
    """
    events = Event.objects.bulk_create(step.event() for step in steps)
    told = list(zip(steps, events, strict=True))
    Words.objects.bulk_create(_words(step, event) for step, event in told if step.asked.words)
    clocks.keep([(step.clocks, event) for step, event in told])
    letters: list[Message] = []
    for step, event in told:
        report, move = step.report, step.asked.move
        row = review_clocks.told_by(step.clocks, move)
        named = _stand(step)
        letters += notices.letters(report, move, step.held_by, row, event.code, named)
        letters += notices.letters_to_watchers(report, followers.get(report.pk, ()), row)
    queue.put(letters)
    _tell_the_public(steps)
    return events


def _stand(step: Taken) -> list[Agency]:
    """Give and end standings as the step says; return the offices that it newly concerns.

    The verifier's word on subjects replaces the reporter's, and who protects the reporter now is
    asked anew each time; help and oversight add up.
    """
    report, changes, at = step.report, step.asked.changes, step.clocks.at
    named: list[Agency] = []
    for name in stakes.SETS.keys() & changes.keys():
        offices = list(cast(Sequence[Agency], changes[name]))
        anew = name == "protectors" or (name == "subjects" and step.before.status is not None)
        stand = stakes.replace if anew else stakes.add
        stand(report, stakes.SETS[name], offices, at)
        named += [] if name == "subjects" else offices
    if "released" in changes:
        named = list(cast(Sequence[Agency], changes["released"]))
        stakes.end(report, Stake.Why.SUPPORT, named, at)
    if step.held_by and step.held_by != report.holder:
        stakes.add(report, Stake.Why.FORMER, [step.held_by], at)
    if step.held_by and (step.held_by != report.holder or "subjects" in changes):
        protect_anew(step.whole, at)
    return named


def _words(step: Taken, event: Event) -> Words:
    """Return the words to keep: what a step must say is told, what it may say stays inside.

    An office's answer to a published report is public at once, masked like the report.
    """
    whole, asked = step.whole, step.asked
    answers = asked.move.name in ANSWERS and whole.published
    return Words(
        event=event,
        report=step.report,
        text=asked.words,
        audience=asked.audience,
        public_text=mask(asked.words, whole.redactions) if answers else "",
        published_at=event.at if answers else None,
        salt=step.salt,
    )


def _tell_the_public(steps: Sequence[Taken]) -> None:
    """Let those hear who joined a published report, and its public page be written anew."""
    joined: dict[str, list[str]] = defaultdict(list)
    for step in steps:
        if step.report.published and step.asked.move.name in TOLD_TO_JOINED:
            joined[TOLD_TO_JOINED[step.asked.move.name]].append(str(step.report.pk))
    for about, keys in joined.items():
        queue.tell_joined(about, *keys)
    queue.refresh_public(*(str(step.whole.pk) for step in steps if step.whole.published))
