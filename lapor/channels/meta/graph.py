"""What WhatsApp and Messenger share: the signature, the handshake, and how the Graph API answers.

Source: developers.facebook.com/docs/graph-api/webhooks/getting-started.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from lapor.channels import asking
from lapor.channels.adapter import Asked, Secrets, Unreadable
from lapor.channels.faults import Later, Undelivered
from lapor.channels.reading import Told, told
from lapor.channels.signing import has_hex, is_secret
from lapor.outbox.models import Message
from lapor.outbox.needs import MACHINES

HEADER = "x-hub-signature-256"
API = MACHINES["whatsapp"]  # of one version
LONGEST_CHALLENGE = 200
# Errors of the Graph API by what they mean for us.
BUSY_CODES = (4, 80007, 130429, 131048, 131056)
WINDOW_CODES = (10, 2018278, 131047)  # the last message of the person is too long ago
GONE_CODES = (551, 131026)  # the person cannot be reached here
TOKEN_CODES = (190, 0)
A_WHILE = 60  # seconds
Fault = Message.Fault


class OfMeta:
    """What proves that a body comes from Meta: the same for each of its channels."""

    def is_from_provider(self, asked: Asked, secrets: Secrets) -> bool:
        """Check the signature over the raw bytes under each live app secret."""
        return has_hex(asked.body, asked.headers.get(HEADER, ""), secrets.get("app_secret", ()))

    def shakes_hands(self, asked: Asked, secrets: Secrets) -> bytes | None:
        """Return what a subscription asks to have repeated, where it knows our verify token."""
        query = asked.query
        if query.get("hub.mode") != "subscribe":
            return None
        if not is_secret(query.get("hub.verify_token", ""), secrets.get("verify_token", ())):
            return None
        return query.get("hub.challenge", "")[:LONGEST_CHALLENGE].encode()


def entries(body: bytes) -> Told:
    """Return the entries of a webhook's body. Raises Unreadable."""
    asked = told(body)
    if not isinstance(asked["entry"].value, list):
        raise Unreadable("no entries")
    return asked["entry"]


def post(said: Mapping[str, str], secrets: Secrets, path: str, ask: Mapping[str, Any]) -> Told:
    """Return what the Graph API answers. Raises Undelivered or Later."""
    answer = asking.post(f"{api(said)}/{path}", ask, bearer(secrets))
    if answer.status == asking.OK:
        return asking.said(answer)
    code = asking.said(answer)["error"]["code"].number
    if code in BUSY_CODES:
        raise Later(A_WHILE)
    if code in WINDOW_CODES:
        raise Undelivered(Fault.WINDOW, lasting=True)
    if code in GONE_CODES:
        raise Undelivered(Fault.STOPPED, lasting=True)
    if code in TOKEN_CODES or answer.status in asking.KEY_REFUSED:
        raise Undelivered(Fault.SERVER)
    raise Undelivered(Fault.REFUSED, lasting=True)


def unnamed(name: str) -> str:
    """Return what we call a message: a hash of Meta's name for it, in which a number stands.

    A name such as `wamid.HBgN…` is base64 of the telephone number and random digits. It is kept in
    rows and jobs, where nobody's number may be; what is random keeps the hash from being guessed.
    """
    return f"sha256:{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()}" if name else ""


def bearer(secrets: Secrets) -> Mapping[str, str]:
    """Return the header that an access token goes in."""
    return {"Authorization": f"Bearer {next(iter(secrets.get('access_token', ())), '')}"}


def api(said: Mapping[str, str]) -> str:
    """Return the Graph API's address, of one version."""
    return (said.get("api") or API).rstrip("/")
