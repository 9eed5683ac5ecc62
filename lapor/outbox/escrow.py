"""Compares the openings of sealed addresses with the messages they were opened for."""

from datetime import datetime

from django.db.models import Q

from lapor.outbox.models import REPORTER, TALK, ContactUse, EscrowCheck, Message

SEALED = Q(audience__in=(REPORTER, TALK))  # who is reached by a sealed address


def check(now: datetime) -> EscrowCheck:
    """Count both sides and what has no counterpart, and keep the result.

    An opening and the attempt it is for are written in one transaction, so work that goes on at
    the same time makes no difference: whatever does not match needs a person to look.
    """
    tried = Message.objects.filter(SEALED).exclude(tried_at=None)
    uses = ContactUse.objects.all()
    untold = tried.filter(contactuse=None).count()
    unasked = uses.exclude(message__in=tried.values("pk")).count()
    return EscrowCheck.objects.create(
        at=now, uses=uses.count(), messages=tried.count(), unmatched=untold + unasked
    )
