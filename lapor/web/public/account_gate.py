"""Who may open the pages of a citizen's account: its person, and no officer by a desk session."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

from lapor.accounts.browsers import note_use
from lapor.accounts.citizens import is_fresh
from lapor.accounts.models import User
from lapor.agencies.actor import Actor
from lapor.agencies.models import Role
from lapor.agencies.request import Request
from lapor.reports.access import account_hmac
from lapor.web.desk.kept import typed

View = Callable[..., HttpResponseBase]
FRAME = "account/frame.html"  # what stands around a page that the desk has, too
BACK = "ke"  # field and parameter: the page to go to when signed in
LEADS_TO = ("/akun/", "/lapor")  # no other page asks for an account


def citizens_only(view: View) -> View:
    """Let in whose account it is; lead everybody else to the way in."""

    @never_cache
    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _ask_in(request)
        if not request.user.citizen:
            return at_the_desk(request)
        note_use(request)
        request.frame = FRAME
        return view(request, *args, **kwargs)

    return guarded


def _ask_in(request: HttpRequest) -> HttpResponse:
    """Lead to the way in; words that were sent after the session had ended come back, to copy."""
    words = typed(request)
    way_in = f"{reverse('account-enter')}?{urlencode({BACK: request.path})}"
    if not words:
        return redirect(way_in)
    context = {"kept": words, "way_in": way_in, "here": "account"}
    return render(request, "account/signed_out.html", context, status=403)


def just_proved(view: View) -> View:
    """Let in who has proved a moment ago that it is they: for what decides who comes in later."""

    @wraps(view)
    def proved(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_fresh(request, the_citizen(request)):
            return redirect(f"{reverse('account-again')}?{urlencode({BACK: request.path})}")
        return view(request, *args, **kwargs)

    return citizens_only(proved)


def the_citizen(request: HttpRequest) -> User:
    """Return whose account is open; the page has asked for one."""
    assert request.user.is_authenticated  # noqa: S101 - see `citizens_only`
    return request.user


def citizen_here(request: HttpRequest) -> User | None:
    """Return whose account is open in this browser, if any: no statement where no cookie is."""
    user = request.user
    return user if user.is_authenticated and user.citizen else None


def reporter_by_account(request: HttpRequest) -> Actor:
    """Return the reporter of the reports that this account keeps. The account itself stays here."""
    return Actor(Role.REPORTER, account=account_hmac(the_citizen(request).pk))


def at_the_desk(request: HttpRequest) -> HttpResponse:
    """Say that an officer is signed in here, whose account is another one."""
    return render(request, "account/officer.html", status=403)


def wanted(request: HttpRequest) -> str:
    """Return the page to lead to, which was asked for; the list of reports where it is none."""
    asked = request.POST.get(BACK) or request.GET.get(BACK, "")
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if safe and asked.startswith(LEADS_TO) else reverse("account-reports")
