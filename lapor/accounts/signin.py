"""The pages of the sign-in library that this system mounts, with types; the only way to them."""

import secrets
from base64 import b32encode
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.account import views as account
from allauth.account.internal.flows.login import (
    perform_login,
    record_authentication,
)
from allauth.account.internal.stagekit import unstash_login
from allauth.account.models import Login
from allauth.mfa.base import forms as base_forms
from allauth.mfa.base import views as factor
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import forms as passkey_forms
from allauth.mfa.webauthn import views as passkey
from allauth.mfa.webauthn.internal import auth as ceremony
from cryptography.exceptions import InvalidTag
from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from lapor.accounts.adapters import (
    TOO_MANY,
    AccountAdapter,
    SecondFactorAdapter,
)
from lapor.accounts.models import User
from lapor.accounts.sealing import open_secret, seal_secret
from lapor.accounts.second_factor import OUTSIDE, SECRET_BYTES, note_shown, use_once

View = Callable[..., HttpResponseBase]
LONGEST_NAME = 60
FOUND = 302


class ActivateForm(totp_forms.ActivateTOTPForm):
    """Carries the new secret in the form, sealed for this person.

    The library would keep it in the session, that is in clear in the database.
    """

    sealed = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user: User = kwargs.pop("user")
        forms.Form.__init__(self, *args, **kwargs)
        about = f"new second factor of {self.user.pk}".encode()
        self.secret = ""
        try:
            self.secret = open_secret(self.data.get("sealed", ""), about)
        except (InvalidTag, ValueError):
            self.secret = b32encode(secrets.token_bytes(SECRET_BYTES)).decode()
        self.sealed_secret = seal_secret(self.secret, about)

    @property
    def spelled(self) -> str:
        """The secret in groups of four, to type where no camera can read the drawing."""
        return " ".join(self.secret[at : at + 4] for at in range(0, len(self.secret), 4))


class AskCodeForm(base_forms.AuthenticateForm):
    """Takes each code once."""

    def clean_code(self) -> str:
        return spend(self.user, super().clean_code())


class AskCodeAgainForm(base_forms.ReauthenticateForm):
    """Takes each code once, and none that has opened the door."""

    def clean_code(self) -> str:
        return spend(self.user, super().clean_code())


class Activate(totp.ActivateTOTPView):
    """Whoever has just typed a code of the new app need not type another one."""

    def form_valid(self, form: totp_forms.ActivateTOTPForm) -> HttpResponse:
        response = super().form_valid(form)
        use_once(form.user, form.cleaned_data["code"])
        note_shown(self.request, form.user)
        return response


class PasskeyForm(passkey_forms.AddWebAuthnForm):
    """A passkey that asks for finger, face or PIN itself, so that it is two factors in one."""

    name = forms.CharField(required=False, max_length=LONGEST_NAME)
    passwordless = forms.BooleanField(required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passwordless"] = True  # never less, whatever the page says
        return super().clean()


class AddPasskey(passkey.AddWebAuthnView):
    """Whoever has just shown the new passkey need not show it again."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Ask the browser for a key that says who it is of, and asks who is there."""
        context = super().get_context_data(**kwargs)
        options = ceremony.begin_registration(self.request.user, passwordless=True)
        return context | {"js_data": {"creation_options": options}}

    def form_valid(self, form: passkey_forms.AddWebAuthnForm) -> HttpResponse:
        response = super().form_valid(form)
        note_shown(self.request, form.user, Authenticator.Type.WEBAUTHN)
        return response


def spend(user: User, code: str) -> str:
    """Return the code; raises ValidationError where it was used before."""
    if not use_once(user, code):
        raise SecondFactorAdapter().validation_error("incorrect_code")
    return code


def honest(view: View) -> View:
    """Answer 422 to a form that is wrong and 429 to one tried too often, instead of 200."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if request.method == "POST" and isinstance(response, TemplateResponse):
            form = (response.context_data or {}).get("form")
            if form is not None and form.errors:
                codes = {e.code for errors in form.errors.as_data().values() for e in errors}
                response.status_code = 429 if codes & {TOO_MANY, "rate_limited"} else 422
        return response

    return answer


def renewed(view: View) -> View:
    """Give the session of who has just shown anew who they are another key; the old one is none."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if request.method == "POST" and response.status_code == FOUND:
            request.session.cycle_key()
        return response

    return answer


def is_before_the_factor(request: HttpRequest) -> bool:
    """Say whether this browser has come as far as the second factor of a citizen's account."""
    login = unstash_login(request, peek=True)
    return bool(login and login.user and login.user.citizen)


def enter_from_outside(
    request: HttpRequest, user: User, to: str, *, with_factor: bool
) -> HttpResponse:
    """Sign in whom an institution has proved; with_factor: by two factors, and it is trusted so.

    Otherwise the person's own second factor comes next, or setting one up.
    """
    record_authentication(request, user, OUTSIDE)
    if not with_factor:
        return cast(HttpResponse, perform_login(request, Login(user=user, redirect_url=to)))
    record_authentication(request, user, "mfa", type=OUTSIDE)
    AccountAdapter().login(request, user)
    return redirect(to)


login = honest(account.login)
logout = cast(View, account.logout)
inactive = cast(View, account.account_inactive)
reauthenticate = renewed(honest(account.reauthenticate))
change_password = honest(account.password_change)
ask_code = honest(factor.authenticate)
ask_code_again = renewed(honest(factor.reauthenticate))
activate = honest(Activate.as_view())
replace = honest(totp.deactivate_totp)
recovery_codes = cast(View, recovery.view_recovery_codes)
new_recovery_codes = honest(recovery.generate_recovery_codes)
passkeys = cast(View, passkey.list_webauthn)
add_passkey = honest(AddPasskey.as_view())
remove_passkey = cast(View, passkey.remove_webauthn)
passkey_again = renewed(cast(View, passkey.reauthenticate_webauthn))
enter_by_passkey = cast(View, passkey.login_webauthn)
