"""What a conversation remembers between two messages. Frozen, and JSON when it is kept."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any, Self

MOST_DOUBTED = 5  # steps that wait for a proof; the oldest is let go
MOST_OWN = 20  # reports that one conversation knows as its own; the oldest is let go


class Step(StrEnum):
    """What was asked last, so what the next words answer."""

    IDLE = "idle"
    CRY = "cry"  # a cry for help: is it a report at all?
    STORY = "story"
    WHEN = "when"
    PLACE = "place"
    PICK_PLACE = "pick_place"
    OFFICE = "office"
    CONFIRM = "confirm"
    WHO = "who"
    NAME = "name"
    IS_NAME = "is_name"  # are these words a name?
    ANEW = "anew"  # the story, in the place of the one that was told
    WHICH = "which"  # a reply to old news, or a new report?
    MISSING = "missing"  # what an office's answer leaves undone
    STARS = "stars"
    DONE = "done"  # is it settled, or do these words go to the office?
    ASKED = "asked"  # somebody asked back; their words are kept in case they were the answer


class Who(StrEnum):
    """How much of the person the offices see. What nobody chose is HIDDEN."""

    NAMED = "named"  # who handles the report reads the name
    HIDDEN = "hidden"  # the channel's address is sealed in the vault of the report
    NOBODY = "nobody"  # no identity at all, only where word is sent


class News(StrEnum):
    """What a report last told its reporter, so what words without a command are about."""

    SENT = "sent"
    ASKED = "asked"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True)
class Choice:
    """One of a list: what stands for it, and what a reader sees."""

    key: str
    label: str


@dataclass(frozen=True)
class Draft:
    """A report on its way. `key` is of the first message, so that it is filed once."""

    key: str
    story: str = ""
    kind: str = "complaint"
    when: str = ""  # ISO day; empty: not known
    place: Choice | None = None
    hints: tuple[Choice, ...] = ()  # places that the story may mean
    landmark: str = ""
    point: tuple[float, float] | None = None
    office: Choice | None = None
    because: str = ""  # why that office was suggested
    who: Who = Who.HIDDEN
    confidential: bool = False
    name: str = ""
    files: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()  # steps that were asked already: none is asked twice
    proved: bool = True  # False: begun by a letter that anybody could have written
    unseen: bool = False  # such a letter changed it since it was last read back to its person


@dataclass(frozen=True)
class Own:
    """A report of this conversation. The receipt opens its thread, so this is kept sealed."""

    number: str
    receipt: str


@dataclass(frozen=True)
class Focus:
    """The report that words without a command are about, and since when."""

    number: str
    news: News
    since: str  # ISO day
    choices: tuple[str, ...] = ()  # of a question
    sure: bool = True  # False: brought by a link, which anybody could have sent


@dataclass(frozen=True)
class Doubted:
    """A step that a letter asked for in somebody's name, until they answer with its code."""

    code: str
    verb: str
    number: str
    words: str = ""
    files: tuple[str, ...] = ()
    stars: int = 0
    chosen: tuple[int, ...] = ()


@dataclass(frozen=True)
class Memory:
    """The whole state of one conversation."""

    step: Step = Step.IDLE
    draft: Draft | None = None
    own: tuple[Own, ...] = ()
    focus: Focus | None = None
    offered: tuple[Choice, ...] = ()
    about: str = ""  # the report that a question of ours is about
    held: str = ""  # words kept until it is clear what they are about
    held_files: tuple[str, ...] = ()
    held_point: tuple[float, float] | None = None
    waiting: str = ""  # words about which it was asked, when word of a report came in between
    waiting_files: tuple[str, ...] = ()
    doubted: tuple[Doubted, ...] = ()
    aside: tuple[Draft, ...] = ()  # drafts that letters were not about while another was written
    last: str = ""  # the last message, to know a machine that says the same again and again
    repeats: int = 0
    heard_on: str = ""  # ISO day of the last message
    reminded: bool = False
    warned_on: str = ""  # ISO day on which emergency numbers were last shown
    warned_at: str = ""  # ISO moment, to the minute, of the same
    slowed_on: str = ""  # ISO day on which they were last told that their messages have to wait
    stopped: bool = False
    called_on: str = ""  # ISO day on which they were last asked whether a letter was theirs
    cancelling: bool = False  # they asked to throw a long story away, and were told how
    withdrawing: str = ""  # the report of which it was asked whether it is to be taken back
    reason: str = ""  # what they gave for that
    tongue: str = ""  # the language that was chosen by its name, else the one last shown by words
    chosen: bool = False  # by its name, so that no other word changes it
    read_on: str = ""  # ISO day on which an office's words were last asked for
    reads: int = 0  # how often on that day

    def with_own(self, own: Own, *, proved: bool = True) -> Self:
        """Return the memory with one more report of its own, the newest last.

        proved: False where anybody may have brought it; then it takes the place of no other.
        """
        rest = tuple(known for known in self.own if known.number != own.number)
        if not proved and len(rest) >= MOST_OWN:
            return self
        return replace(self, own=(*rest, own)[-MOST_OWN:])

    def with_doubted(self, one: Doubted) -> Self:
        """Return the memory with one more step that waits for a proof, the newest last."""
        return replace(self, doubted=(*self.doubted, one)[-MOST_DOUBTED:])

    def owned(self, number: str) -> Own | None:
        """Return the report of this number if it is this conversation's own."""
        return next((own for own in self.own if own.number == number), None)

    def day_heard(self) -> date | None:
        return date.fromisoformat(self.heard_on) if self.heard_on else None


def to_json(memory: Memory) -> dict[str, Any]:
    """Return plain values; what is as it was at the start is left out."""
    blank, told = asdict(Memory()), asdict(memory)
    return {name: value for name, value in told.items() if value != blank[name]}


def from_json(kept: Mapping[str, Any]) -> Memory:
    """Return the memory of what `to_json` gave; names that are not known any more are left out."""
    known = {field.name for field in fields(Memory)} & set(kept)
    values: dict[str, Any] = {name: kept[name] for name in known}
    if draft := values.get("draft"):
        values["draft"] = _draft(draft)
    if focus := values.get("focus"):
        news, choices = News(focus["news"]), tuple(focus["choices"])
        values["focus"] = Focus(
            focus["number"], news, focus["since"], choices, focus.get("sure", True)
        )
    values["own"] = tuple(Own(**own) for own in values.get("own", ()))
    values["offered"] = tuple(Choice(**choice) for choice in values.get("offered", ()))
    for name in ("held_files", "waiting_files"):
        values[name] = tuple(values.get(name, ()))
    values["held_point"] = tuple(kept["held_point"]) if kept.get("held_point") else None
    values["doubted"] = tuple(_doubted(one) for one in values.get("doubted", ()))
    values["aside"] = tuple(_draft(one) for one in values.get("aside", ()))
    values["step"] = Step(values.get("step", Step.IDLE))
    return Memory(**values)


def _doubted(kept: Mapping[str, Any]) -> Doubted:
    return Doubted(**{**kept, "files": tuple(kept["files"]), "chosen": tuple(kept["chosen"])})


def _draft(kept: Mapping[str, Any]) -> Draft:
    known = {field.name for field in fields(Draft)} & set(kept)
    values: dict[str, Any] = {name: kept[name] for name in known}
    for name in ("place", "office"):
        values[name] = Choice(**values[name]) if values.get(name) else None
    values["hints"] = tuple(Choice(**hint) for hint in values.get("hints", ()))
    values["point"] = tuple(values["point"]) if values.get("point") else None
    values["who"] = Who(values.get("who", Who.HIDDEN))
    values["files"], values["asked"] = (tuple(values.get(name, ())) for name in ("files", "asked"))
    return Draft(**values)
