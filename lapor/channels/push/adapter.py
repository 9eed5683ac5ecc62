"""Web Push: a notice to a browser, sealed to it (RFC 8291) and signed for us (VAPID, RFC 8292).

What is told is a number and a state. The push service, which is the maker's of the browser, learns
that something was told to one of its browsers, and when; not what, and not of which report.
"""

import hashlib
import json
import os
import time
from collections.abc import Mapping, Sequence
from email.utils import parseaddr
from urllib.parse import urlsplit

import http_ece
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from lapor.channels.adapter import Able, Asked, Item, Media, Outgoing, Secrets, Unfetched
from lapor.channels.asking import BUSY, DOWN, wait_of
from lapor.channels.faults import Later, Undelivered
from lapor.kit.outbound import Answer, Ask, Unreachable, fetch
from lapor.kit.push import (
    CURVE,
    Device,
    NoDevice,
    decoded,
    encoded,
    is_service,
    public_of,
    read,
    signing_key,
)
from lapor.outbox.devices import HOSTS, PRIVATE
from lapor.outbox.models import Message

LONGEST = 300  # letters of a notice
TTL = 7 * 24 * 3600  # seconds that the service keeps it for a phone without a line
SIGNED_FOR = 12 * 3600  # seconds; RFC 8292 allows a day
TAKEN, LEFT, KEY_REFUSED, TOO_LARGE = (200, 201, 202), (404, 410), (400, 401, 403), 413
TOPIC = 32  # letters (RFC 8030, 5.4)
Fault = Message.Fault


class Push:
    """The devices of people. Settings: `public_key`; `hosts`, of a push service of one's own."""

    able = Able(longest=LONGEST, mute=True)

    def is_from_provider(self, asked: Asked, secrets: Secrets) -> bool:
        """Nothing comes in by this channel."""
        return False

    def shakes_hands(self, asked: Asked, secrets: Secrets) -> bytes | None:
        """Nobody asks."""
        return None

    def read(self, body: bytes) -> Sequence[Item]:
        """Nothing comes in by this channel."""
        return ()

    def send(self, said: Mapping[str, str], secrets: Secrets, out: Outgoing) -> str:
        """Send one notice. A newer one of the same report takes the place of one not fetched yet.

        Raises Undelivered, with `Fault.GONE` where the browser wants no more, or Later.
        """
        own = frozenset(str(said.get(HOSTS) or "").replace(",", " ").split())
        try:
            to = read(out.to)
            key = signing_key(next(iter(secrets.get(PRIVATE, ())), ""))
        except NoDevice:
            raise Undelivered(Fault.OTHER, lasting=True) from None
        if not is_service(to.endpoint, also=own):
            raise Undelivered(Fault.GONE, lasting=True)
        is_own = urlsplit(to.endpoint).hostname in own
        headers = _signed(to, key, out)
        ask = Ask(to.endpoint, "POST", _sealed(to, out), headers, is_own, keep=True)
        try:
            answer = fetch(ask)
        except Unreachable:
            raise Undelivered(Fault.UNREACHED) from None
        return _settled(answer)

    def fetch(self, said: Mapping[str, str], secrets: Secrets, media: Media) -> bytes:
        """No file comes in by this channel."""
        raise Unfetched(lasting=True)


def _sealed(to: Device, out: Outgoing) -> bytes:
    """Return the notice, sealed to the browser."""
    told = json.dumps({"number": out.about, "text": out.text}, ensure_ascii=False).encode()
    sealed: bytes = http_ece.encrypt(
        told,
        salt=os.urandom(16),
        private_key=ec.generate_private_key(CURVE),
        dh=decoded(to.p256dh),
        auth_secret=decoded(to.auth),
        version="aes128gcm",
    )
    return sealed


def _signed(to: Device, key: ec.EllipticCurvePrivateKey, out: Outgoing) -> Mapping[str, str]:
    """Return the headers: our signature for this service alone, and how the notice is kept."""
    parts = urlsplit(to.endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(time.time()) + SIGNED_FOR,
        "sub": _written_to(),
    }
    token = jwt.encode(claims, key, algorithm="ES256")
    topic = hashlib.sha256(f"{to.auth} {out.about}".encode()).digest()
    return {
        "Authorization": f"vapid t={token},k={public_of(key)}",
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(TTL),
        "Topic": encoded(topic)[:TOPIC],
        "Urgency": "normal",
    }


def _written_to() -> str:
    """Return whom a push service writes to where something of ours troubles it."""
    if settings.ADDRESS.startswith("https://"):
        return str(settings.ADDRESS)
    return f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"


def _settled(answer: Answer) -> str:
    """Return the service's name for a notice that it took. Raises Undelivered or Later."""
    if answer.status in TAKEN:
        return hashlib.sha256(answer.headers.get("location", "").encode()).hexdigest()[:40]
    if answer.status in LEFT:
        raise Undelivered(Fault.GONE, lasting=True)
    if answer.status == BUSY:
        raise Later(wait_of(answer))
    if answer.status in KEY_REFUSED:  # signed by a key that this browser was not given
        raise Undelivered(Fault.SERVER, lasting=True)
    if answer.status >= DOWN:
        raise Undelivered(Fault.UNREACHED)
    raise Undelivered(Fault.OTHER, lasting=True)
