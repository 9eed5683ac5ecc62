"""Mengapa ke sini? beside a case: by which step, rule or suggestion it came to who has it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lapor.agencies.request import Request
from lapor.reports import access
from lapor.reports.arriving import why_here
from lapor.reports.casework import open_case
from lapor.reports.terms import NotFound
from lapor.web.desk import case as cases
from lapor.web.desk.session import BY_ITSELF
from lapor.web.desk.signin import officers_only
from lapor.web.desk.suggestion import LEVELS


@officers_only
@require_safe
def why(request: Request, number: str) -> HttpResponse:
    """Show to whoever may open the report why it is where it is, as a part of its page or alone."""
    try:
        case = open_case(number, request.actor)
    except NotFound:
        return cases.gone(request)
    found = why_here(case.report, case.card, access.audience_of(case.stands))
    context = {
        "case": case,
        "card": case.card,
        "why": found,
        "level": LEVELS.get(found.level, ""),
        "here": "inbox",
    }
    part = BY_ITSELF in request.headers
    return render(request, "desk/parts/why.html" if part else "desk/why.html", context)
