"""Proposed answers: a supporting office writes its text, the office that answers takes it over."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lapor.agencies.request import Request
from lapor.kit.codes import read_number
from lapor.kit.text import tidy
from lapor.reports import proposing
from lapor.reports.casework import Case, open_case
from lapor.reports.terms import NotFound, Refused
from lapor.web.bringing import bring, waiting
from lapor.web.desk.case import gone
from lapor.web.desk.forms import LONGEST_WORDS
from lapor.web.desk.pieces import asked_of
from lapor.web.desk.session import BY_ITSELF
from lapor.web.desk.signin import officers_only

WRONG, NOT_TAKEN = 422, 409
LONGEST_KEY = 18  # digits of a bigint


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def proposals(request: Request, number: str) -> HttpResponse:
    """Show what is proposed, by itself or within the case page; by POST write, withdraw or take."""
    plain = read_number(number)
    if plain and plain != number:
        return redirect("desk-proposals", plain)
    try:
        case = open_case(number, request.actor)
    except NotFound:
        return gone(request)
    if request.method != "POST":
        return _page(request, case)
    brought, do = bring(request), request.POST.get("do", "")
    try:
        if do == "take":
            return _take(request, case)
        if do == "withdraw":
            proposing.withdraw(case.report, actor=request.actor)
            messages.success(request, _("Usulan ditarik."))
            return redirect("desk-proposals", number)
        if brought.dropped:
            return _page(request, case, came_back=True)
        if brought.says:
            raise Refused(" ".join(brought.says), field="files")
        return _write(request, case)
    except Refused as refused:
        status = WRONG if refused.field else NOT_TAKEN
        return _page(request, case, refused=refused, came_back=True, status=status)


def _write(request: Request, case: Case) -> HttpResponse:
    words = tidy(request.POST.get("words", ""))
    if len(words) > LONGEST_WORDS:
        says = _("Paling banyak %(most)d huruf; tulisan Anda %(now)d huruf.")
        raise Refused(says % {"most": LONGEST_WORDS, "now": len(words)}, field="words")
    files = request.POST.getlist("files")
    proposing.propose(case.report, actor=request.actor, words=words, files=files)
    messages.success(request, _("Usulan tersimpan, dan unit pemegang sudah diberi tahu."))
    return redirect("desk-case", case.card.number)


def _take(request: Request, case: Case) -> HttpResponse:
    """Put the text into this officer's draft and go to the form that begins with it."""
    typed = request.POST.get("key", "")
    key = int(typed) if typed.isdecimal() and len(typed) <= LONGEST_KEY else 0
    move = proposing.take(case.report, key, actor=request.actor)
    messages.success(request, _("Teks itu sekarang ada di konsep jawaban Anda. Belum terkirim."))
    return redirect(f"{reverse('desk-case', args=[case.card.number])}#{move}")


def _page(
    request: Request,
    case: Case,
    *,
    refused: Refused | None = None,
    came_back: bool = False,
    status: int = 200,
) -> HttpResponse:
    found = proposing.proposals(case.report, case.actor, case.stands)
    own = next((row for row in found if row.is_own), None)
    kept = own.tokens if own else ()
    context: dict[str, Any] = {
        "card": case.card,
        "proposals": found,
        "may_write": proposing.may_propose(case.report, case.stands),
        "may_take": bool(proposing.takes(case.open)),
        "own": own,
        "typed": request.POST.get("words", "") if came_back else own.words if own else "",
        "asked": asked_of(case),
        "refused": refused,
        "most": LONGEST_WORDS,
        "waiting": waiting(request.POST.getlist("files") if came_back else kept),
    }
    within = request.method != "POST" and BY_ITSELF in request.headers
    template = "desk/parts/proposals.html" if within else "desk/proposals.html"
    return render(request, template, context, status=status)
