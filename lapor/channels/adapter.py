"""What every channel tells us, and what each must be able to do. One folder holds one adapter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from lapor.channels.dialogue.memory import Choice

Secrets = Mapping[str, Sequence[str]]  # of each name the live ones, the newest first


class Unreadable(ValueError):
    """A body that is not what this provider sends."""


class Unfetched(Exception):
    """A file that could not be had. lasting: it never will be."""

    def __init__(self, *, lasting: bool = False) -> None:
        super().__init__("lasting" if lasting else "for now")
        self.lasting = lasting


@dataclass(frozen=True)
class Asked:
    """A request to a hook: raw bytes, headers in small letters, and the query of its address."""

    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Media:
    """A file that lies with the provider. `key` is theirs; `data` what came with the message."""

    key: str
    name: str = ""
    size: int = 0
    data: bytes = b""


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """One message of one person. `provider_id` is unique within the account."""

    provider_id: str
    sender: str  # where an answer goes, as the provider names them
    sent_at: datetime
    text: str = ""
    pressed: str = ""
    media: tuple[Media, ...] = ()
    point: tuple[float, float] | None = None  # latitude, longitude
    name: str = ""
    language: str = ""  # of the person, two letters, where the channel says it
    reply_with: str = ""  # answers for free or in time, where a channel has such a thing
    bubble: str = ""  # our message whose button they pressed, where it can be taken off
    unread: str = ""  # the kind of a thing we can not read: sticker, poll, call
    answers: UUID | None = None  # what our letter was about or went to, as its token proves
    proved: bool = True  # False: anybody can write in their name
    checked: tuple[str, ...] = ()  # what mail servers wrote on a letter, the last one's first
    ours: str = ""  # which of ours it was brought for, where the provider names it
    public: bool = False  # for all to read, so that it gets one answer that says nothing of anybody


@dataclass(frozen=True)
class Landed:
    """What became of a message of ours. status: sent, delivered, read or failed."""

    provider_id: str
    status: str
    at: datetime
    code: str = ""
    ours: str = ""


@dataclass(frozen=True)
class Left:
    """A person shut us out, or (`back`) let us in again."""

    provider_id: str
    sender: str
    at: datetime
    back: bool = False
    ours: str = ""


Item = Incoming | Landed | Left


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """Words on their way to one person. `key` is the same however often they are sent."""

    key: str
    to: str
    text: str
    choices: tuple[Choice, ...] = ()
    reply_with: str = ""
    language: str = "id"
    template: str = ""  # approved by the provider; goes instead of the text, filled with `fills`
    fills: tuple[str, ...] = ()
    subject: str = ""  # of a letter
    contact: UUID | None = None  # by which an answer is known: where it goes, or what it is about
    about: str = ""  # the number of the report that it tells of


class Free(str):
    """A provider's name for a message that cost nothing."""

    __slots__ = ()


@dataclass(frozen=True, kw_only=True)
class Able:
    """What a channel can do. longest: characters of one message; window: hours after their last."""

    longest: int
    by_query: bool = False  # what comes in may stand in the query of a GET
    terse: bool = False  # each message costs money, letters of GSM-7 alone, no buttons
    choices: int = 0  # buttons at most
    at_a_glance: int = 0  # of them, seen before a list is opened; 0: all
    longest_asking: int = 0  # characters of one message with buttons; 0: as of any
    longest_label: int = 20  # letters that each of them shows
    window: int = 0  # 0: words may be sent at any time
    names_repeat: bool = False  # the provider sends the same key once
    templates: bool = False  # an approved text goes through when the window is over
    letters: bool = False  # each message is a letter, so that little is asked and all said in one
    mute: bool = False  # nobody can answer there, so that nothing asks for it
    names_answered: bool = False  # an answer names the message that it answers
    replies_once: bool = False  # an answer may go by a token of theirs, once, under no key of ours

    def room(self, choices: int = 0) -> int:
        """Return how many characters a message with so many buttons holds."""
        return self.longest_asking or self.longest if choices else self.longest


class Adapter(Protocol):
    """One channel. Raises `Unreadable`, `Undelivered`, `Later` and `Unfetched`, nothing else."""

    able: Able

    def is_from_provider(self, asked: Asked, secrets: Secrets) -> bool:
        """Say whether the raw bytes come from the provider: constant time, any live secret."""

    def shakes_hands(self, asked: Asked, secrets: Secrets) -> bytes | None:
        """Return the answer to a question of the provider's that carries no message, else None."""

    def read(self, body: bytes) -> Sequence[Item]:
        """Return all that a body holds, in its order. Raises Unreadable."""

    def send(self, said: Mapping[str, str], secrets: Secrets, out: Outgoing) -> str:
        """Send, and return the provider's name for it, empty where it gives none.

        said: the account's settings. Raises Undelivered or Later.
        """

    def fetch(self, said: Mapping[str, str], secrets: Secrets, media: Media) -> bytes:
        """Return a file, at most `most` bytes. Raises Unfetched."""
