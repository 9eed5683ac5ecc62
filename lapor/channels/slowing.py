"""What somebody is told whose messages have to wait: once a day that they do, and what to call.

A limit is for machines; it must never keep from a person in danger whom they can telephone.
"""

from dataclasses import replace
from datetime import date

from django.utils import translation

from lapor.channels import conversing, speaking
from lapor.channels.conversing import Place
from lapor.channels.dialogue.dangers import is_emergency
from lapor.channels.dialogue.effects import Say
from lapor.channels.dialogue.texts import Text


def tell(place: Place, words: str, today: date) -> None:
    """Name the emergency numbers to a cry for help, and say once that messages wait.

    Each once a day, so that a machine at the other end has next to nothing to answer. The message
    itself is heard in its turn. In the caller's transaction, which has locked the conversation.
    """
    memory, day, said = conversing.recall(place.talk), today.isoformat(), []
    if is_emergency(words) and memory.warned_on != day:
        said.append(Say(Text.EMERGENCY))
        memory = replace(memory, warned_on=day)
    if memory.slowed_on != day:
        said.append(Say(Text.SLOWED))
        memory = replace(memory, slowed_on=day)
    if not said:
        return
    with translation.override(place.talk.language):
        speaking.say(place.talk, place.able, said, place.answered)
    conversing.remember(place.talk, memory, place.now)
