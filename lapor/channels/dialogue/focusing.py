"""What words without a command are about: the report of the last news, and their way. Pure."""

import re
from dataclasses import replace
from datetime import date, timedelta

from lapor.channels.dialogue.commands import Said
from lapor.channels.dialogue.effects import Heard, Say, Tell, Turn
from lapor.channels.dialogue.memory import Choice, Focus, Memory, News, Own, Step
from lapor.channels.dialogue.reading import spelled
from lapor.channels.dialogue.texts import Text
from lapor.kit.points import ROUGH

REPORT, NEW = "tentang-laporan", "baru"
PLACES = re.compile(r"[\d\s,;.&+]+")  # "1", "1, 3", and "1 dan 3" without its word
VERBS = {News.ASKED: "answer", News.ANSWERED: "reply", News.CLOSED: "reopen", News.SENT: "add"}


def telling(memory: Memory, own: Own, words: str, heard: Heard) -> Tell:
    """Return the step that brings words and what came with them to a report, by its last news."""
    return Tell(_verb(memory, own), own, words, heard.files, point=heard.point)


def telling_held(memory: Memory, own: Own, heard: Heard | None = None) -> Tell:
    """Return the step that brings to a report what was kept, and what came with the answer."""
    files = (*memory.held_files, *heard.files) if heard else memory.held_files
    point = (heard.point if heard else None) or memory.held_point
    return Tell(_verb(memory, own), own, memory.held, files, point=point)


def has_held(memory: Memory) -> bool:
    """Say whether anything is kept until it is clear what it is for."""
    return bool(memory.held or memory.held_files or memory.held_point)


def _verb(memory: Memory, own: Own) -> str:
    focus = memory.focus
    return VERBS[focus.news if focus and focus.number == own.number else News.SENT]


def focused(memory: Memory) -> Own | None:
    """Return the report of the last news, if it is this conversation's own."""
    return memory.owned(memory.focus.number) if memory.focus else None


def age(focus: Focus, today: date) -> timedelta:
    """Return how long ago the news was told."""
    return today - date.fromisoformat(focus.since)


def chosen(focus: Focus, words: str) -> tuple[int, ...]:
    """Return the places of the choices that words name: by their numbers, or one by its name."""
    low = words.strip(" .!").casefold()
    named = [place for place, one in enumerate(focus.choices) if one.casefold() == low]
    plain = re.sub(r"\b(dan|and)\b", " ", low)
    if named or not PLACES.fullmatch(plain):
        return tuple(named)
    typed = [int(digits) - 1 for digits in re.findall(r"\d{1,3}", plain)]
    return tuple(typed) if all(0 <= place < len(focus.choices) for place in typed) else ()


def choosing(own: Own, focus: Focus, places: tuple[int, ...], heard: Heard) -> Tell:
    """Return the answer that names these choices of a question."""
    words = "\n".join(focus.choices[place] for place in places)
    return Tell("answer", own, words, heard.files, chosen=places)


def asked_about(memory: Memory) -> Own | None:
    """Return the report that a question of ours is about, whatever else had news meanwhile."""
    return memory.owned(memory.about) or focused(memory)


def hold(memory: Memory, step: Step, own: Own, said: Said, heard: Heard) -> Memory:
    """Keep words until it is clear what they are for; those that are kept already stay."""
    return replace(
        memory,
        step=step,
        about=own.number,
        held="\n".join(part for part in (memory.held, said.whole) if part),
        held_files=(*memory.held_files, *heard.files),
        held_point=heard.point or memory.held_point,
        offered=(),
    )


def let_go(memory: Memory) -> Memory:
    """Return the memory with nothing asked and nothing held."""
    return replace(
        memory, step=Step.IDLE, about="", held="", held_files=(), held_point=None, offered=()
    )


def put_aside(memory: Memory) -> Memory:
    """Return the memory without the question that is open; words that were kept wait for news."""
    if not has_held(memory):
        return let_go(memory)
    point = memory.held_point  # it may be of somebody who hides, and so is kept as a street is
    where = f"{point[0]:.{ROUGH}f}, {point[1]:.{ROUGH}f}" if point else ""
    waiting = "\n".join(part for part in (memory.held, where) if part)
    return replace(let_go(memory), waiting=waiting, waiting_files=memory.held_files)


def ask_which(memory: Memory, own: Own, said: Said, heard: Heard, text: Text) -> Turn:
    """Ask whether words are about an old report or a new one; they are kept meanwhile."""
    offered = (Choice(REPORT, spelled(own.number)), Choice(NEW, NEW))
    held = replace(hold(let_go(memory), Step.WHICH, own, said, heard), offered=offered)
    return Turn(held, (Say(text, {"number": spelled(own.number)}, offered),))


def ask_missing(memory: Memory, own: Own, text: Text) -> Turn:
    """Ask what is left undone, or what is to be put right."""
    memory = replace(let_go(memory), step=Step.MISSING, about=own.number)
    return Turn(memory, (Say(text, {"number": spelled(own.number)}),))
