"""What came by SMPP, as the body in which it is kept: one message, or what became of one.

A provider's body is kept as it came; here it came in octets and parts, so that it is written down
in the words they hold. JSON begins with a brace, as no query of Kannel's does.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from lapor.channels.adapter import Incoming, Item, Landed, Unreadable
from lapor.channels.reading import told
from lapor.channels.sms.numbers import number_of

BRACE = b"{"


def of_message(key: str, sender: str, at: datetime, pieces: Sequence[str | None]) -> bytes:
    """Return the body of a message; a piece that never came is None."""
    what = {"id": key, "from": sender, "at": at.timestamp(), "pieces": list(pieces)}
    return json.dumps(what).encode()


def of_receipt(landed: Landed) -> bytes:
    """Return the body of what became of a message of ours."""
    what = {"of": landed.provider_id, "status": landed.status, "code": landed.code}
    return json.dumps(what | {"at": landed.at.timestamp()}).encode()


def read(body: bytes) -> Sequence[Item]:
    """Return what a body holds. Raises Unreadable where nobody can be answered."""
    what = told(body)
    at = _moment(what["at"].value)
    if name := what["of"].text:
        status = what["status"].text
        known = status in ("sent", "delivered", "failed")
        return [Landed(name, status, at, what["code"].text)] if known else []
    key, sender = what["id"].text, number_of(what["from"].text)
    if not key or not sender:
        raise Unreadable("no message")
    pieces = [one.value if isinstance(one.value, str) else None for one in what["pieces"]]
    return [Incoming(provider_id=key, sender=sender, sent_at=at, text=_joined(pieces))]


def _joined(pieces: Sequence[str | None]) -> str:
    """Return the words in their order; where a piece is missing, it says so."""
    said = ""
    for place, piece in enumerate(pieces, start=1):
        if piece is None:
            missing = _("[bagian %(place)s dari %(total)s tidak sampai]")
            said += f" {missing % {'place': place, 'total': len(pieces)}} "
        else:
            said += piece
    return said.strip()


def _moment(seconds: object) -> datetime:
    try:
        return datetime.fromtimestamp(float(str(seconds)), UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.now(UTC)
