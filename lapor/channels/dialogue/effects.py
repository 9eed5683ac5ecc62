"""What goes into the conversation and what it asks for. Values only: nothing here does anything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from lapor.channels.dialogue.memory import Choice, Draft, Focus, Memory, News, Own, Who
from lapor.channels.dialogue.texts import Text


@dataclass(frozen=True, kw_only=True)
class Heard:
    """One message of a person, read from any channel."""

    key: str  # of the row it is kept in: what it begins is named by it
    day: date
    text: str = ""
    pressed: str = ""  # the key of a button or of a list
    files: tuple[str, ...] = ()  # tokens of what has arrived
    point: tuple[float, float] | None = None  # latitude, longitude
    name: str = ""  # as the channel shows the person; only ever offered, never taken
    focus: Focus | None = None  # the report of the letter that they reply to
    draft: str = ""  # else the draft of that letter, as our letters name it
    proved: bool = True  # False: anybody can write in their name, as in mail
    unread: str = ""  # the kind of a thing nobody can read: sticker, poll, an edit
    lost: int = 0  # files that came and could not be taken
    asides: tuple[Text, ...] = ()  # what is to be said of recordings among them, and of its length
    language: str = ""  # of the person, as the channel says


@dataclass(frozen=True)
class Manner:
    """How a channel talks.

    terse: each message costs money; letters: each is a letter. Of both little is asked.
    """

    terse: bool = False
    letters: bool = False

    @property
    def asks_little(self) -> bool:
        return self.terse or self.letters


@dataclass(frozen=True)
class Say:
    """Words to the person: the name of a text, what fills it, and what may be pressed."""

    text: Text
    words: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class File:
    """Hand the draft in as a report; answered by `Filed` or `Refusal`."""

    draft: Draft


@dataclass(frozen=True)
class Tell:
    """Take a reporter's step on a report of this conversation; answered by `Told` or `Refusal`.

    verb: reply, add, answer, close, reopen, withdraw or rate.
    """

    verb: str
    own: Own
    words: str = ""
    files: tuple[str, ...] = ()
    stars: int = 0
    chosen: tuple[int, ...] = ()  # places among the choices of a question
    point: tuple[float, float] | None = None  # that was sent with it, or alone


@dataclass(frozen=True)
class Adopt:
    """Open the thread of a reply key and take the report as one of this conversation's own."""

    receipt: str


@dataclass(frozen=True)
class Cross:
    """Take over the report of a link that was made on its page; answered as `Adopt` is."""

    secret: str


@dataclass(frozen=True)
class Hush:
    """Send nothing more to this person, or (`on` False) send again."""

    on: bool


@dataclass(frozen=True)
class Open:
    """Make a link, used once, that opens the page of a report; answered by `Opened`."""

    own: Own


Effect = Say | File | Tell | Adopt | Cross | Hush | Open


@dataclass(frozen=True)
class Filed:
    """The draft stands as a report."""

    own: Own
    due: str  # the day by which it is handed on, as the person reads it
    place: str = ""
    office: str = ""
    lost: int = 0  # files that could not go with it


@dataclass(frozen=True)
class Told:
    """A step was taken. `due`: the next day that was promised, where there is one."""

    verb: str
    number: str
    due: str = ""
    lost: int = 0  # files that could not go with it


@dataclass(frozen=True)
class Adopted:
    """The reply key opens a report."""

    own: Own
    status: str


@dataclass(frozen=True)
class Refusal:
    """What was asked can not be done; `says` tells why, in words for the person."""

    says: str
    text: Text = Text.REFUSED
    number: str = ""


@dataclass(frozen=True)
class Opened:
    """The link to the page of a report, and for how many minutes it is good."""

    number: str
    link: str
    minutes: int


Outcome = Filed | Told | Adopted | Opened | Refusal


@dataclass(frozen=True)
class Standing:
    """What a person may read of a report: of one that is not theirs, its status alone."""

    number: str
    status: str
    office: str = ""
    due: str = ""
    news: News | None = None  # what waits for its reporter: a question or an answer
    may_close: bool = False
    may_withdraw: bool = False
    moved: bool = False  # word of it goes elsewhere now, so that here it is neither read nor told
    who: Who | None = None  # whether an office may read the name; None: it is not theirs
    confidential: bool = False


@dataclass(frozen=True)
class Quoted:
    """What an office last said to the reporter. hidden: its words go by no channel."""

    number: str
    office: str
    words: str
    due: str = ""
    news: News | None = None  # a question or an answer that waits for the reporter
    choices: tuple[str, ...] = ()
    hidden: bool = False
    moved: bool = False  # word of the report goes elsewhere now


@dataclass(frozen=True)
class Places:
    """What words say of the place: the one, else those that may be meant."""

    one: Choice | None = None
    some: tuple[Choice, ...] = ()


class World(Protocol):
    """What the conversation looks up. Reading only."""

    def keyword(self, token: str) -> Choice | None:
        """Return the place that a code such as TANGKAB stands for."""

    def places(self, words: str) -> Places:
        """Return the one place that is called so, or those that may be meant."""

    def place_in(self, story: str) -> Places:
        """Return the one place that a story names; those it may mean where that is not sure."""

    def near(self, point: tuple[float, float]) -> Sequence[Choice]:
        """Return the places around a point, the nearest first; none where they are not known."""

    def offices(self, words: str, place: Choice | None = None) -> Sequence[Choice]:
        """Return the offices that are called so, those of the place first."""

    def likely(self, draft: Draft) -> tuple[Choice, str] | None:
        """Return the office that most probably handles it, and why in words."""

    def standing(self, number: str, own: Own | None) -> Standing | None:
        """Return how a report stands; None where there is no such report."""

    def quoted(self, own: Own) -> Quoted | None:
        """Return what an office last said to the reporter of this report; None where nothing."""


@dataclass(frozen=True)
class Turn:
    """What a message leads to: what is remembered, and what is to be done, in order."""

    memory: Memory
    effects: tuple[Effect, ...] = ()
