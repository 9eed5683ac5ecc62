"""How long an office had a report, in words: "2,4 hari kerja", "3 hari 5 jam"."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lapor.reports.hops import Hop

register = template.Library()
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@dataclass(frozen=True)
class Total:
    """The way of a report in all: how often it moved; `whole` is what its stays add up to."""

    moves: int
    held: timedelta
    worked: timedelta
    asked: timedelta
    whole: timedelta


@register.filter
def total(hops: Sequence[Hop]) -> Total:
    """`{% with all=card.hops|total %}`"""
    return Total(
        len(hops) - 1,
        _sum(hop.held for hop in hops),
        _sum(hop.worked for hop in hops),
        _sum(hop.asked for hop in hops),
        _sum(hop.whole for hop in hops),
    )


@register.filter
def in_working_days(spent: timedelta) -> str:
    """Return "2,4 hari kerja"; a day of work is the 24 hours of a working day."""
    if spent < DAY:
        return _("kurang dari satu hari kerja")
    tenths = spent * 10 // DAY
    many, shown = divmod(tenths, 10)[0], number_format(tenths / 10, int(tenths % 10 > 0))
    return ngettext("%(n)s hari kerja", "%(n)s hari kerja", many) % {"n": shown}


@register.filter
def in_days(spent: timedelta) -> str:
    """Return "3 hari 5 jam", "5 jam", "20 menit"."""
    days, rest = divmod(spent, DAY)
    hours = rest // HOUR
    if spent < MINUTE:
        return _("kurang dari satu menit")
    if not days and not hours:
        minutes = spent // MINUTE
        return ngettext("%(n)d menit", "%(n)d menit", minutes) % {"n": minutes}
    parts = []
    if days:
        parts.append(ngettext("%(n)d hari", "%(n)d hari", days) % {"n": days})
    if hours:
        parts.append(ngettext("%(n)d jam", "%(n)d jam", hours) % {"n": hours})
    return " ".join(parts)


@register.filter
def in_percent(share: float) -> str:
    """Return "83%" of 0.83."""
    return f"{round(share * 100)}%"


def _sum(spans: Iterable[timedelta]) -> timedelta:
    return sum(spans, timedelta(0))
