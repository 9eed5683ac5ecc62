"""Plain text and tables in it: kept word by word, without what no reader sees."""

import codecs
import re
import unicodedata

from lapor.files.cleaning.answers import Fault, Kind, Refused, Remade

MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
KEPT = "\n\t"
# Signs that turn the direction of what follows: a name can be made to look like another.
# Signs of that kind (Cf) also spell what nobody sees: a mark that tells whose copy this was. A few
# join letters of other alphabets, and pictures; a few are seen.
JOINING = {"\u200c", "\u200d", "\ufe0f"}
SEEN = {*map(chr, range(0x600, 0x606)), "\u06dd", "\u070f", "\u08e2"}
VARIANTS = {*map(chr, range(0xFE00, 0xFE10)), *map(chr, range(0xE0100, 0xE01F0))}
WEST, MOST_STRANGE = "cp1252", 0.3  # what Excel writes here; the share of its letters not in ASCII
STRANGE = 0.05  # the share of control characters above which it was no text
# What begins so is written for a machine: pages, letters as files, scripts, other documents.
MACHINE = re.compile(
    r"\s*(<[!?/]|<(?:html|head|body|script|style|svg|img|iframe|object|embed|form|meta|link|math"
    r"|table|div|p|a)\b|\{\\rtf|#!|%!|%PDF|@echo|MIME-Version:|Return-Path:|Received:|From \S+@"
    r"|Content-Type:|Delivered-To:)",
    re.IGNORECASE,
)
WITHIN = re.compile(r"<script|<html|<\?php|<svg|Content-Type: *multipart/", re.IGNORECASE)
LOOKED_AT = 8192  # characters of the beginning


def remake(content: bytes) -> Remade:
    """Return the same words as UTF-8. Raises `Refused` where it is no text."""
    text = _read(content)
    if MACHINE.match(text) or WITHIN.search(text[:LOOKED_AT]):
        raise Refused(Fault.TYPE)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    plain = "".join(letter for letter in text if letter in KEPT or not _is_control(letter))
    if len(text) - len(plain) > len(text) * STRANGE:
        raise Refused(Fault.TYPE)
    shown = _shown(plain)
    if not shown.strip():
        raise Refused(Fault.EMPTY)
    return Remade(Kind.TEXT, "text/plain", shown.encode())


def _read(content: bytes) -> str:
    encoding = next((name for mark, name in MARKS.items() if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "utf-8":
            raise Refused(Fault.TYPE) from None
        text = _western(content)
    if "\0" in text:
        raise Refused(Fault.TYPE)
    return text


def _western(content: bytes) -> str:
    """Read what old programs of Windows write. Any byte is a letter there, so be strict."""
    try:
        text = content.decode(WEST)
    except UnicodeDecodeError:
        raise Refused(Fault.TYPE) from None
    odd = sum(not letter.isascii() for letter in text)
    if odd > len(text) * MOST_STRANGE or any(map(_is_control, set(text) - set("\r\n\t"))):
        raise Refused(Fault.TYPE)
    return text


def _shown(text: str) -> str:
    """Leave out what no reader sees, but what joins two letters that are seen."""
    shown: list[str] = []
    for letter in text:
        turns = unicodedata.category(letter) == "Cf" and letter not in SEEN
        if turns or letter in VARIANTS:
            before = shown[-1] if shown else ""
            if letter not in JOINING or before.isascii() or before in JOINING:
                continue
        shown.append(letter)
    return "".join(shown)


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter) == "Cc"
