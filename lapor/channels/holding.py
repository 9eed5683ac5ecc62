"""The files that a conversation remembers wait as long as it does, and no longer."""

from datetime import datetime, timedelta

from lapor.channels.dialogue.engine import FORGET_AFTER
from lapor.channels.dialogue.memory import Memory
from lapor.files.arriving import wait_for

SPARE = timedelta(days=1)  # a conversation is looked at once a day


def hold(before: Memory, after: Memory, now: datetime) -> None:
    """Let the files of what is remembered now wait; those of what was dropped go as all others.

    In the caller's transaction: no statement where there is no file.
    """
    held = _files(after)
    wait_for(held, now + FORGET_AFTER + SPARE)
    wait_for(_files(before) - held, None)


def _files(memory: Memory) -> frozenset[str]:
    """Return the tokens of every file that is remembered."""
    drafts = (memory.draft, *memory.aside)
    drafted = (token for draft in drafts if draft for token in draft.files)
    doubted = (token for one in memory.doubted for token in one.files)
    return frozenset((*drafted, *memory.held_files, *memory.waiting_files, *doubted))
