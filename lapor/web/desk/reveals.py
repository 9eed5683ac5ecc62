"""What is sealed to two custodians: asking for it, and reading it once it is opened."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lapor.agencies.models import Role
from lapor.agencies.request import Request
from lapor.kit.text import tidy
from lapor.reports import reveal
from lapor.reports.asked import Asked, Standing
from lapor.reports.terms import NotFound, Refused
from lapor.web.desk import votes
from lapor.web.desk.case import gone
from lapor.web.desk.names import fresh_factor
from lapor.web.desk.signin import officers_only
from lapor.web.forms import Fault

WRONG = 422


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def sealed(request: Request, number: str) -> HttpResponse:
    """Show what is sealed of a report and this office's requests; take a new one."""
    now, fault = timezone.now(), None
    typed = {name: tidy(request.POST.get(name, "")) for name in ("basis", "reason")}
    try:
        if request.method == "POST":
            try:
                key = reveal.ask(number, request.actor, now=now, **typed)
            except Refused as refused:
                fault = Fault(refused.field, str(refused.says))
            else:
                messages.success(request, _("Permintaan terkirim kepada kedua pemegang kunci."))
                return redirect("desk-reveal", key)
        found = reveal.sealing(number, request.actor, now)
    except NotFound:
        return gone(request)
    context = {
        "sealing": found,
        "number": found.report.number,
        "bases": reveal.BASES,
        "typed": typed,
        "fault": fault,
        "most": reveal.LONGEST,
        "here": "inbox",
    }
    return render(request, "desk/sealed.html", context, status=WRONG if fault else 200)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Request, key: UUID) -> HttpResponse:
    """Show one request: to a custodian what is to be answered, to who asked what came of it."""
    if request.actor.role == Role.CUSTODIAN:
        return votes.show(request, key)
    try:
        if request.method == "POST":
            if asks := fresh_factor(request, reverse("desk-reveal", args=[key])):
                return asks
            reveal.open_once(key, request.actor, timezone.now())
            return redirect("desk-reveal", key)
        return _page(request, reveal.get_own(key, request.actor, timezone.now()))
    except NotFound:
        return gone(request)
    except Refused as refused:
        asked = reveal.get_own(key, request.actor, timezone.now())
        return _page(request, asked, says=str(refused.says))


@officers_only
@require_safe
def original(request: Request, key: UUID, file: UUID) -> HttpResponse:
    """Send a file as it came, for who opened the request, while it is open; never to be shown."""
    try:
        got, content = reveal.original(key, file, request.actor, timezone.now())
    except NotFound:
        return gone(request)
    response = HttpResponse(content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="lampiran-{got.number}-asli"'
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _page(request: Request, asked: Asked, says: str = "") -> HttpResponse:
    """Show the request; within the quarter hour, and to who asked alone, what was opened."""
    now = timezone.now()
    contents = reveal.contents(asked.key, request.actor, now)
    context = {
        "asked": asked,
        "contents": contents,
        "may_open": asked.standing == Standing.GRANTED
        and reveal.is_asker(asked.key, request.actor),
        "says": says,
        "now": now,
        "marks": range(40),
        "here": "inbox",
    }
    response = render(request, "desk/reveal.html", context, status=409 if says else 200)
    if contents:
        left = (asked.closes_at or now) - now
        response.headers["Refresh"] = str(int(left.total_seconds()) + 1)  # then it is gone
    return response
