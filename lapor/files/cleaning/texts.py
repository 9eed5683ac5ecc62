"""Plain text and tables in it: kept word by word, without what no reader sees."""

import codecs
import re
import unicodedata

from lapor.files.cleaning.answers import Fault, Kind, Refused, Remade

MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
KEPT = "\n\t"
# Signs that turn the direction of what follows: a name can be made to look like another.
TURNING = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A)), "\u200e", "\u200f"}
STRANGE = 0.05  # the share of control characters above which it was no text
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
    plain = "".join(letter for letter in text if letter in KEPT or not _is_control(letter))
    if len(text) - len(plain) > len(text) * STRANGE:
        raise Refused(Fault.TYPE)
    shown = "".join(letter for letter in plain if letter not in TURNING)
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


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter) == "Cc"
