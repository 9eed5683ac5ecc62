"""Asks a provider's API over HTTPS, and says what went wrong in our words."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from lapor.channels.adapter import Unfetched
from lapor.channels.faults import Later, Undelivered
from lapor.channels.reading import Told
from lapor.files.arriving import MOST_BYTES
from lapor.kit.outbound import Answer, Ask, Unreachable, fetch
from lapor.outbox.models import Message

OK, BUSY, DOWN = 200, 429, 500  # HTTP's classes of answers that are told apart
KEY_REFUSED = (401, 403)
LONGEST_WAIT = 3600  # seconds; a provider that asks for more is asked again then
FILE_SECONDS = 60
MOST_READ = 1_000_000  # bytes of a page of what is new
Fault = Message.Fault


def post(url: str, told: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Answer:
    """Send JSON and return the answer, whatever it says. Raises Undelivered, or Later where busy.

    An address of this machine is allowed: a local Bot API server, a gateway.
    """
    sent = {"Content-Type": "application/json", **(headers or {})}
    body = json.dumps(told).encode()
    return _answered(Ask(url, "POST", body, sent, on_this_machine=True, keep=True))


def get(url: str, headers: Mapping[str, str]) -> Answer:
    """Return what an address of a provider's API answers. Raises as `post` does."""
    return _answered(Ask(url, headers=headers, on_this_machine=True, most=MOST_READ))


def _answered(ask: Ask) -> Answer:
    try:
        answer = fetch(ask)
    except Unreachable:
        raise Undelivered(Fault.UNREACHED) from None
    if answer.status == BUSY:
        raise Later(wait_of(answer))
    if answer.status >= DOWN:
        raise Undelivered(Fault.UNREACHED)
    return answer


def load(url: str, headers: Mapping[str, str] | None = None, *, ours: bool = True) -> bytes:
    """Return a file, at most as large as any that is taken. Raises Unfetched.

    ours: the address is of an API that an account names, so that it may be on this machine; one
    that came with a message never is.
    """
    ask = Ask(
        url,
        headers=headers or {},
        on_this_machine=ours,
        most=MOST_BYTES,
        longest=FILE_SECONDS,
    )
    try:
        answer = fetch(ask)
    except Unreachable as error:
        raise Unfetched(lasting=str(error) == "too long") from None
    if answer.status != OK:
        raise Unfetched(lasting=answer.status < DOWN and answer.status != BUSY)
    return answer.body


def said(answer: Answer) -> Told:
    """Return what an answer says; nothing where it is no JSON."""
    try:
        return Told(json.loads(answer.body))
    except (ValueError, RecursionError):
        return Told(None)


def wait_of(answer: Answer) -> int:
    """Return the seconds that a busy provider asks to wait, at least one."""
    typed, until = (answer.headers.get(name, "") for name in ("retry-after", "x-rate-limit-reset"))
    asked = int(typed) if typed.isdecimal() and len(typed) < 7 else 1
    if until.isdecimal() and len(until) < 12:  # as X says it: when, not how long
        asked = max(asked, int(until) - int(timezone.now().timestamp()))
    return min(max(asked, said(answer)["parameters"]["retry_after"].number, 1), LONGEST_WAIT)
