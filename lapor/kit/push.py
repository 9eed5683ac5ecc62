"""Where a browser is told something: an address at its maker's push service, and its keys.

Source: W3C Push API, RFC 8030, RFC 8291. What a browser hands over here is typed by whoever likes:
only addresses of the services that browsers really use are taken.
"""

import base64
import binascii
import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
HOSTS = frozenset({"fcm.googleapis.com", "web.push.apple.com"})  # Chrome and most others; Safari
BELOW = (".push.services.mozilla.com", ".notify.windows.com")  # Firefox; Edge on Windows
LONGEST, AUTH, HTTPS = 1_000, 16, 443  # letters of an address; bytes of the shared secret; port


class NoDevice(ValueError):
    """What a browser handed over leads to no push service that is known here."""


@dataclass(frozen=True)
class Device:
    """A browser that wants to be told. `p256dh` and `auth` as it gave them: base64url."""

    endpoint: str
    p256dh: str
    auth: str

    @property
    def written(self) -> str:
        """The device in one line, to be sealed."""
        return json.dumps(asdict(self), separators=(",", ":"))


def device(endpoint: str, p256dh: str, auth: str, *, also: Collection[str] = ()) -> Device:
    """Return a device after all checks. Raises NoDevice.

    also: hosts of a push service of one's own.
    """
    if not is_service(endpoint, also=also):
        raise NoDevice("no push service")
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, decoded(p256dh))
        is_whole = len(decoded(auth)) == AUTH
    except (ValueError, binascii.Error):
        raise NoDevice("no key") from None
    if not is_whole:
        raise NoDevice("no key")
    return Device(endpoint, p256dh, auth)


def read(written: str) -> Device:
    """Return the device of a line that was sealed. Raises NoDevice."""
    try:
        told = json.loads(written)
        return Device(told["endpoint"], told["p256dh"], told["auth"])
    except (ValueError, KeyError, TypeError):
        raise NoDevice("no device") from None


def is_service(endpoint: str, *, also: Collection[str] = ()) -> bool:
    """Say whether an address is that of a push service that browsers use, or one of `also`."""
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    if len(endpoint) > LONGEST or not endpoint.isascii() or parts.username is not None:
        return False
    if host in also:
        return True
    is_known = host in HOSTS or host.endswith(BELOW)
    return parts.scheme == "https" and is_known and port in (None, HTTPS) and len(parts.path) > 1


def new_key() -> tuple[str, str]:
    """Return the two halves of a key that signs for this installation: base64url, as usual."""
    private = ec.generate_private_key(CURVE)
    number = private.private_numbers().private_value.to_bytes(32, "big")
    return encoded(number), public_of(private)


def signing_key(text: str) -> ec.EllipticCurvePrivateKey:
    """Return the private half of `new_key`. Raises NoDevice where it is none."""
    try:
        return ec.derive_private_key(int.from_bytes(decoded(text), "big"), CURVE)
    except (ValueError, binascii.Error):
        raise NoDevice("no key") from None


def public_of(key: ec.EllipticCurvePrivateKey) -> str:
    """Return the public half as browsers want it: an uncompressed point."""
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return encoded(point)


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Return the bytes of base64url, with or without its padding. Raises ValueError."""
    if len(text) > LONGEST:
        raise ValueError("too long")
    return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), b"-_", True)
