"""Taking a report back: asked once, with its number and what follows; nothing else does it. Pure.

Whatever is written instead of a yes leaves the report as it is, and is heard as what it is.
"""

import re
from dataclasses import replace

from lapor.channels.dialogue import drafting, sentences
from lapor.channels.dialogue.commands import Said, Verb
from lapor.channels.dialogue.effects import Effect, Heard, Manner, Say, Tell, Turn, World
from lapor.channels.dialogue.focusing import asked_about, has_held, let_go, telling_held
from lapor.channels.dialogue.memory import Choice, Memory, Own
from lapor.channels.dialogue.reading import newest_first, spelled
from lapor.channels.dialogue.texts import Text

TAKE, LEAVE = "cabut", "biarkan"  # the beginnings of two keys: the number follows
PRESSED = re.compile(rf"({TAKE}|{LEAVE})-([0-9A-Z]{{8}})")
MOST_LOOKED_AT = 5  # own reports, for those that may be taken back


def meant(said: Said, memory: Memory) -> Said:
    """Return what was said; a wish with words behind it is a story where there is no report yet."""
    has_words = said.verb is Verb.WITHDRAW and said.rest and not said.number
    if has_words and (memory.draft or not memory.own):
        return Said(said.whole)
    return said


def ask(memory: Memory, said: Said, heard: Heard, world: World, manner: Manner) -> Turn:
    """Ask whether a report is to be taken back: that of the number, else one that may be."""
    number = said.number or (heard.focus.number if heard.focus else "")
    own = memory.owned(number)
    if number and own is None:
        return Turn(memory, (Say(Text.NOT_YOURS, {"number": spelled(number)}),))
    may = [own] if own else open_to_it(memory, world)
    if not may and memory.own:
        may = [newest_first(memory)[0]]
    if not may:
        return Turn(memory, (Say(Text.CHECK_NONE),))
    return _asked(memory, may, said, heard, world, manner)


def _asked(
    memory: Memory, may: list[Own], said: Said, heard: Heard, world: World, manner: Manner
) -> Turn:
    own, words = may[0], {"number": spelled(may[0].number)}
    standing = world.standing(own.number, own)
    if standing is None:
        return Turn(memory, (Say(Text.GONE),))
    if standing.moved:
        return Turn(memory, (Say(Text.MOVED, words),))
    if not standing.may_withdraw:
        return Turn(memory, (Say(Text.WITHDRAW_OVER, words | {"status": standing.status}),))
    if not heard.proved:  # whose letter that is, is asked with a code
        return Turn(memory, (Tell("withdraw", own, said.rest, heard.files),))
    memory = replace(memory, withdrawing=own.number, reason=said.rest)
    text = Text.WITHDRAW if len(may) == 1 else Text.WITHDRAW_ONE
    return Turn(memory, (Say(text, words, () if manner.asks_little else _buttons(own)),))


def _buttons(own: Own) -> tuple[Choice, Choice]:
    return Choice(f"{TAKE}-{own.number}", TAKE), Choice(f"{LEAVE}-{own.number}", LEAVE)


def open_to_it(memory: Memory, world: World) -> list[Own]:
    """Return the own reports that may be taken back, that of the last news first."""
    looked_at = [
        (own, world.standing(own.number, own)) for own in newest_first(memory)[:MOST_LOOKED_AT]
    ]
    return [own for own, standing in looked_at if standing and standing.may_withdraw]


def answered(memory: Memory, said: Said, heard: Heard, world: World, manner: Manner) -> Turn | None:
    """Take the answer to whether a report is to be taken back; None for everything else.

    A button asks again where its question is over: pressed by chance it takes nothing back.
    """
    button = PRESSED.fullmatch(heard.pressed)
    asked = memory.owned(memory.withdrawing)
    is_of_it = asked is not None and (heard.focus is None or heard.focus.number == asked.number)
    if button and not (asked and asked.number == button[2]):
        plain = Said(said.whole, Verb.WITHDRAW, number=button[2])
        left = Turn(memory, (Say(Text.NOTHING_OPEN),))
        return ask(memory, plain, heard, world, manner) if button[1] == TAKE else left
    if asked is None or not is_of_it:
        return None
    if (button and button[1] == TAKE) or sentences.agrees(said.whole):
        return _taken(memory, asked, heard)
    if button or said.verb in (Verb.NO, Verb.CANCEL):
        return with_open_question(forgotten(memory), _left(asked))
    if said.verb is Verb.YES:  # "ok", "lanjut" may mean that the report goes on
        return Turn(memory, (Say(Text.WITHDRAW, {"number": spelled(asked.number)}),))
    return None


def _left(own: Own) -> tuple[Say, ...]:
    return (Say(Text.WITHDRAW_LEFT, {"number": spelled(own.number)}),)


def _taken(memory: Memory, own: Own, heard: Heard) -> Turn:
    """Take it back; words that waited for a place in this report go with it."""
    step = Tell("withdraw", own, memory.reason, heard.files, point=heard.point)
    if has_held(memory) and asked_about(memory) == own:
        words = "\n".join(part for part in (memory.held, memory.reason) if part)
        step = replace(telling_held(memory, own, heard), verb="withdraw", words=words)
        memory = let_go(memory)
    return Turn(forgotten(memory), (step,))


def forgotten(memory: Memory) -> Memory:
    """Return the memory with no such question open."""
    return replace(memory, withdrawing="", reason="")


def withdrawn(memory: Memory, number: str) -> Turn:
    """Say that it is taken back; what is written next is not about it any more."""
    if memory.focus and memory.focus.number == number:
        memory = replace(memory, focus=None)
    if memory.about == number:
        memory = let_go(memory)
    return with_open_question(memory, (Say(Text.WITHDRAWN, {"number": spelled(number)}),))


def with_open_question(memory: Memory, said: tuple[Effect, ...]) -> Turn:
    """Return what is said, and what else was asked of a report that is still being written."""
    if memory.draft is None or memory.step not in drafting.STEPS:
        return Turn(memory, said)
    again = drafting.ask_again(memory)
    return replace(again, effects=(*said, *again.effects))
