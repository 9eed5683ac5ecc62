"""Model saran: what the learned models know and how well they do, and going back to another."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from lapor.agencies import governing
from lapor.agencies.actor import Actor
from lapor.agencies.models import Change
from lapor.agencies.request import Request
from lapor.kit.text import one_line
from lapor.reports import relearning, tallying
from lapor.reports.terms import NotFound, Refused
from lapor.web.desk.rules import words
from lapor.web.desk.rules.book import admins
from lapor.web.desk.rules.fields import LONGEST_WHY
from lapor.web.desk.signin import officers_only

MOST = 60
LONGEST_KEY = 18  # digits of a bigint
REFUSED = {
    "few_held": gettext_lazy("belum dipakai: terlalu sedikit laporan untuk mengujinya"),
    "worse": gettext_lazy("belum dipakai: lebih buruk daripada yang sedang dipakai"),
    "unsure": gettext_lazy("belum dipakai: keyakinannya belum dapat dipercaya"),
}
STATES = {
    "active": gettext_lazy("sedang dipakai"),
    "retired": gettext_lazy("pernah dipakai"),
    "candidate": gettext_lazy("belum dipakai"),
}


SOURCES = {
    "": gettext_lazy("Semua saran"),
    "rule": gettext_lazy("menurut aturan"),
    "model": gettext_lazy("menurut model"),
    "keywords": gettext_lazy("menurut daftar kata"),
}


@dataclass(frozen=True)
class Line:
    """One model as the page lists it. top1, top3, error: in percent; None: not measured."""

    row: Any
    where: str
    state: str
    fault: bool
    cases: int
    top1: int | None
    top3: int | None
    error: int | None
    held: int


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def models(request: Request) -> HttpResponse:
    """List the models that this officer governs; by POST take another one into use."""
    if not admins(request.actor):
        raise NotFound
    if request.method == "POST":
        return _use(request)
    return _show(request)


def _use(request: Request) -> HttpResponse:
    key = request.POST.get("model", "")
    why = one_line(request.POST.get("why", "")[: 4 * LONGEST_WHY])[:LONGEST_WHY]
    if not key.isdecimal() or len(key) > LONGEST_KEY:
        raise NotFound(key)
    if not why:
        return _show(request, wrong=int(key), says=_("Tulis alasannya."), status=422)
    try:
        relearning.use_model(int(key), actor=request.actor, why=why)
    except Refused as refused:
        return _show(request, wrong=int(key), says=str(refused.says), typed=why, status=409)
    messages.success(
        request, _("Model itu sekarang dipakai. Semua proses mengikutinya semenit lagi.")
    )
    return redirect("desk-models")


def _show(
    request: Request, *, wrong: int = 0, says: str = "", typed: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "lines": [_line(row, request.actor) for row in relearning.models_of(request.actor)[:MOST]],
        "wrong": wrong,
        "says": says,
        "typed": typed,
        "tallies": [
            (SOURCES[row.by], row) for row in tallying.tallies(request.actor, timezone.now())
        ],
        "least": tallying.ENOUGH_TO_SHOW,
        "history": words.history(request.actor, Change.Topic.MODEL),
        "book": {"topic": Change.Topic.MODEL},
        "national": governing.governs(request.actor, None),
        "here": "rules",
    }
    return render(request, "desk/rules/models.html", context, status=status)


def _line(row: Any, actor: Actor) -> Line:
    known = row.metrics if isinstance(row.metrics, dict) else {}
    counts = row.classes if isinstance(row.classes, dict) else {}
    refused = known.get("refused") if row.state == "candidate" else None
    state = REFUSED.get(str(refused)) or STATES[row.state]
    return Line(
        row=row,
        where=row.scope.name if row.scope else _("Seluruh negeri"),
        state=str(state),
        fault=relearning.is_faulty(row, actor),
        cases=sum(count for count in counts.values() if isinstance(count, int)),
        top1=_percent(known.get("top1")),
        top3=_percent(known.get("top3")),
        error=_percent(known.get("error")),
        held=held if isinstance(held := known.get("held"), int) else 0,
    )


def _percent(share: object) -> int | None:
    return round(100 * float(share)) if isinstance(share, int | float) else None
