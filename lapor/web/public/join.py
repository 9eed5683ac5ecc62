"""Joining a published report (ikut mengalami) instead of sending another, and leaving it again."""

import secrets
from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lapor.kit.codes import read_number
from lapor.kit.text import tidy
from lapor.reports import joining
from lapor.reports.terms import Refused
from lapor.web.forms import Fault
from lapor.web.public.account_gate import citizen_here
from lapor.web.public.throttle import OURSELVES, READING, Limit, block_of, slowed

COOKIE, A_YEAR = "ikut", 31_536_000
ACCOUNT = "account:"
SECRET = 32  # letters of the cookie
LONGEST_ADDRESS = 254
JOIN = "ikut"  # the button of the form: its value is the number
OWN = (JOIN, "kabar", "do", "csrfmiddlewaretoken")  # fields of this page, not of the form
# A school behind one address may join together; a program is told to wait.
JOINING = Limit("joining", tries=60, seconds=600)
WRITING = Limit("joining-word", tries=10, seconds=3600)  # letters asked for, of one block
NO_ADDRESS = _("Tulis alamat surel lengkap, misalnya nama@contoh.id, atau kosongkan.")
TOO_MANY = _("Dari jaringan Anda sangat banyak yang bergabung. Coba lagi beberapa menit lagi.")
WRITTEN = _("Terlalu banyak surel diminta dari jaringan ini. Coba lagi nanti.")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@slowed(READING)
def join(request: HttpRequest, number: str) -> HttpResponse:
    """Show how many suffer it too; by POST join, leave, or leave an address for word.

    What a form brought along comes back with each answer. Raises NotFound for what is not
    published.
    """
    known = read_number(number) or ""
    if request.method != "POST":
        return _page(request, known, known_by(request))
    if request.POST.get("do") == "leave":
        joining.leave(known, known_by(request))
        return _page(request, known, known_by(request))
    typed = tidy(request.POST.get("kabar", "")[: LONGEST_ADDRESS + 1])
    secret = known_by(request) or new_secret()
    try:
        if typed:
            _check(typed)
        take(request, known, secret)
        if typed:
            _write(request, known, secret, typed)
    except Refused as refused:
        fault = Fault(refused.field, str(refused.says))
        return remember(_page(request, known, secret, fault=fault, typed=typed), secret)
    return remember(_page(request, known, secret), secret)


def joined_instead(request: HttpRequest) -> HttpResponse:
    """Join the report that a citizen's form chose; the form comes along, to be sent after all.

    Raises NotFound or Refused where it can not be joined: the caller shows the form again.
    """
    number, secret = read_number(request.POST[JOIN]) or "", known_by(request) or new_secret()
    take(request, number, secret)
    return remember(_page(request, number, secret), secret)


def take(request: HttpRequest, number: str, secret: str) -> None:
    """Count who sent this as one more. Raises NotFound, or Refused with the reason."""
    block = block_of(request)
    if block not in OURSELVES and JOINING.take(block) < 1:
        raise Refused(TOO_MANY)
    joining.join(number, secret, language=get_language() or settings.LANGUAGE_CODE)


def new_secret() -> str:
    return secrets.token_hex(SECRET // 2)


def remember(response: HttpResponse, secret: str) -> HttpResponse:
    """Let the browser be known again by what it joined; an account is known without."""
    if not secret.startswith(ACCOUNT):
        response.set_cookie(
            COOKIE,
            secret,
            max_age=A_YEAR,
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
    return response


def known_by(request: HttpRequest) -> str:
    """Return what this browser is known by among those who joined; empty where it never did.

    That is an open citizen's account, or a random cookie that is made by joining.
    """
    if citizen := citizen_here(request):
        return f"{ACCOUNT}{citizen.pk}"
    secret = request.COOKIES.get(COOKIE, "")
    return secret if len(secret) == SECRET and secret.isalnum() else ""


def _check(typed: str) -> None:
    try:
        validate_email(typed)
    except ValidationError:
        raise Refused(NO_ADDRESS, field="kabar") from None


def _write(request: HttpRequest, number: str, secret: str, address: str) -> None:
    block = block_of(request)
    if block not in OURSELVES and WRITING.take(block) < 1:
        raise Refused(WRITTEN, field="kabar")
    joining.ask_for_word(number, secret, address)


def _page(
    request: HttpRequest,
    number: str,
    secret: str,
    *,
    fault: Fault | None = None,
    typed: str = "",
) -> HttpResponse:
    joined = joining.standing(number, secret)
    kept = brought(request)
    if request.method == "POST" and not fault and not kept:
        return redirect("join", number)
    context = {
        "joined": joined,
        "number": number,
        "kept": kept,
        "fault": fault,
        "typed": typed,
        "here": "browse",
    }
    return render(request, "public/join.html", context, status=422 if fault else 200)


def brought(request: HttpRequest) -> Sequence[tuple[str, object]]:
    """Return what a report's form had in it, to be carried on and sent after all."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in OWN and value
    ]
