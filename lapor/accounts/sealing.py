"""Short texts sealed under a key of this installation that no backup holds."""

import base64
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE = 12  # bytes
ABOUT = b"second factor"  # binds a ciphertext to this use of the key


def seal_secret(text: str, about: bytes = ABOUT) -> str:
    """Return the text sealed under the key of this installation, as base64."""
    nonce = os.urandom(NONCE)
    sealed = AESGCM(settings.MFA_KEY).encrypt(nonce, text.encode(), about)
    return base64.urlsafe_b64encode(nonce + sealed).decode()


def open_secret(sealed: str, about: bytes = ABOUT) -> str:
    """Return the text again; raises InvalidTag or ValueError where it was not sealed here."""
    raw = base64.urlsafe_b64decode(sealed)
    return AESGCM(settings.MFA_KEY).decrypt(raw[:NONCE], raw[NONCE:], about).decode()
