"""Signing in at an institution (OpenID Connect): the code flow with PKCE, and what it must prove.

Whatever comes back is believed only as far as its signature, issuer, audience, time and nonce
reach. Where anything is missing, nobody is signed in.
"""

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote, urlencode

import jwt
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lapor.kit.outbound import Answer, Ask, Unreachable, fetch

# Public keys alone: "none" and the HMACs, by which the client's own secret would sign, are not.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
REQUIRED = ["iss", "sub", "aud", "exp", "iat"]
WELL_KNOWN = "/.well-known/openid-configuration"
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
SCOPE = "openid email"
LEEWAY = 60  # seconds that clocks may differ
OLDEST = 600  # seconds between the signature of a token and its arrival
LONGEST_SUB = 255
KEPT_FOR = 300  # seconds that what a provider says of itself is not asked again
# Requests to providers at the same time, and the seconds that others wait for their turn: a
# provider that is slow takes no more threads from the pages.
AT_ONCE, TURN = threading.BoundedSemaphore(3), 1
# What a provider says of how somebody signed in there (RFC 8176) where it asked for two factors.
BOTH = "mfa"
MFA_CLASSES = ("phr", "phrh", "https://refeds.org/profile/mfa")

_SAID: dict[str, tuple[float, dict[str, Any]]] = {}  # when, and what

UNREACHED = _(
    "Layanan masuk instansi ini sedang tidak dapat dihubungi. Coba lagi, atau masuk dengan nama"
    " pengguna dan kata sandi."
)
NOT_PROVED = _(
    "Layanan masuk instansi ini tidak memberi bukti yang dapat kami terima. Masuk dengan nama"
    " pengguna dan kata sandi, dan beri tahu admin instansi Anda."
)
STALE = _("Halaman masuk itu sudah terlalu lama terbuka. Mulai sekali lagi.")
REFUSED = _("Anda membatalkan masuk, atau instansi Anda menolaknya.")


class NotProved(Exception):
    """Nobody is signed in. says: what to tell them; why: one word for the log."""

    def __init__(self, why: str, says: str | Promise = NOT_PROVED) -> None:
        super().__init__(why)
        self.why, self.says = why, says


@dataclass(frozen=True)
class Client:
    """How LAPOR is known to a provider."""

    issuer: str
    key: str
    secret: str


@dataclass(frozen=True)
class Started:
    """What this browser must bring back, sealed in its cookie."""

    provider: int
    state: str
    nonce: str
    verifier: str
    to: str
    at: int

    def plain(self) -> str:
        return json.dumps(asdict(self))


@dataclass(frozen=True)
class Proved:
    """Who came, as the provider says. email: empty where it does not call it verified."""

    sub: str
    email: str
    with_factor: bool


def discover(issuer: str) -> dict[str, Any]:
    """Return what the provider says of itself now; raises NotProved."""
    found = _json(_fetch(Ask(issuer.rstrip("/") + WELL_KNOWN)))
    if found.get("issuer") != issuer:
        raise NotProved("issuer")
    if not all(isinstance(found.get(name), str) and found[name] for name in ENDPOINTS):
        raise NotProved("endpoints")
    return found


def forget() -> None:
    """Ask every provider anew what it says of itself."""
    _SAID.clear()


def start(provider: int, to: str) -> Started:
    """Return what a sign-in begins with: three secrets of this browser alone."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _n in range(3))
    return Started(provider, state, nonce, verifier, to, int(time.time()))


def read(plain: str) -> Started:
    """Return what the cookie keeps; raises NotProved where it is another thing or too old."""
    try:
        started = Started(**json.loads(plain))
    except (TypeError, ValueError):
        raise NotProved("cookie", STALE) from None
    if time.time() - started.at > OLDEST:
        raise NotProved("old", STALE)
    return started


def leads_to(client: Client, started: Started, back: str) -> str:
    """Return the address at the provider to which the browser goes. back: where it comes back."""
    challenge = hashlib.sha256(started.verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": client.key,
        "redirect_uri": back,
        "scope": SCOPE,
        "state": started.state,
        "nonce": started.nonce,
        "code_challenge": base64.urlsafe_b64encode(challenge).decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    where: str = _known(client.issuer)["authorization_endpoint"]
    if not where.startswith("https://") and not settings.ON_THIS_MACHINE:
        raise NotProved("not https")
    return f"{where}{'&' if '?' in where else '?'}{urlencode(asked)}"


def finish(client: Client, started: Started, came: Mapping[str, str], back: str) -> Proved:
    """Return who came, by what the browser brought back; raises NotProved."""
    if not hmac.compare_digest(came.get("state", "").encode(), started.state.encode()):
        raise NotProved("state", STALE)
    if came.get("iss", client.issuer) != client.issuer:  # of another provider (RFC 9207)
        raise NotProved("mixed up")
    if came.get("error") or not came.get("code"):
        raise NotProved("refused", REFUSED)
    known = _known(client.issuer)
    tokens = _exchange(client, known, came["code"], started.verifier, back)
    claims = _checked(client, known, str(tokens.get("id_token", "")), started.nonce)
    if "email" not in claims:
        claims = claims | _told_of(known, str(tokens.get("access_token", "")), claims["sub"])
    return Proved(
        sub=claims["sub"],
        email=_verified_email(claims),
        with_factor=_has_factor(claims),
    )


def _exchange(
    client: Client, known: Mapping[str, Any], code: str, verifier: str, back: str
) -> dict[str, Any]:
    """Trade the code for tokens, as the client that the provider knows."""
    sent = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": verifier,
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    ways = known.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    if "client_secret_basic" in ways:
        pair = f"{quote(client.key, safe='')}:{quote(client.secret, safe='')}"
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    else:
        sent |= {"client_id": client.key, "client_secret": client.secret}
    body = urlencode(sent).encode()
    return _json(_fetch(Ask(known["token_endpoint"], "POST", body, headers)))


def _checked(client: Client, known: Mapping[str, Any], token: str, nonce: str) -> dict[str, Any]:
    """Return the claims of an identity token that this provider signed for us, now, for this."""
    try:
        header = jwt.get_unverified_header(token)
        algorithm = header.get("alg", "")
        if algorithm not in ALGORITHMS:
            raise NotProved("algorithm")
        claims: dict[str, Any] = jwt.decode(
            token,
            _key(known, header.get("kid"), algorithm),
            algorithms=[algorithm],
            audience=client.key,
            issuer=client.issuer,
            leeway=LEEWAY,
            options={"require": REQUIRED},
        )
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise NotProved(type(error).__name__) from None
    audience = claims["aud"]
    if isinstance(audience, list) and len(audience) > 1 and claims.get("azp") != client.key:
        raise NotProved("audience")
    if claims.get("azp", client.key) != client.key:
        raise NotProved("audience")
    if time.time() - claims["iat"] > OLDEST:
        raise NotProved("old")
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise NotProved("nonce")
    if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= LONGEST_SUB:
        raise NotProved("sub")
    return claims


def _key(known: Mapping[str, Any], kid: object, algorithm: str) -> Any:
    """Return the provider's public key of this name; of no name where there is but one."""
    where = known["jwks_uri"]
    said = _lately(where, lambda: _json(_fetch(Ask(where))))
    if not (fitting := _fitting(said, kid, algorithm)):  # a new key since then
        _SAID.pop(where, None)
        said = _lately(where, lambda: _json(_fetch(Ask(where))))
        fitting = _fitting(said, kid, algorithm)
    if len(fitting) != 1:
        raise NotProved("key")
    return jwt.PyJWK(fitting[0], algorithm).key  # of another kind of key it says so


def _fitting(said: Mapping[str, Any], kid: object, algorithm: str) -> list[dict[str, Any]]:
    rows = said.get("keys")
    return [
        row
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, dict)
        and row.get("use", "sig") == "sig"
        and row.get("alg", algorithm) == algorithm
        and (kid is None or row.get("kid") == kid)
    ]


def _told_of(known: Mapping[str, Any], token: str, sub: str) -> dict[str, Any]:
    """Return what the provider says of the person besides, if it is of the same person."""
    where = known.get("userinfo_endpoint")
    if not isinstance(where, str) or not token:
        return {}
    said = _json(_fetch(Ask(where, headers={"Authorization": f"Bearer {token}"})))
    if said.get("sub") != sub:
        raise NotProved("somebody else")
    return {name: said[name] for name in ("email", "email_verified") if name in said}


def _verified_email(claims: Mapping[str, Any]) -> str:
    email = claims.get("email")
    is_verified = claims.get("email_verified") in (True, "true")  # some send the word
    return email.strip().lower() if is_verified and isinstance(email, str) else ""


def _has_factor(claims: Mapping[str, Any]) -> bool:
    """Say whether the provider says that a second factor was shown there."""
    ways = claims.get("amr")
    return (isinstance(ways, list) and BOTH in ways) or claims.get("acr") in MFA_CLASSES


def _known(issuer: str) -> dict[str, Any]:
    """Return what the provider said of itself a few minutes ago at most; raises NotProved."""
    return _lately(issuer, lambda: discover(issuer))


def _lately(where: str, ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return what was answered there lately, in this process; asked where that is long ago."""
    now = time.monotonic()
    at, said = _SAID.get(where, (now - KEPT_FOR, {}))
    if now - at < KEPT_FOR:
        return said
    said = ask()
    for old in [one for one, (then, _was) in list(_SAID.items()) if now - then >= KEPT_FOR]:
        _SAID.pop(old, None)
    _SAID[where] = (now, said)
    return said


def _fetch(ask: Ask) -> Answer:
    """Ask the provider: over HTTPS, in public; on this machine only where LAPOR is for it alone."""
    local = Ask(ask.url, ask.method, ask.body, ask.headers, settings.ON_THIS_MACHINE)
    if not AT_ONCE.acquire(timeout=TURN):
        raise NotProved("busy", UNREACHED)
    try:
        answer = fetch(local)
    except Unreachable as error:
        raise NotProved(f"unreached: {error}", UNREACHED) from None
    finally:
        AT_ONCE.release()
    if answer.status != 200:
        raise NotProved(f"answered {answer.status}", UNREACHED)
    return answer


def _json(answer: Answer) -> dict[str, Any]:
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):  # the latter where it is nested without end
        raise NotProved("no JSON") from None
    if not isinstance(found, dict):
        raise NotProved("no JSON")
    return found
