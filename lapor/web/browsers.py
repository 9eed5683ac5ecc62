"""The list of browsers in which a person is signed in, for the account and for the desk alike."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lapor.accounts import browsers
from lapor.accounts.models import User

LONGEST_KEY = 18  # digits of a bigint


def show_or_end(request: HttpRequest, home: str, zone: str = "") -> HttpResponse:
    """Show where the person of this request is signed in; by POST end one session, or all others.

    home: the page to go back to.
    """
    person = cast(User, request.user)
    if request.method != "POST":
        places = browsers.places(request, person)
        context = {"places": places, "home": home, "zone": zone, "here": "account"}
        return render(request, "account/browsers.html", context)
    messages.success(request, _end(request, person))
    return redirect(request.path)


def _end(request: HttpRequest, person: User) -> str:
    if request.POST.get("semua"):
        count = browsers.sign_out_others(request, person)
        says = ngettext("%(count)d peramban dikeluarkan.", "%(count)d peramban dikeluarkan.", count)
        return says % {"count": count}
    typed = request.POST.get("sesi", "")
    key = int(typed) if typed.isdecimal() and len(typed) <= LONGEST_KEY else 0
    if browsers.sign_out(request, person, key):
        return _("Peramban itu sudah dikeluarkan.")
    return _("Peramban itu memang sudah keluar.")
