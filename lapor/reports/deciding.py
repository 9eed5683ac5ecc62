"""Who decides when a report was passed on twice: the lowest office above all that did so.

Its assignment binds. An office that decides never sits below one that declined, so each such
decision lies higher than the one before, and the nation's is the last.
"""

from collections.abc import Collection, Iterable, Sequence

from lapor.agencies.models import Agency
from lapor.reports.disclosure import Card
from lapor.reports.models import Report
from lapor.reports.moves import DECLINES_BEFORE_BINDING
from lapor.reports.told import Step

Line = Sequence[int]  # the keys from the root down to an office, as `Agency.ids`


def arbiter(decliners: Sequence[Line], named: Line, subjects: Collection[int]) -> int | None:
    """Return the key of who decides; None where nobody fits, as when the root itself declined.

    named: the office that the last of them named, which is to be below who decides, or to be it.
    Nobody decides who declined, or is complained of, or lies below one that is.
    """
    declined = {line[-1] for line in decliners}
    found = None
    for key in named:
        if key in subjects or any(key not in line for line in decliners):
            break  # nor is anybody below it fit
        if key not in declined:
            found = key
    return found


def decliners(steps: Iterable[Step]) -> list[Line]:
    """Return the offices that passed the report on, since it came or was last objected to."""
    found: list[Line] = []
    for step in steps:
        if step.of is not None:
            continue
        if step.move == "appeal":
            found = []
        elif step.move == "decline":
            found.append(step.held_in)
    return found


def would_decide(report: Report, card: Card) -> Agency | None:
    """Return who decides if the holder passes it on within its institution: at most one statement.

    None while that would not bind yet. `report.holder` must be loaded.
    """
    passed = decliners(card.thread)
    if len(passed) + 1 < DECLINES_BEFORE_BINDING:
        return None
    own = report.holder.ids
    key = arbiter([*passed, own], own, {office.id for office in card.subjects})
    return Agency.objects.get(pk=key) if key else None
