"""The way in: a signed-in person, who has shown the second factor, and holds a post."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from lapor.accounts import second_factor, signin
from lapor.agencies.request import Request
from lapor.web.desk import kept

View = Callable[..., HttpResponseBase]


def second_factor_required(view: View) -> View:
    """Let in who has signed in and shown the second factor; lead everybody else to it."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        missing = next_step_in(request)
        if missing:
            return ask_in(request, missing, kwargs.get("number", ""))
        return view(request, *args, **kwargs)

    return guarded


def officers_only(view: View) -> View:
    """Let in who also holds a post. What the post may see and do is for `access` to say."""

    @wraps(view)
    def seated(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.actor.agency is None:
            return render(request, "desk/no_post.html", status=403)
        return view(request, *args, **kwargs)

    return second_factor_required(seated)


def next_step_in(request: HttpRequest) -> str:
    """Return the name of the page that still lies before this person; empty: none."""
    if not request.user.is_authenticated:
        return "account_login"
    person = request.user
    if not second_factor.is_enrolled(person):
        return "mfa_activate_totp"
    return "" if second_factor.has_shown(request, person) else "mfa_reauthenticate"


def ask_in(request: HttpRequest, page: str, number: str) -> HttpResponse:
    """Lead to the page. A form that was sent keeps its words: they are shown, to be copied."""
    if request.method != "POST":
        return redirect(f"{reverse(page)}?{urlencode({'next': request.get_full_path()})}")
    back = reverse("desk-case", args=[number]) if number else reverse("desk-inbox")
    return kept.signed_out(request, f"{reverse(page)}?{urlencode({'next': back})}")


@second_factor_required
def account(request: HttpRequest) -> HttpResponse:
    """What a person can change about their own sign-in."""
    return render(request, "mfa/index.html", {"here": "account"})


change_password = second_factor_required(signin.change_password)
replace_factor = second_factor_required(signin.replace)
recovery_codes = second_factor_required(signin.recovery_codes)
new_recovery_codes = second_factor_required(signin.new_recovery_codes)
