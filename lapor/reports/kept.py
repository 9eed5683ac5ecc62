"""The reports that a citizen's account keeps: only named ones, and only as long as they like.

A report knows an account by an HMAC alone, and who reads the tables cannot tell whose it is.
"""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from lapor.agencies.actor import Actor
from lapor.agencies.models import Role
from lapor.reports.access import get_own, get_report, visible_to
from lapor.reports.disclosure import Card, cards_for
from lapor.reports.models import Report
from lapor.reports.perform import shelve, unshelve
from lapor.reports.terms import Reach, Refused

PAGE = 20
ANONYMOUS = _(
    "Laporan ini tanpa nama atau anonim, jadi tidak dapat dimasukkan ke akun: akun Anda akan"
    " menunjukkan siapa pelapornya. Buka laporan ini dengan kunci balasannya saja."
)


@dataclass(frozen=True)
class Shelf:
    """One page of what an account keeps, the newest first. older: the number to go on after."""

    cards: list[Card]
    older: str


def shelf(actor: Actor, after: str = "") -> Shelf:
    """Return twenty of the reports of this account: one statement, however many there are."""
    rows = _of_account(actor).select_related("holder", "region", "category", "requested_agency")
    if after:
        last = visible_to(actor, Reach.OWN).filter(number=after)
        rows = rows.filter(pk__lt=last.values("pk")[:1])
    found = cards_for(rows.order_by("-id")[: PAGE + 1])
    more = len(found) > PAGE
    return Shelf(found[:PAGE], found[PAGE - 1].number if more else "")


def own_by_account(number: str, actor: Actor) -> Actor:
    """Return the reporter of this one report of the account; raises NotFound.

    They act as by its receipt, and only as long as the account keeps it.
    """
    report = get_report(number, actor)
    return Actor(actor.role, receipt=bytes(report.receipt_hmac), account=actor.account)


def keep(receipt: bytes, account: bytes) -> Report:
    """Put the report of this receipt among those of the account; who brings the receipt decides.

    Raises NotFound where there is none, Refused for an anonymous one.
    """
    report = get_own(Actor(Role.REPORTER, receipt=receipt))
    if not shelve(report, account):
        raise Refused(ANONYMOUS, field="kode")
    return report


def let_go(number: str, actor: Actor) -> None:
    """Take a report out of the account; its receipt still opens it. Raises NotFound."""
    report = get_report(number, actor)
    unshelve(_of_account(actor).filter(pk=report.pk))


def count(actor: Actor) -> int:
    """Return how many reports this account keeps."""
    return _of_account(actor).count()


def let_all_go(actor: Actor) -> int:
    """Take every report out of the account; return how many there were."""
    return unshelve(_of_account(actor))


def _of_account(actor: Actor) -> QuerySet[Report]:
    """Return the reports of the account; none for who comes by a receipt."""
    if not actor.account or actor.receipt:
        return Report.objects.none()
    return visible_to(actor, Reach.OWN)
