"""What a mail server says of a letter of ours that it could not bring: RFC 3464."""

import re
from dataclasses import dataclass
from email.message import Message

from lapor.channels.email.post import NOTICE, Post, header

STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
# What will be so tomorrow as well: no such mailbox or host, closed, moved without a word.
FOR_GOOD = re.compile(r"5\.(1\.\d+|2\.1|4\.4|7\.13)")
STATES = {"failed": "failed", "delivered": "delivered", "relayed": "sent", "expanded": "sent"}


@dataclass(frozen=True)
class Notice:
    """What became of a letter: a state of `Landed`, and the server's own code."""

    status: str
    code: str


def read(post: Post) -> Notice | None:
    """Return what a letter reports of another one; None where it reports of none.

    A delay is no end: the server goes on by itself. An answer from somebody on holiday comes to
    the same address, and is no report.
    """
    for part in post.parts:
        if part.get_content_type() != NOTICE or not part.is_multipart():
            continue
        for block in part.get_payload():
            if isinstance(block, Message) and (
                state := STATES.get(header(block, "action").lower())
            ):
                code = STATUS.match(header(block, "status"))
                return Notice(state, code[0] if code else "")
    return None


def is_for_good(code: str) -> bool:
    """Say whether such a failure means that nobody can be reached there any more."""
    return bool(FOR_GOOD.fullmatch(code))
