"""The draft of an answer at the case page: kept and thrown away; and the check while one types."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lapor.agencies.request import Request
from lapor.kit.text import tidy
from lapor.reports import drafting, proofreading
from lapor.reports.answering import ANSWERS
from lapor.reports.casework import Case, open_case
from lapor.reports.terms import NotFound, Outcome, Refused
from lapor.web.desk import case as cases
from lapor.web.desk.case import Tried
from lapor.web.desk.forms import LONGEST_WORDS
from lapor.web.desk.signin import officers_only
from lapor.web.desk.writing import CheckedForm, warnings_of

KEEP, DROP = "draft", "drop"
VERBS = (KEEP, DROP)


def act(request: Request, case: Case, form: CheckedForm) -> HttpResponse:
    """Keep what is written as a draft, or throw the draft away; back to the same form."""
    try:
        if request.POST["do"] == DROP:
            drafting.drop(case.report, form.step, actor=case.actor)
            messages.success(request, _("Konsep dibuang."))
        else:
            form.full_clean()
            if "words" in form.errors and len(request.POST.get("words", "")) > LONGEST_WORDS:
                return cases.page(request, case, Tried(form.step, form), status=422)
            outcome = request.POST.get("outcome", "")
            drafting.keep(
                case.report,
                form.step,
                actor=case.actor,
                words=tidy(request.POST.get("words", "")),
                outcome=outcome if outcome in Outcome.values else "",
                files=form.cleaned_data.get("files", ()),
            )
            messages.success(
                request, _("Konsep tersimpan. Hanya Anda yang membacanya, di perangkat mana pun.")
            )
    except Refused as refused:
        return cases.page(request, case, Tried(form.step, form, str(refused.says)), status=409)
    return redirect(f"{reverse('desk-case', args=[case.card.number])}#{form.step}")


@officers_only
@require_POST
def check(request: Request, number: str) -> HttpResponse:
    """Say what the check finds in an answer that is being written; raises NotFound.

    Nothing is kept of it.
    """
    case = open_case(number, request.actor)
    step = request.POST.get("step", "")
    if step not in ANSWERS or step not in case.open or case.actor.agency is None:
        raise NotFound
    words = tidy(request.POST.get("words", "")[: 2 * LONGEST_WORDS])
    rows = []
    if words:
        proof = bool(request.POST.getlist("files"))
        outcome = request.POST.get("outcome", "")
        reading = proofreading.read(
            case.report, case.actor.agency, words, outcome=outcome, proof=proof
        )
        rows = warnings_of(reading)
    return render(request, "desk/parts/warnings.html", {"warnings": rows, "asked": bool(words)})
