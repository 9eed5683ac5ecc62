"""What comes beside words: files for the report that is being written, and what nobody can read."""

from dataclasses import replace

from lapor.channels.dialogue.drafting import MOST_FILES, STEPS
from lapor.channels.dialogue.effects import Heard, Say
from lapor.channels.dialogue.memory import Memory
from lapor.channels.dialogue.texts import Text

UNREAD = {
    "edit": Text.EDITED,
    "stray": Text.OTHER_ADDRESS,
    "sticker": Text.STICKER,
    "contact": Text.CARD,
}


def unreadable(heard: Heard) -> Text | None:
    """Return what is said to a message that holds nothing for us; None where it holds something."""
    if heard.text or heard.pressed or heard.files or heard.point:
        return None
    if heard.lost:
        return Text.FILE_LOST
    return UNREAD.get(heard.unread, Text.NOT_UNDERSTOOD) if heard.unread else None


def told(heard: Heard) -> tuple[Say, ...]:
    """Return what is said of the files of a message before anything else."""
    said = (Text.FILE_LOST, *heard.asides) if heard.lost else heard.asides
    return tuple(Say(text) for text in said)


def taken(memory: Memory, heard: Heard) -> tuple[Memory, Heard, tuple[Say, ...]]:
    """Put files into the report that is being written, whatever question they came upon.

    Returns the memory with them, the message without them, and what is said of those that were
    more than a report takes.
    """
    draft = memory.draft
    if draft is None or not heard.files or memory.step not in STEPS:
        return memory, heard, ()
    free = MOST_FILES - len(draft.files)
    draft = replace(draft, files=(*draft.files, *heard.files[:free]))
    over = (Say(Text.FILE_LOST),) if len(heard.files) > free else ()
    return replace(memory, draft=draft), replace(heard, files=()), over


def is_bare(heard: Heard) -> bool:
    """Say whether nothing is left of a message: it was files alone."""
    return not (heard.text or heard.pressed or heard.files or heard.point)
