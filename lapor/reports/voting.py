"""What a custodian sees of requests, and their answer: refused, or granted with the opened half."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lapor.agencies.actor import Actor
from lapor.kit import custody
from lapor.kit.custody import Unreadable
from lapor.reports import custodians, notices, unsealing
from lapor.reports.asked import Asked, Standing, is_genuine, requests, standing_of, told
from lapor.reports.models import Reveal, RevealVote, Vault
from lapor.reports.terms import NotFound, Refused

LISTED, LOOKED_AT = 50, 200
SHORTEST, LONGEST = 10, 1000


@dataclass(frozen=True)
class Awaited:
    """A request before one custodian. paper: what their key opens; empty where nothing waits."""

    asked: Asked
    side: str
    mine: bool  # their side has not answered and still can
    paper: str = ""


def waiting(actor: Actor, now: datetime) -> list[Awaited]:
    """Return the newest requests before this custodian; raises NotFound for everybody else.

    What excludes their office is not among them. Never a word of the report.
    """
    side = _side(actor)
    rows = list(requests().order_by("-asked_at")[:LOOKED_AT])
    found = [_awaited(row, side, now) for row in _before(rows, actor)]
    return sorted(found, key=lambda row: not row.mine)[:LISTED]


def find(key: UUID, actor: Actor, now: datetime) -> Awaited:
    """Return one request before this custodian, with what their key opens; raises NotFound."""
    side = _side(actor)
    reveal = requests().filter(pk=key).first()
    if reveal is None or not _before([reveal], actor):
        raise NotFound(str(key))
    row = _awaited(reveal, side, now)
    return Awaited(row.asked, side, row.mine, _paper(reveal, row) if row.mine else "")


@transaction.atomic
def refuse(key: UUID, actor: Actor, *, reason: str, now: datetime) -> None:
    """Refuse, with the reason; nobody can open it any more. Raises NotFound or Refused."""
    if len(reason) < SHORTEST:
        raise Refused(_("Tulis alasan menolak, paling sedikit 10 huruf."), field="reason")
    if len(reason) > LONGEST:
        raise Refused(_("Paling banyak 1.000 huruf."), field="reason")
    reveal, side = _answerable(key, actor, now)
    _keep(reveal, side, actor, now, granted=False, reason=reason)


@transaction.atomic
def grant(key: UUID, actor: Actor, *, answer: str, now: datetime) -> None:
    """Grant with the opened half. answer: the paper that the custodian's key made.

    Raises NotFound, or Refused where the paper is another's, the half is wrong, or it is too late.
    """
    reveal, side = _answerable(key, actor, now)
    vault = Vault.objects.get(report=reveal.report)
    try:
        sealed = custody.read_answer(answer, str(reveal.id))
        halves = {side: unsealing.opened_half(reveal, side, sealed)}
        for vote in reveal.votes.all():
            halves[vote.side] = unsealing.opened_half(reveal, vote.side, bytes(vote.half))
        if len(halves) == len(custodians.SIDES):
            unsealing.with_halves(vault, (halves["a"], halves["b"]))
            Vault.objects.filter(pk=vault.pk).update(before_a=None, before_b=None)  # both are good
    except (Unreadable, unsealing.WrongHalf):
        says = _("Jawaban ini bukan bagian kunci yang benar untuk permintaan ini.")
        raise Refused(says, field="answer") from None
    _keep(reveal, side, actor, now, granted=True, half=sealed)


def _side(actor: Actor) -> str:
    side = custodians.side_of(actor)
    if not side:
        raise NotFound
    return side


def _before(rows: Sequence[Reveal], actor: Actor) -> list[Reveal]:
    """Return those requests on which this custodian may decide, or has; of forged ones none.

    Three statements, however many there are.
    """
    subjects = custodians.subjects_of(row.report_id for row in rows)
    asking = custodians.asking_offices(rows)
    return [
        row
        for row in rows
        if row.user != actor.user
        and not custodians.is_excluded(actor.offices, asking[row.id], subjects[row.report_id])
        and is_genuine(row)
    ]


def _awaited(reveal: Reveal, side: str, now: datetime) -> Awaited:
    asked = told(reveal, now)
    mine = asked.standing == Standing.WAITING and asked.vote_of(side) is None
    return Awaited(asked, side, mine)


def _paper(reveal: Reveal, row: Awaited) -> str:
    vault = Vault.objects.get(report=reveal.report)
    half, key = (vault.half_a, vault.key_a) if row.side == "a" else (vault.half_b, vault.key_b)
    return custody.request_paper(
        custody.Request(
            request=str(reveal.id),
            number=row.asked.number,
            side=row.side,
            key=bytes(key or b"").hex(),
            half=bytes(half or b"").hex(),
            to=bytes(reveal.public).hex(),
            who=row.asked.who,
            basis=row.asked.basis,
            reason=row.asked.reason,
            expires=reveal.expires_at.isoformat(),
        )
    )


def _answerable(key: UUID, actor: Actor, now: datetime) -> tuple[Reveal, str]:
    """Return the locked request and the side of this custodian, who may still answer."""
    side = _side(actor)
    rows = Reveal.objects.select_for_update(of=("self",)).select_related("report", "agency", "user")
    reveal = rows.filter(pk=key).first()
    if reveal is None or not _before([reveal], actor):
        raise NotFound(str(key))
    votes = list(reveal.votes.select_related("agency"))
    standing = standing_of(reveal, votes, now)
    if standing != Standing.WAITING:
        raise Refused(_("Permintaan ini sudah dijawab atau waktunya sudah habis."))
    if any(vote.side == side for vote in votes):
        raise Refused(_("Sisi Anda sudah menjawab permintaan ini."))
    if any(vote.user == actor.user or vote.agency == actor.agency for vote in votes):
        raise Refused(_("Kedua pemegang kunci harus dua orang dari dua badan."))
    return reveal, side


def _keep(
    reveal: Reveal,
    side: str,
    actor: Actor,
    now: datetime,
    *,
    granted: bool,
    reason: str = "",
    half: bytes = b"",
) -> None:
    RevealVote.objects.create(
        reveal=reveal,
        side=side,
        granted=granted,
        reason=reason,
        half=half,
        at=now,
        **custodians.seat_of(actor),
    )
    if not granted:
        notices.tell_of_sealing(reveal.report)
    if not granted or reveal.votes.count() == len(custodians.SIDES):
        notices.answer_asker(reveal.user)
