"""The story of a report, step by step, and what of a report each audience is told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from heapq import merge
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy

from lapor.agencies.actor import Actor
from lapor.agencies.calendar import work_calendar
from lapor.agencies.models import Agency, Role
from lapor.agencies.rules import EscalationLadder, Rules
from lapor.kit.workdays import WorkCalendar
from lapor.reports.dating import how_moved, why_moved
from lapor.reports.enclosures import Enclosure, of_step, with_files
from lapor.reports.models import (
    Deadline,
    Draft,
    Event,
    OutsideParty,
    Question,
    Report,
    Review,
    Words,
)
from lapor.reports.moves import ASIDE
from lapor.reports.pieces import belongs_to_the_story, of_family
from lapor.reports.terms import UNSEEN, Audience, Clock, Outcome, Status

THOSE_WHO_DECIDE = frozenset(
    {Audience.HOLDER, Audience.ABOVE, Audience.OVERSEER, Audience.PROTECTOR}
)
OFFICERS = THOSE_WHO_DECIDE | {Audience.SUPPORT}
EVERYONE_IN_THE_CASE = OFFICERS | {Audience.REPORTER}
# Which fields of a card each audience sees. A field not named here is for everyone in the case.
FIELDS: Mapping[str, frozenset[Audience]] = {
    "subjects": THOSE_WHO_DECIDE,
    "handler": OFFICERS,
    "supporters": EVERYONE_IN_THE_CASE,
    "overseers": EVERYONE_IN_THE_CASE,
    "contact": THOSE_WHO_DECIDE,
    "inside": OFFICERS,
    "unseen": frozenset({Audience.REPORTER, Audience.PROTECTOR}),
    "people": OFFICERS,
    "redactions": THOSE_WHO_DECIDE,
    "channel": EVERYONE_IN_THE_CASE,
}
# What the code of a step is; of any other it is what an office says came of it.
TYPES = {
    "find": (Review.Finding,),
    **dict.fromkeys(("end_review", "drop_review", "answer_review"), (Review.End,)),
}
# Who speaks by an operator: of one who hides, it is told to nobody at which counter.
BY_OPERATOR = (Role.OPERATOR, Role.REPORTER)
COUNTER = gettext_lazy("Petugas loket")
# Who reads what is said, and brought, for each audience of words.
READERS: Mapping[Audience, frozenset[Audience]] = {
    Audience.REPORTER: EVERYONE_IN_THE_CASE,
    Audience.PROTECTOR: FIELDS["unseen"],
    Audience.HOLDER: FIELDS["inside"],
    # Of these only the office that wrote it, which may protect the reporter too.
    Audience.OVERSEER: frozenset({Audience.OVERSEER, Audience.PROTECTOR}),
}


@dataclass(frozen=True)
class Step:
    """One step as it is told."""

    id: int
    move: str
    at: datetime
    role: Role
    who: str  # the agency that acted; empty for the reporter and the clock
    post: str  # officers only
    held_by: str
    holder: str
    status: Status
    code: str  # the typed outcome or reason, as a code
    outcome: str  # in words; for a reason, the sentence to the reporter
    until: datetime | None
    text: str
    inside: bool  # words that only officers see
    published: bool
    unseen: bool = False  # only its reporter and who protects them know of this step
    clock: Clock | None = None  # the promise that this step ended
    kept: bool | None = None
    files: tuple[Enclosure, ...] = ()
    approved: str = ""  # by which post, before it went out; officers only
    urgent: bool = False  # it went out without the second officer it needed; officers only
    of: UUID | None = None  # of a split report: the other part, or the whole, whose step it is
    part: str = ""  # what that part is called
    sealed: bool = False  # its words are the second instance's alone until its review ends
    choices: tuple[str, ...] = ()  # to answer a question by
    several: bool = False  # more than one of them
    asked: str = ""  # which party outside government was asked
    shown: tuple[str, ...] = ()  # what of the report it reads: "title", "body", "place", "files"
    turn: Clock | None = None  # whose word is owed after it; None for what is no step
    held_in: tuple[int, ...] = ()  # who had it until then, and those above, from the root down
    calendar: WorkCalendar | None = None  # of the office that has it from this step on, if new


def told(
    report: Report, audience: Audience, viewer: Actor, rows: Sequence[Deadline], book: Rules
) -> Iterable[Step]:
    """Return what was done, and between it the dates that a changed rule has moved."""
    taken = _taken(report, audience, viewer, rows, book)
    return merge(taken, _redated(report, rows, book), key=lambda step: step.at)


def steps_seen_by(viewer: Actor) -> Q:
    """Return the steps that every audience of officers is told.

    Not other offices' notes, nor what only the protectors of a reporter know.
    """
    own = Q(agency=viewer.agency)
    return (~Q(move="note") | own) & (~Q(move__in=UNSEEN) | own & Q(role=viewer.role))


def may_read_note_of(agency: Agency, role: Role, viewer: Actor) -> bool:
    """Say whether an officer who sees the report also reads what this office noted on it.

    A note stays with the office that wrote it and the tiers above it. What an overseer noted
    stays with that overseer and the nation: it may be about those above.
    """
    if viewer.agency is None:
        return False
    if agency == viewer.agency or viewer.role == Role.NATIONAL_ADMIN:
        return True
    if role == Role.OVERSEER:
        return False
    return viewer.role == Role.OVERSEER or agency.is_within(viewer.agency)


def _taken(
    report: Report, audience: Audience, viewer: Actor, rows: Sequence[Deadline], book: Rules
) -> Iterable[Step]:
    rows_of = Event.objects.filter(of_family(report)).order_by("pk")
    events = rows_of.select_related(
        *("agency", "holder", "held_by", "post", "words", "draft__decided_post"),
        *("question", "consulted"),
    )
    readable = frozenset(said.value for said, readers in READERS.items() if audience in readers)
    for event in with_files(events):
        words: Words | None = getattr(event, "words", None)  # a step without words has no row
        sealed = bool(words and words.audience == Audience.OVERSEER)
        if words and (words.erased_at or words.audience not in readable):
            words = None
        if sealed and event.agency != viewer.agency:
            words = None
        if not is_told(event, audience, viewer) or not belongs_to_the_story(event, report):
            continue
        own = event.report_id == report.pk
        if words and not own and words.audience != Audience.REPORTER:
            words = None  # what another part, or the whole, says inside stays there
        step = _step(event, words, rows, book, people=audience in FIELDS["people"])
        if event.role in BY_OPERATOR and (report.anonymous or report.confidential):
            step = replace(step, who=str(COUNTER) if step.who else "", post="")
        files = of_step(event, readable if own else readable & {Audience.REPORTER.value})
        if sealed and not words:
            step = replace(step, code="", outcome="")
        yield replace(step, files=files, of=None if own else event.report_id, sealed=sealed)


def is_told(event: Event, audience: Audience, viewer: Actor) -> bool:
    """Say whether this audience is told of the step at all."""
    if event.move in UNSEEN and audience not in FIELDS["unseen"]:
        return False
    if event.move == "note" and not _may_read_note(event, audience, viewer):
        return False
    return event.move not in ASIDE or audience in FIELDS["inside"]


def _redated(report: Report, rows: Sequence[Deadline], book: Rules) -> list[Step]:
    """Return one step for each time at which dates moved that nobody's step has moved."""
    calendar = work_calendar(report.holder, book)
    moved = [
        (row.clock, change) for row in rows for change in row.changes.all() if not change.event_id
    ]
    found = []
    for at in sorted({change.at for _clock, change in moved}):
        then = [(clock, change) for clock, change in moved if change.at == at]
        why = "; ".join(dict.fromkeys(why_moved(change) for _clock, change in then))
        step = Step(
            id=0,  # no event: nobody's form waits for it
            move="redate",
            at=at,
            role=Role.SYSTEM,
            who="",
            post="",
            held_by="",
            holder=report.holder.name,
            status=Status(report.status),
            code="",
            outcome=why[:1].upper() + why[1:],
            until=None,
            text="\n".join(how_moved(clock, change, calendar) for clock, change in then),
            inside=False,
            published=False,
        )
        found.append(step)
    return found


def _may_read_note(event: Event, audience: Audience, viewer: Actor) -> bool:
    if audience not in FIELDS["inside"] or event.agency is None:
        return False
    return may_read_note_of(event.agency, Role(event.role), viewer)


def _step(
    event: Event, words: Words | None, rows: Sequence[Deadline], book: Rules, *, people: bool
) -> Step:
    draft: Draft | None = getattr(event, "draft", None)  # most steps had none
    asked: Question | None = getattr(event, "question", None) if words else None
    party: OutsideParty | None = getattr(event, "consulted", None)
    ended = next((r for r in rows if r.stopped_by_id == event.pk and r.clock != Clock.SETTLE), None)
    return Step(
        id=event.pk,
        move=event.move,
        at=event.at,
        role=Role(event.role),
        who=event.agency.name_at(event.at) if event.agency else "",
        post=event.post.title if people and event.post else "",
        held_by=event.held_by.name_at(event.at) if event.held_by else "",
        holder=event.holder.name_at(event.at),
        status=Status(event.target),
        code=code_of(event),
        outcome=_outcome(event, book),
        until=event.until,
        text=words.text if words else "",
        inside=bool(words and words.audience == Audience.HOLDER),
        published=bool(words and words.published_at),
        unseen=event.move in UNSEEN,
        clock=Clock(ended.clock) if ended else None,
        kept=ended.due_at >= event.at if ended else None,
        approved=draft.decided_post.title if people and draft and draft.decided_post else "",
        urgent=bool(people and draft and draft.urgent),
        choices=tuple(asked.choices) if asked else (),
        several=bool(asked and asked.several),
        asked=party.name if party else "",
        shown=(*party.shows, *(["files"] if party.enclosures else [])) if party else (),
        turn=Clock(event.turn),
        held_in=tuple(event.held_by.ids) if event.held_by else (),
        calendar=work_calendar(event.holder, book) if event.held_by_id != event.holder_id else None,
    )


def code_of(event: Event) -> str:
    """Return the code of a step. Above the head of an institution stands the nation alone."""
    alone = event.move == "escalate" and event.holder.depth <= 1
    inspected = event.code == EscalationLadder.To.INSPECTORATE
    return EscalationLadder.To.NATION.value if alone and not inspected else event.code


def _outcome(event: Event, book: Rules) -> str:
    for choices in TYPES.get(event.move, (Outcome,)):
        if event.code in choices.values:
            return str(choices(event.code).label)
    reason = book.reason(event.move, event.code) if event.code else None
    return reason.sentence if reason else ""
