"""The way in: a signed-in person, who has shown the second factor, and holds a post."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lapor.accounts import second_factor, signin
from lapor.accounts.models import User
from lapor.agencies.calendar import zone_label
from lapor.agencies.request import Request
from lapor.web import browsers
from lapor.web.desk import kept

View = Callable[..., HttpResponseBase]
# Pages to which the sign-in library leads a citizen, who has them in the frame of the account.
OF_A_CITIZEN = {
    "mfa_index": "account",
    "mfa_list_webauthn": "account-passkeys",
    "mfa_view_recovery_codes": "account-spares",
    "mfa_reauthenticate": "account-factor-again",
    "mfa_reauthenticate_webauthn": "account-passkey-again",
    "account_reauthenticate": "account-again",
}


def second_factor_required(view: View) -> View:
    """Let in who has signed in and shown the second factor; lead everybody else to it."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and request.user.citizen:
            return not_their_desk(request)
        missing = next_step_in(request)
        if missing:
            return ask_in(request, missing, kwargs.get("number", ""))
        return view(request, *args, **kwargs)

    return guarded


def first_or_shown(view: View) -> View:
    """Let in who has no second factor yet, and who has shown the one they have."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        missing = next_step_in(request)
        if missing and missing != "mfa_activate_totp":
            return ask_in(request, missing, "")
        return view(request, *args, **kwargs)

    return guarded


def no_citizens(view: View) -> View:
    """Lead a citizen who comes to the desk's own ways of proving who one is to the account's."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and request.user.citizen:
            return not_their_desk(request)
        return view(request, *args, **kwargs)

    return guarded


def not_their_desk(request: HttpRequest) -> HttpResponse:
    """Lead to the page of the account that is meant, or say whose pages these are."""
    name = request.resolver_match.url_name if request.resolver_match else ""
    page = OF_A_CITIZEN.get(name or "")
    if page is None:
        return render(request, "account/citizen.html", {"here": "account"}, status=403)
    query = request.GET.urlencode()
    return redirect(f"{reverse(page)}?{query}" if query else reverse(page))


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
    if not second_factor.is_vouched_for(request, person) and not second_factor.is_enrolled(person):
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
    ways = second_factor.ways_of(cast(User, request.user))
    return render(request, "mfa/index.html", {**ways, "here": "account"})


@second_factor_required
@require_http_methods(["GET", "HEAD", "POST"])
def where(request: Request) -> HttpResponse:
    """Show in which browsers this person is signed in; by POST end them.

    That takes the second factor of a moment ago: whoever holds a browser that was left open would
    else put its owner out first.
    """
    person = cast(User, request.user)
    is_fresh = second_factor.has_shown_lately(request, person)
    if request.method == "POST" and not is_fresh and second_factor.is_enrolled(person):
        messages.info(request, _("Ketik kode faktor kedua sekali lagi, lalu tekan tombolnya lagi."))
        return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.path})}")
    zone = zone_label(request.actor.agency) if request.actor.agency else ""
    return browsers.show_or_end(request, reverse("mfa_index"), zone)


change_password = second_factor_required(signin.change_password)
replace_factor = second_factor_required(signin.replace)
first_factor = no_citizens(signin.activate)
ask_code_again = no_citizens(signin.ask_code_again)
ask_passkey_again = no_citizens(signin.passkey_again)
reauthenticate = no_citizens(signin.reauthenticate)
passkeys = second_factor_required(signin.passkeys)
first_passkey = no_citizens(first_or_shown(signin.add_passkey))
remove_passkey = second_factor_required(signin.remove_passkey)
recovery_codes = second_factor_required(signin.recovery_codes)
new_recovery_codes = second_factor_required(signin.new_recovery_codes)
