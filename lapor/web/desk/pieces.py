"""Beside a case: which of its parts, or its whole, can be opened; and who is asked to help."""

from typing import Any

from lapor.agencies.actor import Actor
from lapor.agencies.models import Role
from lapor.reports import consulting, outward, proposing
from lapor.reports.casework import Case
from lapor.reports.told import Step

ADMINS = (Role.AGENCY_ADMIN, Role.NATIONAL_ADMIN)


def around(case: Case) -> dict[str, Any]:
    """Return the numbers of the parts and the whole that lead somewhere; no statement."""
    card, actor = case.card, case.actor
    sealed = card.confidential
    opened = [p.number for p in card.pieces if _sees(actor, p.held_in, sealed=sealed)]
    if card.belongs and _sees(actor, card.belongs.held_in, sealed=sealed):
        opened.append(card.belongs.number)
    helps = proposing.may_propose(case.report, case.stands)
    return {
        "opened": opened,
        "helps": helps,
        "asked_to_help": asked_of(case) if helps else [],
        "may_take": bool(proposing.takes(case.open)),
        "consults": outward.CONSULT in case.open and not sealed,
        "consulted": consulting.may_read(case.stands)
        and any(step.move == outward.CONSULT and not step.of for step in card.thread),
    }


def asked_of(case: Case) -> list[Step]:
    """Return the steps in which help was asked for and what of was said; no statement."""
    return [step for step in case.card.thread if step.move == "support" and step.text]


def _sees(actor: Actor, held_in: tuple[int, ...], *, sealed: bool) -> bool:
    """Say whether this officer surely sees what is held there. held_in: from the root down."""
    if actor.agency is None:
        return False
    if held_in[-1] == actor.agency.pk:
        return actor.role in ADMINS or not sealed
    return actor.role in ADMINS and not sealed and actor.agency.pk in held_in
