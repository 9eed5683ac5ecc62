"""The way into a citizen's account: an address, six digits from its mailbox, and nothing else."""

import json
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django import forms
from django.conf import settings
from django.contrib.auth import logout
from django.core.validators import validate_email
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from lapor.accounts import citizens, codes, signin
from lapor.accounts.sealing import open_secret, seal_secret
from lapor.agencies.request import Request
from lapor.kit.text import one_line
from lapor.outbox import queue
from lapor.outbox.models import REPORTER, Contact, Message
from lapor.web.public.account_gate import (
    BACK,
    FRAME,
    at_the_desk,
    citizen_here,
    citizens_only,
    the_citizen,
    wanted,
)
from lapor.web.public.throttle import Bucket

# What a browser keeps between the two pages: a sealed cookie, so that no row ties it to an address.
COOKIE, PATH = f"{settings.PATH_COOKIE}kode_masuk", "/akun"
ABOUT = b"a code on its way"
LONGEST = 254
ASKED = Bucket("account-codes", tries=20, seconds=600)
A_WHILE, A_DAY = (3, 15 * 60), (10, 24 * 3600)  # codes for one address from one network, seconds
TYPED = Bucket("account-digits", tries=30, seconds=600)
WRONG, TOO_MANY = 422, 429


@dataclass(frozen=True)
class Awaited:
    """A code that this browser waits for. again: of who is signed in and shows it is they."""

    key: UUID
    address: str
    to: str
    again: bool


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: Request) -> HttpResponse:
    """Say what an account is for and ask for an address; by POST send a code there.

    Nothing on the way tells whether there is an account of the address.
    """
    if request.user.is_authenticated:
        return redirect("account-reports") if request.user.citizen else at_the_desk(request)
    if request.method != "POST":
        return _ask_address(request, "")
    typed = one_line(request.POST.get("email", ""))[:LONGEST]
    try:
        validate_email(typed)
    except forms.ValidationError:
        says = _("Tulis alamat surel lengkap, misalnya nama@contoh.id.")
        return _ask_address(request, typed, says, WRONG)
    if says := _refusal(request, typed):
        return _ask_address(request, typed, says, TOO_MANY)
    return _send(request, typed, wanted(request), again=False)


@citizens_only
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: Request) -> HttpResponse:
    """Ask who is signed in to show that it is still they, by a code sent to their own address."""
    if request.method != "POST":
        return render(request, "account/again.html", _page(request))
    address = the_citizen(request).email
    if says := _refusal(request, address):
        return render(request, "account/again.html", _page(request, says), status=TOO_MANY)
    return _send(request, address, wanted(request), again=True)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: Request) -> HttpResponse:
    """Take the six digits: who types them right is in, or has shown that it is they."""
    awaited = _awaited(request)
    if awaited is None or not _is_theirs(request, awaited):
        return redirect("account-enter")
    if request.method != "POST":
        return _ask_code(request, awaited)
    typed = "".join(filter(str.isdigit, request.POST.get("code", "")))
    if len(typed) != codes.DIGITS:
        says = _("Kodenya enam angka. Periksa lagi surel Anda.")
        return _ask_code(request, awaited, says, WRONG)
    if TYPED.is_empty(request):
        says = _("Terlalu banyak percobaan dari jaringan Anda. Coba lagi sepuluh menit lagi.")
        return _ask_code(request, awaited, says, TOO_MANY)
    if not codes.fits(awaited.key, awaited.address, typed, timezone.now()):
        TYPED.take(request)
        return _ask_code(request, awaited, _not_that(awaited), WRONG)
    response = _admit(request, awaited)
    response.delete_cookie(COOKIE, path=PATH, samesite="Lax")
    return response


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def second(request: Request) -> HttpResponse:
    """Ask for the second factor that this account has, after the code by e-mail."""
    request.frame = FRAME
    if not signin.is_before_the_factor(request):
        return redirect("account-enter")
    response = signin.ask_code(request)
    assert isinstance(response, HttpResponse)  # noqa: S101 - pages of the library are no streams
    return response


@never_cache
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    logout(request)
    return redirect("account-enter")


def _refusal(request: HttpRequest, address: str) -> str:
    """Return why no code is sent now, by network and by address; empty where it is."""
    if ASKED.is_empty(request):
        return _("Terlalu banyak kode diminta dari jaringan Anda. Coba lagi sepuluh menit lagi.")
    ASKED.take(request)
    # By both, so that a stranger elsewhere does not keep somebody out of their own account.
    asked = [
        Bucket(f"account-codes:{codes.plain(address)}:{seconds}", tries, seconds)
        for tries, seconds in (A_WHILE, A_DAY)
    ]
    enough = any(bucket.is_empty(request) for bucket in asked)
    if enough or codes.has_had_enough(address, timezone.now()):
        return _(
            "Sudah beberapa kode dikirim ke alamat itu. Periksa juga folder spam, atau coba lagi"
            " lima belas menit lagi."
        )
    for bucket in asked:
        bucket.take(request)
    return ""


@transaction.atomic
def _send(request: HttpRequest, address: str, to: str, *, again: bool) -> HttpResponse:
    """Put the letter into the outbox, and lead to the page that takes its digits.

    It goes to the address as the account keeps it: another letter could be another mailbox.
    """
    address = codes.plain(address)
    contact = queue.keep_contact(address)
    sent = codes.begin(address, contact.pk, timezone.now())
    letter = Message(
        contact=contact,
        audience=REPORTER,
        template=f"code/{REPORTER}",
        language=get_language() or settings.LANGUAGE_CODE,
        context={"code": str(sent.pk)},
    )
    queue.put([letter])
    kept = json.dumps([str(sent.pk), address, to, again])
    response = redirect("account-code")
    response.set_cookie(
        COOKIE,
        seal_secret(kept, ABOUT),
        max_age=int(codes.GOOD_FOR.total_seconds()),
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _awaited(request: HttpRequest) -> Awaited | None:
    """Return the code that this browser waits for; None where it waits for none."""
    try:
        key, address, to, again = json.loads(open_secret(request.COOKIES.get(COOKIE, ""), ABOUT))
    except (InvalidTag, ValueError):
        return None
    return Awaited(UUID(key), address, to, again)


def _is_theirs(request: HttpRequest, awaited: Awaited) -> bool:
    """Say whether this code is for who sits here: for nobody yet, or for who is signed in.

    The cookie could be carried into another browser: one's own mailbox proves nobody else.
    """
    if not awaited.again:
        return not request.user.is_authenticated
    here = citizen_here(request)
    return here is not None and here.email == codes.plain(awaited.address)


@transaction.atomic
def _admit(request: Request, awaited: Awaited) -> HttpResponse:
    """Sign in, or note that it is they; forget where the code was sent."""
    Contact.objects.filter(pk__in=codes.contacts_of(awaited.key)).delete()
    if awaited.again:
        citizens.note_code(request, the_citizen(request))
        return redirect(awaited.to)
    user = citizens.account_of(awaited.address)
    response = citizens.enter(request, user, awaited.to)
    if response.headers.get("Location") == reverse("mfa_authenticate"):
        return redirect("account-second")
    return response


def _not_that(awaited: Awaited) -> str:
    if codes.is_spent(awaited.key, timezone.now()):
        return _("Kode ini tidak berlaku lagi. Minta kode baru di bawah.")
    return _("Kode tidak cocok. Periksa lagi surel terakhir dari kami.")


def _ask_address(
    request: HttpRequest, typed: str, says: str = "", status: int = 200
) -> HttpResponse:
    context = _page(request, says) | {"typed": typed}
    return render(request, "account/enter.html", context, status=status)


def _ask_code(
    request: HttpRequest, awaited: Awaited, says: str = "", status: int = 200
) -> HttpResponse:
    minutes = int(codes.GOOD_FOR.total_seconds()) // 60
    context = _page(request, says) | {"awaited": awaited, "minutes": minutes}
    return render(request, "account/code.html", context, status=status)


def _page(request: HttpRequest, says: str = "") -> dict[str, object]:
    return {"says": says, "back_field": BACK, "back": wanted(request), "here": "account"}
