"""One step of a conversation: (memory, message) to (memory, effects). Pure.

The same for every channel. It asks as little as it can: what a message says already is not asked,
nothing is asked twice, and each free answer is an answer.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from lapor.channels.dialogue import (
    beside,
    carried,
    confirming,
    drafting,
    fearing,
    gist,
    greeting,
    naming,
    owning,
    placing,
    proving,
    reading,
    settling,
    stopping,
    withdrawing,
)
from lapor.channels.dialogue.commands import Said, Verb, of_own, read
from lapor.channels.dialogue.dangers import is_emergency
from lapor.channels.dialogue.effects import (
    Adopt,
    Adopted,
    Cross,
    Filed,
    Heard,
    Hush,
    Manner,
    Opened,
    Outcome,
    Refusal,
    Say,
    Turn,
    World,
)
from lapor.channels.dialogue.focusing import focused, has_held, let_go, put_aside
from lapor.channels.dialogue.memory import Focus, Memory, News, Step, Who
from lapor.channels.dialogue.texts import Text
from lapor.channels.dialogue.wishes import is_name

HEAR = {**drafting.HEAR, **placing.HEAR, **naming.HEAR, **confirming.HEAR, **owning.HEAR}
# Keys of buttons that belong to a question of a report that is not sent yet: "betul", a region.
OF_A_DRAFT = frozenset().union(*drafting.KEYS.values(), {drafting.OTHER.key, drafting.MORE})
IS_PICKED = re.compile(r"[\d.]+")
MOST_OF_A_CRY = 8  # words; more is a report of a danger, and goes on as one
LONG = 200  # letters of a story that is not thrown away by one word
MOST_LOOKED_AT = 5  # own reports, the newest, for one that waits for its reporter
MOST_REPEATS = 3  # the same words in a row: a machine is at the other end
REMIND_AFTER, FORGET_AFTER = timedelta(days=1), timedelta(days=7)
KINDS = {Verb.REPORT: "complaint", Verb.ASK: "information", Verb.WISH: "aspiration"}


def step(memory: Memory, heard: Heard, world: World, manner: Manner) -> Turn:
    """Return what a message leads to. Never raises, whatever was sent."""
    last = proving.as_last(heard)
    same = last == memory.last and bool(heard.text) and not heard.files
    repeats = memory.repeats + 1 if same else 0
    memory = replace(
        memory, last=last, repeats=repeats, heard_on=heard.day.isoformat(), reminded=False
    )
    if repeats >= MOST_REPEATS:
        return Turn(memory)
    if nothing := carried.unreadable(heard):
        return Turn(memory, (Say(nothing),))
    said = of_own(read(heard.pressed or heard.text), {own.number for own in memory.own})
    said = withdrawing.meant(said, memory)
    if said.verb is not Verb.CANCEL:
        memory = replace(memory, cancelling=False)
    memory, before = stopping.ended(memory, said, heard)
    memory = beside.turned_to(memory, heard)
    taken = beside.apart(memory, heard, manner)
    turn = beside.back(_answered(taken, said, heard, world, manner), memory, taken, heard)
    turn = proving.proved(turn, heard, memory)
    if Say(Text.STARTED) in before:
        turn = _without_hello(turn)
    return _warned(turn, heard, before)


def _without_hello(turn: Turn) -> Turn:
    """Return a turn without the greeting: it was said already that they are told again."""
    rest = tuple(one for one in turn.effects if one != Say(Text.HELLO))
    return replace(turn, effects=rest)


def _warned(turn: Turn, heard: Heard, before: tuple[Hush | Say, ...] = ()) -> Turn:
    """Put the emergency numbers before everything else, once a day; the conversation goes on."""
    today = heard.day.isoformat()
    before = (*before, *carried.told(heard))
    if not is_emergency(heard.text) or turn.memory.warned_on == today:
        return replace(turn, effects=(*before, *turn.effects))
    memory = replace(turn.memory, warned_on=today)
    if any(isinstance(one, Say) and one.text is Text.CRY for one in turn.effects):
        return Turn(memory, (*before, *turn.effects))  # it names the numbers itself
    return Turn(memory, (*before, Say(Text.EMERGENCY), *turn.effects))


def _answered(memory: Memory, said: Said, heard: Heard, world: World, manner: Manner) -> Turn:
    if (turn := withdrawing.answered(memory, said, heard, world, manner)) is not None:
        return turn
    memory = withdrawing.forgotten(memory)
    if (turn := _of_itself(memory, said, heard, world, manner)) is not None:
        return turn
    if _is_of_old_bubble(memory, said, heard):
        return _nothing_open(memory)
    if said.verb in ALWAYS:
        return ALWAYS[said.verb](memory, said, heard, world, manner)
    if said.verb is Verb.NEW and memory.draft is None and memory.step is not Step.WHICH:
        return drafting.begin(put_aside(memory), said.rest, heard, world, manner)
    is_idle = memory.step is Step.IDLE and memory.draft is None
    hear = None if is_idle else HEAR.get(memory.step)
    if hear is None:
        return _fresh(memory, said, heard, world, manner)
    memory, rest, over = carried.taken(memory, heard)
    if heard.files and carried.is_bare(rest):
        turn = drafting.ask_again(memory)
    else:
        turn = hear(memory, said, rest, world, manner)
    return replace(turn, effects=(*over, *turn.effects))


def _of_itself(
    memory: Memory, said: Said, heard: Heard, world: World, manner: Manner
) -> Turn | None:
    """Take what names its own report: a key, a link, a button, a reply to a letter."""
    if said.receipt:
        return Turn(memory, (Adopt(said.receipt),))
    if said.crossing:
        return Turn(memory, (Cross(said.crossing),))
    turn = settling.picked(memory, said, heard) or fearing.answered(memory, said, heard, world)
    return turn or proving.by_letter(memory, said, heard, world, manner)


def _fresh(memory: Memory, said: Said, heard: Heard, world: World, manner: Manner) -> Turn:
    """Take words that no question of ours came before: about the last news, or a new report."""
    is_wish = said.verb in (Verb.HIDE, Verb.CONFIDENTIAL)
    is_named = said.verb is Verb.NAME and (not said.rest or is_name(said.rest))
    if memory.own and (is_wish or is_named):
        own = focused(memory) or memory.own[-1]
        return Turn(memory, (Say(Text.TOO_LATE, {"number": spell(own.number)}),))
    if owning.is_about_news(memory, said, heard, world):
        return owning.about_news(memory, said, heard, world, manner)
    if said.verb in (Verb.YES, Verb.NO, Verb.SKIP, Verb.DONE, Verb.NOT_DONE, Verb.CHANGE):
        return Turn(memory, (Say(Text.NOTHING_OPEN),))
    has_more = bool(heard.files or heard.point)
    if not said.whole and not has_more:
        return Turn(memory, (Say(Text.NOT_UNDERSTOOD),))
    if heard.pressed:
        return _nothing_open(memory)
    if drafting.says_nothing(said):
        if not has_more:
            return _small_talk(memory, said, heard, world, manner)
        return drafting.begin(memory, "", heard, world, manner)
    if is_emergency(said.whole) and len(said.whole.split()) <= MOST_OF_A_CRY:
        return _cry(memory, said, heard, world)
    return drafting.begin(memory, said.whole, heard, world, manner)


def _is_of_old_bubble(memory: Memory, said: Said, heard: Heard) -> bool:
    """Say whether a button was pressed that belongs to no question that is open now."""
    key = heard.pressed
    is_of_draft = key in OF_A_DRAFT or bool(IS_PICKED.fullmatch(key))
    if memory.step in drafting.STEPS:
        open_keys = {one.key for one in memory.offered} | drafting.KEYS.get(memory.step, set())
        return is_of_draft and key not in open_keys
    return is_of_draft and memory.step is not Step.STARS


def _nothing_open(memory: Memory) -> Turn:
    """Say that no question waits for this; where another one waits, ask it once more."""
    if memory.step not in drafting.STEPS:
        return Turn(memory, (Say(Text.NOTHING_OPEN),))
    turn = drafting.ask_again(memory)
    return replace(turn, effects=(Say(Text.OLD_BUTTON), *turn.effects))


def _small_talk(memory: Memory, said: Said, heard: Heard, world: World, manner: Manner) -> Turn:
    """Answer what begins no report: thanks, a greeting, a question to the service."""
    if gist.is_thanked(said.whole):
        return Turn(memory, (Say(Text.THANKED),))
    if greeting.is_greeting(said.whole):
        return Turn(memory, (Say(Text.HELLO),))
    if greeting.is_about_us(said.whole):
        if memory.own and gist.asks_how_far(said.whole):
            return owning.check(memory, Said(said.whole, Verb.CHECK), heard, world, manner)
        return Turn(memory, (Say(Text.HELP),))
    return Turn(memory, (Say(Text.NOTHING_OPEN),))


def _cry(memory: Memory, said: Said, heard: Heard, world: World) -> Turn:
    """Name the emergency numbers to a cry for help, and ask nothing; its words are kept."""
    memory = drafting.begun(memory, said.whole, heard, world)
    draft = memory.draft
    if draft and not draft.when:
        draft = replace(draft, when=heard.day.isoformat())
    memory = replace(memory, draft=draft, step=Step.CRY, offered=())
    return Turn(memory, (Say(Text.CRY),))


def _report(memory: Memory, said: Said, heard: Heard, world: World, manner: Manner) -> Turn:
    kind = KINDS[said.verb or Verb.REPORT]
    story = "" if drafting.says_nothing(Said(said.rest)) else said.rest
    return drafting.begin(memory, story, heard, world, manner, kind=kind)


def _start(memory: Memory, said: Said, heard: Heard, world: World, manner: Manner) -> Turn:
    if memory.draft and memory.step in drafting.STEPS:
        return drafting.ask_again(memory)
    if heard.proved and (number := _waiting(memory, world)):
        return owning.check(
            memory, Said(said.whole, Verb.CHECK, number=number), heard, world, manner
        )
    return Turn(memory, (Say(Text.HELLO),))


def _waiting(memory: Memory, world: World) -> str:
    """Return the newest own report that waits for its reporter: word of it may have been unsaid."""
    for own in reversed(memory.own[-MOST_LOOKED_AT:]):
        standing = world.standing(own.number, own)
        if standing and standing.news:
            return own.number
    return ""


def _help(memory: Memory, _said: Said, _heard: Heard, _world: World, _manner: Manner) -> Turn:
    return Turn(memory, (Say(Text.HELP),))


def _withdraw(memory: Memory, said: Said, heard: Heard, world: World, manner: Manner) -> Turn:
    if memory.draft and not said.number:  # what they see before them is the one being written
        return _cancel(memory, said, heard, world, manner)
    return withdrawing.ask(memory, said, heard, world, manner)


def _cancel(memory: Memory, _said: Said, heard: Heard, world: World, _manner: Manner) -> Turn:
    if memory.draft is None and memory.step is Step.IDLE:
        sent = withdrawing.open_to_it(memory, world)
        if not sent:
            return Turn(memory, (Say(Text.NOTHING_OPEN),))
        return Turn(memory, (Say(Text.CANCEL_SENT, {"number": spell(sent[0].number)}),))
    if memory.draft and not heard.proved:  # whoever wrote that, what was written stays
        return drafting.confirm(memory)
    if memory.draft and len(memory.draft.story) >= LONG and not memory.cancelling:
        return Turn(replace(memory, cancelling=True), (Say(Text.CANCEL_AGAIN),))
    what = Text.CANCELLED if memory.draft else Text.LEFT
    return Turn(replace(let_go(memory), draft=None, cancelling=False), (Say(what),))


ALWAYS: Mapping[Verb | None, Callable[[Memory, Said, Heard, World, Manner], Turn]] = {
    Verb.REPORT: _report,
    Verb.ASK: _report,
    Verb.WISH: _report,
    Verb.CHECK: owning.check,
    Verb.REPLY: owning.reply,
    Verb.CANCEL: _cancel,
    Verb.WITHDRAW: _withdraw,
    Verb.STOP: stopping.stop,
    Verb.START: _start,
    Verb.HELP: _help,
    Verb.READ: reading.read_out,
    Verb.WEB: reading.open_page,
    Verb.ENGLISH: reading.speak,
    Verb.INDONESIAN: reading.speak,
}


def after(memory: Memory, outcome: Outcome, heard: Heard, manner: Manner) -> Turn:
    """Return what is said and remembered once an effect was carried out."""
    today = heard.day.isoformat()
    if isinstance(outcome, Refusal):
        words = {"says": outcome.says, "number": spell(outcome.number)}
        return Turn(memory, (Say(outcome.text, words),))
    if isinstance(outcome, Opened):
        return reading.opened(memory, outcome)
    if isinstance(outcome, Filed):
        words = {"number": spell(outcome.own.number), "due": outcome.due}
        known = memory.draft.place.label if memory.draft and memory.draft.place else ""
        words |= {"place": outcome.place, "office": outcome.office, "region": known}
        words["who"] = memory.draft.who if memory.draft else Who.HIDDEN
        words["confidential"] = "yes" if memory.draft and memory.draft.confidential else ""
        words = dict(proving.told_back(words, known, heard))
        focus = Focus(outcome.own.number, News.SENT, today)
        at_once = manner.letters and memory.draft is not None and not memory.draft.asked
        memory = replace(
            memory.with_own(outcome.own, proved=heard.proved),
            step=Step.IDLE,
            draft=None,
            offered=(),
            focus=focus,
        )
        said = Text.SENT_AT_ONCE if at_once else Text.SENT
        return Turn(memory, (Say(said, words), *_lost(outcome.lost)))
    if isinstance(outcome, Adopted):
        words = {"number": spell(outcome.own.number), "status": outcome.status}
        focus = Focus(outcome.own.number, News.SENT, today, sure=False)
        return Turn(
            replace(memory.with_own(outcome.own, proved=heard.proved), focus=focus),
            (Say(Text.ADOPTED, words),),
        )
    turn = owning.after_told(memory, outcome, heard)
    return replace(turn, effects=(*turn.effects, *_lost(outcome.lost)))


def _lost(files: int) -> tuple[Say, ...]:
    return (Say(Text.FILE_LOST),) if files else ()


def told_news(memory: Memory, focus: Focus) -> Memory:
    """Return the memory after word of a report went out: what comes next is about it."""
    memory = withdrawing.forgotten(memory)  # a yes may now be meant for the news
    if not memory.owned(focus.number):
        return memory
    if memory.about != focus.number:
        return replace(memory, focus=focus)
    if memory.step in (Step.WHICH, Step.DONE) and has_held(memory):
        memory = put_aside(memory)  # asked about again, once this is answered
    elif memory.step in (Step.ASKED, Step.STARS):
        memory = let_go(memory)
    return replace(memory, focus=focus)


def quiet(memory: Memory, heard: Heard) -> Turn:
    """Return what silence leads to: a draft is reminded of once, and let go after a week."""
    last = memory.day_heard()
    if last and memory.aside and heard.day - last >= FORGET_AFTER:
        memory = replace(memory, aside=())
    if memory.draft is None or last is None:
        return Turn(memory)
    if heard.day - last >= FORGET_AFTER:
        return Turn(replace(memory, step=Step.IDLE, draft=None, offered=()), (Say(Text.LET_GO),))
    if heard.day - last >= REMIND_AFTER and not memory.reminded:
        return Turn(replace(memory, reminded=True), (Say(Text.REMINDER),))
    return Turn(memory)


def spell(number: str) -> str:
    """Return a number as people read it out: two groups of four."""
    return f"{number[:4]}-{number[4:]}"
