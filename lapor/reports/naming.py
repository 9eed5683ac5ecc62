"""Reading a name that a reporter gave openly: by who handles, and each time written down."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lapor.agencies.actor import Actor
from lapor.agencies.models import Role
from lapor.reports import access, custodians, identity, unsealing
from lapor.reports.models import NameReading, Report, Sealed, Vault
from lapor.reports.terms import NotFound, Reach, Refused


class Kept(Enum):
    """What became of a reporter's name."""

    NOT = "not"  # none was given, so none can be opened
    OPEN = "open"  # who handles may read it, and leaves a trace
    SEALED = "sealed"  # two custodians together open it


READERS = (Role.AGENCY_ADMIN, Role.LIAISON, Role.HANDLER)


@dataclass(frozen=True)
class Named:
    """A name as one page shows it once."""

    number: str
    title: str
    name: str
    at: datetime


def can_seal() -> bool:
    """Say whether a name can be sealed to two custodians here."""
    return identity.has_custodians()


def kept(report: Report) -> Kept:
    """Say what became of the name of this report's reporter: one statement."""
    rows = report.sealed.filter(part=Sealed.Part.NAME)
    found = rows.values_list("report__vault__key_b").first()
    if found is None:
        return Kept.NOT
    return Kept.SEALED if report.anonymous or found[0] else Kept.OPEN


def may_read_name(actor: Actor, report: Report, stands: frozenset[Reach]) -> bool:
    """Say whether this officer may read a name that was given openly.

    Who verifies or handles: a post in the office that holds the report now. No overseer, no tier
    above, no supporter, and nobody after the report has left; who is accused stands nowhere.
    """
    if report.whole_id:  # who reported is not shared out with the parts
        return False
    if report.anonymous or actor.agency is None or report.holder_id != actor.agency.pk:
        return False
    if Reach.HOLDER in stands:
        return actor.role in READERS
    # What the nation verifies itself, because nobody else may.
    return actor.role == Role.NATIONAL_ADMIN and Reach.NATION in stands


def may_offer_name(actor: Actor, report: Report, stands: frozenset[Reach]) -> bool:
    """Say whether the button is worth showing: of a confidential report two custodians keep it."""
    is_sealed = report.confidential and can_seal()
    return may_read_name(actor, report, stands) and not is_sealed


@transaction.atomic
def read_name(number: str, actor: Actor, now: datetime) -> Named:
    """Open the name and write down who read it; raises NotFound, or Refused where none is kept.

    The reading is kept in the same transaction: no name is shown that leaves no trace.
    """
    report, stands = access.find_report(number, actor)
    if not may_read_name(actor, report, stands):
        raise NotFound(number)
    vault = Vault.objects.filter(report=report).first()
    rows = list(report.sealed.filter(part=Sealed.Part.NAME))
    if vault is None or not rows:
        raise Refused(_("Pelapor tidak menyebut nama."))
    if vault.half_b is not None:
        raise Refused(_("Nama ini disegel dan hanya dapat dibuka oleh dua pemegang kunci."))
    name = unsealing.name_in(rows, unsealing.with_desk_key(report, vault))
    NameReading.objects.create(report=report, at=now, **custodians.seat_of(actor))
    return Named(report.number, report.title, name, now)
