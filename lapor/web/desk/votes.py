"""A custodian's pages: requests that wait, and the answer by browser, by file, or by a refusal."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lapor.agencies.request import Request
from lapor.kit.text import tidy
from lapor.reports import voting
from lapor.reports.terms import NotFound, Refused
from lapor.web.desk.case import gone
from lapor.web.desk.names import fresh_factor
from lapor.web.desk.signin import officers_only
from lapor.web.forms import Fault

COMMAND = "lapor custodian open permintaan-%s.json --key KUNCI.json"  # typed where the key is kept
LARGEST = 20_000  # bytes of an answer
WRONG = 422


@officers_only
@require_safe
def listed(request: Request) -> HttpResponse:
    """List the requests before this custodian, those that wait first; raises NotFound."""
    rows = voting.waiting(request.actor, timezone.now())
    context = {
        "waiting": [row for row in rows if row.mine],
        "answered": [row for row in rows if not row.mine],
        "here": "seals",
    }
    return render(request, "desk/seals.html", context)


@officers_only
@require_safe
def paper(request: Request, key: UUID) -> HttpResponse:
    """Send what the custodian's key opens, for the way without a browser's help."""
    found = voting.find(key, request.actor, timezone.now())
    if not found.paper:
        raise Http404
    response = HttpResponse(found.paper, content_type="application/json")
    name = f"permintaan-{found.asked.number}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def show(request: Request, key: UUID) -> HttpResponse:
    """Show one request to its custodian and take the answer; an officer, with the second factor."""
    fault = None
    try:
        if request.method == "POST":
            if asks := fresh_factor(request, request.path):
                return asks
            try:
                _answer(request, key)
            except Refused as refused:
                fault = Fault(refused.field, str(refused.says))
            else:
                messages.success(request, _("Jawaban Anda tersimpan."))
                return redirect("desk-reveal", key)
        found = voting.find(key, request.actor, timezone.now())
    except NotFound:
        return gone(request)
    context = {
        "awaited": found,
        "asked": found.asked,
        "fault": fault,
        "typed": tidy(request.POST.get("reason", "")),
        "most": voting.LONGEST,
        "command": COMMAND % found.asked.number,
        "here": "seals",
    }
    return render(request, "desk/seal.html", context, status=WRONG if fault else 200)


def _answer(request: Request, key: UUID) -> None:
    """Refuse, or grant with the half that the browser or the file has brought."""
    now = timezone.now()
    if request.POST.get("do") == "refuse":
        reason = tidy(request.POST.get("reason", ""))
        voting.refuse(key, request.actor, reason=reason, now=now)
        return
    file = request.FILES.get("file")
    if file is not None:
        text = file.read(LARGEST).decode("utf-8", "replace")
    else:
        text = request.POST.get("answer", "")[:LARGEST]
    if not text:
        raise Refused(_("Pilih berkas jawaban yang dibuat dengan kunci Anda."), field="answer")
    voting.grant(key, request.actor, answer=text, now=now)
