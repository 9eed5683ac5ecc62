"""Beside a case: reports like it, the problem that it is part of, and putting them together."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from lapor.agencies.request import Request
from lapor.kit.codes import read_number
from lapor.reports import access, grouping, joining, problems
from lapor.reports.problems import Seen
from lapor.reports.similar import MOST, seen_like
from lapor.reports.terms import NotFound, Refused
from lapor.web.desk import case as cases
from lapor.web.desk.session import BY_ITSELF
from lapor.web.desk.signin import officers_only

NEW = "baru"
LONGEST_KEY = 18  # digits of a bigint
WRONG = 422


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def similar(request: Request, number: str) -> HttpResponse:
    """Show reports like this one, as a part of the case page or by itself; by POST put those that
    were ticked into one problem with it. Raises NotFound for one that may not be seen."""
    if request.method != "POST":
        return _show(request, number)
    try:
        report, _stands = access.find_report(number, request.actor)
    except NotFound:
        return cases.gone(request)
    typed = map(read_number, request.POST.getlist("pilih")[:MOST])
    ticked = list(dict.fromkeys(known for known in typed if known))
    others = _others(request, [other for other in ticked if other != report.number])
    wanted, title = request.POST.get("problem", NEW), request.POST.get("title", "")
    try:
        with transaction.atomic():  # a problem that stays empty would go on telling its title
            new = wanted == NEW
            key = grouping.begin(request.actor, title) if new else _key(wanted, request)
            grouping.group(report, actor=request.actor, problem=key)
    except Refused as refused:
        return _show(request, number, says=str(refused.says), ticked=ticked)
    except NotFound:
        return _show(request, number, says=_("Pilih masalahnya lagi."), ticked=ticked)
    came = grouping.group_all(others, actor=request.actor, problem=key)
    left_out = [(r, why) for r in others if isinstance(why := came[r.pk], Refused)]
    count = 1 + len(others) - len(left_out)
    says = ngettext("%(n)d laporan digabung.", "%(n)d laporan digabung.", count) % {"n": count}
    left = [
        _("%(number)s tidak ikut: %(why)s") % {"number": one.number, "why": why.says}
        for one, why in left_out
    ]
    messages.success(request, " ".join([says, *left]))
    return redirect("desk-problem", key)


def _show(
    request: Request, number: str, *, says: str = "", ticked: Sequence[str] = ()
) -> HttpResponse:
    report, stands = access.find_report(number, request.actor)
    may = any(move.name == "group" for move in access.open_moves(request.actor, report, stands))
    rows = seen_like(report, request.actor) if may else []
    mine = _problem(report.problem_id, request)
    context = {
        "number": number,
        "title": report.title,
        "rows": rows,
        "mine": mine,
        "may": may and not report.confidential and report.problem_id is None,
        "confidential": report.confidential,
        "into": problems.open_to(request.actor) if may and report.problem_id is None else [],
        "joined": joining.count_of(report.pk) if report.published else 0,
        "ticked": ticked,
        "says": says,
        "typed": request.POST.get("title", ""),
        "chosen": request.POST.get("problem", _first(rows)),
        "most": grouping.LONGEST_TITLE,
        "here": "inbox",
    }
    part = request.method != "POST" and BY_ITSELF in request.headers
    page = "desk/parts/similar.html" if part else "desk/similar.html"
    return render(request, page, context, status=WRONG if says else 200)


def _others(request: Request, numbers: Sequence[str]) -> list[Any]:
    """Return those of the ticked reports that this officer may still see."""
    found = []
    for number in numbers:
        with suppress(NotFound):
            found.append(access.get_report(number, request.actor))
    return found


def _problem(key: int | None, request: Request) -> Seen | None:
    """Return the problem of a report, where this officer may know of it."""
    try:
        return problems.get_problem(key, request.actor) if key else None
    except NotFound:
        return None


def _first(rows: Sequence[object]) -> str:
    """Return what is chosen before anybody chooses: the problem of the report most alike."""
    keys = (getattr(row, "problem", None) for row in rows)
    return next((str(key) for key in keys if key), NEW)


def _key(typed: str, request: Request) -> int:
    """Return the key of a problem of which this officer may know; raises NotFound."""
    if not typed.isdecimal() or len(typed) > LONGEST_KEY:
        raise NotFound(typed)
    return problems.get_problem(int(typed), request.actor).id
