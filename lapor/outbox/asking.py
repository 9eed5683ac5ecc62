"""The link that asks somebody outside: its secret, made again where a letter is written.

No row holds it. Of one that is sent by letter it follows from the contact and the pepper, so that
neither the database nor the job of the letter opens anything.
"""

import base64
import hashlib
import hmac
import secrets
from uuid import UUID

from django.conf import settings

ABOUT = b"lapor.outbox.asking:"
BYTES = 16
PATH = "/pihak"
LETTER = "party"  # the name of the letter


def new_secret() -> str:
    """Return the secret of a link that is handed over by whoever asks."""
    return secrets.token_urlsafe(BYTES)


def secret_for(contact: UUID) -> str:
    """Return the secret of the link that is sent to this contact."""
    made = hmac.digest(settings.PEPPER, ABOUT + contact.bytes, hashlib.sha256)[:BYTES]
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def link_of(secret: str) -> str:
    """Return the whole link. The secret is its fragment: no server is ever sent that."""
    return f"{settings.ADDRESS.rstrip('/')}{PATH}#{secret}"
