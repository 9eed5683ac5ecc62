"""A catalogue of translations: read, written and compiled without any tool of the system.

The form is GNU gettext's. Only what our own catalogues use is known: no obsolete entries.
"""

import ast
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

MAGIC = 0x950412DE
HEAD = 28  # bytes before the tables of a compiled catalogue
SOURCE = "X-Source"  # the header by which a compiled catalogue names what it was made from
FUZZY = "fuzzy"
PLURAL_AT = "msgstr["


@dataclass(frozen=True)
class Entry:
    """One text: what the code says, and what a reader of the language is told."""

    msgid: str
    told: tuple[str, ...] = ("",)  # one for each form of the plural
    plural: str = ""
    context: str = ""
    places: tuple[str, ...] = ()  # files that say it
    flags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()  # to the translator

    @property
    def key(self) -> tuple[str, str]:
        return (self.context, self.msgid)

    @property
    def is_told(self) -> bool:
        return all(self.told) and FUZZY not in self.flags


def read(text: str) -> list[Entry]:
    """Return the entries of a .po file, its header first; ValueError where a line is unclear."""
    return [_entry(block.splitlines()) for block in text.split("\n\n") if block.strip()]


def written(entries: Iterable[Entry]) -> str:
    """Return the text of a .po file with these entries, in the order given."""
    return "\n".join(_block(entry) for entry in entries)


def compiled(text: str) -> bytes:
    """Return the .mo of a .po. It names its source, so that an old one is known: see `is_of`."""
    texts: dict[bytes, bytes] = {}
    for entry in read(text):
        if not entry.msgid:
            entry = replace(entry, told=(f"{entry.told[0]}{SOURCE}: {_digest(text)}\n",))
        if entry.is_told:
            name = f"{entry.context}\x04{entry.msgid}" if entry.context else entry.msgid
            name = f"{name}\x00{entry.plural}" if entry.plural else name
            texts[name.encode()] = "\x00".join(entry.told).encode()
    return _packed(texts)


def is_of(made: bytes, text: str) -> bool:
    """Say whether this .mo was made from this .po."""
    return f"{SOURCE}: {_digest(text)}".encode() in made


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _packed(texts: Mapping[bytes, bytes]) -> bytes:
    """Return the tables and the texts, the names in order, as gettext wants them."""
    names, told, table = b"", b"", []
    for name in sorted(texts):
        table.append((len(name), len(names), len(texts[name]), len(told)))
        names += name + b"\x00"
        told += texts[name] + b"\x00"
    count = len(table)
    first = HEAD + 16 * count
    left = [part for size, at, _s, _a in table for part in (size, first + at)]
    right = [part for _s, _a, size, at in table for part in (size, first + len(names) + at)]
    head = struct.pack("<7I", MAGIC, 0, count, HEAD, HEAD + 8 * count, 0, 0)
    return head + struct.pack(f"<{4 * count}I", *left, *right) + names + told


def _entry(lines: Iterable[str]) -> Entry:
    said: dict[str, str] = {}
    places, flags, notes, part = [], [], [], ""
    for line in lines:
        if line.startswith("#: "):
            places.append(line[3:])
        elif line.startswith("#, "):
            flags += line[3:].split(", ")
        elif line.startswith("#. "):
            notes.append(line[3:])
        elif line.startswith('"'):
            said[part] += _text(line)
        elif line.startswith("msg"):
            part, _space, rest = line.partition(" ")
            said[part] = _text(rest)
        elif not line.startswith("# ") and line != "#":
            raise ValueError(f"a line no catalogue has: {line}")
    told = [said[name] for name in sorted(said) if name == "msgstr" or name.startswith(PLURAL_AT)]
    return Entry(
        said["msgid"],
        tuple(told),
        said.get("msgid_plural", ""),
        said.get("msgctxt", ""),
        tuple(places),
        tuple(flags),
        tuple(notes),
    )


def _text(quoted: str) -> str:
    return str(ast.literal_eval(quoted))


def _quoted(name: str, text: str) -> str:
    """Return one line, or where the text has several one for each."""
    lines = text.splitlines(keepends=True)
    parts = lines if len(lines) < 2 else ["", *lines]
    return f"{name} " + "\n".join(_escaped(part) for part in parts or [""])


def _escaped(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{plain}"'


def _block(entry: Entry) -> str:
    lines = [f"#. {note}" for note in entry.notes] + [f"#: {place}" for place in entry.places]
    lines += [f"#, {', '.join(entry.flags)}"] if entry.flags else []
    lines += [_quoted("msgctxt", entry.context)] if entry.context else []
    lines.append(_quoted("msgid", entry.msgid))
    if entry.plural:
        lines.append(_quoted("msgid_plural", entry.plural))
        lines += [_quoted(f"msgstr[{at}]", form) for at, form in enumerate(entry.told)]
    else:
        lines.append(_quoted("msgstr", entry.told[0]))
    return "\n".join(lines) + "\n"
