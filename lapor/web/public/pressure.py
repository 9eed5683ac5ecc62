"""What a form costs its sender while very many come in: a little work, or a little time.

Nobody is refused for good: whoever brings the proof or has waited is taken, whatever the pressure.
Nothing here touches the database, so it stands before everything that does, and before the files
of a form are taken in. See decision 44.
"""

import json
import math
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import altcha
from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from lapor.kit.text import one_line
from lapor.web.public.throttle import OURSELVES, Limit, block_of

# A whole street, a school or a provider may stand behind one block: beyond this it is asked, not
# shut out. A person has one contact, an office may be the talk of the day.
BLOCK = Limit("reports-block", tries=60, seconds=600)
CONTACT = Limit("reports-contact", tries=20, seconds=3600)
OFFICE = Limit("reports-office", tries=300, seconds=600)
TURNS = Limit("turns", tries=300, seconds=600)  # turns given to a block: each waits a bit longer
VALVE = Limit("reports-all", tries=settings.VALVE, seconds=60)
# A form that is wrong costs as much work as one that is taken, so every one that is sent counts.
FORMS = Limit("forms-block", tries=240, seconds=300)
ALL_FORMS = Limit("forms-all", tries=2 * settings.VALVE, seconds=60)
SENDINGS = Limit("sendings", tries=5, seconds=3600)  # for which one proof, or one turn, is good
PROOF, TURN = "proof", "turn"  # fields of the form
EVERYWHERE = "everywhere"
ALGORITHM = "SHA-256"
# Hashes that a browser makes: half a second on a laptop, some seconds on a cheap phone.
EASIEST, HARDEST = 20_000, 60_000
LONGEST_PROOF = 4_000  # letters
GOOD_FOR = timedelta(hours=6)  # as long as a form may lie open
SHORTEST_WAIT, LONGEST_WAIT, STEP = 30, 600, 2  # seconds
SIGNER = TimestampSigner(salt="a turn to send a report")


@dataclass(frozen=True)
class Price:
    """What is asked for a form: work for a browser with scripts, or waiting until a moment."""

    challenge: str  # JSON as `altcha` reads it
    turn: str  # signed
    seconds: int  # until the turn comes; zero: it has come
    asked: bool  # the form was sent and not taken yet


def is_high(request: HttpRequest, *, new: bool = False) -> bool:
    """Say whether a form that is sent now must bring something. new: it makes a report.

    Costs a few HMACs.
    """
    told = [*(_counted(request) if new else ()), *_counted_when_sent(request)]
    return any(limit.left(about) < 1 for limit, about in told)


def lets_in(request: HttpRequest, key: str, *, new: bool = False) -> bool:
    """Count one more form that was sent; say whether it may be looked at.

    key: of this form, for which alone it brings the work or has waited. new: it makes a report.
    """
    if new and any(limit.left(about) < 1 for limit, about in _counted(request)):
        return _pays(request, key)
    left = [limit.take(about) for limit, about in _counted_when_sent(request)]
    return min(left) >= 1 or _pays(request, key)


def count(request: HttpRequest) -> None:
    """Note one more report that was taken."""
    for limit, about in _counted(request):
        limit.take(about)


def price(request: HttpRequest, key: str, *, asked: bool) -> Price:
    """Return what is asked for the form with this key; a turn that was given is kept till used up.

    asked: the form was sent and could not be taken.
    """
    given = request.POST.get(TURN, "")
    after = _moment(given, key)
    if after is None or SENDINGS.left(given) < 1:
        block = block_of(request)
        waited = (TURNS.buckets.tries - TURNS.take(block)) * STEP
        wait = min(SHORTEST_WAIT + waited, LONGEST_WAIT)
        after = timezone.now().replace(microsecond=0) + timedelta(seconds=round(wait))
        given = SIGNER.sign(f"{key}/{int(after.timestamp())}")
    challenge = altcha.create_challenge(
        ALGORITHM,
        1,
        counter=EASIEST + secrets.randbelow(HARDEST - EASIEST),
        expires_at=timezone.now() + GOOD_FOR,
        data={"key": key},
        hmac_secret=_secret(),
    )
    seconds = max(math.ceil((after - timezone.now()).total_seconds()), 0)
    return Price(json.dumps(challenge.to_dict()), given, seconds, asked=asked)


def _counted(request: HttpRequest) -> list[tuple[Limit, str]]:
    """Return what a report counts for; nothing of it is looked up."""
    told = [(VALVE, EVERYWHERE)]
    if (block := block_of(request)) not in OURSELVES:
        told.append((BLOCK, block))
    if address := "".join(request.POST.get("address", "").lower().split()):
        told.append((CONTACT, address))
    if office := one_line(request.POST.get("agency", "")).lower():
        told.append((OFFICE, office))
    return told


def _counted_when_sent(request: HttpRequest) -> list[tuple[Limit, str]]:
    """Return what any form counts for that is sent, whatever becomes of it."""
    block = block_of(request)
    return [(ALL_FORMS, EVERYWHERE), *([] if block in OURSELVES else [(FORMS, block)])]


def _pays(request: HttpRequest, key: str) -> bool:
    """Say whether a form brings the work or has waited, and use up one of the sendings it buys.

    A form that is wrong is mended and sent again, so one price is good for a few; for one report
    alone, however often it is sent, because its key is unique in the database.
    """
    turn, proof = request.POST.get(TURN, ""), request.POST.get(PROOF, "")
    if not key:
        return False
    if _has_waited(turn, key) and SENDINGS.take(turn) >= 1:
        return True
    mark = _proved(proof, key)
    return bool(mark) and SENDINGS.take(mark) >= 1


def _has_waited(turn: str, key: str) -> bool:
    after = _moment(turn, key)
    return after is not None and after <= timezone.now()


def _moment(turn: str, key: str) -> datetime | None:
    """Return when this turn comes; None where it was not given for this key, or is too old."""
    try:
        about, _, moment = SIGNER.unsign(turn, max_age=GOOD_FOR).partition("/")
    except BadSignature:
        return None
    return datetime.fromtimestamp(int(moment), UTC) if about == key else None


def _proved(proof: str, key: str) -> str:
    """Return our signature under the work that was done for this key; empty where none was.

    The signature is looked at before the work, and the length before both.
    """
    if not proof or len(proof) > LONGEST_PROOF:
        return ""
    if not altcha.verify_solution(proof, _secret()).verified:
        return ""
    brought = altcha.Payload.from_base64(proof).challenge
    is_for_it = (brought.parameters.data or {}).get("key") == key
    return brought.signature or "" if is_for_it else ""


def _secret() -> bytes:
    return salted_hmac("lapor.web.public.pressure", "proof of work").digest()
