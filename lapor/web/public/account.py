"""A citizen's account: what it is, where one is signed in, what guards it, and its end."""

from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lapor.accounts import citizens, second_factor, signin
from lapor.agencies.request import Request
from lapor.reports import kept
from lapor.web import browsers
from lapor.web.public.account_gate import (
    citizens_only,
    just_proved,
    reporter_by_account,
    the_citizen,
)

WRONG = 422


@citizens_only
@require_safe
def home(request: Request) -> HttpResponse:
    """Show what the account is and what its person can do with it."""
    ways = second_factor.ways_of(the_citizen(request))
    return render(request, "account/home.html", {**ways, "here": "account"})


@citizens_only
@require_http_methods(["GET", "HEAD", "POST"])
def where(request: Request) -> HttpResponseBase:
    """Show in which browsers this account is open; by POST end them, as who has just proved it.

    Whoever holds a browser that was left open would else put its owner out first.
    """
    return proved_where(request) if request.method == "POST" else _where(request)


def _where(request: Request) -> HttpResponse:
    return browsers.show_or_end(request, reverse("account"))


proved_where = just_proved(_where)


@just_proved
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: Request) -> HttpResponse:
    """Delete the account, after a yes; its reports go on and open by their receipts."""
    reporter, says = reporter_by_account(request), ""
    if request.method == "POST":
        if request.POST.get("yakin"):
            return _delete(request)
        says = _("Centang dulu bahwa Anda sudah menyimpan kunci balasan yang masih perlu.")
    context = {"count": kept.count(reporter), "says": says, "here": "account"}
    return render(request, "account/delete.html", context, status=WRONG if says else 200)


def _delete(request: Request) -> HttpResponse:
    person = the_citizen(request)
    with transaction.atomic():
        kept.let_all_go(reporter_by_account(request))
        citizens.delete(person)
    logout(request)
    messages.success(request, _("Akun Anda sudah dihapus."))
    return redirect("account-enter")


def _of_the_library(view: signin.View) -> signin.View:
    """Mount a page of the sign-in library in the frame of an account, for who has just proved."""

    def shown(request: Request) -> HttpResponseBase:
        return view(request)

    return just_proved(shown)


passkeys = citizens_only(signin.passkeys)
add_passkey = _of_the_library(signin.add_passkey)
app = _of_the_library(signin.activate)
stop_app = _of_the_library(signin.replace)
spares = _of_the_library(signin.recovery_codes)
new_spares = _of_the_library(signin.new_recovery_codes)
ask_again = citizens_only(signin.ask_code_again)
ask_passkey_again = citizens_only(signin.passkey_again)


@just_proved
@require_http_methods(["GET", "HEAD", "POST"])
def remove_passkey(request: Request, pk: int) -> HttpResponseBase:
    """Take one passkey away."""
    return signin.remove_passkey(request, pk=pk)
