"""Lets the dialogue happen: opens what is remembered, does what a turn asks for, keeps the rest.

Everything in the caller's transaction: a message and all it leads to, or nothing of it.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lapor.agencies.actor import CITIZEN
from lapor.agencies.models import Agency, Region
from lapor.agencies.nearby import kecamatan_near
from lapor.agencies.rules import rules
from lapor.channels import contacts, holding, lengthy, speaking
from lapor.channels.adapter import Able
from lapor.channels.dialogue import beside, engine, reading, stopping
from lapor.channels.dialogue.commands import read
from lapor.channels.dialogue.drafting import STEPS
from lapor.channels.dialogue.effects import (
    Adopt,
    Adopted,
    Cross,
    Effect,
    File,
    Filed,
    Heard,
    Hush,
    Manner,
    Open,
    Opened,
    Outcome,
    Refusal,
    Say,
    Tell,
    Told,
    Turn,
)
from lapor.channels.dialogue.memory import Draft, Memory, Own, Who, from_json, to_json
from lapor.channels.dialogue.texts import Text
from lapor.channels.models import Conversation
from lapor.channels.standing import HASHED, Here, has_left, reporter
from lapor.channels.states import plainly
from lapor.channels.world import Registry, title_of
from lapor.files.arriving import CHECKED, find_all
from lapor.files.models import File as Uploaded
from lapor.kit.points import Outside, Pin, pin
from lapor.kit.seal import seal, unseal
from lapor.outbox import crossing
from lapor.outbox.models import REPORTER, Message
from lapor.reports import closure, naming, reaching, triage
from lapor.reports.access import get_own, open_moves
from lapor.reports.disclosure import clocks_of
from lapor.reports.intake import Submission, receive
from lapor.reports.pins import kept_of
from lapor.reports.terms import Channel, Kind, NotFound, Refused
from lapor.reports.terms import Outcome as Came

DEEPEST = 4  # turns that one message may lead to
LOOK_AFTER = timedelta(days=1)
WORDED: Mapping[str, Callable[..., object]] = {
    "resume": triage.resume,
    "reply": closure.reply,
    "add": closure.add,
    "reopen": closure.reopen,
}
# What is tried where the step that was meant is not open any more, so that no word is lost.
INSTEAD = {
    "answer": ("resume", "reply", "add"),
    "reply": ("reply", "resume", "add"),
    "add": ("add", "reply"),
    "reopen": ("reopen", "reply", "add"),
}


@dataclass(frozen=True)
class Place:
    """Where a conversation is held: ours, theirs, and how the channel talks."""

    talk: Conversation
    to: str
    able: Able
    now: datetime
    answered: str = ""  # their message, as the channel names it

    @property
    def manner(self) -> Manner:
        return Manner(self.able.terse, self.able.letters)

    @property
    def here(self) -> Here:
        return Here(self.talk.account.channel, self.to)


def hear(place: Place, heard: Heard, own: Own | None = None) -> None:
    """Take one message of a person: what it leads to is done, said and remembered.

    own: the report of the letter that they reply to.
    """
    memory = recall(place.talk)
    if own and memory.owned(own.number) is None:
        memory = memory.with_own(own)
    memory = reading.with_tongue(memory, read(heard.pressed or heard.text), heard)
    place.talk.language = memory.tongue or place.talk.language
    heard = lengthy.kept_apart(beside.apart(memory, heard, place.manner), heard)
    with translation.override(place.talk.language):
        world = Registry(place.now, codes_of(place.talk), place.able, place.here)
        turn = engine.step(memory, heard, world, place.manner)
        follow(place, _with_moment(turn, place.now), heard)


def follow(place: Place, turn: Turn, heard: Heard) -> None:
    """Carry out a turn and what comes of it, then seal what is remembered."""
    manner, said = place.manner, []
    waiting: list[Effect] = list(turn.effects)
    memory = turn.memory
    for _turn in range(DEEPEST * len(waiting) + 1):
        if not waiting:
            break
        effect = waiting.pop(0)
        if isinstance(effect, Say):
            said.append(effect)
        elif isinstance(effect, Hush):
            place.talk.stopped_at = place.now if effect.on else None
        else:
            after = engine.after(memory, _outcome(place, effect), heard, manner)
            memory, waiting = after.memory, [*after.effects, *waiting]
    memory, said = stopping.in_silence(memory, said, heard)
    about = naming_by(place, memory, said) if place.able.letters else None
    speaking.say(place.talk, place.able, said, place.answered, about)
    remember(place.talk, memory, place.now)


def _with_moment(turn: Turn, now: datetime) -> Turn:
    """Note when the emergency numbers were named: of a moment the dialogue itself knows nothing."""
    if not {Text.EMERGENCY, Text.CRY} & {one.text for one in turn.effects if isinstance(one, Say)}:
        return turn
    return replace(turn, memory=replace(turn.memory, warned_at=now.isoformat(timespec="minutes")))


def naming_by(place: Place, memory: Memory, said: Sequence[Say]) -> UUID | None:
    """Return what a letter is named by, so that its answer is about nothing else.

    The contact of the report that it tells of, as long as word of that comes here; else the draft
    that it asks about. The question about a step in somebody's name is answered by its code.
    """
    doubts = any(one.text in (Text.PROVE, Text.PROVE_WITHDRAW) for one in said)
    numbers = (one.words["number"].replace("-", "") for one in said if one.words.get("number"))
    own = next(filter(None, map(memory.owned, numbers)), None)
    if own and not doubts:
        with suppress(NotFound):
            report = get_own(reporter(own))
            if not has_left(report.contact, place.here, moved=report.moved):
                return report.contact_id
    asks = memory.draft is not None and memory.step in STEPS and not doubts
    return beside.name_of(memory.draft) if asks and memory.draft else None


def recall(talk: Conversation) -> Memory:
    """Open what a conversation remembers. Only the worker can."""
    if talk.memory is None:
        return Memory()
    plain = unseal(bytes(talk.memory), key=settings.COURIER_KEY, about=talk.pk.bytes)
    return from_json(json.loads(plain))


def remember(talk: Conversation, memory: Memory, now: datetime) -> None:
    """Seal what a conversation remembers, and note when to look at it again."""
    holding.hold(recall(talk), memory, now)
    plain = json.dumps(to_json(memory)).encode()
    talk.memory = seal(plain, to=settings.COURIER_PUBLIC, about=talk.pk.bytes)
    talk.look_at = now + LOOK_AFTER if memory.draft or memory.aside else None
    talk.save(
        update_fields=["memory", "look_at", "stopped_at", "heard_at", "blocked_at", "language"]
    )


def codes_of(talk: Conversation) -> dict[str, str]:
    """Return the codes of the account: TANGKAB and the like, each with the key of a region."""
    codes: Any = talk.account.said.get("codes") or {}
    return {str(code).upper(): str(key) for code, key in codes.items()}


def _outcome(place: Place, effect: File | Tell | Adopt | Cross | Open) -> Outcome:
    """Do what is asked for; what the law or the state of a report forbids is said in its words."""
    try:
        if isinstance(effect, File):
            return _file(place, effect.draft)
        if isinstance(effect, Tell):
            return _tell(place, effect)
        if isinstance(effect, Open):
            return _open(place, effect.own)
        return _adopt(place, effect)
    except Refused as refused:
        return Refusal(str(refused.says))
    except NotFound:
        return Refusal("", Text.GONE)


def _file(place: Place, draft: Draft) -> Filed:
    talk, account = place.talk, place.talk.account
    region = Region.objects.filter(pk=draft.place.key).first() if draft.place else None
    office = Agency.objects.filter(pk=draft.office.key).first() if draft.office else None
    files = _takeable(draft.files)
    submission = Submission(
        client_key=draft.key,
        channel=Channel(account.channel),
        title=title_of(draft.story),
        body=draft.story,
        kind=Kind(draft.kind),
        occurred_on=date.fromisoformat(draft.when) if draft.when else None,
        region=region,
        landmark=draft.landmark,
        pin=_pin(draft.point),
        requested_agency=office,
        anonymous=draft.who is not Who.NAMED,
        confidential=draft.confidential,
        person=_person(place, draft),
        address=place.to,
        by=account,
        language=talk.language,
        files=files,
    )
    receipt = receive(submission, actor=CITIZEN, at=place.now)
    turn = receipt.clocks[0]
    return Filed(
        own=Own(receipt.number, receipt.code),
        due=speaking.day(turn.due_at, place.able),
        place=region.label if region else draft.landmark,
        office=draft.office.label if office and draft.office else "",
        lost=len(draft.files) - len(files),
    )


def _pin(point: tuple[float, float] | None) -> Pin | None:
    """Return the point that was sent; None where there is none in the archipelago."""
    try:
        return pin(*point) if point else None
    except Outside:
        return None


def _takeable(tokens: Sequence[str]) -> tuple[str, ...]:
    """Return the files that are there and were not refused: words go on without the others."""
    there = (Uploaded.State.WAITING, *CHECKED)
    return tuple(token for token, file in find_all(tokens) if file.state in there)


def _person(place: Place, draft: Draft) -> Mapping[str, str]:
    """Return what is sealed of who reports. A hidden one needs two who keep the keys."""
    if draft.who is Who.NAMED:
        return {"name": draft.name}
    if draft.who is Who.HIDDEN and naming.can_seal():
        return {"name": draft.name, place.talk.account.channel: place.to}
    return {}


def _tell(place: Place, effect: Tell) -> Told | Refusal:
    actor = reporter(effect.own)
    report = get_own(actor)
    if has_left(report.contact, place.here, moved=report.moved):
        return Refusal("", Text.MOVED, report.number)
    files = _takeable(effect.files)
    where = _where(effect.point, hides=report.anonymous or report.confidential)
    words = "\n".join(part for part in (effect.words, where) if part)
    if effect.point and not (words or files):
        return Refusal(_("Lokasi itu di luar Indonesia. Tulis tempatnya."))
    words = words or (_("Lampiran tanpa tulisan.") if files else "")
    given: dict[str, Any] = {"actor": actor, "words": words, "files": files}
    if effect.verb == "close":
        closure.close(report, outcome=Came.DONE, **given)
    elif effect.verb == "rate":
        closure.rate(report, stars=effect.stars, **given)
    elif effect.verb == "withdraw":
        closure.withdraw(report, **given)
    else:
        names = {move.name for move in open_moves(actor, report, now=place.now)}
        verb = next((one for one in INSTEAD[effect.verb] if one in names), INSTEAD[effect.verb][0])
        if verb == "resume" and effect.chosen:
            given |= {"words": "", "chosen": [str(at) for at in effect.chosen]}
        WORDED[verb](report, **given)
    _tell_once(place, report.contact_id)
    running = [clock for clock in clocks_of(report, rules()) if clock.running]
    due = speaking.day(running[0].due_at, place.able) if running else ""
    return Told(effect.verb, effect.own.number, due, len(effect.files) - len(files))


def _where(point: tuple[float, float] | None, *, hides: bool) -> str:
    """Return a point that was sent in words, as its report's own would be kept, and what is near.

    Empty where there is none in the archipelago.
    """
    kept = kept_of(_pin(point), hides=hides)
    if kept is None:
        return ""
    near = [region.label for region in kecamatan_near(kept.point, most=1)]
    told = {"point": kept.coordinates, "near": "".join(near)}
    if not near:
        return _("Lokasi: %(point)s") % told
    return _("Lokasi: %(point)s (sekitar %(near)s)") % told


def _tell_once(place: Place, contact: UUID | None) -> None:
    """Drop the word of this very step that would come here: the dialogue tells of it itself."""
    rows = Message.objects.filter(contact=contact, contact__account=place.talk.account)
    rows = rows.filter(audience=REPORTER, state=Message.State.QUEUED, created_at__gte=place.now)
    rows.update(state=Message.State.DROPPED, settled_at=place.now)


def _open(place: Place, own: Own) -> Opened | Refusal:
    """Make the link that opens the page of a report for who is spoken with here."""
    actor = reporter(own)
    report = get_own(actor)
    if has_left(report.contact, place.here, moved=report.moved):
        return Refusal("", Text.MOVED, report.number)
    if not contacts.take_link(actor.receipt, place.now):
        return Refusal("", Text.OPEN_ENOUGH, report.number)
    link = crossing.make_back(place.talk.account, actor.receipt, place.now)
    return Opened(report.number, link, int(crossing.VALID.total_seconds()) // 60)


def _adopt(place: Place, effect: Adopt | Cross) -> Outcome:
    """Take over the report of a reply key, or of a link from its page; word comes here now."""
    account = place.talk.account
    if isinstance(effect, Cross):
        hashed = crossing.take(account, effect.secret, place.now)
        if hashed is None:
            return Refusal("", Text.CROSSING_OVER)
        receipt = f"{HASHED}{hashed.hex()}"
    else:
        receipt = effect.receipt
    report = get_own(reporter(Own("", receipt)))
    left = has_left(report.contact, place.here, moved=report.moved)
    if left or recall(place.talk).owned(report.number) is None:
        reaching.reach_at(report, place.to, by=account, at=place.now)
    return Adopted(Own(report.number, receipt), plainly(report.status))


def look_again(place: Place) -> None:
    """Remind of a draft, or let it go. In the caller's transaction.

    Who wants no word, or shut us out, is not reminded; the draft goes when its time is over.
    """
    heard = Heard(key="", day=timezone.localdate(place.now))
    turn = engine.quiet(recall(place.talk), heard)
    if place.talk.stopped_at or place.talk.blocked_at:
        turn = Turn(turn.memory)
    follow(place, turn, heard)
