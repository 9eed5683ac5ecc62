"""What is done to people's words: masking for the public, and tidying on the way in."""

import re
import unicodedata
from collections.abc import Iterable

MASK = "[disamarkan]"
# Control characters are no words; a NUL byte would be refused by the database.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def mask(text: str, fragments: Iterable[str]) -> str:
    """Return the text with every fragment replaced, whatever its case; longest first."""
    found = sorted({part.strip() for part in fragments if part.strip()}, key=len, reverse=True)
    for fragment in found:
        text = re.sub(re.escape(fragment), MASK, text, flags=re.IGNORECASE)
    return text


def tidy(typed: str) -> str:
    """Return what a person typed in one normal form, without control characters."""
    plain = unicodedata.normalize("NFC", typed.replace("\r\n", "\n").replace("\r", "\n"))
    return CONTROL.sub("", plain).strip()
