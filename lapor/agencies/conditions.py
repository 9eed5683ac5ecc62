"""When a routing rule fits a report, and when one rule leaves nothing for another. Pure."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from lapor.agencies.directing import RoutingRule

HOURS = 24
WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Facts:
    """What a rule may look at of a report. received: in the office's own time zone."""

    words: str
    received: datetime
    region: str = ""
    category: int | None = None
    kind: str = ""
    channel: str = ""

    @cached_property
    def said(self) -> str:
        """The words as `says` looks for them; made once for all rules."""
        return plain_words(self.words)


@dataclass(frozen=True)
class Conditions:
    """What must be so. Each that is empty fits every report; all the others must fit.

    regions: codes, with all places below them. words: small; a phrase stands as it is written.
    from_hour up to, and without, until_hour; past midnight where the first is the greater.
    """

    regions: tuple[str, ...] = ()
    categories: tuple[int, ...] = ()
    words_all: tuple[str, ...] = ()
    words_any: tuple[str, ...] = ()
    words_none: tuple[str, ...] = ()
    kind: str = ""
    channel: str = ""
    weekdays: tuple[int, ...] = ()
    from_hour: int | None = None
    until_hour: int | None = None

    @property
    def is_empty(self) -> bool:
        return self == Conditions()

    def fits(self, facts: Facts) -> bool:
        """Say whether a report fits."""
        said = facts.said
        return (
            (not self.regions or any(_within(facts.region, one) for one in self.regions))
            and (not self.categories or facts.category in self.categories)
            and self.kind in ("", facts.kind)
            and self.channel in ("", facts.channel)
            and (not self.weekdays or facts.received.weekday() in self.weekdays)
            and facts.received.hour in self.hours()
            and all(says(word, said) for word in self.words_all)
            and (not self.words_any or any(says(word, said) for word in self.words_any))
            and not any(says(word, said) for word in self.words_none)
        )

    def covers(self, other: "Conditions") -> bool:
        """Say whether all that fits the other surely fits this. False where it is unsure."""
        return (
            _regions_cover(self.regions, other.regions)
            and _one_of(self.categories, other.categories)
            and self.kind in ("", other.kind)
            and self.channel in ("", other.channel)
            and _one_of(self.weekdays, other.weekdays)
            and other.hours() <= self.hours()
            and set(self.words_all) <= set(other.words_all)
            and set(self.words_none) <= set(other.words_none)
            and (
                _one_of(self.words_any, other.words_any)
                or bool(set(self.words_any) & set(other.words_all))
            )
        )

    def hours(self) -> frozenset[int]:
        """Return the hours of a day in which it fits; all where none is said."""
        if self.from_hour is None or self.until_hour is None:
            return frozenset(range(HOURS))
        length = (self.until_hour - self.from_hour - 1) % HOURS + 1
        return frozenset((self.from_hour + n) % HOURS for n in range(length))


def conditions_of(rule: RoutingRule) -> Conditions:
    """Return the conditions of a rule's row."""
    return Conditions(
        regions=tuple(rule.regions),
        categories=tuple(rule.categories),
        words_all=tuple(rule.words_all),
        words_any=tuple(rule.words_any),
        words_none=tuple(rule.words_none),
        kind=rule.kind,
        channel=rule.channel,
        weekdays=tuple(rule.weekdays),
        from_hour=rule.from_hour,
        until_hour=rule.until_hour,
    )


def plain_words(text: str) -> str:
    """Return the words of a text, small, one space around each, as `says` looks for them."""
    return f" {' '.join(WORD.findall(text.lower()))} "


def says(word: str, said: str) -> bool:
    """Say whether a word or phrase stands in a text of `plain_words`, not as part of another."""
    return plain_words(word) in said


def spans(words: Iterable[str], text: str) -> list[tuple[int, int]]:
    """Return where the first of each of these words stands in a text, in order."""
    found = []
    for word in words:
        parts = WORD.findall(word.lower())
        if not parts:
            continue
        pattern = r"(?<![^\W_])" + r"[\W_]+".join(map(re.escape, parts)) + r"(?![^\W_])"
        if hit := re.search(pattern, text, re.IGNORECASE):
            found.append(hit.span())
    return sorted(found)


def _within(region: str, above: str) -> bool:
    return f"{region}.".startswith(f"{above}.")


def _regions_cover(wide: Collection[str], narrow: Collection[str]) -> bool:
    if not wide:
        return True
    return bool(narrow) and all(any(_within(one, top) for top in wide) for one in narrow)


def _one_of(wide: Collection[object], narrow: Collection[object]) -> bool:
    return not wide or (bool(narrow) and set(narrow) <= set(wide))
