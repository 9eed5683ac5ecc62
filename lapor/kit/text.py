"""What is done to people's words: masking for the public, and tidying on the way in."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

MASK = "[disamarkan]"
MARK = re.compile(r"\[disamarkan[^\]\n]{0,40}\]")  # where something was covered, whatever
SHORTEST_FRAGMENT = 2  # letters; one letter would be masked in every word
MOST_FRAGMENTS = 50
# No writing needs more marks on one letter, and sorting them costs the square of their number.
MOST_MARKS = 8
# Control characters are no words; a NUL byte would be refused by the database.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def mask(text: str, fragments: Iterable[str]) -> str:
    """Return the text with everything covered that a fragment says, whatever its case.

    Where fragments overlap or touch there is one mark. Fragments under two letters do not count.
    Raises ValueError where there are more than MOST_FRAGMENTS.
    """
    parts = {folded(part.strip()) for part in fragments}
    parts = {part for part in parts if len(part) >= SHORTEST_FRAGMENT}
    if len(parts) > MOST_FRAGMENTS:
        raise ValueError(f"More than {MOST_FRAGMENTS} fragments to mask.")
    low = folded(text)
    spans = sorted(span for part in parts for span in _spans(low, part))
    shown, end = [], 0
    for start, stop in _merged(spans):
        shown += [text[end:start], MASK]
        end = stop
    return "".join([*shown, text[end:]])


def folded(text: str) -> str:
    """Return the text without difference of case, letter for letter, so that places agree."""
    return "".join(low if len(low := letter.casefold()) == 1 else letter for letter in text)


def tidy(typed: str) -> str:
    """Return what a person typed in one normal form, without control characters.

    What is typed by a stranger costs no more than its length: see `with_few_marks`.
    """
    plain = CONTROL.sub("", typed.replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", with_few_marks(plain)).strip()


def one_line(typed: str) -> str:
    """Return what was typed where one line is asked for: tidied, each gap one space.

    A line break in a title or a name would put words of a stranger onto a line of their own in the
    letters that repeat it.
    """
    return " ".join(tidy(typed).split())


def with_few_marks(text: str) -> str:
    """Return the text without the marks beyond MOST_MARKS in a row."""
    if text.isascii():
        return text
    kept, row = [], 0
    for letter in text:
        row = row + 1 if unicodedata.category(letter).startswith("M") else 0
        if row <= MOST_MARKS:
            kept.append(letter)
    return "".join(kept)


def _spans(text: str, part: str) -> Iterator[tuple[int, int]]:
    """Return from where to where the part stands, also where it overlaps itself."""
    at = text.find(part)
    while at >= 0:
        yield at, at + len(part)
        at = text.find(part, at + 1)


def _merged(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Join spans, ordered by their start, that overlap or touch."""
    start = stop = -1
    for first, last in spans:
        if first <= stop:
            stop = max(stop, last)
            continue
        if stop >= 0:
            yield start, stop
        start, stop = first, last
    if stop >= 0:
        yield start, stop
