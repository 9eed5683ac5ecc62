"""What somebody wrote themselves in a letter: without what they quote, and without a signature.

Indonesian and English mail programs. The letter as it came stays in the sealed body.
"""

import re
from collections.abc import Sequence

LONGEST = 200_000  # letters that are looked at
OPENS = re.compile(r"^\W{0,3}(pada|on)\b", re.IGNORECASE)
WRITES = re.compile(r"\b(menulis|wrote|schrieb) ?:?$", re.IGNORECASE)
# A header of quoted words names an address or an hour; "Pada hari Senin kepala dinas menulis:" is
# part of a story.
DATED = re.compile(r"@|<|\b\d{1,2}[:.]\d{2}\b")
LONGEST_LINE = 2_000  # letters of a line that patterns are tried on
ACROSS = 4  # lines that such a header may go over
DIVIDER = re.compile(
    r"^[-_ ]{2,}(original message|pesan asli|pesan asal|surat asli|forwarded message"
    r"|pesan yang diteruskan|pesan terusan|message transféré)[-_ ]{2,}$",
    re.IGNORECASE,
)
FIELD = re.compile(
    r"^\*?(dari|from|dikirim|sent|tanggal|date|kepada|ke|to|cc|subjek|perihal|subject|hal)\*?\s*:"
    r"\s*\S",
    re.IGNORECASE,
)
FIRST = re.compile(r"^\*?(dari|from)\*?\s*:\s*\S", re.IGNORECASE)
FIELDS = 3  # lines of a block such as Outlook's, at least
SIGNED = re.compile(r"^--\s?$")
MACHINE = re.compile(
    r"^\W*(dikirim (dari|melalui|menggunakan)|dapatkan outlook|sent (from|with|via)|get outlook"
    r"|dikirim dr)\b.{0,70}$",
    re.IGNORECASE,
)
MACHINE_LINES = 3  # of the last lines one may be such


def own_words(text: str, *, reply: bool) -> str:
    """Return what the sender wrote: of a reply without the letter it answers. Never raises.

    What is forwarded in a letter that answers nothing stays: it is what the sender shows.
    """
    lines = text[:LONGEST].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if reply:
        lines = _unquoted(lines)
    return "\n".join(_unsigned(lines)).strip()


def _unquoted(lines: Sequence[str]) -> list[str]:
    kept: list[str] = []
    place = 0
    while place < len(lines):
        line = _plain(lines[place])
        if line.startswith(">"):
            place += 1
            continue
        if DIVIDER.match(line) or _is_block(lines, place):
            break
        if end := _header_end(lines, place):
            if _is_marked(lines, end):
                place = end
                continue
            break
        kept.append(lines[place])
        place += 1
    return kept


def _plain(line: str) -> str:
    """Return a line with single spaces, cut: no pattern is held up by what a stranger repeats."""
    return " ".join(line[:LONGEST_LINE].split())


def _header_end(lines: Sequence[str], place: int) -> int:
    """Return the line after "Pada Sen, 2 Nov 2026 10.12, … menulis:", 0 where there is none."""
    if not OPENS.match(lines[place][:LONGEST_LINE]):
        return 0
    for end in range(place + 1, min(place + ACROSS, len(lines)) + 1):
        header = _plain(" ".join(line.strip(" >") for line in lines[place:end]))
        if WRITES.search(header):
            return end if DATED.search(header) else 0
        if not lines[end - 1].strip():
            return 0
    return 0


def _is_marked(lines: Sequence[str], place: int) -> bool:
    """Say whether what follows is quoted with marks, so that answers may stand between."""
    first = next((line for line in lines[place:] if line.strip()), "")
    return first.lstrip().startswith(">")


def _is_block(lines: Sequence[str], place: int) -> bool:
    """Say whether a block of fields begins here, as Outlook puts it over what it quotes."""
    if not FIRST.match(_plain(lines[place])):
        return False
    fields = 0
    for line in lines[place : place + 7]:
        if FIELD.match(_plain(line)):
            fields += 1
        elif not line.strip():
            break
    return fields >= FIELDS


def _unsigned(lines: Sequence[str]) -> list[str]:
    """Leave out a signature below "-- ", and what a program adds of itself."""
    kept = list(lines)
    signed = next((at for at, line in enumerate(kept) if SIGNED.match(line)), None)
    if signed is not None and any(line.strip() for line in kept[:signed]):
        kept = kept[:signed]
    while kept and not kept[-1].strip():
        kept.pop()
    for at in range(len(kept) - 1, max(len(kept) - 1 - MACHINE_LINES, -1), -1):
        if MACHINE.match(_plain(kept[at])):
            del kept[at]
    return kept
