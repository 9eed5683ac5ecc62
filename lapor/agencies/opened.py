"""The report that a reporter has opened in this browser: a sealed cookie, and no row anywhere.

In a session it would lie beside the account of whoever is signed in, and tell the database who
reported what.
"""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

NAME, PATH = f"{settings.PATH_COOKIE}percakapan", "/lacak"  # no other page is even sent it
LONGEST = 12 * 3600  # seconds after which the receipt is asked for again
ABOUT = b"a report opened by its receipt"
NONCE, MOMENT = 12, 8  # bytes


def keep(response: HttpResponse, receipt: bytes) -> None:
    """Leave the HMAC of a receipt with this browser, until it is closed or LONGEST has passed."""
    nonce, now = os.urandom(NONCE), int(timezone.now().timestamp())
    sealed = _cipher().encrypt(nonce, now.to_bytes(MOMENT, "big") + receipt, ABOUT)
    response.set_cookie(
        NAME,
        base64.urlsafe_b64encode(nonce + sealed).decode(),
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def held(request: HttpRequest) -> bytes:
    """Return the HMAC that this browser keeps; empty where there is none, or not any more."""
    try:
        raw = base64.urlsafe_b64decode(request.COOKIES.get(NAME, ""))
        plain = _cipher().decrypt(raw[:NONCE], raw[NONCE:], ABOUT)
    except (InvalidTag, ValueError):
        return b""
    age = timezone.now().timestamp() - int.from_bytes(plain[:MOMENT], "big")
    return plain[MOMENT:] if age < LONGEST else b""


def forget(response: HttpResponse) -> None:
    """Let this browser forget it."""
    response.delete_cookie(NAME, path=PATH, samesite="Lax")


def _cipher() -> AESGCM:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=ABOUT)
    return AESGCM(key.derive(settings.SECRET_KEY.encode()))
