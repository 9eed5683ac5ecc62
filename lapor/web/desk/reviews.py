"""Pemeriksaan: the list of what second instances examine, by whose word is owed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from lapor.agencies.calendar import zone_label
from lapor.agencies.models import Role
from lapor.agencies.request import Request
from lapor.reports import examinations
from lapor.reports.examinations import Tab
from lapor.reports.terms import NotFound
from lapor.web.desk.signin import officers_only

LONGEST_KEY = 18  # digits of a bigint
# What a tab is called in the address, and on the page.
TABS: dict[Tab, tuple[str, str | Promise]] = {
    Tab.ASKED: ("", _("Diminta")),
    Tab.RUNNING: ("diperiksa", _("Diperiksa")),
    Tab.OFFICE: ("kantor", _("Menunggu kantor")),
    Tab.ENDED: ("selesai", _("Berakhir")),
}


@officers_only
@require_safe
def listed(request: Request) -> HttpResponse:
    """List the reviews of one tab that this officer may know of."""
    actor, asked = request.actor, request.GET.get("lihat", "")
    if not examinations.may_list(actor):
        raise NotFound
    tab = next((tab for tab, (name, _label) in TABS.items() if name == asked), Tab.ASKED)
    typed = request.GET.get("sesudah", "")
    after = int(typed) if typed.isdecimal() and len(typed) <= LONGEST_KEY else 0
    rows, older = examinations.listed(actor, tab, timezone.now(), after=after)
    counts = examinations.counts(actor)
    context = {
        "tabs": [(name, label, counts.get(one), one is tab) for one, (name, label) in TABS.items()],
        "tab": TABS[tab][0],
        "rows": rows,
        "older": older,
        "first": not after,
        "ended": tab is Tab.ENDED,
        "waits_for_office": tab is Tab.OFFICE,
        "examines": actor.role == Role.OVERSEER,
        "zone": zone_label(actor.agency) if actor.agency else "",
        "here": "inbox",
    }
    return render(request, "desk/reviews.html", context)
