"""What our own mail server found out about who sent a letter (RFC 8601). Pure; nothing raises.

Everybody can write such a header. A server takes out those that bear its name before it writes its
own on top, so that the first one of that name counts, and no other.
"""

import re
from collections.abc import Sequence

QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')  # a sender's own words, which may say anything
COMMENT = re.compile(r"\([^()]*\)")
PASSED = re.compile(r"(dmarc|dkim|spf)=pass(?![\w-])", re.IGNORECASE)
# Of each way to look, what names the domain that passed.
NAMED = {
    "dmarc": re.compile(r"header\.from=([^\s;]+)", re.IGNORECASE),
    "dkim": re.compile(r"header\.(?:d|i)=([^\s;]+)", re.IGNORECASE),
    "spf": re.compile(r"smtp\.mailfrom=([^\s;]+)", re.IGNORECASE),
}


def is_vouched(checked: Sequence[str], server: str, sender: str) -> bool:
    """Say whether our server found that the domain of `sender` sent this letter.

    checked: the headers as they stand on the letter, the top one first. server: as ours calls
    itself there.
    """
    domain = sender.rpartition("@")[2].lower()
    for one in checked:
        plain = COMMENT.sub(" ", QUOTED.sub(" ", one))
        by, *found = plain.split(";")
        if by.split()[:1] and by.split()[0].lower() == server.lower():
            is_whole = '"' not in plain  # else nobody can say where a sender's words end
            return is_whole and any(_passed(part, domain) for part in found)
    return False


def _passed(part: str, domain: str) -> bool:
    """Say whether one of its findings is that this domain, or the one it belongs to, sent it."""
    passed = PASSED.search(re.sub(r" *= *", "=", part))
    if passed is None:
        return False
    named = NAMED[passed[1].lower()].search(re.sub(r" *= *", "=", part))
    signed = named[1].strip('"<>').rpartition("@")[2].lower() if named else ""
    return "." in signed and (domain == signed or domain.endswith(f".{signed}"))
