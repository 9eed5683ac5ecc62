"""The parts of a report and their whole: what befalls the one is brought to the other."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from lapor.agencies.actor import SYSTEM
from lapor.agencies.models import Agency
from lapor.agencies.routing import is_caught, opener, tier_above
from lapor.agencies.rules import rules
from lapor.reports import deadlines, notices, stakes
from lapor.reports.clocks import Clocks
from lapor.reports.models import OPEN, Deadline, Report, Stake
from lapor.reports.moves import MOVES
from lapor.reports.perform import lock, perform, rejoin, write_parts
from lapor.reports.terms import Clock, Refused


def open_parts(whole: Report) -> list[Report]:
    """Return the parts that are not done yet, in their order: one statement."""
    rows = Report.objects.filter(OPEN, whole=whole).select_related("holder", "whole")
    return list(rows.order_by("pk"))


def bring_on(part: Report, at: datetime) -> None:
    """Bring the whole on after a part was answered, told of or put aside; nothing for any other.

    While parts are open the reporter hears of it, and the next word is owed when the first of them
    owes its own. With the last one done the reporter has the word. The caller's transaction.
    """
    if part.whole is None:
        return
    whole = part.whole
    lock(whole)
    if whole.split != "open":
        return
    left = open_parts(whole)
    if not left:
        rejoin(whole, at=at)
        return
    perform(
        whole,
        MOVES["progress"],
        actor=SYSTEM,
        at=at,
        words=_("Ada kabar dari satu bagian."),
        promised_at=max(at, min(row.due_at for row in left)),
    )


def recall(whole: Report, at: datetime) -> int:
    """End the parts that are still open, because the whole goes on without them; return how many.

    What finished parts have answered stays in the story.
    """
    left = open_parts(whole)
    for part in left:
        perform(part, MOVES["recall"], actor=SYSTEM, at=at)
    return len(left)


def tell_of_reply(whole: Report) -> None:
    """Tell the offices of open parts that the reporter has written; the caller's transaction."""
    if whole.split == "open":
        for part in open_parts(whole):
            notices.tell_holder(part, "reply")


def share_settle(whole: Report, at: datetime) -> None:
    """Let open parts be settled when their whole is, where that date has moved."""
    if whole.split != "open":
        return
    row = whole.deadlines.get(clock=Clock.SETTLE)
    moved = [part for part in open_parts(whole) if _differs(part, row)]
    deadlines.share(moved, row, at, rules())
    write_parts(moved, ("due_at", "due_clock"))


def _differs(part: Report, of_whole: Deadline) -> bool:
    return not part.deadlines.filter(clock=Clock.SETTLE, due_at=of_whole.due_at).exists()


def share_what_it_is(whole: Report, subjects: Sequence[Agency], at: datetime) -> None:
    """Let parts be what the whole was said to be now, and leave whoever is complained of.

    A part held by an accused office goes to the nearest office above that is not.
    """
    if whole.split == "whole" and not whole.parts.exists():
        return
    shared = list(whole.parts.select_related("holder", "whole").order_by("pk"))
    for part in shared:
        part.kind, part.oversight, part.category = whole.kind, whole.oversight, whole.category
    write_parts(shared, ("kind", "oversight", "category"))
    for part in shared:
        stakes.replace(part, Stake.Why.SUBJECT, subjects, at)
        if part.holder.depth and is_caught(part.holder, subjects):
            above = tier_above(part.holder, subjects)
            seat = opener(above) if part.confidential else None
            perform(part, MOVES["rehome"], actor=SYSTEM, at=at, holder=above, handler=seat)


def refuse_beyond(part: Report, until: datetime) -> None:
    """Refuse time for a part beyond the day on which its whole must be settled."""
    if part.whole_id is None:
        return
    last = part.deadlines.get(clock=Clock.SETTLE)
    calendar = Clocks(part, until, rules(), [last]).calendar
    if calendar.day(until) > calendar.day(last.due_at):
        raise Refused(
            _(
                "Bagian selesai paling lambat bersama laporan induknya. Kalau waktunya kurang,"
                " minta perpanjangan untuk laporan induk."
            ),
            field="until",
        )
