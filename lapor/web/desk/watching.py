"""Beside a report: following it, who else has it open, colleagues to name, and who named me."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lapor.agencies.calendar import zone_label
from lapor.agencies.finding import LONGEST
from lapor.agencies.request import Request
from lapor.kit.text import tidy
from lapor.reports import access, openings, watching
from lapor.web.desk.signin import officers_only

LISTED = 50


@officers_only
@require_POST
def follow(request: Request, number: str) -> HttpResponse:
    """Begin or end to follow a report; raises NotFound for one that may not be seen."""
    report = access.get_report(number, request.actor)
    if request.POST.get("do") == "stop":
        watching.unfollow(report, request.actor, timezone.now())
        messages.success(request, _("Anda tidak lagi mengikuti laporan ini."))
    else:
        watching.follow(report, request.actor, timezone.now())
        says = _("Anda mengikuti laporan ini. Setiap langkahnya dikabarkan ke surel Anda.")
        messages.success(request, says)
    return redirect("desk-case", number)


@officers_only
@require_POST
def present(request: Request, number: str) -> HttpResponse:
    """Take a browser's word that the page is still open, or was left; answer who else is there."""
    report, stands = access.find_report(number, request.actor)
    if request.POST.get("pergi"):
        openings.leave(report, request.actor)
        return HttpResponse(status=204)
    look = openings.stay(report, request.actor, access.audience_of(stands), timezone.now())
    return render(request, "desk/parts/others.html", {"others": look.others})


@officers_only
@require_safe
def colleagues(request: Request, number: str) -> HttpResponse:
    """Offer the colleagues who may be named in a note on this report; raises NotFound."""
    report = access.get_report(number, request.actor)
    typed = tidy(request.GET.get("q", "")[:LONGEST])
    found = watching.colleagues(report, request.actor, typed, timezone.now())
    rows = [{"key": row.username, "label": f"{row.name} ({row.post})"} for row in found]
    return JsonResponse(rows, safe=False)


@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def mentions(request: Request) -> HttpResponse:
    """List the notes that named this officer; by POST count them all as read."""
    if request.method == "POST":
        watching.read_all(request.actor, timezone.now())
        return redirect("desk-mentions")
    context = {
        "rows": watching.mentions(request.actor, most=LISTED),
        "most": LISTED,
        "zone": zone_label(request.actor.agency) if request.actor.agency else "",
    }
    return render(request, "desk/mentions.html", context)
