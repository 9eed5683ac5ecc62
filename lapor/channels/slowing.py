"""What somebody is told whose messages have to wait: once a day that they do, and whom to call.

A limit is for machines; it must never keep from a person in danger whom they can telephone.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from django.utils import timezone, translation

from lapor.channels import conversing, speaking
from lapor.channels.conversing import Place
from lapor.channels.dialogue.dangers import is_emergency
from lapor.channels.dialogue.effects import Say
from lapor.channels.dialogue.memory import Memory
from lapor.channels.dialogue.texts import Text

AGAIN = timedelta(hours=1)  # after which the numbers are named to another cry for help


def tell(place: Place, words: str, came: datetime) -> None:
    """Name the emergency numbers to a cry for help, and say once that messages wait.

    That they wait is said once a day, and the numbers once an hour, so that a machine at the other
    end has next to nothing to answer. The message itself is heard in its turn. In the caller's
    transaction, which has locked the conversation.

    came: when the message came, however often it is looked at while it waits.
    """
    memory, day, said = conversing.recall(place.talk), timezone.localdate(place.now).isoformat(), []
    if is_emergency(words) and _is_another(memory, day, came):
        said.append(Say(Text.EMERGENCY))
        memory = replace(memory, warned_on=day, warned_at=place.now.isoformat(timespec="minutes"))
    if memory.slowed_on != day:
        said.append(Say(Text.SLOWED))
        memory = replace(memory, slowed_on=day)
    if not said:
        return
    with translation.override(place.talk.language):
        speaking.say(place.talk, place.able, said, place.answered)
    conversing.remember(place.talk, memory, place.now)


def _is_another(memory: Memory, day: str, came: datetime) -> bool:
    """Say whether a cry for help is not the one to which the numbers were just named."""
    if memory.warned_on != day:
        return True
    last = datetime.fromisoformat(memory.warned_at) if memory.warned_at else None
    return last is not None and came - last >= AGAIN
