"""Reading the office map: which office of a government does what, and what is not settled yet."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Q

from lapor.agencies.models import Agency, Function, OfficeMap

OF_A_PLACE = ("KEC", "KEL")  # done by the office of the report's own place; no row says which
OF_THE_NATION = ("pusat", "BUMN")  # how the basis of a function begins that no region has


@dataclass(frozen=True)
class Mapped:
    """One function in the map of a government. rows: those that hold, of narrower places last.

    later: rows that begin on a day to come. proposed: an office whose name says that it does this,
    where no row is there.
    """

    function: Function
    rows: Sequence[OfficeMap] = ()
    later: Sequence[OfficeMap] = ()
    proposed: Agency | None = None


def functions_of(government: Agency) -> list[Function]:
    """Return what this government does: the root all that no region has, others the rest.

    What the office of a place does is left out: no row is needed.
    """
    national = government.depth == 0
    rows = Function.objects.filter(active=True).exclude(code__in=OF_A_PLACE)
    return [row for row in rows if row.basis.startswith(OF_THE_NATION) == national]


def office_map(government: Agency, on: date) -> list[Mapped]:
    """Return the map of a government on a day, each function once: three statements."""
    rows = OfficeMap.objects.select_related("office", "region").filter(
        Q(valid_to=None) | Q(valid_to__gt=on), government=government
    )
    by_function: dict[str, list[OfficeMap]] = {}
    for row in sorted(rows, key=lambda row: (row.valid_from, row.region_id or "")):
        if row.valid_to != row.valid_from:  # one that was replaced on its first day never held
            by_function.setdefault(row.function_id, []).append(row)
    proposed = proposals(government)
    found = []
    for function in functions_of(government):
        mine = by_function.get(function.code, [])
        now = sorted(
            (row for row in mine if row.valid_from <= on), key=lambda row: row.region_id or ""
        )
        later = [row for row in mine if row.valid_from > on]
        office = proposed.get(function.code) if not mine else None
        found.append(Mapped(function, now, later, office))
    return found


def proposals(government: Agency) -> dict[str, Agency]:
    """Return by function the office whose name says that it does it; two statements.

    The highest office counts, then the shortest name. Nothing is settled by that: somebody
    confirms it.
    """
    below = Agency.objects.filter(ended_at=None, path__within=str(government.path))
    tiers = below.filter(parent=government) if not government.depth else below
    offices = sorted(
        (row for row in tiers if row.pk != government.pk and row.kind not in PLACES),
        key=lambda row: (row.depth, len(row.name), row.pk),
    )
    found: dict[str, Agency] = {}
    functions = functions_of(government)
    for office in offices:
        code = function_called(office.name, functions)
        if code and code not in found:
            found[code] = office
    return found


PLACES = (Agency.Kind.KECAMATAN, Agency.Kind.KELURAHAN)


def function_called(name: str, functions: Iterable[Function]) -> str:
    """Return the code of the first function whose pattern the name of an office fits; or ""."""
    low = name.lower()
    return next((f.code for f in functions if f.office_names and _pattern(f).search(low)), "")


def _pattern(function: Function) -> re.Pattern[str]:
    return _compiled(function.office_names)


@lru_cache(maxsize=200)
def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error:  # somebody's typing, which proposes nothing
        return re.compile(r"(?!)")
