"""The way of a report from office to office: who had it, how long, and how it came there.

Nothing is stored for it: it is read from the steps as they are told to the reader.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import zip_longest

from lapor.reports.moves import OPEN, REPORTER_CLOCKS, WINDOWS
from lapor.reports.told import Step

NONE = timedelta(0)


@dataclass(frozen=True)
class Hop:
    """One stay of a report at an office. held + asked + ended of all stays is its whole time.

    came: the step by which it came there: from which office, by which post, for which reason and
    with what words, each where the reader may have it. worked: what of `held` lay on working days
    of that office, in days of 24 hours.
    """

    office: str
    came: Step
    since: datetime
    until: datetime | None  # None: it is there now, or ended there
    held: timedelta = NONE  # the office's own time
    worked: timedelta = NONE
    asked: timedelta = NONE  # it waited for the reporter
    ended: timedelta = NONE  # it had ended, and came back

    @property
    def is_last(self) -> bool:
        return self.until is None

    @property
    def whole(self) -> timedelta:
        return self.held + self.asked + self.ended


def hops(thread: Iterable[Step], now: datetime) -> tuple[Hop, ...]:
    """Return the stays of a report in order. thread: as `told` makes it; parts have their own way.

    The time of a report that has ended goes to its end, of any other to `now`.
    """
    taken = sorted((s for s in thread if s.of is None and s.turn), key=lambda step: step.id)
    while len(taken) > 1 and not taken[-1].calendar and _is_over(taken[-1], taken[-2]):
        taken.pop()  # what is said after the end is nobody's time
    found: list[Hop] = []
    for step, following in zip_longest(taken, taken[1:]):
        if step.calendar:
            found[-1:] = [replace(hop, until=step.at) for hop in found[-1:]]
            found.append(Hop(step.holder, step, step.at, None))
        if following or step.status in OPEN:
            until = following.at if following else now
            found[-1:] = [_with(hop, step, until) for hop in found[-1:]]
    return tuple(found)


def _is_over(*steps: Step) -> bool:
    return not any(step.status in OPEN for step in steps)


def _with(hop: Hop, step: Step, until: datetime) -> Hop:
    """Return the stay with the time from a step until the next, as its turn says whose it was."""
    spent, calendar = until - step.at, hop.came.calendar
    if step.turn in WINDOWS:
        return replace(hop, ended=hop.ended + spent)
    if step.turn in REPORTER_CLOCKS:
        return replace(hop, asked=hop.asked + spent)
    worked = calendar.worked(step.at, until) if calendar else NONE
    return replace(hop, held=hop.held + spent, worked=hop.worked + worked)
