"""Writing a report down at the counter: the form, and the receipt to print for who told it."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from lapor.agencies import legal
from lapor.agencies.calendar import zone_label
from lapor.agencies.models import Agency, Role
from lapor.agencies.request import Request
from lapor.agencies.rules import LegalText, rules
from lapor.reports import naming
from lapor.reports.intake import Receipt, receive, written
from lapor.reports.similar import published_like
from lapor.reports.terms import Channel, Clock, Kind, NotFound, Refused
from lapor.web.bringing import Brought, bring
from lapor.web.desk.counter.forms import BACKDATED, NONE, CounterForm
from lapor.web.desk.signin import officers_only
from lapor.web.forms import Fault
from lapor.web.public import likely
from lapor.web.public.alike import sought_in
from lapor.web.public.submission import OFFICES, SIGNER
from lapor.web.public.who import NOBODY

WRONG = 422
FIRST = {"kind": Kind.COMPLAINT, "who": NOBODY, "channel": Channel.COUNTER, "reach": NONE}
TYPED = [name for name in CounterForm.base_fields if name not in ("client_key", "terms")]
SEALED = ("name", "behalf", "phone", "address", "post_address")  # on no page after sending
SEVERAL = ("mask", "mask_seen", "alike_seen")


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: Request) -> HttpResponse:
    """Show the form; take it; answer with the receipt, the same for the same form sent again.

    Raises NotFound for who is no operator.
    """
    office = require_operator(request)
    if request.method != "POST":
        return _form(request, CounterForm(initial=FIRST, office=office))
    brought = bring(request)
    if likely.ASK in request.POST or likely.TAKE in request.POST:
        return _named(request, office, brought)
    if brought.dropped:
        return _form(request, _as_typed(request, office, brought))
    form = CounterForm(request.POST, office=office)
    form.refused = brought.says
    if not form.is_valid():
        return _form(request, form, status=WRONG)
    begun = timezone.now()
    try:
        receipt = receive(form.submission(), actor=request.actor, at=begun)
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused.says))
        return _form(request, form, status=WRONG)
    return _receipt(request, form, receipt)


@officers_only
@require_POST
def alike(request: Request) -> HttpResponse:
    """Answer what is typed so far with published reports like it, as a part of the form."""
    require_operator(request)
    return render(request, "desk/counter/alike.html", {"rows": published_like(sought_in(request))})


@officers_only
@require_POST
def offices(request: Request) -> HttpResponse:
    """Answer what is typed so far with the offices that probably handle it."""
    require_operator(request)
    return render(request, "desk/counter/likely.html", likely.told(request.POST))


def require_operator(request: Request) -> Agency:
    """Return the office of the operator; raises NotFound for anybody else."""
    actor = request.actor
    if actor.role != Role.OPERATOR or actor.agency is None:
        raise NotFound
    return actor.agency


def _as_typed(request: Request, office: Agency, brought: Brought) -> CounterForm:
    """Return the form as it was sent, unchecked."""
    typed: dict[str, Any] = {name: request.POST.get(name, "") for name in TYPED}
    typed |= {name: request.POST.getlist(name) for name in SEVERAL}
    form = CounterForm(initial=FIRST | typed, office=office)
    form.keep_key(request.POST.get("client_key", ""))
    form.initial["files"] = request.POST.getlist("files")
    form.refused = brought.says
    form.show_decided(look=True)
    return form


def _named(request: Request, office: Agency, brought: Brought) -> HttpResponse:
    """Show the form with the offices that probably handle it, or with the one that was chosen."""
    form = _as_typed(request, office, brought)
    form.initial.update(likely.take(request.POST))
    found = None if likely.TAKE in request.POST else likely.told(request.POST)
    return _form(request, form, likely=found)


def _form(request: Request, form: CounterForm, status: int = 200, **more: Any) -> HttpResponse:
    terms = legal.version_in_force(LegalText.Kind.TERMS)
    of_files = [Fault("files", str(text)) for text in form.refused]
    context = {
        "form": form,
        "asked": {field: form.asked(field) for field in ("place", *OFFICES)},
        "faults": form.faults() if form.is_bound else of_files,
        "kinds": Kind.choices,
        "categories": rules().categories,
        "backdated": BACKDATED,
        "terms": terms,
        "terms_signed": SIGNER.sign(terms) if terms else "",
        "here": "counter",
    }
    return render(request, "desk/counter/form.html", context | more, status=status)


def _receipt(request: Request, form: CounterForm, receipt: Receipt) -> HttpResponse:
    """Show what the reporter takes away. `receive` has committed when this is called.

    Nothing that was sealed is on this page. A form sent again that says something else is given
    back, to be sent as another report.
    """
    made, sent = receipt.report, written(form.submission()).kept
    same = (sent["title"], sent["body"]) == (made.title, made.body)
    turn = next((c for c in receipt.clocks if c.running and c.clock != Clock.SETTLE), None)
    settle = next((c for c in receipt.clocks if c.running and c.clock == Clock.SETTLE), None)
    context = {
        "number": receipt.number,
        "code": receipt.code,
        "made": made,
        "kind": Kind(made.kind).label,
        "channel": Channel(made.channel).label,
        "zone": zone_label(made.holder),
        "dated": made.received_at.astimezone(form.zone).date() != form.today,
        "kept": naming.kept(made).value,
        "turn": turn,
        "settle": settle,
        "files": made.attachments.count(),
        "letter_on": form.cleaned_data["letter_on"],
        "for_another": bool(form.cleaned_data["behalf"]),
        "office": require_operator(request).name,
        "track": f"{settings.ADDRESS.rstrip('/')}{reverse('track')}",
        "other": None if same else form.cleaned_data,
        "left": _left(request) if not same else [],
        "fresh_key": str(uuid4()),
        "here": "counter",
    }
    return render(request, "desk/counter/receipt.html", context)


def _left(request: Request) -> list[tuple[str, str]]:
    """Return what was typed, to be sent again as another report; nothing of who told it.

    A report that is to have a name then asks for it anew.
    """
    left_out = ("csrfmiddlewaretoken", "client_key", *SEALED)
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in left_out
    ]
