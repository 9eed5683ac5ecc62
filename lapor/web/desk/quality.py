"""Mutu jawaban: the sampled answers to be scored by those above, and what came of it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from lapor.agencies.calendar import zone_label
from lapor.agencies.models import Role
from lapor.agencies.request import Request
from lapor.reports import access, openings, sampling, seconds
from lapor.reports.disclosure import card_for
from lapor.reports.sampling import Criterion
from lapor.reports.terms import NotFound, Refused
from lapor.web.desk.rules.fields import CHOOSE
from lapor.web.desk.signin import officers_only
from lapor.web.forms import Fault, WordsField, faults

LONGEST = 1000
ANSWERED = ((2, gettext_lazy("Ya")), (1, gettext_lazy("Sebagian")), (0, gettext_lazy("Tidak")))
# How a kappa is read. Source of the bands: Landis and Koch 1977.
BANDS = (
    (0.8, gettext_lazy("hampir selalu sepakat")),
    (0.6, gettext_lazy("cukup sepakat")),
    (0.4, gettext_lazy("agak sepakat")),
    (-1.0, gettext_lazy("jarang sepakat")),
)


class ScoreForm(forms.Form):
    words = WordsField(most=LONGEST)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in Criterion.values:
            self.fields[name] = forms.TypedChoiceField(
                coerce=int,
                choices=ANSWERED,
                error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
            )

    def faults(self) -> list[Fault]:
        """Return what is wrong, a question that has no mark by its own words."""
        asked = dict(Criterion.choices)
        return [Fault(row.field, str(asked.get(row.field, row.says))) for row in faults(self)]

    def rubric(self) -> list[tuple[Any, Any]]:
        """Return each criterion with its bound field."""
        return [(criterion.label, self[criterion.value]) for criterion in Criterion]


@officers_only
@require_safe
def listed(request: Request) -> HttpResponse:
    """List the answers that wait for this admin's score."""
    _refuse_others(request)
    context = {
        "rows": sampling.to_score(request.actor),
        "zone": zone_label(request.actor.agency) if request.actor.agency else "",
        "here": "inbox",
    }
    return render(request, "desk/quality/list.html", context)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Request, key: int) -> HttpResponse:
    """Show a sampled answer beside its report, and keep its score; raises NotFound."""
    _refuse_others(request)
    form = ScoreForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        marks = {name: told[name] for name in Criterion.values}
        try:
            sampling.score(key, actor=request.actor, marks=marks, words=told["words"])
            messages.success(request, _("Nilai tersimpan. Terima kasih."))
        except Refused as refused:
            messages.info(request, str(refused.says))
        return redirect("desk-quality")
    sample = sampling.get_sample(key, request.actor)
    report = sample.event.report
    stands = access.reaches(request.actor, report)
    audience = access.audience_of(stands)
    card = card_for(report, audience, request.actor)
    answer = next((step for step in card.thread if step.id == sample.event_id), None)
    if answer is None:
        raise NotFound
    openings.note_shown(report, request.actor, audience, timezone.now())
    before = [step for step in card.thread if step.id < answer.id and step.role == Role.REPORTER]
    context = {
        "sample": sample,
        "card": card,
        "answer": answer,
        "asked": next((step for step in reversed(before) if step.text), None),
        "form": form,
        "faults": form.faults() if form.is_bound else [],
        "here": "inbox",
    }
    return render(request, "desk/quality/sample.html", context, status=422 if form.errors else 200)


@officers_only
@require_safe
def results(request: Request) -> HttpResponse:
    """Show how the offices below did lately, each with its n, and how far two people agree."""
    _refuse_others(request)
    now = timezone.now()
    agreed = sampling.agreement(request.actor, now)
    rows = [
        (row, [_percent(row.each[name]) for name in Criterion.values], _percent(row.whole))
        for row in sampling.results(request.actor, now)
    ]
    context = {
        "rows": rows,
        "criteria": Criterion.labels,
        "agreed": agreed,
        "approved": seconds.figures(request.actor, now),
        "each": [(c.label, _kappa(agreed.each[c.value])) for c in Criterion],
        "whole": _kappa(agreed.whole),
        "band": _band(agreed.whole),
        "weeks": sampling.TOLD_WEEKS,
        "enough": sampling.ENOUGH_TO_SHOW,
        "enough_pairs": sampling.ENOUGH_TO_AGREE,
        "national": request.actor.role == Role.NATIONAL_ADMIN,
        "here": "inbox",
    }
    return render(request, "desk/quality/results.html", context)


def _refuse_others(request: Request) -> None:
    """Raise NotFound for who is no admin: only those above score, and only admins read results."""
    if request.actor.role not in sampling.REVIEWERS:
        raise NotFound


def _percent(share: float | None) -> str:
    return "" if share is None else f"{round(100 * share)}%"


def _kappa(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}".replace(".", ",")


def _band(value: float | None) -> Any:
    return "" if value is None else next(says for least, says in BANDS if value >= least)
