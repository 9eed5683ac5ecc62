"""A custodian's key file, and the papers that go between the server and a custodian.

A key file is sealed by a passphrase in a way that a browser's WebCrypto can open too: PBKDF2 with
HMAC-SHA256, then AES-256-GCM. All papers are JSON, bytes in hexadecimal. What is sealed here is
bound to what it is for (`about`): a half opens for its report alone, an answer for its request.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from lapor.kit.seal import fingerprint, fits, new_keys, seal, unseal

KEY, REQUEST, ANSWER = "lapor custodian key 1", "lapor opening request 1", "lapor opened half 1"
ROUNDS = 600_000  # of PBKDF2-HMAC-SHA256, as OWASP asks
FEWEST_LETTERS, FEWEST_DIFFERENT = 14, 6  # of a passphrase
HALF = 32  # bytes of an opened half
# Of a demo, where everybody plays both custodians.
DEMO_FILE = "pemegang-kunci-{}.json"
DEMO_PASSPHRASE = "kunci peragaan lapor"  # noqa: S105 - shown on a page of the demo


class Unreadable(Exception):
    """A paper that is none of ours, or that this key or passphrase does not open."""


@dataclass(frozen=True)
class Request:
    """What a custodian is asked to open: one half, for one request, sealed back to `to`.

    half, to, key: in hexadecimal. number: the report; the half opens for this number alone.
    """

    request: str
    number: str
    side: str
    key: str
    half: str
    to: str
    who: str
    basis: str
    reason: str
    expires: str


def weakness(passphrase: str) -> str:
    """Return why a passphrase is too weak, in a sentence; empty where it will do."""
    if len(passphrase) < FEWEST_LETTERS:
        return f"Use at least {FEWEST_LETTERS} letters: four or five words that do not belong."
    if len(set(passphrase)) < FEWEST_DIFFERENT:
        return f"Use at least {FEWEST_DIFFERENT} different letters."
    return ""


def new_key_file(passphrase: str) -> str:
    """Return the text of a new key file, its private half sealed by the passphrase."""
    return key_file(*new_keys(), passphrase)


def key_file(private: bytes, public: bytes, passphrase: str) -> str:
    """Return the text of a key file for this pair."""
    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = AESGCM(_stretched(passphrase, salt, ROUNDS)).encrypt(nonce, private, public)
    paper = {
        "lapor": KEY,
        "public": public.hex(),
        "fingerprint": fingerprint(public).hex(),
        "rounds": ROUNDS,
        "salt": salt.hex(),
        "nonce": nonce.hex(),
        "sealed": sealed.hex(),
    }
    return json.dumps(paper, indent=2) + "\n"


def public_of(text: str) -> bytes:
    """Return the public half of a key file; raises Unreadable."""
    return _bytes(_paper(text, KEY), "public", HALF)


def private_of(text: str, passphrase: str) -> bytes:
    """Return the private half of a key file; raises Unreadable with a sentence."""
    paper = _paper(text, KEY)
    public, salt = _bytes(paper, "public", HALF), _bytes(paper, "salt", 16)
    rounds = paper.get("rounds")
    if not isinstance(rounds, int) or not ROUNDS <= rounds <= 10 * ROUNDS:
        raise Unreadable("This key file is damaged: rounds.")
    opener = AESGCM(_stretched(passphrase, salt, rounds))
    try:
        private = opener.decrypt(_bytes(paper, "nonce", 12), _bytes(paper, "sealed"), public)
    except InvalidTag:
        raise Unreadable("The passphrase does not open this key file.") from None
    if not fits(private, public):
        raise Unreadable("This key file is damaged: its halves do not fit.")
    return private


def about_vault(number: str) -> bytes:
    """Return what the halves of a report's key are bound to: the number a custodian reads."""
    return f"lapor vault {number}".encode()


def about_answer(request: str, side: str) -> bytes:
    """Return what an opened half is bound to on its way back."""
    return f"lapor answer {request} {side}".encode()


def request_paper(request: Request) -> str:
    return json.dumps({"lapor": REQUEST, **asdict(request)}, indent=2, ensure_ascii=False) + "\n"


def read_request(text: str) -> Request:
    """Return what a request file asks; raises Unreadable."""
    paper = _paper(text, REQUEST)
    try:
        return Request(**{name: str(paper[name]) for name in Request.__dataclass_fields__})
    except KeyError as missing:
        raise Unreadable(f"This request is damaged: it lacks {missing}.") from None


def answer(request: Request, private: bytes) -> str:
    """Open the half and return the paper that gives it back, sealed to the request alone.

    Raises Unreadable where this key does not open it.
    """
    try:
        half, to = bytes.fromhex(request.half), bytes.fromhex(request.to)
        opened = unseal(half, key=private, about=about_vault(request.number))
        sealed = seal(opened, to=to, about=about_answer(request.request, request.side))
    except (InvalidTag, ValueError):
        raise Unreadable("This key does not open this request.") from None
    return json.dumps({"lapor": ANSWER, "request": request.request, "half": sealed.hex()}) + "\n"


def read_answer(text: str, request: str) -> bytes:
    """Return the sealed half of an answer to this request; raises Unreadable."""
    paper = _paper(text, ANSWER)
    if paper.get("request") != request:
        raise Unreadable("This answer is to another request.")
    return _bytes(paper, "half")


def reseal(sealed: bytes, *, number: str, private: bytes, to: bytes) -> bytes:
    """Return a half sealed to another public half; raises Unreadable."""
    about = about_vault(number)
    try:
        return seal(unseal(sealed, key=private, about=about), to=to, about=about)
    except (InvalidTag, ValueError):
        raise Unreadable(f"This key does not open the half of {number}.") from None


def _paper(text: str, kind: str) -> Mapping[str, Any]:
    try:
        paper = json.loads(text)
    except (ValueError, RecursionError):  # the latter where it is nested without end
        paper = None
    if not isinstance(paper, dict) or paper.get("lapor") != kind:
        raise Unreadable(f"This is no file of the kind {kind!r}.")
    return paper


def _bytes(paper: Mapping[str, Any], name: str, length: int | None = None) -> bytes:
    try:
        found = bytes.fromhex(paper[name])
    except (KeyError, TypeError, ValueError):
        raise Unreadable(f"This file is damaged: {name}.") from None
    if length is not None and len(found) != length:
        raise Unreadable(f"This file is damaged: {name}.")
    return found


def _stretched(passphrase: str, salt: bytes, rounds: int) -> bytes:
    stretch = PBKDF2HMAC(algorithm=SHA256(), length=32, salt=salt, iterations=rounds)
    return stretch.derive(passphrase.encode())
