"""The page of whoever leads an office: how much work lies where, and what is late."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lapor.agencies.request import Request
from lapor.reports.terms import NotFound, Reach
from lapor.reports.travelled import ENOUGH_TO_SHOW, TOLD_DAYS, travelled
from lapor.reports.workload import workload
from lapor.web.desk.inbox import VIEWS
from lapor.web.desk.signin import officers_only


@officers_only
@require_safe
def show(request: Request) -> HttpResponse:
    """Show the open work by unit and by post; raises NotFound for who leads no office."""
    actor = request.actor
    found = workload(actor, timezone.now())
    if found is None or actor.agency is None:
        raise NotFound
    wide = Reach.ABOVE if actor.agency.depth else Reach.NATION
    own = Reach.HOLDER if actor.agency.depth else Reach.NATION
    context = {
        "work": found,
        "travels": travelled(actor, timezone.now()),
        "travel_days": TOLD_DAYS,
        "travel_least": ENOUGH_TO_SHOW,
        "office": actor.agency,
        "own_view": VIEWS[own][0],
        "wide_view": VIEWS[wide][0],
    }
    return render(request, "desk/workload.html", context)
