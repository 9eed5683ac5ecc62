"""What an operator says became of a message: optional parameters, or words that all agree on.

Source: SMPP v3.4 sections 5.2.12 (esm_class), 5.2.28 (message_state) and appendix B (the words).
"""

import re
from datetime import datetime

from lapor.channels.adapter import Landed
from lapor.channels.sms import pdu
from lapor.channels.sms.pdu import Came

KINDS = 0x3C  # of esm_class
RECEIPT, INTERMEDIATE = 0x04, 0x20
SENT, DELIVERED, FAILED = "sent", "delivered", "failed"
BY_STATE = {
    1: SENT,  # on its way
    2: DELIVERED,
    3: FAILED,  # too old
    4: FAILED,
    5: FAILED,
    6: SENT,  # accepted, whatever becomes of it
    8: FAILED,
}
BY_WORD = {
    "DELIVRD": DELIVERED,
    "EXPIRED": FAILED,
    "DELETED": FAILED,
    "UNDELIV": FAILED,
    "REJECTD": FAILED,
    "ACCEPTD": SENT,
    "ENROUTE": SENT,
}
NAME = re.compile(r"\bid:\s*([^\s]{1,64})", re.IGNORECASE)
STATE = re.compile(r"\bstat:\s*([A-Za-z]{5,8})", re.IGNORECASE)
ERROR = re.compile(r"\berr:\s*([0-9A-Za-z]{1,8})", re.IGNORECASE)


def is_receipt(came: Came) -> bool:
    """Say whether this tells of a message of ours, and is nobody's words."""
    return came.esm_class & KINDS in (RECEIPT, INTERMEDIATE)


def read(came: Came, at: datetime) -> Landed | None:
    """Return what it tells; None where it names no message or no state that says anything."""
    words = came.body.decode("latin-1")
    named = came.tlvs.get(pdu.RECEIPTED, b"").split(b"\0", 1)[0].decode("latin-1").strip()
    name = named or _first(NAME, words)
    told = came.tlvs.get(pdu.STATE, b"")
    status = BY_STATE.get(told[-1]) if told else BY_WORD.get(_first(STATE, words).upper())
    if not name or status is None:
        return None
    return Landed(name, status, at, _first(ERROR, words) if status == FAILED else "")


def _first(pattern: re.Pattern[str], words: str) -> str:
    found = pattern.search(words)
    return found[1] if found else ""
