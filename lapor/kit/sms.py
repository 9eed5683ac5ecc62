"""How long an SMS is and where it is cut, as the network counts: GSM 03.38 and UCS-2.

Source: 3GPP TS 23.038 (alphabets) and TS 23.040 (parts: a header of six bytes takes its room).
"""

import unicodedata
from collections.abc import Sequence

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = "\f^{}\\[~]|€"  # an escape goes before each of these, so that it counts twice
ESCAPE = 0x1B
# The alphabet in the order of its septets; the escape has the place of none.
LETTERS = {place + (place >= ESCAPE): letter for place, letter in enumerate(BASIC)}
AFTER_ESCAPE = dict(zip(b"\x0a\x14()/<=>@e", EXTENDED, strict=True))
SEPTETS = {letter: bytes((septet,)) for septet, letter in LETTERS.items()} | {
    letter: bytes((ESCAPE, septet)) for septet, letter in AFTER_ESCAPE.items()
}
COST = dict.fromkeys(BASIC, 1) | dict.fromkeys(EXTENDED, 2)
ALONE, JOINED = 160, 153  # septets of a message of one part, and of one of several
ALONE_WIDE, JOINED_WIDE = 70, 67  # the same in units of sixteen bits
# What people's keyboards write, and GSM-7 does not have.
PLAINER = str.maketrans(
    {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "\u00a0": " "}
)


def plainer(text: str) -> str:
    """Return the text with the marks of typography as GSM-7 has them; other letters stay."""
    return text.translate(PLAINER)


def plainest(text: str) -> str:
    """Return the text in letters of GSM-7 alone: without accents it lacks, other marks left out."""
    found = []
    for letter in plainer(text):
        plain = letter if letter in COST else unicodedata.normalize("NFKD", letter)
        found.append("".join(one for one in plain if one in COST))
    return "".join(found)


def is_gsm(text: str) -> bool:
    """Say whether every letter is in GSM-7, so that a part holds 160 of them and not 70."""
    return all(letter in COST for letter in text)


def parts(text: str) -> Sequence[str]:
    """Return the parts that a text is sent in. No letter of two units is cut through."""
    if is_gsm(text):
        return _cut(text, [COST[letter] for letter in text], ALONE, JOINED)
    wide = [2 if ord(letter) > 0xFFFF else 1 for letter in text]
    return _cut(text, wide, ALONE_WIDE, JOINED_WIDE)


def septets(text: str) -> int:
    """Return how much room a text of GSM-7 takes."""
    return sum(COST[letter] for letter in text)


def cut(text: str, room: int, end: str = "...") -> str:
    """Return a text of GSM-7 in so many septets, cut at a whole word where it is longer."""
    if septets(text) <= room:
        return text
    room -= septets(end)
    place = 0
    for letter in text:
        room -= COST[letter]
        if room < 0:
            break
        place += 1
    whole = text[:place].rpartition(" ")[0] or text[:place]
    return whole.rstrip(" ,.;:") + end


def _cut(text: str, costs: Sequence[int], alone: int, joined: int) -> Sequence[str]:
    if sum(costs) <= alone:
        return [text]
    found, begin, room = [], 0, joined
    for place, cost in enumerate(costs):
        if cost > room:
            found.append(text[begin:place])
            begin, room = place, joined
        room -= cost
    return [*found, text[begin:]]


def encoded(text: str) -> bytes:
    """Return the septets of a text, one in each octet. Raises KeyError for what GSM-7 lacks."""
    return b"".join(SEPTETS[letter] for letter in text)


def decoded(octets: bytes) -> str:
    """Return the text of septets, one in each octet; what stands for nothing is kept as "?".

    A septet after an escape that no table knows is read without it, as 23.038 asks.
    """
    found, escaped = [], False
    for octet in octets:
        if octet == ESCAPE and not escaped:
            escaped = True
            continue
        known = AFTER_ESCAPE.get(octet) if escaped else None
        found.append(known or LETTERS.get(octet, "?"))
        escaped = False
    return "".join(found)
