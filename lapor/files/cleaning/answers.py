"""What the cleaning of a file may answer: a copy made anew, or why there is none."""

from dataclasses import dataclass
from enum import StrEnum

MOST_PIXELS = 25_000_000  # of one picture
MOST_PAGES = 500
MOST_BYTES_OUT = 40 << 20  # of a copy
MOST_SECONDS = 3600  # of a recording


class Kind(StrEnum):
    """As `File.Kind`, which this process cannot import."""

    IMAGE = "image"
    PDF = "pdf"
    OFFICE = "office"
    TEXT = "text"
    AUDIO = "audio"


class Fault(StrEnum):
    """As `File.Fault`."""

    TYPE = "type"
    PIXELS = "pixels"
    BROKEN = "broken"
    VIRUS = "virus"
    ACTIVE = "active"
    LOCKED = "locked"
    BOMB = "bomb"
    EMPTY = "empty"
    LONG = "long"


class Refused(Exception):
    """There is no clean copy of this."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True)
class Remade:
    """A copy that says what was said, and nothing about who said it, where, or with what."""

    kind: Kind
    media_type: str
    content: bytes
    thumbnail: bytes = b""  # JPEG; empty: none
    width: int = 0
    height: int = 0
    pages: int = 0
    seconds: int = 0
