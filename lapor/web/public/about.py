"""Short honest pages: how it works, which dates hold, and what becomes of a name."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lapor.agencies.models import DeadlinePolicy
from lapor.agencies.rules import rules
from lapor.reports.terms import Clock, Kind


@dataclass(frozen=True)
class Rule:
    """One dated rule, in words."""

    clock: Clock
    kind: str
    oversight: bool | None
    policy: DeadlinePolicy


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
    """List every rule in force today, with the law or decision it rests on."""
    today = timezone.localdate()
    newest: dict[tuple[str, str, bool | None], DeadlinePolicy] = {}
    for row in sorted(rules().policies, key=lambda row: (row.valid_from, row.pk)):
        if row.valid_from <= today and row.agency_id is None:
            newest[row.clock, row.kind, row.oversight] = row
    order = list(Clock)
    listed = [
        Rule(Clock(row.clock), str(Kind(row.kind).label) if row.kind else "", row.oversight, row)
        for row in newest.values()
    ]
    listed.sort(key=lambda rule: (order.index(rule.clock), rule.kind, rule.oversight or False))
    return render(request, "public/deadline_rules.html", {"rules": listed})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Tell what is kept of a reporter, who can read it, and what cannot be hidden."""
    return render(request, "public/privacy.html")
