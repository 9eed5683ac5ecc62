"""How the sign-in library behaves here: nobody signs up, secrets lie sealed, it speaks plainly."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import (
    get_authentication_records,
)
from allauth.account.internal.flows.login import (
    record_authentication,
)
from allauth.core import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lapor.accounts.browsers import note_entry
from lapor.accounts.demo import is_let_in
from lapor.accounts.known import known, remember
from lapor.accounts.models import SignIn, User
from lapor.accounts.sealing import open_secret, seal_secret
from lapor.kit.network import block_of

SIGNED_IN_AT, SEEN_AT = "signed_in_at", "seen_at"  # session keys: seconds since 1970
CITIZEN = "citizen"  # session key: it is the session of a citizen's account
TOO_MANY = "too_many_login_attempts"  # the library's code of this refusal
ANYWHERE = "login_failed_anywhere"  # our limits beside the library's "login_failed"
KNOWN = "login_failed_known"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by who seats people in posts, never by a stranger."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Akun ini tidak aktif. Hubungi admin instansi Anda."),
        "enter_current_password": _("Kata sandi sekarang tidak cocok. Ketik sekali lagi."),
        "incorrect_password": _("Kata sandi tidak cocok. Ketik sekali lagi."),
        "username_password_mismatch": _(
            "Nama pengguna atau kata sandi tidak cocok. Periksa huruf besar dan kecilnya."
        ),
        TOO_MANY: _("Terlalu banyak percobaan. Tunggu lima menit, lalu coba lagi."),
        "rate_limited": _("Terlalu banyak percobaan. Tunggu lima menit, lalu coba lagi."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Return whose password this is; people of a demo count only where there is one."""
        user: User | None = super().authenticate(request, **credentials)
        return user if user and is_let_in(user) else None

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse too many failures, from one network soon, from everywhere much later.

        So one who types wrong passwords elsewhere does not lock an officer out. A browser in which
        the officer has signed in before has tries of its own, whatever others do.
        """
        if browser := known(request, self._name_in(credentials)):
            if not ratelimit.consume(request, action=KNOWN, key=browser, dry_run=True):
                raise self.validation_error(TOO_MANY)
            return
        if not ratelimit.consume(
            request, action=ANYWHERE, key=self._name_in(credentials), dry_run=True
        ):
            raise self.validation_error(TOO_MANY)
        super().pre_authenticate(request, **credentials)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        name = self._name_in(credentials)
        if browser := known(request, name):
            ratelimit.consume(request, action=KNOWN, key=browser)
        else:
            ratelimit.consume(request, action=ANYWHERE, key=name)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return f"{self._name_in(credentials)} {block_of(self.get_client_ip(request))}"

    def _name_in(self, credentials: dict[str, Any]) -> str:
        return str(credentials.get("username") or "").lower()

    def post_login(self, request: HttpRequest, user: User, **told: Any) -> HttpResponse:
        """Let the browser by which an officer came in be known from now on."""
        response: HttpResponse = super().post_login(request, user, **told)
        if not user.citizen:
            remember(response, user.username)
        return response

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in and write down when, for the audit and the limits of `lapor.web.desk.session`.

        Who has just typed the password need not type it again to set up the second factor.
        """
        super().login(request, user)
        note_entry(request, user)
        if user.citizen:
            # To the minute, it would stand beside the minute of an anonymous report.
            User.objects.filter(pk=user.pk).update(last_login=None)
            request.session[CITIZEN] = True
            return
        SignIn.objects.create(user=user)
        request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = int(time.time())
        if any(row["method"] == "password" for row in get_authentication_records(request, user)):
            record_authentication(request, user, "password", reauthenticated=True)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        person = request.user
        return reverse("account" if person.is_authenticated and person.citizen else "desk-inbox")


class SecondFactorAdapter(DefaultMFAAdapter):
    """The secrets of second factors are sealed with a key that no backup holds."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _(
            "Kode tidak cocok, atau sudah dipakai. Tunggu kode berikutnya di aplikasi Anda."
        ),
    }

    def get_totp_label(self, user: User) -> str:
        return user.username

    def generate_authenticator_name(self, user: User, type: str) -> str:
        """Return what a new passkey is called until its owner says otherwise."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return str(_("Kunci %(n)d")) % {"n": count + 1}

    def encrypt(self, text: str) -> str:
        return seal_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        return open_secret(encrypted_text)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: mail leaves through the outbox alone."""
