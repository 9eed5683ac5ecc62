"""Reading a name that a reporter gave openly: one button, one page, one line in the record."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lapor.accounts import second_factor
from lapor.agencies.request import Request
from lapor.reports.naming import read_name
from lapor.reports.terms import NotFound, Refused
from lapor.web.desk.case import gone
from lapor.web.desk.signin import officers_only


@officers_only
def read(request: Request, number: str) -> HttpResponse:
    """Show the name once; reading again is another reading. An address alone opens nothing."""
    if request.method != "POST":
        return redirect("desk-case", number)
    if asks := fresh_factor(request, reverse("desk-case", args=[number])):
        return asks
    try:
        named = read_name(number, request.actor, timezone.now())
    except NotFound:
        return gone(request)
    except Refused as refused:
        messages.info(request, str(refused.says))
        return redirect("desk-case", number)
    return render(request, "desk/name.html", {"named": named, "here": "inbox"})


def fresh_factor(request: Request, back: str) -> HttpResponse | None:
    """Return the way to showing the second factor again; None where that was a moment ago."""
    user = request.actor.user
    if user is not None and second_factor.has_shown_lately(request, user):
        return None
    messages.info(request, _("Ketik kode faktor kedua sekali lagi, lalu tekan tombolnya lagi."))
    return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': back})}")
