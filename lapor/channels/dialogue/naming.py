"""Who reports: hidden, shown by name, or secret. In doubt hidden, and said so. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from lapor.channels.dialogue.commands import Said, Verb
from lapor.channels.dialogue.drafting import (
    HIDDEN,
    LONGEST_NAME,
    MORE,
    SHOWN,
    Hear,
    ask,
    ask_again,
    ask_next,
    confirm,
    says_nothing,
    wished,
    with_more,
)
from lapor.channels.dialogue.effects import Heard, Manner, Say, Turn, World
from lapor.channels.dialogue.greeting import words_of
from lapor.channels.dialogue.memory import Choice, Draft, Memory, Step, Who
from lapor.channels.dialogue.texts import Text
from lapor.channels.dialogue.wishes import (
    Wish,
    asks_about_names,
    is_name,
    looks_like_a_name,
    name_in,
    wish_of,
)

A_SENTENCE = 5  # words; fewer that are no name and no wish are asked about


def heard_wish(memory: Memory, draft: Draft, wish: Wish, world: World, manner: Manner) -> Turn:
    """Do what somebody wishes for their name; who wants it shown is asked for it."""
    draft = wished(draft, wish)
    if draft.who is Who.NAMED and not draft.name:
        # hidden until there is a name: an answer that never comes shows nobody
        return ask(replace(memory, draft=replace(draft, who=Who.HIDDEN)), Step.NAME, Text.NAME)
    return ask_next(_asked_who(memory, draft), world, manner)


def _asked_who(memory: Memory, draft: Draft) -> Memory:
    """Return the memory with the draft, in which nobody is to be asked for a name any more."""
    asked = draft.asked if Step.WHO in draft.asked else (*draft.asked, Step.WHO)
    return replace(memory, draft=replace(draft, asked=asked), offered=())


def ask_whether_name(memory: Memory, draft: Draft, name: str) -> Turn:
    """Ask whether a few words with capitals are a name to be shown, or belong to the story."""
    choices = tuple(Choice(key, key) for key in (SHOWN, HIDDEN, MORE))  # the channel's labels
    draft = replace(draft, name=name[:LONGEST_NAME], who=Who.HIDDEN)
    turn = ask(replace(memory, draft=draft), Step.IS_NAME, Text.IS_NAME, choices)
    return replace(turn, effects=(Say(Text.IS_NAME, {"name": draft.name}, choices),))


def _hear_who(memory: Memory, said: Said, heard: Heard, world: World, manner: Manner) -> Turn:
    draft = memory.draft
    if draft is None:
        return Turn(memory, (Say(Text.NOTHING_OPEN),))
    if (wish := wish_of(said.whole)) and wish.whole:
        return heard_wish(memory, draft, wish, world, manner)
    if said.verb in (Verb.SKIP, Verb.NO):
        return heard_wish(memory, draft, Wish(), world, manner)
    if said.verb is Verb.NAME and (turn := renamed(memory, draft, said, world, manner)):
        return turn
    if name := name_in(said.whole) or (said.whole if looks_like_a_name(said.whole) else None):
        return ask_whether_name(memory, draft, name)
    return _not_a_name(memory, draft, said, heard)


def _not_a_name(memory: Memory, draft: Draft, said: Said, heard: Heard) -> Turn:
    """Keep what is more of the story, and ask for the name once more."""
    is_more = len(words_of(said.whole)) >= A_SENTENCE and not asks_about_names(said.whole)
    is_more = is_more and not says_nothing(said)
    if is_more or heard.files or heard.point:
        draft = with_more(draft, said.whole if is_more else "", heard)
    memory = replace(memory, draft=draft, step=Step.WHO, offered=())
    added = (Say(Text.ADDED),) if is_more else ()
    return Turn(memory, (*added, Say(Text.WHO_AGAIN)))


def _hear_name(memory: Memory, said: Said, heard: Heard, world: World, manner: Manner) -> Turn:
    draft = memory.draft
    if draft is None:
        return Turn(memory, (Say(Text.NOTHING_OPEN),))
    wish = wish_of(said.whole)
    if said.verb in (Verb.SKIP, Verb.NO) or not said.whole:
        wish = Wish()
    if wish and wish.whole and not wish.shown:
        return heard_wish(memory, draft, wish, world, manner)
    name = name_in(said.whole) or said.whole.strip(" .,")
    if is_name(name):
        return _shown(memory, draft, name, world, manner)
    if says_nothing(said) or wish:
        return ask_again(memory)
    return _not_a_name(memory, draft, said, heard)


def _shown(memory: Memory, draft: Draft, name: str, world: World, manner: Manner) -> Turn:
    """Show who reports by a name; what is confidential is never named."""
    if draft.confidential:
        return confirm(_asked_who(memory, replace(draft, name="", who=Who.HIDDEN)))
    draft = replace(draft, name=name[:LONGEST_NAME], who=Who.NAMED)
    return ask_next(_asked_who(memory, draft), world, manner)


def _hear_is_name(memory: Memory, said: Said, heard: Heard, world: World, manner: Manner) -> Turn:
    """Take whether it is a name to be shown; whatever else comes shows nobody."""
    draft = memory.draft
    if draft is None:
        return Turn(memory, (Say(Text.NOTHING_OPEN),))
    wish, digit = wish_of(said.whole), said.whole.strip(" .)")
    if said.verb is Verb.YES or digit == "1" or (wish and wish.whole and wish.shown):
        return _shown(memory, draft, draft.name, world, manner)
    if heard.pressed == MORE or digit == "3" or said.whole.casefold() == MORE:
        draft = with_more(replace(draft, name=""), draft.name, heard)
        return confirm(_asked_who(memory, draft))
    if said.verb in (Verb.SKIP, Verb.NO) or digit == "2" or (wish and wish.whole):
        return heard_wish(memory, draft, wish or Wish(), world, manner)
    if looks_like_a_name(said.whole):
        return ask_whether_name(memory, draft, said.whole)
    if says_nothing(said) or len(words_of(said.whole)) < A_SENTENCE:
        return ask_again(memory)
    draft = with_more(replace(draft, name=""), said.whole, heard)
    return ask_next(_asked_who(memory, draft), world, manner)


def renamed(memory: Memory, draft: Draft, said: Said, world: World, manner: Manner) -> Turn | None:
    """Take NAMA with a name after it, or alone; None where the words only begin with it."""
    name = said.rest.strip(" .,:")
    if not name:
        return ask(memory, Step.NAME, Text.NAME)
    if found := name_in(said.whole):
        name = found
    return _shown(memory, draft, name, world, manner) if is_name(name) else None


HEAR: Mapping[Step, Hear] = {
    Step.WHO: _hear_who,
    Step.NAME: _hear_name,
    Step.IS_NAME: _hear_is_name,
}
