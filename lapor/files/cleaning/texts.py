"""Plain text and tables in it: kept word by word, without what no reader sees."""

import codecs
import re
import unicodedata

from lapor.files.cleaning.answers import Fault, Kind, Refused, Remade

MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
KEPT = "\n\t"
# Signs that turn the direction of what follows: a name can be made to look like another.
TURNING = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A)), "\u200e", "\u200f"}
STRANGE = 0.01  # the share of control characters above which it was no text
# What begins so is written for a machine: pages, letters as files, scripts, other documents.
MACHINE = re.compile(
    r"\s*(<[a-z!?/]|\{\\rtf|#!|%!|%PDF|@echo|MIME-Version:|Return-Path:|Received:|From "
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
    shown = "".join(letter for letter in text if _is_seen(letter))
    if len(text) - len(shown) > len(text) * STRANGE:
        raise Refused(Fault.TYPE)
    if not shown.strip():
        raise Refused(Fault.EMPTY)
    return Remade(Kind.TEXT, "text/plain", shown.encode())


def _read(content: bytes) -> str:
    encoding = next((name for mark, name in MARKS.items() if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise Refused(Fault.TYPE) from None
    if "\0" in text:
        raise Refused(Fault.TYPE)
    return text


def _is_seen(letter: str) -> bool:
    return letter in KEPT or (unicodedata.category(letter) != "Cc" and letter not in TURNING)
