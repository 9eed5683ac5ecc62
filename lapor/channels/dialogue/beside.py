"""What a letter is not about stands beside it, untouched, while the letter is taken. Pure.

Anybody can begin a report in somebody's name. The answer that its owner then writes to a letter of
ours is for what that letter was about: their report, or the question of one draft, never another's.
"""

import hashlib
from dataclasses import replace
from uuid import UUID

from lapor.channels.dialogue.drafting import STEPS
from lapor.channels.dialogue.effects import Heard, Manner, Say, Turn
from lapor.channels.dialogue.focusing import asked_about, has_held, let_go, put_aside
from lapor.channels.dialogue.memory import Draft, Memory, Step
from lapor.channels.dialogue.texts import Text

MOST_ASIDE = 3  # drafts that wait beside the one that is written; the oldest is let go
# Questions about a report.
OF_A_REPORT = (Step.WHICH, Step.MISSING, Step.STARS, Step.DONE, Step.ASKED)


def name_of(draft: Draft) -> UUID:
    """Return by what our letters name a draft: nobody finds its key from that."""
    made = hashlib.sha256(f"lapor.channels.letter:{draft.key}".encode())
    return UUID(bytes=made.digest()[:16])


def turned_to(memory: Memory, heard: Heard) -> Memory:
    """Return the memory with the draft before it whose letter is answered; the other waits."""
    found = next((one for one in memory.aside if heard.draft == str(name_of(one))), None)
    if found is None:
        return memory
    rest = tuple(one for one in memory.aside if one != found)
    memory = _with_aside(replace(memory, aside=rest), memory.draft)
    return _asking(replace(memory, draft=found, step=Step.IDLE))


def apart(memory: Memory, heard: Heard, manner: Manner) -> Memory:
    """Return what a letter is taken by: of one that anybody could have written, no answer."""
    if not manner.letters:
        return memory
    if not heard.proved or heard.draft:  # neither answers whether a report is taken back
        memory = replace(memory, withdrawing="", reason="")
    if not heard.proved:
        return let_go_of(memory) if memory.step in OF_A_REPORT else memory
    own = memory.owned(heard.focus.number) if heard.focus else None
    if own:
        if memory.step in OF_A_REPORT and asked_about(memory) != own:
            memory = let_go_of(memory)
        return _without_draft(replace(memory, focus=heard.focus))
    if memory.draft is None:
        return memory
    if heard.draft == str(name_of(memory.draft)):
        return _asking(memory)
    is_theirs = memory.draft.proved and not heard.draft
    return memory if is_theirs else _without_draft(memory)


def back(turn: Turn, before: Memory, taken: Memory, heard: Heard) -> Turn:
    """Put back what `apart` put aside of a letter that is proved, as it was.

    before, taken: the memory before and after that was put aside.
    """
    if not heard.proved:
        return turn
    memory = turn.memory
    if taken.step is not before.step and memory.step is Step.IDLE and memory.draft is None:
        memory = replace(memory, step=before.step, about=before.about, offered=before.offered)
        files, point = before.held_files, before.held_point
        memory = replace(memory, held=before.held, held_files=files, held_point=point)
    elif taken.step is not before.step and before.held and before.held != memory.held:
        kept = put_aside(before)
        memory = replace(memory, waiting=kept.waiting, waiting_files=kept.waiting_files)
    if before.draft and taken.draft is None:
        is_free = memory.draft is None
        memory = (
            replace(memory, draft=before.draft) if is_free else _with_aside(memory, before.draft)
        )
    is_shown = any(isinstance(one, Say) and one.text is Text.CONFIRM for one in turn.effects)
    if memory.draft and is_shown:
        memory = replace(memory, draft=replace(memory.draft, unseen=False))
    return replace(turn, memory=memory)


def let_go_of(memory: Memory) -> Memory:
    """Return the memory without its question about a report and the words kept for it."""
    return replace(memory, step=Step.IDLE, held="", held_files=(), held_point=None, offered=())


def _without_draft(memory: Memory) -> Memory:
    if memory.draft is None:
        return memory
    if memory.step in OF_A_REPORT:
        return replace(memory, draft=None)
    return replace(memory, draft=None, step=Step.IDLE, offered=())


def _with_aside(memory: Memory, draft: Draft | None) -> Memory:
    return replace(memory, aside=(*memory.aside, draft)[-MOST_ASIDE:]) if draft else memory


def _asking(memory: Memory) -> Memory:
    """Return the memory at the question of its draft; words kept for another are asked about later.

    Who answers our letter about a draft has a hand in it from then on.
    """
    draft = memory.draft
    if draft is None:
        return memory
    memory = replace(memory, draft=replace(draft, proved=True))
    if memory.step in STEPS:
        return memory
    if has_held(memory):
        memory = put_aside(memory)
    asks = draft.asked[-1] if draft.asked else Step.CONFIRM
    if draft.place or draft.landmark or asks not in STEPS:
        asks = Step.CONFIRM
    if asks == Step.PICK_PLACE:  # what was offered is not remembered any more
        asks = Step.PLACE
    return replace(let_go(memory), step=Step(asks))
