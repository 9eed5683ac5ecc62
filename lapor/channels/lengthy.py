"""Words for which a story has no room: they come along as a file, so that nothing is cut off."""

import io
from contextlib import suppress
from dataclasses import replace

from lapor.channels.dialogue.drafting import LONGEST_STORY, MOST_FILES
from lapor.channels.dialogue.effects import Heard
from lapor.channels.dialogue.memory import Memory
from lapor.channels.dialogue.texts import Text
from lapor.files.arriving import FileRefused, take
from lapor.files.shelf import Unwritten

SHORT, SPARE = 200, 1000  # letters: of what may answer a question, and what is left for that


def kept_apart(memory: Memory, heard: Heard) -> Heard:
    """Return a message without words that its report's story cannot hold; a file holds them.

    In the caller's transaction. Where there can be no file it says that they were not taken.
    """
    draft = memory.draft
    if draft is None or len(heard.text) <= SHORT:
        return heard
    if len(draft.story) + len(heard.text) <= LONGEST_STORY - SPARE:
        return heard
    said, files = Text.TOO_LONG, heard.files
    if len(draft.files) + len(files) < MOST_FILES:
        content = heard.text.encode()
        with suppress(FileRefused, Unwritten):  # where the disk has no room it is said
            files = (*files, take(io.BytesIO(content), len(content))[1])
            said = Text.LONG
    return replace(heard, text="", files=files, asides=(*heard.asides, said))
