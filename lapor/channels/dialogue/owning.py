"""The reports of a conversation: how they stand, and what is said to them."""

import textwrap
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from lapor.channels.dialogue import drafting, gist, greeting, settling, withdrawing
from lapor.channels.dialogue.commands import Said, Verb, split_code
from lapor.channels.dialogue.effects import (
    Heard,
    Manner,
    Say,
    Standing,
    Tell,
    Told,
    Turn,
    World,
)
from lapor.channels.dialogue.focusing import (
    NEW,
    REPORT,
    age,
    ask_missing,
    ask_which,
    asked_about,
    choosing,
    chosen,
    focused,
    let_go,
    telling,
    telling_held,
)
from lapor.channels.dialogue.memory import Focus, Memory, News, Own, Step
from lapor.channels.dialogue.reading import settled_or_not, spelled
from lapor.channels.dialogue.texts import Text

SHOWN = 36  # letters of words that are asked about once more

FRESH = timedelta(days=7)  # how long words without a command are surely about the last news
RECENT = timedelta(days=14)  # how long a question how it stands is about a report that was sent
JUST_SENT = timedelta(days=3)  # how long any words may be more about it, so that it is asked
OF_ANY = (Verb.DONE, Verb.NOT_DONE)  # said of whichever report they fit
MOST_LISTED = 4  # other reports beside the one that is told of


def check(memory: Memory, said: Said, heard: Heard, world: World, manner: Manner) -> Turn:
    """Say how a report stands: the one of the number or of the letter, else the newest and others.

    Where it waits for its reporter, what they write next is about it.
    """
    named = said.number or (heard.focus.number if heard.focus else "")
    number = named or (memory.own[-1].number if memory.own else "")
    if not number:
        return Turn(memory, (Say(Text.CHECK_NONE),))
    own = memory.owned(number)
    standing = world.standing(number, own)
    if standing is None:
        return Turn(memory, (Say(Text.CHECK_UNKNOWN, {"number": spelled(number)}),))
    focus = memory.focus
    knows = focus is not None and focus.number == number and focus.news is standing.news
    if own and standing.news and not knows:
        memory = replace(memory, focus=Focus(number, standing.news, heard.day.isoformat()))
    others = () if named else _others(memory, number, world, manner)
    return Turn(memory, (_stands(standing, own, manner), *others))


def _stands(standing: Standing, own: Own | None, manner: Manner) -> Say:
    words = {"number": spelled(standing.number), "status": standing.status}
    if own and standing.due and not standing.office:
        return Say(Text.CHECK_HIDDEN, words | {"due": standing.due})
    if own is None or not standing.office:
        return Say(Text.CHECK_STATUS, words)
    words |= {"office": standing.office, "due": standing.due}
    if standing.news is News.ANSWERED and standing.due:
        choices = () if manner.asks_little else settled_or_not(standing.number)
        return Say(Text.CHECK_ANSWERED, words, choices)
    if standing.news is News.ASKED and standing.due:
        return Say(Text.CHECK_ASKED, words)
    return Say(Text.CHECK_OWN if standing.due else Text.CHECK_OWN_UNDATED, words)


def _others(memory: Memory, number: str, world: World, manner: Manner) -> tuple[Say, ...]:
    """Name the other reports, the newest first: where letters cost money by their numbers alone."""
    rest = [own for own in reversed(memory.own) if own.number != number][:MOST_LISTED]
    if manner.terse:
        listed = ", ".join(spelled(own.number) for own in rest)
        return (Say(Text.CHECK_ALSO, {"others": listed}),) if listed else ()
    standings = [world.standing(own.number, own) for own in rest]
    lines = [
        f"{spelled(one.number)}: {one.status}{f' – {one.due}' if one.due else ''}"
        for one in standings
        if one
    ]
    return (Say(Text.CHECK_ALSO, {"others": "\n".join(lines)}),) if lines else ()


def reply(memory: Memory, said: Said, heard: Heard, _world: World, _manner: Manner) -> Turn:
    """Take words to the report of a number, or to the one that last had news."""
    number = said.number or (memory.focus.number if memory.focus else "")
    if not number and memory.own:
        number = memory.own[-1].number
    if not number:
        return Turn(memory, (Say(Text.CHECK_NONE),))
    own = memory.owned(number)
    if own is None:
        return Turn(memory, (Say(Text.NOT_YOURS, {"number": spelled(number)}),))
    if not (said.rest or heard.files or heard.point):
        return Turn(memory, (Say(Text.REPLY_EMPTY, {"number": spelled(number)}),))
    return Turn(memory, (telling(memory, own, said.rest, heard),))


def is_about_news(memory: Memory, said: Said, heard: Heard, world: World) -> bool:
    """Say whether words without a command are, or may be, about a report that was sent.

    Of one just sent: thanks, a question how it stands, what is told or sent besides. Greetings,
    and words after a code that stands for a place, are not.
    """
    if not memory.own or said.verb is Verb.NEW:
        return False
    if said.verb in (Verb.DONE, Verb.NOT_DONE) or _is_thanks(said):
        return True
    if memory.focus is None or focused(memory) is None:
        return False
    if memory.focus.news is not News.SENT:
        greets = said.verb is None and greeting.is_greeting(said.whole)
        return memory.focus.news is News.ASKED or not greets  # "pagi" may be the answer
    return _is_about_sent(memory.focus, said, heard, world)


def _is_about_sent(focus: Focus, said: Said, heard: Heard, world: World) -> bool:
    since = age(focus, heard.day)
    if (heard.files or heard.point or said.verb is Verb.CHANGE) and since < FRESH:
        return True
    if said.verb or not said.whole or heard.pressed or greeting.is_greeting(said.whole):
        return False
    if world.keyword(split_code(said.whole)[0]):
        return False
    if gist.asks_how_far(said.whole) or gist.more_to_tell(said.whole) is not None:
        return since < RECENT
    return since < JUST_SENT


def _is_thanks(said: Said) -> bool:
    return said.verb is None and gist.is_thanks(said.whole)


def about_news(memory: Memory, said: Said, heard: Heard, world: World, manner: Manner) -> Turn:
    """Take words about the last news; where that is long ago, ask what they are about."""
    focus, own = memory.focus, focused(memory)
    news = focus.news if focus and own else None
    if news not in (News.ANSWERED, News.ASKED) and (said.verb in OF_ANY or _is_thanks(said)):
        return _of_any(memory, said, heard, world)
    if focus is None or own is None:
        return Turn(memory, (Say(Text.NOTHING_OPEN),))
    if news is News.ASKED:
        return _about_question(memory, own, said, heard, world, manner)
    if news is News.SENT:
        return _about_sent(memory, own, said, heard, world, manner)
    if news is News.ANSWERED and (said.verb or age(focus, heard.day) < FRESH or _is_thanks(said)):
        return settling.take_answered(memory, own, said, heard, manner)
    if said.verb in (Verb.SKIP, Verb.CHANGE):
        return Turn(memory, (Say(Text.NOTHING_OPEN),))
    return _about_closed(memory, own, said, heard, world, manner)


def _of_any(memory: Memory, said: Said, heard: Heard, world: World) -> Turn:
    """Take that something is settled, or is not, while nothing waits for that; and thanks."""
    if said.verb is Verb.DONE:
        return settling.close_newest(memory, world)
    if said.verb is Verb.NOT_DONE:
        return settling.not_done_newest(memory, heard, world)
    return Turn(memory, (Say(Text.THANKED),))


def _about_closed(
    memory: Memory, own: Own, said: Said, heard: Heard, world: World, manner: Manner
) -> Turn:
    """Take words to a report that is closed, or to an answer of long ago."""
    focus = memory.focus
    if focus and focus.news is News.CLOSED and (stars := settling.stars_in(said)):
        return Turn(memory, (Tell("rate", own, stars[1], stars=stars[0]),))
    if gist.asks_how_far(said.whole):
        return check(memory, Said(said.whole, Verb.CHECK, number=own.number), heard, world, manner)
    is_old = focus is not None and age(focus, heard.day) >= FRESH
    return ask_which(memory, own, said, heard, Text.WHICH if is_old else Text.WHICH_CLOSED)


def _about_question(
    memory: Memory, own: Own, said: Said, heard: Heard, world: World, manner: Manner
) -> Turn:
    """Take the answer to an office's question; who asks back is shown the question again."""
    focus = memory.focus
    if focus and (places := chosen(focus, said.whole)):
        return Turn(let_go(memory), (choosing(own, focus, places, heard),))
    if said.verb in (Verb.SKIP, Verb.CHANGE):
        return Turn(memory, (Say(Text.NOTHING_OPEN),))
    if settling.sends_held(said, heard):  # and nothing is held
        return check(memory, Said(said.whole, Verb.CHECK, number=own.number), heard, world, manner)
    if settling.asks_back(said):
        return settling.ask_again(memory, own, said, heard, world, manner)
    return Turn(let_go(memory), (telling(memory, own, said.whole, heard),))


def _about_sent(
    memory: Memory, own: Own, said: Said, heard: Heard, world: World, manner: Manner
) -> Turn:
    """Take what is said of a report that no office has answered yet."""
    if said.verb is Verb.CHANGE:
        return ask_missing(memory, own, Text.WHAT_TO_CHANGE)
    if said.verb is Verb.SKIP:
        return Turn(memory, (Say(Text.NOTHING_OPEN),))
    if gist.asks_how_far(said.whole):
        return check(memory, Said(said.whole, Verb.CHECK, number=own.number), heard, world, manner)
    more = gist.more_to_tell(said.whole)
    if memory.focus and not memory.focus.sure:
        return ask_which(memory, own, said, heard, Text.WHICH)
    if more == "" and not (heard.files or heard.point):
        return ask_missing(memory, own, Text.WHAT_TO_CHANGE)
    if more is None and said.whole and not manner.letters:
        return ask_which(memory, own, said, heard, Text.WHICH)
    return Turn(memory, (telling(memory, own, said.whole, heard),))


def _hear_which(memory: Memory, said: Said, heard: Heard, world: World, manner: Manner) -> Turn:
    """Let a person say whether words were for an old report or a new one. Nothing is lost."""
    own = asked_about(memory)
    is_new = said.verb is Verb.NEW or said.whole == "2" or heard.pressed == NEW
    is_old = said.whole == "1" or heard.pressed == REPORT
    rest = let_go(memory)
    if said.verb is Verb.YES:  # to a question of two things a yes is no answer
        number = spelled(own.number) if own else ""
        return Turn(memory, (Say(Text.WHICH, {"number": number}, memory.offered),))
    if said.verb in (Verb.DONE, Verb.NOT_DONE, Verb.CHANGE):
        waiting = replace(rest, waiting=memory.held, waiting_files=memory.held_files)
        return about_news(waiting, said, heard, world, manner)
    if own and is_old:
        return Turn(rest, (telling_held(memory, own),))
    if is_new:
        story = "\n".join(part for part in (memory.held, said.rest) if part)
        kept = replace(
            heard, text=story, pressed="", files=memory.held_files, point=memory.held_point
        )
        return drafting.begin(replace(rest, focus=None), story, kept, world, manner)
    if said.verb in (Verb.NO, Verb.SKIP):
        return Turn(rest, (Say(Text.LEFT),))
    held = "\n".join(part for part in (memory.held, said.whole) if part)
    files, point = (*memory.held_files, *heard.files), heard.point or memory.held_point
    memory = replace(memory, held=held, held_files=files, held_point=point)
    number = spelled(own.number) if own else ""
    return Turn(memory, (Say(Text.WHICH, {"number": number}, memory.offered),))


def _hear_missing(memory: Memory, said: Said, heard: Heard, _world: World, _manner: Manner) -> Turn:
    """Take what an answer left undone, or what is to be put right."""
    own, rest = asked_about(memory), let_go(memory)
    if own is None or said.verb in (Verb.SKIP, Verb.NO):
        return Turn(rest, (Say(Text.LEFT),))
    if not (said.whole or heard.files or heard.point):
        return Turn(memory, (Say(Text.REPLY_EMPTY, {"number": spelled(own.number)}),))
    return Turn(rest, (telling(memory, own, said.whole, heard),))


def _hear_stars(memory: Memory, said: Said, heard: Heard, world: World, manner: Manner) -> Turn:
    """Take the stars; a story in their place is heard like any other."""
    is_more = not said.whole and (heard.files or heard.point)
    turn = None if is_more else settling.hear_stars(memory, said, heard)
    return turn or about_news(replace(memory, step=Step.IDLE), said, heard, world, manner)


def _hear_asked(memory: Memory, said: Said, heard: Heard, world: World, manner: Manner) -> Turn:
    """Send what was kept, where it was the answer; else take what is said now."""
    own, focus = asked_about(memory), memory.focus
    if own is None or focus is None or focus.number != own.number:
        return Turn(let_go(memory), (Say(Text.NOTHING_OPEN),))
    if focus.news is not News.ASKED:  # the question was answered otherwise
        return about_news(let_go(memory), said, heard, world, manner)
    alone = said.whole == "1" and not focus.choices
    if settling.sends_held(said, heard) or alone:
        return Turn(let_go(memory), (telling_held(memory, own, heard),))
    return _about_question(memory, own, said, heard, world, manner)


HEAR: Mapping[Step, Callable[[Memory, Said, Heard, World, Manner], Turn]] = {
    Step.WHICH: _hear_which,
    Step.MISSING: _hear_missing,
    Step.STARS: _hear_stars,
    Step.DONE: settling.hear_done,
    Step.ASKED: _hear_asked,
}


def after_told(memory: Memory, told: Told, heard: Heard) -> Turn:
    """Say that a step was taken, and ask about words that had to wait for it."""
    turn = _after_step(memory, told, heard)
    rest, own = turn.memory, turn.memory.owned(told.number)
    if turn.memory.step is not Step.IDLE or own is None or not (rest.waiting or rest.waiting_files):
        return turn
    said = Said(rest.waiting)
    kept = replace(heard, files=rest.waiting_files)
    rest = replace(rest, waiting="", waiting_files=())
    asked = ask_which(rest, own, said, kept, Text.WHICH_EARLIER)
    words = {
        "number": spelled(own.number),
        "words": textwrap.shorten(said.whole, SHOWN, placeholder="..."),
    }
    again = Say(Text.WHICH_EARLIER, words, asked.memory.offered)
    return Turn(asked.memory, (*turn.effects, again))


def _after_step(memory: Memory, told: Told, heard: Heard) -> Turn:
    """Say that a step was taken. Who closed a report is asked how it was done."""
    words = {"number": spelled(told.number), "due": told.due}
    if told.verb == "close":
        focus = Focus(told.number, News.CLOSED, heard.day.isoformat())
        memory = replace(memory, step=Step.STARS, focus=focus, about=told.number)
        return Turn(memory, (Say(Text.CLOSED, words),))
    if told.verb == "rate":
        return Turn(memory, (Say(Text.RATED, words),))
    if told.verb == "withdraw":
        return withdrawing.withdrawn(memory, told.number)
    if memory.focus and memory.focus.number == told.number:
        focus = Focus(told.number, News.SENT, heard.day.isoformat())
        memory = replace(memory, focus=focus)
    return Turn(memory, (Say(Text.TOLD_DATED if told.due else Text.TOLD, words),))
