"""The clocks of a second instance, beside turn and settle: whose word is owed to whom by when.

`review` is what the instance owes the reporter: whether it takes the report, then what it found,
then how it ends. `review_answer` is what the office owes the instance. Neither stands still while
a report is held or closed: what is examined is how the office acted.
"""

from datetime import datetime

from django.utils import formats
from django.utils.translation import gettext_lazy as _

from lapor.reports.clocks import Clocks
from lapor.reports.models import Deadline
from lapor.reports.moves import REVIEWS, Move
from lapor.reports.terms import REVIEW_CLOCKS, Clock, Kind, Refused

TOLD = {"review_late": Clock.REVIEW, "answer_late": Clock.REVIEW_ANSWER}  # once; then it is listed


def follow(clocks: Clocks, move: Move, until: datetime | None) -> None:
    """Bring the clocks of a review to where `move` has brought it; nothing is written yet.

    until: the day that the instance promises, or gives the office. Raises Refused where it is
    not from today on, or further than the longest time that the law gives any report.
    """
    report = clocks.report
    end = _end_of(clocks, until) if move.review and until else None
    over = [] if report.review else list(REVIEW_CLOCKS)
    over += [] if report.owes_review else [Clock.REVIEW_ANSWER]
    for row in running(clocks, *over, *move.review):
        clocks.end(row)
    for clock in move.review:
        row = clocks.start(clock)
        if clock == Clock.REVIEW and move.name == "recommend" and end:
            row.counted_from = end  # its next word is about what the office has done by then
        elif end:
            row.promised_at = end
        clocks.count(row)
    if move.name in TOLD:
        for row in running(clocks, TOLD[move.name]):
            row.act_at = None


def running(clocks: Clocks, *names: Clock) -> list[Deadline]:
    """Return those of these clocks that run."""
    return [row for row in clocks.rows if row.clock in names and row.stopped_at is None]


def told_by(clocks: Clocks, move: Move) -> Deadline:
    """Return the clock whose date the letters of a step tell: a review's own, else the turn's."""
    if move.name in REVIEWS:
        named = move.review[-1] if move.review else TOLD.get(move.name, Clock.REVIEW)
        if rows := running(clocks, named):
            return rows[-1]
    return clocks.running


def _end_of(clocks: Clocks, until: datetime) -> datetime:
    calendar, now = clocks.calendar, clocks.at
    longest = clocks.book.policy(Clock.SETTLE, Kind.COMPLAINT, True, clocks.received_on)
    day, last = calendar.day(until), calendar.day(calendar.add(now, longest.days))
    if day < calendar.day(now):
        raise Refused(_("Pilih tanggal hari ini atau sesudahnya."), field="until")
    if day > last:
        says = _("Pilih tanggal paling jauh %(day)s.")
        raise Refused(says % {"day": formats.date_format(last, "j F Y")}, field="until")
    return calendar.end_of(day)
