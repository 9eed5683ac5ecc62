"""Taking a step: check the form, hold the report still, tell the officer what came of it."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lapor.agencies.calendar import zone_label
from lapor.agencies.request import Request
from lapor.reports import access
from lapor.reports.casework import MOVED_ON as CHANGED
from lapor.reports.casework import Case, hold_still, open_case
from lapor.reports.terms import Clock, NotFound, Refused
from lapor.web import dates
from lapor.web.bringing import FilesPart, bring
from lapor.web.desk import case as cases
from lapor.web.desk import drafted, kept
from lapor.web.desk.acts import ACTS, Act
from lapor.web.desk.case import Tried
from lapor.web.desk.forms import StepForm
from lapor.web.desk.rules.offered import typed_with
from lapor.web.desk.signin import officers_only
from lapor.web.desk.writing import CheckedForm

# What the stages call an input, and what our forms may call it.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "note": ("words",),
    "question": ("words",),
    "to": ("to", "next", "subject_names"),
    "subjects": ("subject_names",),
    "offices": ("office", "offices"),
}
WRONG, MOVED_ON = 422, 409


@officers_only
def act(request: Request, number: str, step: str) -> HttpResponse:
    """Take the step; go back to the report, or to the list where it is no longer ours to see.

    A form that is wrong comes back as 422, a step that is no longer open as 409, both with
    everything that was typed.
    """
    if request.method != "POST":
        return redirect("desk-case", number)
    try:
        case = open_case(number, request.actor)
    except NotFound:
        return cases.gone(request)
    known = ACTS.get(step)
    if known is None:
        return cases.gone(request)
    brought = bring(request)
    form = known.form(request.POST, case=case, book=case.book, step=step)
    if isinstance(form, FilesPart):
        form.refused = brought.says
    if aside := set_aside(request, case, known, form, dropped=brought.dropped):
        return aside
    if not form.is_valid() or request.POST.get("do") == "preview":
        return not_sent(request, case, step, form)
    try:
        with transaction.atomic():
            hold_still(case.report, request.actor, form.cleaned_data["seen"])
            says = known.take(case, form)
    except Refused as refused:
        return come_back(request, number, step, form, refused)
    messages.success(request, result(case, known, str(says)))
    if access.reaches(request.actor, case.report):
        return redirect("desk-case", number)
    return redirect("desk-inbox")


def not_sent(request: Request, case: Case, step: str, form: StepForm) -> HttpResponse:
    """Show a form that is wrong, or looked ahead with; its words alone where its step is over."""
    if step in case.open or not form.errors:
        return cases.page(request, case, Tried(step, form), status=WRONG if form.errors else 200)
    tried = Tried(step, form, str(CHANGED), tuple(kept.typed(request)))
    return cases.page(request, case, tried, status=MOVED_ON)


def set_aside(
    request: Request, case: Case, known: Act, form: StepForm, *, dropped: bool
) -> HttpResponse | None:
    """Return the page where a form was sent for something else than its step; else None."""
    do = request.POST.get("do")
    if isinstance(form, CheckedForm) and do in drafted.VERBS and not dropped:
        return drafted.act(request, case, form)
    if not dropped and do != "text":  # the button of who has no scripts
        return None
    start = (
        typed_again(request.POST, form)
        if dropped
        else typed_with(case, form.step, request.POST, form.fields)
    )
    again = known.form(case=case, book=form.book, step=form.step, initial=start)
    return cases.page(request, case, Tried(form.step, again))


def typed_again(typed: QueryDict, form: StepForm) -> dict[str, Any]:
    """Return what a form had in it, unchecked, as the same form begins with it."""
    words = {name: typed[name] for name in form.fields if name in typed}
    return words | {name: typed.getlist(name) for name in ("files", "choices")}


def come_back(
    request: Request, number: str, step: str, form: StepForm, refused: Refused
) -> HttpResponse:
    """Show the report as it is now, with the form, its words, and why the step was not taken."""
    called = FIELDS.get(refused.field, (refused.field,))
    says, at = str(refused.says), next((name for name in called if name in form.fields), "")
    try:
        case = open_case(number, request.actor)
    except NotFound:
        return cases.gone(request)
    fresh = ACTS[step].form(request.POST, case=case, book=form.book, step=step)
    fresh.is_valid()
    if at:
        fresh.add_error(at, says)
    seen = form.cleaned_data["seen"] if refused.says == CHANGED else None
    tried = Tried(step, fresh, "" if at else says, tuple(kept.typed(request)), seen)
    return cases.page(request, case, tried, status=WRONG if at else MOVED_ON)


def result(case: Case, known: Act, says: str) -> str:
    """Return what came of the step, and which date holds now."""
    report: Any = case.report
    if not known.dated or Clock(report.turn) in (Clock.REOPEN, Clock.APPEAL):
        return says
    zone = zone_label(report.holder)
    date = {"clock": Clock(report.due_clock).label, "day": dates.long_date(report.due_at, zone)}
    return f"{says} " + _("%(clock)s: paling lambat %(day)s.") % date
