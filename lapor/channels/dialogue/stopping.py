"""Who asked us to be silent: how that begins and ends, and what is said until then. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from lapor.channels.dialogue.commands import Said, Verb
from lapor.channels.dialogue.effects import Heard, Hush, Manner, Say, Turn, World
from lapor.channels.dialogue.memory import Memory
from lapor.channels.dialogue.texts import Text

URGENT = (Text.EMERGENCY, Text.CRY)  # said whatever was asked of us


def stop(memory: Memory, _said: Said, heard: Heard, _world: World, _manner: Manner) -> Turn:
    """Fall silent. A letter that anybody could have written is asked about first."""
    if not heard.proved:
        return Turn(memory, (Say(Text.STOP_AGAIN),))
    return Turn(replace(memory, stopped=True), (Say(Text.STOPPED), Hush(True)))


def ended(memory: Memory, said: Said, heard: Heard) -> tuple[Memory, tuple[Hush | Say, ...]]:
    """Return the memory in which they are answered again, and what that takes.

    Who writes again wants to be answered; who writes in their name is no reason to.
    """
    if not memory.stopped or said.verb is Verb.STOP or not heard.proved:
        return memory, ()
    memory = replace(memory, stopped=False, called_on="")
    if said.verb is Verb.START and not said.crossing:
        return memory, (Hush(False), Say(Text.STARTED))
    return memory, (Hush(False),)


def in_silence(memory: Memory, said: Sequence[Say], heard: Heard) -> tuple[Memory, list[Say]]:
    """Return what is still said of an answer to a letter in the name of who wants to hear nothing.

    Once a day they are asked whether it was theirs; what the letter led to is kept meanwhile.
    Numbers for an emergency are said always.
    """
    if not memory.stopped or heard.proved or not said:
        return memory, list(said)
    left = [one for one in said if one.text in URGENT]
    today = heard.day.isoformat()
    if not left and memory.called_on == today:
        return memory, []
    return replace(memory, called_on=today), [*left, Say(Text.START_AGAIN)]
