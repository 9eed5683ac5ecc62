"""Signatures of providers: HMAC-SHA256 over the raw bytes, under any secret that is live."""

import base64
import hmac
from collections.abc import Iterable


def has_hex(body: bytes, typed: str, secrets: Iterable[str]) -> bool:
    """Say whether `typed` is "sha256=" and the HMAC in hexadecimal, as Meta writes it."""
    return _is_one(typed, [f"sha256={_digest(body, one).hex()}" for one in secrets])


def has_base64(body: bytes, typed: str, secrets: Iterable[str], prefix: str = "") -> bool:
    """Say whether `typed` is the HMAC in base64: LINE's, or after "sha256=" that of X."""
    made = [prefix + base64.b64encode(_digest(body, one)).decode() for one in secrets]
    return _is_one(typed, made)


def is_secret(typed: str, secrets: Iterable[str]) -> bool:
    """Say whether `typed` is one of the secrets themselves."""
    return _is_one(typed, list(secrets))


def _digest(body: bytes, secret: str) -> bytes:
    return hmac.digest(secret.encode(), body, "sha256")


def _is_one(typed: str, known: list[str]) -> bool:
    """Compare with each in constant time; with none there is nothing to prove oneself by."""
    return any(hmac.compare_digest(typed.encode(), one.encode()) for one in known)
