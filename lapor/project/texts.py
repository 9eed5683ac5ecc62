"""The texts that people read, as code, templates and seeds say them: what a catalogue must tell.

The Indonesian text is its own name (msgid).
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from django.utils.translation.template import templatize

from lapor.kit.catalogue import Entry, read, written
from lapor.project.seed.rules import days_off
from lapor.project.seed.tables import table
from lapor.routing import functions

LAPOR = Path(__file__).parent.parent
# Which argument of a call is context, text and plural.
CALLS = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
}
CALL = re.compile(r"(?<![\w.])(_|n?p?gettext)\(")
# Seeds that a reader meets: translated by their text, so that one which an administrator rewrites
# is told as it was written, never by an English that says something else.
SEEDS = (
    ("categories", ("name",)),
    ("reasons", ("label", "sentence")),
    ("policies", ("basis",)),
)
HEADER = Entry(
    "",
    (
        "Project-Id-Version: LAPOR\nLanguage: {language}\nMIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n"
        "Plural-Forms: nplurals=2; plural=(n != 1);\n",
    ),
)


def in_use() -> list[Entry]:
    """Return every text that code, templates and seeds say, in the order of the files."""
    found: dict[tuple[str, str], Entry] = {}
    for place, entry in said():
        known = found.get(entry.key, entry)
        places = tuple(dict.fromkeys((*known.places, place)))
        plural = known.plural or entry.plural
        told = ("", "") if plural else ("",)
        found[entry.key] = replace(known, places=places, plural=plural, told=told)
    return list(found.values())


def updated(text: str, language: str) -> str:
    """Return a catalogue with exactly the texts in use; what was translated stays so."""
    known = {entry.key: entry for entry in read(text)}
    rows = [replace(HEADER, told=(HEADER.told[0].format(language=language),))]
    for entry in in_use():
        old = known.get(entry.key)
        fits = old is not None and old.plural == entry.plural
        kept = replace(entry, told=old.told, flags=old.flags) if old and fits else entry
        rows.append(kept)
    return written(rows)


def said() -> Iterator[tuple[str, Entry]]:
    """Yield each place with a text that it says, as often as it is said."""
    for path in sorted(LAPOR.rglob("*.py")):
        if "migrations" not in path.parts:
            for entry in _in_code(path.read_text(encoding="utf-8")):
                yield _name(path), entry
    for path in sorted(LAPOR.rglob("templates/**/*.*")):
        for entry in _in_template(path.read_text(encoding="utf-8"), str(path)):
            yield _name(path), entry
    yield from _in_seeds()


def _in_seeds() -> Iterator[tuple[str, Entry]]:
    """Yield what the first rows of an installation are called."""
    for name, columns in SEEDS:
        for row in table(name):
            for column in columns:
                yield f"lapor/project/seed/data/{name}.csv", Entry(row[column])
    for function in functions.seeds():
        yield "lapor/routing/functions.csv", Entry(function.name)
    for name in dict.fromkeys(name for _day, name, _kind in days_off()):
        yield "lapor/project/seed/rules.py", Entry(name)


def _name(path: Path) -> str:
    return str(path.relative_to(LAPOR.parent))


def _in_code(source: str) -> Iterator[Entry]:
    """Yield what a Python file says: the calls whose texts are written out, by any name."""
    tree = ast.parse(source)
    names = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            name = names.get(node.func.id, "")
            entry = _called(name, [text for text in texts if isinstance(text, str)])
            if entry:
                yield entry


def _in_template(source: str, origin: str) -> Iterator[Entry]:
    """Yield what a template says. Django turns its tags into calls between blanked-out text."""
    code = templatize(source, origin)
    for call in CALL.finditer(code):
        entry = _called(call[1], _strings(code[call.end() :]))
        if entry:
            yield entry


def _strings(code: str) -> list[str]:
    """Return the string arguments up to the bracket that ends the call."""
    texts, depth = [], 1
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        depth += {"(": 1, ")": -1}.get(token.string, 0)
        if not depth:
            break
        if token.type == tokenize.STRING:
            texts.append(str(ast.literal_eval(token.string)))
    return texts


def _called(name: str, texts: list[str]) -> Entry | None:
    if name not in CALLS:
        return None
    context, text, plural = CALLS[name]
    if len(texts) <= max(at for at in CALLS[name] if at is not None):
        return None
    return Entry(
        texts[text],
        context="" if context is None else texts[context],
        plural="" if plural is None else texts[plural],
    )
