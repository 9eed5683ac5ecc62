"""What the learned model does with the real complaints: in folds by cluster, and in time order."""

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date

import numpy as np

from bench.routing.measuring import Answer
from bench.routing.rows import Row, folds
from lapor.routing.functions import DISTRICT, VILLAGE, seeds
from lapor.routing.keywords import Keywords
from lapor.routing.mixing import mix
from lapor.routing.predictor import Calibration, Model
from lapor.routing.resolving import Mapped, resolve
from lapor.routing.training import FULL, Case, calibrated, featured, fit, learn
from lapor.routing.words import Places, Weights

TODAY = date(2024, 1, 1)
UNCALIBRATED = Calibration(1.0, np.zeros(0, np.float32), np.zeros(0, np.float32))
TIME_MONTHS = 12


def cross_validated(
    rows: Sequence[Row], label: Callable[[Row], str], profile: str
) -> Iterator[tuple[int, Model, Places, Places]]:
    """Yield each fold's model and the places of rows it learned from and did not see.

    Its calibration was fitted on what the models of the other folds said of rows unseen by them.
    """
    cases = [Case(row.text, label(row), row.id) for row in rows]
    truth = np.array([case.label for case in cases])
    labels = sorted(set(truth.tolist()))
    unseen = np.full((len(cases), len(labels)), -9.0, np.float32)
    models: list[tuple[Model, Places, Places]] = []
    for known, new in folds(list(rows)):
        features = featured([cases[i] for i in known], profile)
        lines = fit(features.matrix, truth[known])
        model = Model(
            lines.labels, features.terms, features.pieces, lines.slopes.astype(np.float16),
            lines.level, UNCALIBRATED, {},
        )  # fmt: skip
        columns = [labels.index(name) for name in lines.labels]
        unseen[np.ix_(new, np.array(columns))] = margins(model, [cases[i].text for i in new])
        models.append((model, known, new))
    at = np.array([labels.index(name) for name in truth], np.int64)
    for fold, (model, known, new) in enumerate(models):
        columns = [labels.index(name) for name in model.labels]
        place = {column: i for i, column in enumerate(columns)}
        here = np.array([place.get(int(column), -1) for column in at[known]], np.int64)
        calibration = calibrated(unseen[np.ix_(known, np.array(columns))], here)
        yield fold, dataclasses.replace(model, calibration=calibration), known, new


def margins(model: Model, texts: Sequence[str]) -> Weights:
    """Return the margins of texts as a process that serves would find them."""
    return np.stack([model.margins(text) for text in texts])


def flat(rows: Sequence[Row], label: Callable[[Row], str], profile: str) -> list[Answer]:
    """Return answers where the label itself is wanted, as a category."""
    answers = []
    for fold, model, _, new in cross_validated(rows, label, profile):
        for i in new:
            said = model.predict(rows[i].text)
            answers.append(
                Answer(
                    tuple(name for name, _ in said.ranked[:3]),
                    said.confidence,
                    label(rows[i]),
                    fold,
                )
            )
    return answers


def city(rows: Sequence[Row], profile: str) -> list[Answer]:
    """Return answers for the offices of one city: what it is about, then who does that there."""
    answers = []
    keywords = Keywords(seeds())
    for fold, model, known, new in cross_validated(rows, lambda row: row.function, profile):
        town = Town([rows[i] for i in known])
        answers += [town.answer(keywords, model, rows[i], len(known), fold) for i in new]
    return answers


def city_in_time(rows: Sequence[Row]) -> list[Answer]:
    """Return answers for a year, by a model refitted each month on all that was before."""
    months = sorted({row.at[:7] for row in rows})[-TIME_MONTHS:]
    keywords = Keywords(seeds())
    answers = []
    for number, month in enumerate(months):
        known = [row for row in rows if row.at[:7] < month]
        model = learn([Case(row.text, row.function, row.id) for row in known], FULL)
        limit = limit_of(model)
        town = Town(known)
        answers += [
            dataclasses.replace(town.answer(keywords, model, row, len(known), number), limit=limit)
            for row in rows
            if row.at[:7] == month
        ]
    return answers


def limit_of(model: Model) -> float:
    """Return from which confidence on the trainer itself would have assigned, for 95 %."""
    found = model.figures["thresholds"]["0.95"]
    return found["at"] if found else 2.0


class Town:
    """The office map of one city as its past cases tell it."""

    def __init__(self, known: Sequence[Row]) -> None:
        self.offices: list[str] = []
        self.numbers: dict[str, int] = {}
        kept: dict[str, Counter[str]] = defaultdict(Counter)
        for row in known:
            kept[row.function][row.office] += 1
        self.rows = [
            Mapped(function, self.number(office), 1, kept=cases)
            for function, counts in kept.items()
            if function not in (VILLAGE, DISTRICT)
            for office, cases in counts.items()
        ]
        self.functions = set(kept)

    def number(self, office: str) -> int:
        """Return the number of an office by its name."""
        if office not in self.numbers:
            self.numbers[office] = len(self.offices)
            self.offices.append(office)
        return self.numbers[office]

    def answer(
        self, keywords: Keywords, model: Model | None, row: Row, own: int, fold: int
    ) -> Answer:
        """Return the offices that are suggested for a complaint."""
        bare = keywords.predict(row.text, self.functions)
        learned = model.predict(row.text, self.functions) if model else None
        mixed = mix(bare, local=learned, own=own, only=self.functions)
        place = {
            VILLAGE: self.number(f"Kelurahan {row.village}"),
            DISTRICT: self.number(f"Kecamatan {row.district}"),
        }
        found = resolve(
            mixed.ranked, self.rows, government=1, on=TODAY, place=place, successors={},
            caught=lambda office: False,
        )  # fmt: skip
        first = tuple(self.offices[choice.office] for choice in found.choices)
        sure = found.first.probability if found.first else 0.0
        return Answer(first, sure, row.office, fold)


def fresh(rows: Sequence[Row]) -> list[Answer]:
    """Return answers on the first day: keywords, the functions a city has, a place."""
    keywords = Keywords(seeds())
    town = Town([])
    by_function: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        by_function[row.function].add(row.office)
    town.functions = set(by_function)
    town.rows = [
        Mapped(function, town.number(office), 1)
        for function, offices in sorted(by_function.items())
        if function not in (VILLAGE, DISTRICT)
        for office in sorted(offices)
    ]
    return [town.answer(keywords, None, row, 0, row.fold) for row in rows]
