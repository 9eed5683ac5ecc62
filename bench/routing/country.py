"""Complaints of the whole nation, with the government known as a form knows it, and its offices."""

import csv
import gzip
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from bench.routing.learning import TODAY, cross_validated
from bench.routing.measuring import Answer
from bench.routing.rows import Row
from lapor.routing.functions import seeds
from lapor.routing.keywords import Keywords
from lapor.routing.mixing import mix
from lapor.routing.predictor import Model
from lapor.routing.resolving import Mapped, resolve
from lapor.routing.training import FULL
from lapor.routing.words import Places

_KINDS = re.compile(
    r"^(?:kota administrasi|kabupaten administrasi|kota|kabupaten|provinsi|kab\.?)\s+"
)
_TYPED = re.compile(r"[^a-z]+")


class Gazetteer:
    """The names of provinces, regencies and cities, to find one in the name of an office."""

    def __init__(self, data: Path) -> None:
        with gzip.open(data / "regions" / "regions_l1_l3.csv.gz", "rt", encoding="utf-8") as lines:
            rows = [row for row in csv.DictReader(lines) if row["code"].count(".") < 2]
        names = {_KINDS.sub("", row["name"].lower()) for row in rows}
        self.names = sorted((_letters(name) for name in names), key=len, reverse=True)

    def find(self, office: str) -> str:
        """Return the longest region an office names, or nothing. A city and its regency are one."""
        said = _letters(office)
        return next((name for name in self.names if said.endswith(name) or f"{name}" in said), "")


def nation(rows: Sequence[Row], data: Path, *, bare: bool = False) -> list[Answer]:
    """Return answers where the government is known and the list of all its offices is there.

    bare: without any history, by keywords alone.
    """
    gazetteer = Gazetteer(data)
    offices = sorted({row.office for row in rows})
    number = {office: i for i, office in enumerate(offices)}
    places = {office: gazetteer.find(office) for office in offices}
    governments = {place: i for i, place in enumerate(sorted(set(places.values())))}
    keywords = Keywords(seeds())
    answers = []
    learned: Iterable[tuple[int, Model | None, Places, Places]]
    learned = _unlearned(rows) if bare else cross_validated(rows, _function, FULL)
    for fold, model, known, new in learned:
        kept = Counter(rows[i].office for i in known)
        mapped = [
            Mapped(
                _named(office), number[office],
                governments[places[office]] if places[office] else None, kept=kept[office],
            )
            for office in offices
        ]  # fmt: skip
        for i in new:
            row = rows[i]
            place = places[row.office]
            told = model.predict(row.text) if model else None
            mixed = mix(keywords.predict(row.text), local=told, own=len(known))
            found = resolve(
                mixed.ranked, mapped, government=governments[place] if place else None, on=TODAY,
                place={}, successors={}, caught=lambda office: False,
            )  # fmt: skip
            first = tuple(offices[choice.office] for choice in found.choices)
            sure = found.first.probability if found.first else 0.0
            answers.append(Answer(first, sure, row.office, fold))
    return answers


def _unlearned(rows: Sequence[Row]) -> Iterator[tuple[int, Model | None, Places, Places]]:
    """Yield all rows as new, with nothing learned."""
    yield 0, None, np.zeros(0, np.int64), np.arange(len(rows))


def _function(row: Row) -> str:
    return row.function or row.office


def _named(office: str) -> str:
    return _function(Row("", "", "", office))


def _letters(name: str) -> str:
    return _TYPED.sub("", name.lower())
