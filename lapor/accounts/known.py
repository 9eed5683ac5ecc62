"""Browsers in which an officer has signed in before.

Whoever guesses passwords elsewhere, or beside the officer in the same network, uses up the tries of
a name and of a network. Such a browser has tries of its own, so nobody is locked out by a stranger.
"""

import hmac
import secrets
from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse

NAME, PATH = f"{settings.PATH_COOKIE}dikenal", "/desk/"  # no citizen's page is even sent it
GOOD_FOR = timedelta(days=90)
SIGNER = TimestampSigner(salt="a browser in which an officer has signed in")


def remember(response: HttpResponse, username: str) -> None:
    """Leave with this browser that this person came in by it; the name is not readable in it."""
    response.set_cookie(
        NAME,
        SIGNER.sign(f"{secrets.token_urlsafe(12)}/{_about(username)}"),
        max_age=int(GOOD_FOR.total_seconds()),
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def known(request: HttpRequest, username: str) -> str:
    """Return what this browser is called; empty where this person never came in by it."""
    try:
        told = SIGNER.unsign(request.COOKIES.get(NAME, ""), max_age=GOOD_FOR)
    except BadSignature:
        return ""
    browser, _, whose = told.partition("/")
    return browser if hmac.compare_digest(whose, _about(username)) else ""


def _about(username: str) -> str:
    named = b"known:" + username.lower().encode()
    return hmac.digest(settings.PEPPER, named, "sha256").hex()[:32]
