"""Letters: which report one answers, and whether it is from whom it says. Pure.

Anybody can write a letter in somebody's name. What shows that it is theirs is a reply to a letter
of ours: its address holds a token that only their mailbox was sent.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace

from lapor.channels.dialogue import drafting, gist, owning, settling
from lapor.channels.dialogue.beside import OF_A_REPORT
from lapor.channels.dialogue.commands import Said, Verb
from lapor.channels.dialogue.effects import File, Heard, Manner, Say, Tell, Turn, World
from lapor.channels.dialogue.focusing import telling_held
from lapor.channels.dialogue.memory import Doubted, Draft, Memory, News, Step
from lapor.channels.dialogue.reading import spelled
from lapor.channels.dialogue.texts import Text

# What means the same in an answer to a letter about a report as anywhere else.
COMMANDS = (
    Verb.CHECK,
    Verb.REPLY,
    Verb.READ,
    Verb.WEB,
    Verb.STOP,
    Verb.START,
    Verb.HELP,
    Verb.CANCEL,
    Verb.NEW,
    Verb.WITHDRAW,
    Verb.ENGLISH,
    Verb.INDONESIAN,
)
ANSWERS = (Verb.YES, Verb.NO, Verb.DONE, Verb.NOT_DONE, Verb.CHANGE, Verb.SKIP)
BEGINS = (Verb.REPORT, Verb.ASK, Verb.WISH)
CONFIRMS = re.compile(r"\W*(?:ya|iya|y|yes)\b\W*([0-9]{4})\b", re.IGNORECASE)


def by_letter(
    memory: Memory, said: Said, heard: Heard, world: World, manner: Manner
) -> Turn | None:
    """Take a letter by what it answers; None where that decides nothing."""
    if not manner.letters:
        return None
    if heard.proved and (turn := _confirmed(memory, said, heard)) is not None:
        return turn
    if said.verb in COMMANDS:
        return None
    is_unseen = memory.draft is not None and memory.draft.unseen
    if heard.proved and is_unseen and memory.step is Step.CONFIRM and said.verb is Verb.YES:
        return drafting.confirm(memory)  # others may have added to it: what is sent is read first
    if heard.focus:
        return _about_report(memory, said, heard, world, manner)
    is_idle = memory.step is Step.IDLE and memory.draft is None
    if heard.proved and is_idle and said.verb not in BEGINS:
        return _about_last(memory, said, heard, world, manner)
    is_story = said.verb is None and len(said.whole) >= drafting.ENOUGH
    if not heard.proved and memory.draft and memory.step in drafting.STEPS and is_story:
        return drafting.begin(memory, said.whole, heard, world, manner)  # written anew
    return None


def _about_last(
    memory: Memory, said: Said, heard: Heard, world: World, manner: Manner
) -> Turn | None:
    """Take an answer to a letter of the dialogue: about the report it last spoke of."""
    own = memory.owned(memory.focus.number) if memory.focus else None
    if own is None:
        return None
    if not said.whole and not heard.files:
        return Turn(memory, (Say(Text.REPLY_EMPTY, {"number": spelled(own.number)}),))
    return owning.about_news(memory, said, heard, world, manner)


def _about_report(
    memory: Memory, said: Said, heard: Heard, world: World, manner: Manner
) -> Turn | None:
    """Take words that answer a letter about a report.

    They are about that report whatever else goes on: "Lapor, Pak, masih rusak" is no new one.
    """
    own = memory.owned(heard.focus.number) if heard.focus else None
    if heard.focus is None or own is None:
        return None
    memory = replace(memory, focus=heard.focus)
    plain = Said(said.whole, said.verb if said.verb in ANSWERS else None)
    if memory.step in OF_A_REPORT:
        is_answer = said.verb in BEGINS
        return owning.HEAR[memory.step](memory, plain, heard, world, manner) if is_answer else None
    words = {"number": spelled(own.number)}
    if not plain.whole and not heard.files:
        return Turn(memory, (Say(Text.REPLY_EMPTY, words),))
    asks_nothing = gist.is_thanks(plain.whole) or gist.asks_how_far(plain.whole)
    if heard.focus.news is News.SENT and plain.verb is not Verb.CHANGE and not asks_nothing:
        return Turn(memory, (Tell("add", own, plain.whole, heard.files),))
    if heard.focus.news is News.CLOSED and (stars := settling.stars_in(plain)):
        return Turn(memory, (Tell("rate", own, stars[1], stars=stars[0]),))
    return owning.about_news(memory, plain, heard, world, manner)


def proved(turn: Turn, heard: Heard, before: Memory) -> Turn:
    """Hold a step that anybody could have written until its person answers with its code.

    before: what was remembered. All of it stays: what is asked of somebody, and what they have
    written, is no forger's to change.
    """
    if heard.proved:
        return turn
    memory, step = turn.memory, _step_of(turn)
    is_theirs = before.draft is not None and before.draft.proved
    if is_theirs and any(isinstance(one, File) for one in turn.effects):
        return _masked(drafting.confirm(before), heard)
    if step is None and memory.step in OF_A_REPORT:
        number = memory.focus.number if memory.focus else ""
        return Turn(before, (Say(Text.REPLY_EMPTY, {"number": spelled(number)}),))
    if step is None:
        if memory.draft and _told(memory.draft) != (_told(before.draft) if before.draft else None):
            memory = replace(memory, draft=replace(memory.draft, unseen=True))
        return _masked(replace(turn, memory=_asked_still(memory, before)), heard)
    one = Doubted(
        code=_code_of(heard),
        verb=step.verb,
        number=step.own.number,
        words=step.words,
        files=step.files,
        stars=step.stars,
        chosen=step.chosen,
    )
    return Turn(before.with_doubted(one), (_asks(one),))


def _masked(turn: Turn, heard: Heard) -> Turn:
    """Return a turn whose letters repeat no words of who may be anybody."""
    draft = turn.memory.draft
    place = draft.place.label if draft and draft.place else ""
    said = tuple(
        replace(one, words=told_back(one.words, place, heard)) if isinstance(one, Say) else one
        for one in turn.effects
    )
    return replace(turn, effects=said)


def _told(draft: Draft) -> Draft:
    """Return what a draft tells, without what was asked of it."""
    return replace(draft, asked=(), unseen=False)


def told_back(words: Mapping[str, str], place: str, heard: Heard) -> Mapping[str, str]:
    """Return what a text is filled with; to a letter without a token no words of its own.

    Whoever writes somebody's name would else have theirs sent to them in a letter of ours.
    place: what is known of the place by its own name.
    """
    if heard.proved:
        return words
    own = {"place": place, "name": "…", "story": ""}
    return {name: own.get(name, said) for name, said in words.items()}


def as_last(heard: Heard) -> str:
    """Return by what a message is known again: who only has a name repeats nothing of its owner."""
    return heard.text if heard.proved or not heard.text else f"?{heard.text}"


def _step_of(turn: Turn) -> Tell | None:
    """Return the step that a letter leads to, or would once it is said what it is about."""
    memory = turn.memory
    step = next((one for one in turn.effects if isinstance(one, Tell)), None)
    if step or memory.step is not Step.WHICH:
        return step
    own = memory.owned(memory.focus.number) if memory.focus else None
    return telling_held(memory, own) if own else None


def _asked_still(memory: Memory, before: Memory) -> Memory:
    """Return the memory with the question that `apart` has put aside, where nothing is asked."""
    memory = replace(memory, withdrawing=before.withdrawing, reason=before.reason)
    if before.step not in OF_A_REPORT or memory.step is not Step.IDLE:
        return memory
    return replace(
        memory,
        step=before.step,
        held=before.held,
        held_files=before.held_files,
        held_point=before.held_point,
        offered=before.offered,
    )


def _confirmed(memory: Memory, said: Said, heard: Heard) -> Turn | None:
    """Take the step whose code its person answers with; what they write more goes with it."""
    found = CONFIRMS.match(said.whole)
    one = next((one for one in memory.doubted if found and one.code == found[1]), None)
    if found is None or one is None:
        is_bare = said.verb is Verb.YES and memory.step is Step.IDLE and memory.draft is None
        if is_bare and heard.focus is None and memory.doubted:
            return Turn(memory, (_asks(memory.doubted[-1]),))
        return None
    rest = replace(memory, doubted=tuple(other for other in memory.doubted if other != one))
    own = memory.owned(one.number)
    if own is None:
        return Turn(rest, (Say(Text.LEFT),))
    more = said.whole[found.end() :].strip(" .,;:!\n")
    words = "\n".join(part for part in (one.words, more) if part)
    files = (*one.files, *heard.files)
    return Turn(rest, (Tell(one.verb, own, words, files, one.stars, one.chosen),))


def _asks(one: Doubted) -> Say:
    words = {"number": spelled(one.number), "code": one.code}
    return Say(Text.PROVE_WITHDRAW if one.verb == "withdraw" else Text.PROVE, words)


def _code_of(heard: Heard) -> str:
    """Return four digits that stand in our question alone, so that no other yes is meant by it."""
    made = hashlib.sha256(heard.key.encode()).digest()
    return f"{int.from_bytes(made[:4], 'big') % 10_000:04d}"
