"""From what a report is about to the office that does it there: the dated office map.

Nothing here is learned and nothing is fetched: the rows are given, and who may not be given the
report is asked of a function. Words never decide the place; the form or the pin does.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lapor.routing.functions import DISTRICT, VILLAGE

MOST_CHOICES = 3
# Of reports about what a village or district office does, nine of ten go to the reporter's own.
OWN_PLACE = 0.9
PRIOR = 5.0  # cases that a row is worth which nobody has counted yet
ENOUGH_KEPT, ENOUGH_AGREE = 20, 0.8


class Source(StrEnum):
    """Where a row of the map comes from."""

    SEED = "seed"
    ADMIN = "admin"
    LEARNED = "learned"


class Because(StrEnum):
    """Why an office was chosen for a function."""

    PLACE = "place"  # the village or district office of the place that was given
    MAP = "map"  # a row of the map
    ONLY = "only"  # the same, and no other office does it there
    HEIR = "heir"  # the row names an office that ended; this one took over


@dataclass(frozen=True, slots=True)
class Mapped:
    """A row of the map: from day to day this office does this for this government.

    government: None where it is the same in the whole nation, as for the power company.
    until: the first day on which it no longer holds. kept: cases that the office kept.
    """

    function: str
    office: int
    government: int | None = None
    since: date | None = None
    until: date | None = None
    source: Source = Source.SEED
    kept: int = 0

    def holds(self, on: date) -> bool:
        """Say whether the row holds on this day."""
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True)
class Choice:
    """An office that may be the right one, how likely, and why."""

    office: int
    probability: float
    function: str
    because: Because


@dataclass(frozen=True, slots=True)
class Resolved:
    """What came of it: offices, and functions that no office could be found for."""

    choices: tuple[Choice, ...]
    asks_place: bool = False  # a place would name the office of a likely function
    without: tuple[tuple[str, float], ...] = ()  # functions nobody does there, as far as is known

    @property
    def first(self) -> Choice | None:
        """The likeliest office, if there is one."""
        return self.choices[0] if self.choices else None


def resolve(
    functions: Sequence[tuple[str, float]],
    rows: Iterable[Mapped],
    *,
    government: int | None,
    on: date,
    place: Mapping[str, int],
    successors: Mapping[int, int],
    caught: Callable[[int], bool],
    most: int = MOST_CHOICES,
) -> Resolved:
    """Return the offices for what a report is about, the likeliest first.

    functions: with their probabilities. government: None where none is known yet; then only rows
    of the nation count. place: the office of VILLAGE and of DISTRICT where the report comes from.
    successors: who took over of each office that ended. caught: says of an office whether it is
    complained of or lies below one that is; such an office is never returned, nor what took it
    over. So the choices may add up to less than one.
    """
    by_function = _holding(rows, government, on)
    found: dict[int, list[Choice]] = defaultdict(list)
    without: list[tuple[str, float]] = []
    asks_place = False
    for function, probability in functions:
        choices = list(_choices(function, probability, by_function.get(function, ()), place))
        if not choices:
            asks_place |= function in (VILLAGE, DISTRICT) and function not in place
            without.append((function, probability))
        for choice in choices:
            if caught(choice.office):
                continue
            living = heir(choice.office, successors)
            if living is None or caught(living):
                continue
            because = choice.because if living == choice.office else Because.HEIR
            found[living].append(Choice(living, choice.probability, function, because))
    ranked = sorted((_joined(same) for same in found.values()), key=_likeliest)
    return Resolved(tuple(ranked[:most]), asks_place, tuple(without))


def heir(office: int, successors: Mapping[int, int]) -> int | None:
    """Return the office, or who took it over in the end; None where they name each other."""
    seen = {office}
    while (further := successors.get(office)) is not None:
        if further in seen:
            return None
        seen.add(further)
        office = further
    return office


@dataclass(frozen=True, slots=True)
class Agreed:
    """A row that the cases speak for and the map does not have: an administrator decides."""

    function: str
    office: int
    kept: int
    share: float


def agreed(kept: Mapping[tuple[str, int], int], known: Iterable[Mapped]) -> list[Agreed]:
    """Return what enough kept cases agree on and no row says, the best founded first.

    kept: cases by function and the office that kept and answered them, of one government. What a
    village or district office does depends on the place and is never learned.
    """
    rows = {(row.function, row.office) for row in known}
    whole: dict[str, int] = defaultdict(int)
    for (function, _), cases in kept.items():
        whole[function] += cases
    found = [
        Agreed(function, office, cases, cases / whole[function])
        for (function, office), cases in kept.items()
        if cases >= ENOUGH_KEPT
        and cases >= ENOUGH_AGREE * whole[function]
        and (function, office) not in rows
        and function not in (VILLAGE, DISTRICT)
    ]
    return sorted(found, key=lambda row: (-row.kept, row.function))


def _holding(rows: Iterable[Mapped], government: int | None, on: date) -> dict[str, list[Mapped]]:
    """Return the rows that hold, by function. A government's own rows hide the nation's."""
    own: dict[str, list[Mapped]] = defaultdict(list)
    nation: dict[str, list[Mapped]] = defaultdict(list)
    for row in rows:
        if row.holds(on) and row.government in (government, None):
            (nation if row.government is None else own)[row.function].append(row)
    return {**nation, **own}


def _choices(
    function: str, probability: float, rows: Sequence[Mapped], place: Mapping[str, int]
) -> Iterable[Choice]:
    left = probability
    if function in (VILLAGE, DISTRICT) and function in place:
        yield Choice(place[function], OWN_PLACE * probability, function, Because.PLACE)
        left -= OWN_PLACE * probability
    whole = sum(row.kept + PRIOR for row in rows)
    because = Because.ONLY if len(rows) == 1 else Because.MAP
    for row in rows:
        yield Choice(row.office, left * (row.kept + PRIOR) / whole, function, because)


def _joined(same: Sequence[Choice]) -> Choice:
    """Return one choice for an office that does several of the functions."""
    best = max(same, key=lambda choice: choice.probability)
    whole = sum(choice.probability for choice in same)
    return Choice(best.office, whole, best.function, best.because)


def _likeliest(choice: Choice) -> tuple[float, int]:
    return -choice.probability, choice.office
