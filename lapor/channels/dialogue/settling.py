"""What a reporter says to an office: thanks, that it is settled or not, a question back. Pure.

Nothing is closed and nothing goes to an office on words that may mean the other thing: then one
question is asked, and the words are kept until it is answered.
"""

import re
from dataclasses import replace

from lapor.channels.dialogue import gist
from lapor.channels.dialogue.commands import Said, Verb
from lapor.channels.dialogue.effects import Heard, Manner, Say, Tell, Turn, World
from lapor.channels.dialogue.focusing import (
    ask_missing,
    asked_about,
    choosing,
    hold,
    let_go,
    telling,
    telling_held,
)
from lapor.channels.dialogue.memory import Choice, Focus, Memory, News, Own, Step
from lapor.channels.dialogue.reading import (
    SETTLED,
    UNSETTLED,
    newest_first,
    picks,
    settled_or_not,
    spelled,
    told,
)
from lapor.channels.dialogue.texts import Text

MOST_STARS = 5
MOST_LOOKED_AT = 5  # reports of which it is asked whether they may be closed
MOST_WORDS = 6  # beside stars; who writes more tells something
PLAIN_YES = ("ya", "iya", "yes", "betul", "benar", "sudah")
SEND = ("kirim", "send", "1")
PICK = re.compile(r"jawab-([0-9A-Z]{8})-(\d{1,2})")  # the key of a button under a question
SETTLING = re.compile(rf"({SETTLED}|{UNSETTLED})-([0-9A-Z]{{8}})")  # of one under an answer


def picked(memory: Memory, said: Said, heard: Heard) -> Turn | None:
    """Take a button under a question or an answer, however long ago it was shown.

    None for other messages. A button belongs to its report, whatever was written meanwhile.
    """
    if found := SETTLING.fullmatch(heard.pressed):
        return _settled(memory, heard, found[1], memory.owned(found[2]))
    found = PICK.fullmatch(heard.pressed)
    if found is None:
        return None
    own, focus, place = memory.owned(found[1]), memory.focus, int(found[2])
    is_asked = focus is not None and focus.number == found[1] and focus.news is News.ASKED
    if own and focus and is_asked and 0 < place <= len(focus.choices):
        return Turn(let_go(memory), (choosing(own, focus, (place - 1,), heard),))
    return Turn(memory, (Say(Text.NOTHING_OPEN),))


def _settled(memory: Memory, heard: Heard, what: str, own: Own | None) -> Turn:
    if own is None:
        return Turn(memory, (Say(Text.NOTHING_OPEN),))
    if memory.step is Step.DONE and asked_about(memory) == own:
        return _done(memory, own) if what == SETTLED else _not_done(memory, own)
    if what == SETTLED:
        return Turn(memory, (Tell("close", own),))
    focus = Focus(own.number, News.ANSWERED, heard.day.isoformat())
    return ask_missing(replace(memory, focus=focus), own, Text.WHAT_IS_MISSING)


def take_answered(memory: Memory, own: Own, said: Said, heard: Heard, manner: Manner) -> Turn:
    """Take words to an office's answer: settled, not settled, or asked which of the two."""
    if said.verb is Verb.DONE or said.whole.casefold().strip(" .!") in PLAIN_YES:
        return Turn(memory, (Tell("close", own),))
    if said.verb is Verb.YES:  # "ok pak" may be said before the answer was read
        return _ask(hold(let_go(memory), Step.DONE, own, said, heard), own, Text.IS_DONE, manner)
    if said.verb in (Verb.NOT_DONE, Verb.NO):
        return ask_missing(memory, own, Text.WHAT_IS_MISSING)
    if said.verb in (Verb.SKIP, Verb.CHANGE):
        return Turn(memory, (Say(Text.NOTHING_OPEN),))
    thanks = gist.is_thanks(re.sub(r"[1-5]", " ", said.whole))
    if not thanks and (manner.letters or not said.whole or gist.is_complaint(said.whole)):
        return Turn(memory, (telling(memory, own, said.whole, heard),))
    text = Text.IS_DONE if thanks else Text.NOT_DONE
    return _ask(hold(let_go(memory), Step.DONE, own, said, heard), own, text, manner)


def _ask(memory: Memory, own: Own, text: Text, manner: Manner) -> Turn:
    choices = () if manner.asks_little else settled_or_not(own.number)
    return Turn(memory, (Say(text, {"number": spelled(own.number)}, choices),))


def hear_done(memory: Memory, said: Said, heard: Heard, _world: World, manner: Manner) -> Turn:
    """Take whether it is settled; more words of what is not are sent with those that are kept."""
    own = asked_about(memory)
    if own is None:
        return Turn(let_go(memory), (Say(Text.NOTHING_OPEN),))
    is_thanks = gist.is_thanks(re.sub(r"[1-5]", " ", memory.held))
    if said.verb is Verb.DONE or said.whole == "1" or (said.verb is Verb.YES and is_thanks):
        return _done(memory, own)
    if said.verb is Verb.NOT_DONE or said.whole == "2":
        return _not_done(memory, own)
    if said.verb is Verb.YES:
        return _not_done(memory, own)
    if said.verb is Verb.NO and is_thanks:
        return _not_done(memory, own)
    if said.verb is Verb.NO or gist.is_thanks(said.whole):
        return _ask(memory, own, Text.IS_DONE, manner)
    if said.verb is Verb.SKIP:
        return Turn(let_go(memory), (Say(Text.LEFT),))
    memory = hold(memory, Step.DONE, own, said, heard)
    return Turn(let_go(memory), (telling_held(memory, own),))


def _done(memory: Memory, own: Own) -> Turn:
    """Close it. What was kept goes with that, so that the office reads the thanks."""
    return Turn(let_go(memory), (replace(telling_held(memory, own), verb="close"),))


def _not_done(memory: Memory, own: Own) -> Turn:
    if (
        memory.held_files
        or memory.held_point
        or not gist.is_thanks(re.sub(r"[1-5]", " ", memory.held))
    ):
        return Turn(let_go(memory), (telling_held(memory, own),))
    return ask_missing(memory, own, Text.WHAT_IS_MISSING)


def close_newest(memory: Memory, world: World) -> Turn:
    """Close the newest report that an office has answered; say so where there is none."""
    for own in newest_first(memory)[:MOST_LOOKED_AT]:
        standing = world.standing(own.number, own)
        if standing and standing.may_close:
            return Turn(memory, (Tell("close", own),))
    return Turn(memory, (Say(Text.NOTHING_OPEN),))


def not_done_newest(memory: Memory, heard: Heard, world: World) -> Turn:
    """Ask what is left undone in the newest report whose answer waits for its reporter."""
    for own in newest_first(memory)[:MOST_LOOKED_AT]:
        standing = world.standing(own.number, own)
        if standing and standing.news is News.ANSWERED:
            focus = Focus(own.number, News.ANSWERED, heard.day.isoformat())
            return ask_missing(replace(memory, focus=focus), own, Text.WHAT_IS_MISSING)
    return Turn(memory, (Say(Text.NOTHING_OPEN),))


def asks_back(said: Said) -> bool:
    """Say whether words in answer to a question ask something themselves, or only thank."""
    return said.verb is None and (gist.is_question(said.whole) or gist.is_thanks(said.whole))


def ask_again(memory: Memory, own: Own, said: Said, heard: Heard, world: World, m: Manner) -> Turn:
    """Show the question of an office once more; nothing goes to it, and the words are kept."""
    quoted, number, focus = world.quoted(own), own.number, memory.focus
    if quoted and quoted.moved:
        return Turn(let_go(memory), (Say(Text.MOVED, {"number": spelled(number)}),))
    held = hold(memory, Step.ASKED, own, said, heard)
    if quoted is None or quoted.hidden or m.terse:
        return Turn(held, (Say(Text.ASK_AGAIN_HIDDEN, {"number": spelled(number)}),))
    offered = picks(number, focus.choices if focus else ())
    choices = () if m.letters else (*offered, Choice(SEND[0], SEND[0]))
    return Turn(held, (Say(Text.ASK_AGAIN, told(quoted), choices),))


def sends_held(said: Said, heard: Heard) -> bool:
    """Say whether words that were kept are to go to the office after all."""
    return said.whole.strip(" .!").casefold() in SEND[:2] or heard.pressed == SEND[0]


def hear_stars(memory: Memory, said: Said, _heard: Heard) -> Turn | None:
    """Take one to five stars, once; None for words that tell something else."""
    own, rest = asked_about(memory), let_go(memory)
    if own and (given := stars_in(said)):
        return Turn(rest, (Tell("rate", own, given[1], stars=given[0]),))
    if gist.is_thanks(said.whole):
        return Turn(rest, (Say(Text.THANKED),))
    if said.verb in (Verb.SKIP, Verb.NO) or not said.whole:
        return Turn(rest, (Say(Text.LEFT),))
    return Turn(memory, (Say(Text.STARS_AGAIN),)) if len(said.whole.split()) < 4 else None


def stars_in(said: Said) -> tuple[int, str] | None:
    """Return the stars that words begin with, or that a few words name, and what else is said."""
    digit, more = said.whole[:1], said.whole[1:2]
    if digit and digit in "12345"[:MOST_STARS] and not more.isdecimal():
        return int(digit), said.whole[1:].strip(" .,;:-")
    found = gist.stars(said.whole)
    return (found, said.whole) if found and len(said.whole.split()) <= MOST_WORDS else None
