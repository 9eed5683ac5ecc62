"""Those who suffer it too (ikut mengalami): they join a published report instead of sending one.

Nothing of it changes the report's course. Who joined is known by an HMAC of what their browser or
account is known by, another one for each report, so that no table tells what else they joined. An
address for word is sealed like a reporter's, and is written to again only once its link was used.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lapor.outbox import queue
from lapor.outbox.models import Contact
from lapor.reports import notices
from lapor.reports.access import digest
from lapor.reports.models import PublishedReport, Report, Support
from lapor.reports.terms import NotFound, Refused, Status

OVER = (Status.CLOSED, Status.ARCHIVED)
AT_A_TIME = 500  # letters of one statement
ENDED = _("Laporan itu sudah berakhir. Bila masih Anda alami, kirim laporan sendiri.")


@dataclass(frozen=True)
class Joined:
    """How many suffer a published report too, and whether who asks is one of them."""

    count: int
    mine: bool
    told: bool  # an address for word is kept for them
    open: bool  # one may still join
    title: str


def standing(number: str, secret: str) -> Joined:
    """Return how many have joined, and whether this browser has: one statement. Raises NotFound.

    secret: what the browser or the account is known by; empty: nothing yet.
    """
    mine = Support.objects.filter(report=OuterRef("pk"), key=_key(number, secret))
    rows = PublishedReport.objects.filter(number=number).annotate(
        joined=Count("report__supports"),
        mine=Exists(mine),
        told=Exists(mine.exclude(contact=None)),
    )
    row = rows.values("joined", "mine", "told", "status", "title").first()
    if row is None:
        raise NotFound(number)
    return Joined(row["joined"], row["mine"], row["told"], row["status"] not in OVER, row["title"])


def join(number: str, secret: str, *, language: str = "id", at: datetime | None = None) -> bool:
    """Count one more who suffers it too; False where they did already.

    Raises NotFound for what is not published, Refused for what has ended.
    """
    report = _published(number)
    if report.status in OVER:
        raise Refused(ENDED)
    _row, is_new = Support.objects.get_or_create(
        report_id=report.pk,
        key=_key(number, secret),
        defaults={"at": at or timezone.now(), "language": language},
    )
    return is_new


@transaction.atomic
def leave(number: str, secret: str) -> None:
    """Take it back, with the address."""
    row = _mine(number, secret)
    if row is not None:
        contact = row.contact
        row.delete()
        if contact:
            contact.delete()


@transaction.atomic
def ask_for_word(number: str, secret: str, address: str) -> None:
    """Keep where this browser's person wants word, and write there once, so that it is proved.

    Another address takes the place of the first. Raises NotFound where they have not joined.
    """
    row = _mine(number, secret)
    if row is None:
        raise NotFound(number)
    old, row.contact = row.contact, queue.keep_contact(address)
    row.save(update_fields=["contact"])
    if old:
        old.delete()
    report = Report.objects.select_related("holder").get(pk=row.report_id)
    notices.tell_joined(report, notices.JOINED, [row])


def is_of_one_who_joined(contact: Contact) -> bool:
    """Say whether an address was given by somebody who joined, not by a reporter."""
    return Support.objects.filter(contact=contact).exists()


@transaction.atomic
def stop(contact: Contact) -> bool:
    """Forget an address, so that no more word goes there; False if it is a reporter's.

    Who joined stays counted.
    """
    if not is_of_one_who_joined(contact):
        return False
    contact.delete()
    return True


@transaction.atomic
def tell(report_id: str, about: str) -> int:
    """Write to all who joined a report and proved their address; return how many.

    The worker's: of a whole town the letters are more than a request may wait for.
    """
    report = Report.objects.select_related("holder").filter(pk=report_id).first()
    if report is None or not report.published:
        return 0
    count, last = 0, 0
    rows = Support.objects.filter(report=report, contact__proved_at__isnull=False).order_by("pk")
    while page := list(rows.filter(pk__gt=last)[:AT_A_TIME]):
        notices.tell_joined(report, about, page)
        count, last = count + len(page), page[-1].pk
    return count


def count_of(report: UUID) -> int:
    return Support.objects.filter(report=report).count()


def _published(number: str) -> PublishedReport:
    row = PublishedReport.objects.filter(number=number).only("pk", "status").first()
    if row is None:
        raise NotFound(number)
    return row


def _mine(number: str, secret: str) -> Support | None:
    rows = Support.objects.select_for_update(of=("self",)).select_related("contact")
    return rows.filter(report__number=number, key=_key(number, secret)).first() if secret else None


def _key(number: str, secret: str) -> bytes:
    return digest(f"joined:{number}:{secret}")
