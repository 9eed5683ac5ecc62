"""A request to open what two custodians keep, as those who may know of it are told of it."""

import hmac
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from uuid import UUID

import structlog
from django.db.models import Prefetch, QuerySet

from lapor.reports import access
from lapor.reports.models import Reveal, RevealVote

log = structlog.get_logger("lapor.reports")


class Standing(Enum):
    """Where a request stands."""

    WAITING = "waiting"
    REFUSED = "refused"
    EXPIRED = "expired"
    GRANTED = "granted"  # both have opened their halves; it may be opened once
    OPEN = "open"  # for fifteen minutes
    OVER = "over"


@dataclass(frozen=True)
class Vote:
    """What one custodian said."""

    side: str
    granted: bool
    reason: str
    who: str
    at: datetime


@dataclass(frozen=True)
class Asked:
    """One request. who, votes: by post and office, never by the name of a person."""

    key: UUID
    number: str
    basis: str
    reason: str
    who: str
    asked_at: datetime
    expires_at: datetime
    opened_at: datetime | None
    closes_at: datetime | None
    votes: tuple[Vote, ...]
    standing: Standing

    def vote_of(self, side: str) -> Vote | None:
        return next((vote for vote in self.votes if vote.side == side), None)


def requests() -> QuerySet[Reveal]:
    """Return requests with what is told of them: two statements, however many there are."""
    votes = RevealVote.objects.select_related("post", "agency").order_by("pk")
    rows = Reveal.objects.select_related("report", "post", "agency", "user")
    return rows.prefetch_related(Prefetch("votes", votes))


def told(reveal: Reveal, now: datetime) -> Asked:
    """Return a request of `requests` as it is told."""
    votes = list(reveal.votes.all())
    return Asked(
        key=reveal.id,
        number=reveal.report.number,
        basis=str(Reveal.Basis(reveal.basis).label),
        reason=reveal.reason,
        who=f"{reveal.post.title}, {reveal.agency.name_at(reveal.asked_at)}",
        asked_at=reveal.asked_at,
        expires_at=reveal.expires_at,
        opened_at=reveal.opened_at,
        closes_at=reveal.closes_at,
        votes=tuple(_vote(vote) for vote in votes),
        standing=standing_of(reveal, votes, now),
    )


def standing_of(reveal: Reveal, votes: Sequence[RevealVote], now: datetime) -> Standing:
    """Return where a request stands at this moment."""
    if reveal.closes_at:
        return Standing.OPEN if now < reveal.closes_at else Standing.OVER
    if any(not vote.granted for vote in votes):
        return Standing.REFUSED
    if now >= reveal.expires_at:
        return Standing.EXPIRED
    return Standing.GRANTED if len(votes) == 2 else Standing.WAITING


def mark_of(reveal: Reveal) -> bytes:
    """Return the HMAC, under the pepper, of all that a custodian decides on and seals to."""
    said: tuple[object, ...] = (
        reveal.id,
        reveal.report_id,
        reveal.user_id,
        reveal.post_id,
        reveal.agency_id,
        reveal.basis,
        reveal.reason,
        bytes(reveal.public).hex(),
        reveal.asked_at.astimezone(UTC).isoformat(),
        reveal.expires_at.astimezone(UTC).isoformat(),
    )
    return access.digest(json.dumps(["reveal", *map(str, said)]))


def is_genuine(reveal: Reveal) -> bool:
    """Say whether the row is as LAPOR wrote it; one that is not opens nothing, and is logged."""
    genuine = hmac.compare_digest(bytes(reveal.mark), mark_of(reveal))
    if not genuine:
        log.error("reveal_is_not_as_written", reveal_id=str(reveal.id))
    return genuine


def all_told(rows: Iterable[Reveal], now: datetime) -> list[Asked]:
    return [told(row, now) for row in rows]


def _vote(vote: RevealVote) -> Vote:
    who = f"{vote.post.title}, {vote.agency.name_at(vote.at)}"
    return Vote(vote.side, vote.granted, vote.reason, who, vote.at)
