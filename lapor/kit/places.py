"""Places in a text, in braces, that are filled when it is used: {number}, {office} …"""

import re
from collections.abc import Mapping

PLACE = re.compile(r"\{([^{}\n]{0,40})\}")
FILLED = re.compile(rf"{PLACE.pattern}(\.?)")  # with the full stop after it
CUT = ("...", "…")  # how words end that were cut
BY_HAND = "…"  # {…} stays, to be written by hand


def places_in(text: str) -> list[str]:
    """Return the names in braces, each once, in the order of the text."""
    return list(dict.fromkeys(PLACE.findall(text)))


def fill(text: str, words: Mapping[str, str]) -> str:
    """Put the words in their places; other braces stay, so that no text can fail or reach in.

    After words that were cut no full stop follows their dots.
    """

    def put(place: re.Match[str]) -> str:
        said = words.get(place[1])
        if said is None:
            return place[0]
        return said if said.endswith(CUT) else f"{said}{place[2]}"

    return FILLED.sub(put, text)
