"""Finding the places that running words name: by whole names, and by what lies in what.

"Di Kasemen, Kota Serang" names one place though many are called so: the one that lies in the other
that is named. A name alone that several places have is none; then somebody must pick.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import connection
from django.db.models.functions import Lower

from lapor.agencies.everyday import EVERYDAY
from lapor.agencies.models import Region
from lapor.agencies.placewords import (
    BEFORE,
    CALLED,
    ENDS,
    GOVERNED,
    KINDS,
    LANDMARKS,
    NAMED_LANDMARKS,
    NO_NAME,
    OFFICERS,
    OFFICES,
    STREETS,
    UNSAID,
)

MOST = 5  # places that are offered
MOST_NAMES = 12  # places in a story that are looked for, and so its cost
OPENING = 40  # words of a text of which each two or three may be a name
WINDOW = 6  # words after "di" and the like
LONGEST = 4  # words of the name of a place
SHORTEST = 4  # letters of the start of a name; a whole name may be shorter
LONGEST_ANSWER = 12  # words that are read as the name of a place and nothing else
REGENCY, KECAMATAN = 2, 3
# A hundred names in one value; the framework would write and send each as one of its own.
CALLED_SO = """
    SELECT code, label, level, lower(name) FROM agencies_region WHERE lower(name) = ANY(%s)
"""
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
SENTENCE_ENDS = re.compile(r"[!?;\n]|\.\s")


@dataclass(frozen=True)
class Word:
    """One word of a text, and whether a sentence begins with it."""

    said: str
    begins: bool

    @property
    def low(self) -> str:
        return self.said.lower().replace("’", "'")


@dataclass(frozen=True)
class Named:
    """One place that words name. begin, end: which words; kind: "desa" and the like stood before.

    large: written as a name is.
    """

    code: str
    label: str
    level: int
    begin: int
    end: int
    kind: bool
    large: bool


@dataclass(frozen=True)
class Places:
    """What was found: the one that is sure, else those that may be meant."""

    one: Region | None = None
    some: Sequence[Region] = ()


def named_in(story: str) -> Places:
    """Return the place that a story names after "di", "desa" and the like: one statement.

    After an officer, an office, or a landmark with a name of its own ("Pasar Rau") it is taken
    where another place speaks for it, else offered.
    """
    words = _words(story)
    spans = _after(words, BEFORE)
    beside = _after(words, OFFICES)
    hits = _looked_up(words, beside | spans, shouts=story.isupper())
    found = _spans_of(hits)
    speaks = any(_support(hit, found) for hit in hits)
    hits = [
        hit if (hit.begin, hit.end) in spans else replace(hit, large=False)
        for hit in hits
        if (hit.begin, hit.end) in spans or speaks or _is_of_office(words, hit)
    ]
    hits = [hit for hit in hits if hit.kind or hit.large or not _is_common(words, hit)]
    hits = [replace(hit, large=False) if _is_of_landmark(words, hit) else hit for hit in hits]
    return _judged(_without_everyday(words, hits))


def _after(words: Sequence[Word], those: frozenset[str]) -> dict[tuple[int, int], int | None]:
    """Return which words may be a name that follows one of those."""
    spans: dict[tuple[int, int], int | None] = {}
    for start in [at for at, word in enumerate(words) if word.low in those][:MOST_NAMES]:
        first = start if words[start].low in GOVERNED else start + 1
        spans |= _spans(words, first, start + 1 + WINDOW, inside=True)
    return spans


def without_places(text: str, region: str) -> str:
    """Return a text of the same length where names of places are blank: one statement.

    "Sawah Luhur" tells of no rice field. region: of which government names count; empty: of all.
    """
    words = _words(text)
    most = min(len(words), OPENING)
    pairs = {(at, end): None for at in range(most) for end in (at + 2, at + 3) if end <= most}
    hits = _looked_up(words, pairs | _after(words, BEFORE | OFFICES), shouts=text.isupper())
    hits = [hit for hit in hits if hit.kind or hit.large or not _is_common(words, hit)]
    hits = [
        hit for hit in hits if (_is_near(hit.code, region) if region else hit.kind or hit.large)
    ]
    letters = [found.span() for found in WORD.finditer(text)]
    for hit in _without_everyday(words, hits):
        begin, end = letters[hit.begin][0], letters[hit.end - 1][1]
        text = text[:begin] + " " * (end - begin) + text[end:]
    return text


def called(typed: str) -> Places:
    """Return the places of an answer to "where?": by whole names, else by how names begin.

    One statement, two where no name is whole.
    """
    words = _words(typed)[:LONGEST_ANSWER]
    hits = _looked_up(words, _spans(words, 0, len(words), inside=False), shouts=False)
    hits = [hit for hit in hits if hit.kind or not _is_street(words, hit)]
    is_all = not _beside(words, hits)
    hits = hits if is_all else _without_everyday(words, hits)
    found = _judged(
        [replace(hit, large=is_all and not _is_of_landmark(words, hit)) for hit in hits]
    )
    return found if found.one or found.some else _beginning(words)


def _beginning(words: Sequence[Word]) -> Places:
    """Return the places of whose label some words begin as all of these do."""
    plain = [one.low for one in words if one.low not in BEFORE | LANDMARKS | STREETS]
    if any(len(word) < SHORTEST for word in plain) or set(plain) <= NO_NAME | EVERYDAY:
        return Places()
    rows = Region.objects.annotate(low=Lower("label"), own=Lower("name"))
    for word in plain:
        rows = rows.filter(low__regex=rf"\m{re.escape(word)}")
    rows = rows.filter(own__regex=rf"\m{re.escape(plain[0])}")
    some = list(rows.order_by("level", "low", "pk")[:MOST])
    return Places(some[0]) if len(some) == 1 else Places(some=some)


def _words(text: str) -> list[Word]:
    found: list[Word] = []
    end = 0
    for hit in WORD.finditer(text):
        between = text[end : hit.start()]
        short = bool(found) and found[-1].low in KINDS
        found.append(Word(hit[0], bool(SENTENCE_ENDS.search(between)) and not short))
        end = hit.end()
    return found


def _spans(
    words: Sequence[Word], first: int, last: int, *, inside: bool
) -> dict[tuple[int, int], int | None]:
    """Return which words may be a name, each with the level that the word before it says.

    inside: of a story, where a sentence ends the names and what follows a street's name is none.
    """
    spans: dict[tuple[int, int], int | None] = {}
    end = min(last, len(words))
    for at in range(first, end):
        if inside and at > first and (words[at].begins or words[at].low in ENDS):
            end = at
            break
    for begin in range(first, end):
        before = words[begin - 1].low if begin else ""
        if inside and before in STREETS:
            break
        if words[begin].low in ENDS:
            continue
        fewest = (
            2 if words[begin].low in LANDMARKS else 1
        )  # "Pasar Minggu" is a place, "pasar" none
        for most in range(fewest, LONGEST + 1):
            if begin + most <= end:
                spans[begin, begin + most] = KINDS.get(before)
    return spans


def _looked_up(
    words: Sequence[Word], spans: Mapping[tuple[int, int], int | None], *, shouts: bool
) -> list[Named]:
    """Return the places that are called so, of names within longer ones the longer: one statement.

    shouts: all is in capitals, which then say nothing.
    """
    names: dict[str, list[tuple[int, int]]] = {}
    for begin, end in spans:
        for name in _forms(words[begin:end]):
            names.setdefault(name, []).append((begin, end))
    if not names:
        return []
    with connection.cursor() as cursor:
        cursor.execute(CALLED_SO, [list(names)])
        rows = cursor.fetchall()
    hits = []
    for code, label, level, low in rows:
        for begin, end in names[low]:
            kind = spans[begin, end]
            if kind is not None and kind != level and not low.startswith(tuple(GOVERNED)):
                continue
            said = words[begin:end]
            large = not shouts and all(one.said[:1].isupper() for one in said)
            says_level = said[0].low in GOVERNED or (
                level == REGENCY and (len(said) > 1 or said[0].low in CALLED)
            )
            is_kind = kind == level or says_level
            hits.append(Named(code, label, level, begin, end, is_kind, large))
    found = {(hit.begin, hit.end) for hit in hits}
    inner = {one for one in found if any(_is_within(one, other) for other in found)}
    return [hit for hit in hits if (hit.begin, hit.end) not in inner]


def _forms(said: Sequence[Word]) -> Iterable[str]:
    """Return the names that some words may stand for: a city is also called without "Kota"."""
    first, *rest = (one.low for one in said)
    if first in GOVERNED:
        kind, name = GOVERNED[first], " ".join(rest)
        return [f"{kind} {name}", f"{kind} administrasi {name}"] if rest else []
    if first in BEFORE:
        return []
    name = " ".join((first, *rest))
    called = [CALLED[name]] if name in CALLED else []
    if len(said) == LONGEST:
        return [name, *called]
    return [name, *called, *(f"{kind} {name}" for kind in UNSAID)]


def _is_within(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return other[0] <= span[0] and span[1] <= other[1] and span != other


def _is_common(words: Sequence[Word], hit: Named) -> bool:
    return hit.end - hit.begin == 1 and words[hit.begin].low in NO_NAME


def _is_street(words: Sequence[Word], hit: Named) -> bool:
    before = words[hit.begin - 1].low if hit.begin else ""
    return before in STREETS or _is_common(words, hit)


def _is_of_office(words: Sequence[Word], hit: Named) -> bool:
    """Say whether a name after an office may be a place: "SMK Merdeka" lies in no Merdeka."""
    before = words[hit.begin - 1].low if hit.begin else ""
    return before in OFFICERS or hit.end - hit.begin > 1


def _is_of_landmark(words: Sequence[Word], hit: Named) -> bool:
    """Say whether a name may be that of the landmark before it, where that is written large.

    "pasar Sukamaju" is the market of a place, "Pasar Rau" one that is called so.
    """
    before = words[hit.begin - 1] if hit.begin else None
    return before is not None and before.low in NAMED_LANDMARKS and before.said[:1].isupper()


def _without_everyday(words: Sequence[Word], hits: Sequence[Named]) -> list[Named]:
    """Leave out everyday words that are villages too, unless something says that they are meant."""
    spans = _spans_of(hits)
    return [hit for hit in hits if hit.kind or not _is_everyday(words, hit) or _support(hit, spans)]


def _is_everyday(words: Sequence[Word], hit: Named) -> bool:
    before = words[hit.begin - 1].low if hit.begin else ""
    is_small = hit.level >= KECAMATAN and hit.end - hit.begin == 1
    return is_small and words[hit.begin].low in EVERYDAY and before not in BEFORE


def _beside(words: Sequence[Word], hits: Iterable[Named]) -> list[str]:
    """Return the words of an answer that name no place, and no sort of place or landmark either.

    Without any the name is all that was said, and so as sure as one that is written large.
    """
    named = {at for hit in hits for at in range(hit.begin, hit.end)}
    rest = (word.low for at, word in enumerate(words) if at not in named)
    return [word for word in rest if word not in BEFORE | LANDMARKS and not word.isdecimal()]


def _judged(hits: Sequence[Named]) -> Places:
    """Return the place that the most of what is named speaks for; those that equally do.

    A place within which all the others lie is true in any case, so it is the one.
    """
    if not hits:
        return Places()
    spans = _spans_of(hits)
    spoken = {hit: _support(hit, spans) for hit in hits}
    best = max((spoken[hit], hit.kind) for hit in hits)
    some = {hit.code: hit for hit in hits if (spoken[hit], hit.kind) == best}
    widest = min(some.values(), key=lambda hit: (hit.level, hit.code))
    is_one = all(_lies_in(code, widest.code) for code in some)
    if is_one and (best[0] or widest.kind or widest.large):
        return Places(_region(widest))
    ordered = sorted(some.values(), key=lambda hit: (hit.level, hit.label, hit.code))
    return Places(some=[_region(hit) for hit in ordered[:MOST]])


def _spans_of(hits: Iterable[Named]) -> dict[str, set[tuple[int, int]]]:
    """Return which words name each place."""
    spans: dict[str, set[tuple[int, int]]] = {}
    for hit in hits:
        spans.setdefault(hit.code, set()).add((hit.begin, hit.end))
    return spans


def _support(hit: Named, spans: Mapping[str, set[tuple[int, int]]]) -> int:
    """Return how many places above this one other words name. spans: which words name each."""
    parts = hit.code.split(".")
    above = (spans.get(".".join(parts[:most]), set()) for most in range(1, len(parts)))
    return sum(bool(said - {(hit.begin, hit.end)}) for said in above)


def _lies_in(code: str, above: str) -> bool:
    return f"{code}.".startswith(f"{above}.")


def _is_near(code: str, region: str) -> bool:
    regency = ".".join(region.split(".")[:REGENCY])
    return _lies_in(code, regency) or _lies_in(region, code)


def _region(hit: Named) -> Region:
    return Region(code=hit.code, level=hit.level, label=hit.label)
