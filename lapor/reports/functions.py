"""What governments do, and by which words that is recognised: from memory until a row changes."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from uuid import UUID

from django.utils.translation import gettext

from lapor.agencies.models import DecidingWord, Function
from lapor.routing import functions as seeds
from lapor.routing.functions import Keyword
from lapor.routing.keywords import Keywords

KEPT_OWN = 32  # institutions with words of their own that a process holds ready


def known_functions(version: UUID) -> Mapping[str, str]:
    """Return the names of all functions by code, in the reader's language where that is known."""
    return {row.code: gettext(row.name) for row in _functions(version)}


def category_of(function: str, version: UUID) -> int | None:
    """Return the category under which reports about a function are mostly filed."""
    return next((row.category_id for row in _functions(version) if row.code == function), None)


def words_for(version: UUID, owner: int | None = None) -> Keywords:
    """Return the words of the nation, and with them those that an institution added for itself."""
    return _keywords(version, owner if owner in _words(version) else None)


def with_words(
    version: UUID, owner: int | None, function: Function, words: Iterable[Keyword]
) -> Keywords:
    """Return the words as they would be were these what `owner` says of one function."""
    said = _said(version, owner)
    nation = _words(version)[None].get(function.code, []) if owner is not None else []
    said[function.code] = [*nation, *words]
    known = [row for row in _functions(version) if row.code != function.code]
    return ready([*known, function], said)


def ready(functions: Iterable[Function], words: Mapping[str, Iterable[Keyword]]) -> Keywords:
    """Return words of functions, by code, ready to be looked for."""
    return Keywords(
        seeds.Function(
            code=row.code,
            name=row.name,
            basis=row.basis,
            office_pattern=row.office_names,
            keywords=tuple(words.get(row.code, ())),
        )
        for row in functions
    )


@lru_cache(maxsize=1)
def _functions(version: UUID) -> tuple[Function, ...]:
    return tuple(Function.objects.filter(active=True))


@lru_cache(maxsize=1)
def _words(version: UUID) -> Mapping[int | None, Mapping[str, list[Keyword]]]:
    found: dict[int | None, dict[str, list[Keyword]]] = {None: {}}
    rows = DecidingWord.objects.filter(valid_to=None)
    for owner, code, words, weight in rows.values_list("owner", "function", "words", "weight"):
        found.setdefault(owner, {}).setdefault(code, []).append(Keyword(words, weight))
    return found


@lru_cache(maxsize=KEPT_OWN)
def _keywords(version: UUID, owner: int | None) -> Keywords:
    return ready(_functions(version), _said(version, owner))


def _said(version: UUID, owner: int | None) -> dict[str, list[Keyword]]:
    said = {code: list(words) for code, words in _words(version)[None].items()}
    if owner is not None:
        for code, words in _words(version).get(owner, {}).items():
            said[code] = [*said.get(code, []), *words]
    return said
