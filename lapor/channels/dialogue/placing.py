"""Where it is: an answer is a place, or said not to be one. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from lapor.channels.dialogue.commands import Said
from lapor.channels.dialogue.dangers import is_emergency
from lapor.channels.dialogue.drafting import (
    LONGEST_LANDMARK,
    OTHER,
    Hear,
    ask,
    ask_again,
    ask_next,
    begun,
    likely,
    offer,
    passes,
    says_nothing,
    with_more,
)
from lapor.channels.dialogue.effects import Heard, Manner, Places, Say, Turn, World
from lapor.channels.dialogue.greeting import vocabulary, words_of
from lapor.channels.dialogue.memory import Choice, Draft, Memory, Step
from lapor.channels.dialogue.texts import Text

# Words that say what sort of place it is, and not where in it.
KINDS = vocabulary("desa kelurahan kel kec kecamatan kab kabupaten kota di provinsi prov")
MOST_WORDS = 8  # of the name of a place; more is a story
# What was said or asked already, and is once.
UNKNOWN, STORY_INSTEAD, IN_WORDS = "place_unknown", "place_story", "place_in_words"


def _hear_place(memory: Memory, said: Said, heard: Heard, world: World, manner: Manner) -> Turn:
    draft = memory.draft
    if draft is None:
        return Turn(memory, (Say(Text.NOTHING_OPEN),))
    if heard.point or heard.files:
        draft = with_more(draft, "", heard)
        memory = replace(memory, draft=draft)
        if not said.whole:
            return _still_nowhere(memory, draft, world, manner)
    if passes(said) or not said.whole:
        return ask_next(memory, world, manner)
    if says_nothing(said):
        return ask_again(memory)
    return _placed(memory, draft, said, heard, world, manner)


def _still_nowhere(memory: Memory, draft: Draft, world: World, manner: Manner) -> Turn:
    """Take a point or a photo in answer to "where?": a photo says nothing of it."""
    if draft.point is None or draft.place:
        return ask_again(memory)
    asked = tuple(step for step in draft.asked if step not in (Step.PLACE, Step.PICK_PLACE))
    return ask_next(replace(memory, draft=replace(draft, asked=asked)), world, manner)


def _placed(
    memory: Memory, draft: Draft, said: Said, heard: Heard, world: World, manner: Manner
) -> Turn:
    """Take words as the name of a place; where they are none, say so once."""
    if is_story(said.whole) or is_emergency(said.whole):
        return _told_more(memory, said, heard, world, manner)
    found = world.places(said.whole)
    landmark = said.whole[:LONGEST_LANDMARK]
    if found.one:
        return _taken(memory, draft, found.one, landmark, world, manner)
    known = replace(draft, landmark=_joined(draft.landmark, landmark))
    if found.some:
        return offer(replace(memory, draft=known), found.some, manner)
    if UNKNOWN not in draft.asked:
        asked = replace(known, asked=(*known.asked, UNKNOWN, Step.PLACE))
        words = {"name": landmark}
        memory = replace(memory, draft=asked, step=Step.PLACE, offered=())
        return Turn(memory, (Say(Text.PLACE_UNKNOWN, words),))
    return ask_next(replace(memory, draft=known), world, manner)


def _taken(
    memory: Memory, draft: Draft, place: Choice, said: str, world: World, manner: Manner
) -> Turn:
    """Take a place; what else stands beside its name tells where in it: "depan masjid"."""
    known = set(words_of(place.label)) | KINDS
    parts = _joined(draft.landmark, said).split(", ")
    beside = ", ".join(part for part in parts if set(words_of(part)) - known)
    draft = replace(draft, place=place, landmark=beside, hints=())
    return ask_next(replace(memory, draft=likely(draft, world)), world, manner)


def _joined(before: str, more: str) -> str:
    if not more or more in before:
        return before
    return ", ".join(part for part in (before, more) if part)[:LONGEST_LANDMARK]


def is_story(words: str) -> bool:
    """Say whether words are more than the name of a place: many, or several sentences."""
    ended = words.rstrip(" .!?\n")
    has_sentences = any(mark in ended for mark in (". ", "! ", "? ", "\n"))
    count = len(words_of(words))
    return count > MOST_WORDS or (has_sentences and count > MOST_WORDS // 2)


def _told_more(memory: Memory, said: Said, heard: Heard, world: World, manner: Manner) -> Turn:
    """Add a story to the story, and take the place it names; ask once more where it names none."""
    memory = begun(memory, said.whole, heard, world)
    draft = memory.draft
    if draft is None or draft.place:
        return ask_next(memory, world, manner)
    if draft.hints and Step.PICK_PLACE not in draft.asked:
        return offer(memory, draft.hints, manner)
    if STORY_INSTEAD in draft.asked:
        return ask_next(memory, world, manner)
    memory = replace(memory, draft=replace(draft, asked=(*draft.asked, STORY_INSTEAD)))
    return ask(memory, Step.PLACE, Text.PLACE)


def picked(said: Said, heard: Heard, offered: tuple[Choice, ...]) -> Choice | None:
    """Return what was pressed, or chosen by its number or its name."""
    for place, choice in enumerate(offered, start=1):
        if heard.pressed == choice.key or said.whole.strip(" .)") == str(place):
            return choice
        if choice.label and said.whole.lower() == choice.label.lower():
            return choice
    return None


def _hear_pick(memory: Memory, said: Said, heard: Heard, world: World, manner: Manner) -> Turn:
    draft, one = memory.draft, picked(said, heard, memory.offered)
    if draft is None:
        return Turn(memory, (Say(Text.NOTHING_OPEN),))
    if one == OTHER or passes(said):  # what was typed stays as it is
        return _none_of_them(memory, draft, one, world, manner)
    if one:
        return _taken(memory, draft, one, "", world, manner)
    if said.whole and not says_nothing(said) and not is_story(said.whole):
        # "Bandung", to which of the places called Sukajadi it is
        name = memory.offered[0].label.split(",")[0] if memory.offered else ""
        both = world.places(f"{name}, {said.whole}") if name else Places()
        if both.one and both.one.label.startswith(f"{name},"):
            return _taken(memory, draft, both.one, "", world, manner)
        if both.some and all(one.label.startswith(f"{name},") for one in both.some):
            return offer(memory, both.some, manner)
    return _hear_place(memory, said, heard, world, manner)


def _none_of_them(
    memory: Memory, draft: Draft, one: Choice | None, world: World, manner: Manner
) -> Turn:
    """Ask in words for a place that is none of those offered, once; who passes is asked no more."""
    draft = replace(draft, hints=())
    if one == OTHER and IN_WORDS not in draft.asked:
        asked = tuple(step for step in draft.asked if step != Step.PICK_PLACE)
        memory = replace(memory, draft=replace(draft, asked=(*asked, IN_WORDS)))
        return ask(memory, Step.PLACE, Text.PLACE)
    draft = replace(draft, asked=(*draft.asked, Step.PLACE))
    return ask_next(replace(memory, draft=draft), world, manner)


HEAR: Mapping[Step, Hear] = {Step.PLACE: _hear_place, Step.PICK_PLACE: _hear_pick}
