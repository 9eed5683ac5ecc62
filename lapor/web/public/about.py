"""Short honest pages: how it works, which dates hold, and what becomes of a name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lapor.agencies.models import Agency, DeadlinePolicy
from lapor.agencies.rules import rules
from lapor.reports import naming
from lapor.reports.terms import Clock, Kind

MOST_PROMISES = 200


@dataclass(frozen=True)
class Rule:
    """One dated rule, in words. office: whose promise it is; empty: the nation's limit."""

    clock: Clock
    kind: str
    oversight: bool | None
    policy: DeadlinePolicy
    office: str = ""


@require_safe
def how_it_works(request: HttpRequest) -> HttpResponse:
    """Tell the way of a report, with the days of today's rules."""
    book, today = rules(), timezone.localdate()
    days = {
        clock.name.lower(): book.policy(clock, Kind.COMPLAINT, False, today).days
        for clock in (Clock.VERIFY, Clock.FIRST_FOLLOW_UP, Clock.REPORTER_REPLY, Clock.REOPEN)
    }
    return render(request, "public/how_it_works.html", days)


@require_safe
def deadline_rules(request: HttpRequest) -> HttpResponse:
    """List every limit in force today with its law, who promises less, and what begins later."""
    today = timezone.localdate()
    newest: dict[tuple[str, str, bool | None, int | None], DeadlinePolicy] = {}
    coming: dict[tuple[str, str, bool | None, date], DeadlinePolicy] = {}
    for row in sorted(rules().policies, key=lambda row: (row.valid_from, row.pk)):
        if row.valid_from <= today:
            newest[row.clock, row.kind, row.oversight, row.agency_id] = row
        elif row.agency_id is None:
            coming[row.clock, row.kind, row.oversight, row.valid_from] = row
    limits = [row for row in newest.values() if row.agency_id is None]
    promised = [row for row in newest.values() if row.agency_id and not row.withdrawn]
    names = Agency.objects.in_bulk({row.agency_id for row in promised[:MOST_PROMISES]})
    context = {
        "rules": _in_words(limits, names),
        "promises": _in_words(promised[:MOST_PROMISES], names),
        "coming": _in_words(list(coming.values()), names),
    }
    return render(request, "public/deadline_rules.html", context)


def _in_words(rows: Sequence[DeadlinePolicy], names: Mapping[int, Agency]) -> list[Rule]:
    """Return the rules by office, then in the order of the clocks."""
    order = list(Clock)
    listed = [
        Rule(
            Clock(row.clock),
            str(Kind(row.kind).label) if row.kind else "",
            row.oversight,
            row,
            names[key].name if (key := row.agency_id or 0) in names else "",
        )
        for row in rows
    ]
    return sorted(
        listed,
        key=lambda rule: (rule.office, order.index(rule.clock), rule.kind, bool(rule.oversight)),
    )


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Tell what is kept of a reporter, who can read it, and what cannot be hidden."""
    context = {"can_seal": naming.can_seal(), "file_years": settings.FILES_YEARS}
    return render(request, "public/privacy.html", context)
