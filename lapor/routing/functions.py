"""What governments do, as rows to begin with: 34 functions of a region, 11 of the nation.

After Government Regulation 18 of 2016 on regional agencies. Each row carries the words citizens
use for it, and the pattern by which the name of an office tells that it does this. An
administrator changes the rows; this file is what a fresh installation starts from.
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

VILLAGE, DISTRICT = "KEL", "KEC"  # whose office depends on the place alone
HEAVIEST = 5
_KEYWORD = re.compile(r"(?P<words>[^*;]{1,60}?)\s*(?:\*\s*(?P<weight>\d{1,2}))?")


@dataclass(frozen=True, slots=True)
class Keyword:
    """One to three words, and how much they say: 1 little, 2 much, 3 everything."""

    words: str
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Function:
    """Something a government does for people.

    personal: what is told of it is mostly somebody's own matter (aid, papers, pay, insurance), so
    that two reports read alike and are not the same.
    """

    code: str
    name: str
    basis: str
    office_pattern: str
    keywords: tuple[Keyword, ...]
    personal: bool = False


@lru_cache(maxsize=1)
def seeds() -> tuple[Function, ...]:
    """Return the functions to begin with."""
    with (files("lapor.routing") / "functions.csv").open(encoding="utf-8") as rows:
        return tuple(
            Function(
                code=row["code"],
                name=row["name"],
                basis=row["basis"],
                office_pattern=row["office_pattern"],
                keywords=keywords(row["keywords"]),
                personal=bool(row["personal"]),
            )
            for row in csv.DictReader(rows)
        )


def keywords(typed: str) -> tuple[Keyword, ...]:
    """Read keywords as an administrator types them: `sekolah*2 ; guru`.

    Raises ValueError with the piece that cannot be read.
    """
    found = []
    for piece in typed.split(";"):
        if not piece.strip():
            continue
        match = _KEYWORD.fullmatch(piece.strip())
        weight = int(match["weight"] or 1) if match else 0
        if not match or not 1 <= weight <= HEAVIEST:
            raise ValueError(piece.strip())
        found.append(Keyword(" ".join(match["words"].lower().split()), weight))
    return tuple(found)


def office_pattern(typed: str) -> str:
    """Return a pattern for names of offices as it was typed. Raises ValueError if it is none."""
    try:
        re.compile(typed)
    except re.error as fault:
        raise ValueError(str(fault)) from None
    return typed.strip()


def function_of(office: str, functions: Iterable[Function]) -> str | None:
    """Return the code of the first function whose pattern the name of an office fits, or None."""
    name = office.lower()
    for function in functions:
        if function.office_pattern and re.search(function.office_pattern, name):
            return function.code
    return None
