"""Reading a name that a reporter gave openly: one button, one page, one line in the record."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from lapor.accounts import second_factor
from lapor.agencies.request import Request
from lapor.reports.naming import read_name
from lapor.reports.terms import NotFound, Refused
from lapor.web.desk.case import gone
from lapor.web.desk.signin import officers_only

NONE_OF_THEIR_OWN = _lazy(
    "Untuk ini perlu kata sandi dan faktor kedua di LAPOR sendiri. Minta admin mengatur ulang cara"
    " masuk Anda, lalu pasang keduanya."
)


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
    """Return the way to showing the second factor again; None where that was a moment ago.

    It is LAPOR's own: who runs an institution's sign-in could say for anybody there that they
    showed one. Who has none sets one up, by their own password.
    """
    user = request.actor.user
    if user is not None and second_factor.has_shown_lately(request, user, own=True):
        return None
    page, says = (
        "mfa_reauthenticate",
        _("Ketik kode faktor kedua sekali lagi, lalu tekan tombolnya lagi."),
    )
    if user is not None and not second_factor.is_enrolled(user):
        if not user.has_usable_password():
            messages.info(request, NONE_OF_THEIR_OWN)
            return redirect(back)
        page, says = (
            "mfa_activate_totp",
            _("Pasang faktor kedua Anda dulu, lalu tekan tombolnya lagi."),
        )
    messages.info(request, says)
    return redirect(f"{reverse(page)}?{urlencode({'next': back})}")
