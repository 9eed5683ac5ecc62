"""Places in a text, in braces, that are filled when it is used: {number}, {office} …"""

import re
from collections.abc import Mapping

PLACE = re.compile(r"\{([^{}\n]{0,40})\}")
BY_HAND = "…"  # {…} stays, to be written by hand


def places_in(text: str) -> list[str]:
    """Return the names in braces, each once, in the order of the text."""
    return list(dict.fromkeys(PLACE.findall(text)))


def fill(text: str, words: Mapping[str, str]) -> str:
    """Put the words in their places; other braces stay, so that no text can fail or reach in."""
    return PLACE.sub(lambda place: words.get(place[1], place[0]), text)
