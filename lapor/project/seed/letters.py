"""The standard texts of messages, as rows for the table that an administrator edits."""

import tomllib
from collections.abc import Iterator

from lapor.agencies.models import MessageTemplate
from lapor.project.seed.tables import text
from lapor.reports.terms import Audience

ANY = "any"  # stands for the empty move and audience: the text of last resort
HOW = "Buka laporan ini di halaman Lacak laporan dengan kunci balasan Anda."
ABOUT = "Tentang: {title}"  # only to an address that its owner has proved


def letters() -> Iterator[MessageTemplate]:
    """Yield each text; a reporter's has a second one, for a proved address, that names the title.

    Places for the courier to fill: number, status, due; in the second also title. It adds the link
    by itself.
    """
    for move, audiences in tomllib.loads(text("letters.toml")).items():
        for audience, letter in audiences.items():
            reporter = audience == Audience.REPORTER
            row = {
                "move": "" if move == ANY else move,
                "audience": "" if audience == ANY else audience,
                "subject": letter["subject"],
            }
            body = f"{letter['body']}\n\n{HOW}" if reporter else letter["body"]
            yield MessageTemplate(**row, body=body)
            if reporter:
                yield MessageTemplate(**row, proved=True, body=f"{ABOUT}\n\n{body}")
