"""Which report a letter answers, and how that stands: what its words are then about."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from lapor.agencies.actor import Actor
from lapor.agencies.models import Role
from lapor.channels.dialogue.memory import Focus, News, Own
from lapor.channels.standing import HASHED
from lapor.outbox.models import Contact
from lapor.outbox.proof import prove
from lapor.reports import choosing
from lapor.reports.access import open_moves, reached_at

# What the reporter was last told, by what they may do now.
NEWS = (("resume", News.ASKED), ("reply", News.ANSWERED), ("reopen", News.CLOSED))


@dataclass(frozen=True)
class Letter:
    """A letter of ours about a report: whose reply key opens its thread, and its news."""

    own: Own
    focus: Focus


def of_letter(contact: UUID, now: datetime) -> Letter | None:
    """Return what a letter to this contact was about; None where it was no word of a report.

    Its token is proved, so the address is: who answers reads what is sent there.
    """
    for row in Contact.objects.defer("sealed").filter(pk=contact):
        prove(row)
        Contact.objects.filter(pk=contact).exclude(lost_at=None).update(lost_at=None)
    report = reached_at(contact)
    if report is None:
        return None
    receipt = bytes(report.receipt_hmac)
    names = {m.name for m in open_moves(Actor(Role.REPORTER, receipt=receipt), report, now=now)}
    news = next((news for name, news in NEWS if name in names), News.SENT)
    choices = tuple(choosing.offered(report.number)) if news is News.ASKED else ()
    own = Own(report.number, f"{HASHED}{receipt.hex()}")
    return Letter(own, Focus(report.number, news, timezone.localdate(now).isoformat(), choices))
