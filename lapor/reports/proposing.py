"""What a supporting office proposes as the answer, for the office that answers to take over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lapor.agencies.actor import Actor
from lapor.reports import access, drafting, notices
from lapor.reports.models import Draft, Report
from lapor.reports.moves import MOVES, OPEN
from lapor.reports.terms import PROPOSAL, Reach, Refused

State = Draft.State
TAKEN_BY = ("follow_up", "finish")  # the answers that a proposal can become
NOT_ASKED = _("Unit Anda tidak diminta membantu laporan ini.")
OVER = _("Laporan ini sudah berakhir.")
EMPTY = _("Tulis usulan jawabannya.")
NOT_YOURS = _(
    "Yang menjawab laporan ini unit pemegangnya. Langkah menjawab tidak terbuka untuk Anda."
)
GONE = _("Usulan itu sudah ditarik.")


@dataclass(frozen=True)
class Proposal:
    """A proposed answer. taken: when the office that answers took it over."""

    key: int
    office: str
    who: str
    words: str
    changed_at: datetime
    taken: datetime | None
    files: int  # how many
    tokens: tuple[str, ...]  # of one's own, to go on with
    is_own: bool


def may_propose(report: Report, stands: frozenset[Reach]) -> bool:
    """Say whether who stands so writes proposals for this report now; no statement."""
    return Reach.SUPPORT in stands and report.status in OPEN


def takes(open_now: Sequence[str]) -> str:
    """Return by which open step one would answer with a proposal; empty where by none."""
    return next((move for move in TAKEN_BY if move in open_now), "")


@transaction.atomic
def propose(
    report: Report,
    *,
    actor: Actor,
    words: str,
    files: Sequence[str] = (),
    at: datetime | None = None,
) -> Draft:
    """Write what one would answer (usulkan jawaban), or write it anew; the holder is told.

    Each supporting office has one proposal. Nothing of it reaches the reporter by itself.
    """
    drafting.lock(report)
    if Reach.SUPPORT not in access.reaches(actor, report) or actor.agency is None:
        raise Refused(NOT_ASKED)
    if report.status not in OPEN:
        raise Refused(OVER)
    if not words.strip():
        raise Refused(EMPTY, field="words")
    at = at or timezone.now()
    draft = _live(report).filter(agency=actor.agency).first()
    draft = draft or Draft(report=report, move=PROPOSAL, agency=actor.agency, made_at=at)
    draft.state, draft.author, draft.post = State.WRITING, actor.user, actor.post
    draft.words, draft.files, draft.changed_at = words, list(files), at
    draft.decided_at = draft.decided_by = draft.decided_post = None
    draft.save()
    notices.tell_holder(report, PROPOSAL)
    return draft


@transaction.atomic
def withdraw(report: Report, *, actor: Actor) -> bool:
    """Take one's office's proposal back (tarik usulan); say whether there was one."""
    drafting.lock(report)
    draft = _live(report).filter(agency=actor.agency).first()
    if draft is None or Reach.SUPPORT not in access.reaches(actor, report):
        return False
    drafting.end(draft, State.DROPPED)
    return True


@transaction.atomic
def take(report: Report, key: int, *, actor: Actor, at: datetime | None = None) -> str:
    """Put a proposal into one's own draft of the answer (pakai teks ini); return its step.

    What stands in that draft already stays above it, and files come along once. Nothing is sent.
    """
    drafting.lock(report)
    move = takes([name for name in TAKEN_BY if access.may(actor, report, MOVES[name])])
    if not move:
        raise Refused(NOT_YOURS)
    draft = _live(report).filter(pk=key).first()
    if draft is None:
        raise Refused(GONE)
    mine = drafting.own(report, move, actor)
    words = "\n\n".join(filter(None, [mine.words if mine else "", draft.words]))
    files = [*(mine.files if mine else ()), *draft.files]
    outcome = mine.code if mine else ""
    drafting.keep(report, move, actor=actor, words=words, outcome=outcome, files=files, at=at)
    draft.files, draft.decided_at = [], at or timezone.now()
    draft.decided_by = actor.user if actor.user != draft.author else None
    draft.save()
    return move


def proposals(report: Report, actor: Actor, stands: frozenset[Reach]) -> list[Proposal]:
    """Return what this officer reads of proposals: all at the holder, else one's own office's."""
    rows = _live(report).select_related("agency", "post").order_by("pk")
    if not stands & {Reach.HOLDER, Reach.NATION}:
        rows = rows.filter(agency=actor.agency)
    return [
        Proposal(
            key=row.pk,
            office=row.agency.name,
            who=row.post.title if row.post else "",
            words=row.words,
            changed_at=row.changed_at,
            taken=row.decided_at,
            files=len(row.files),
            tokens=tuple(row.files) if row.agency == actor.agency else (),
            is_own=row.agency == actor.agency,
        )
        for row in rows
    ]


def _live(report: Report) -> QuerySet[Draft]:
    return report.drafts.filter(move=PROPOSAL, state=State.WRITING, party=None)
