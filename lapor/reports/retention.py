"""What is deleted when its time is over: where word was sent, files and points of old cases.

The steps of a case stay, and say that there was a file. How many years is the operator's to say:
the schedule of archives that governs them, not this program.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from lapor.files import copies
from lapor.files.models import File
from lapor.outbox.devices import PUSH
from lapor.outbox.models import ON_THEIR_WAY, Contact, Message
from lapor.reports import identity, notices, perform
from lapor.reports.covering import take_back
from lapor.reports.models import Attachment, Event, OutsideParty, Report, Support
from lapor.reports.publication import refresh
from lapor.reports.terms import Audience, Status

YEAR = timedelta(days=365.25)
ENDED = (Status.CLOSED, Status.ARCHIVED)
TOLD_OF_LEAVING = f"{notices.CROSSED}/{Audience.REPORTER}"
SOME = 500  # rows of one run's list


def forget_contacts(now: datetime) -> int:
    """Delete where word was sent of cases that nobody can open again; return how many.

    The window to reopen or to object is over, no second instance examines it, and no letter is on
    its way. Of the reporter, of who
    joined, and of outside parties, whose address goes as soon as its link has served. Repeatable.
    """
    over = Q(status__in=ENDED, due_at__lt=now, review="")
    ended = Report.objects.filter(over).values("pk")
    served = ~Q(answered_at=None) | ~Q(revoked_at=None) | Q(expires_at__lt=now)
    return (
        sum(
            _forget(rows)
            for rows in (
                Report.objects.filter(over),
                Support.objects.filter(report__in=ended),
                OutsideParty.objects.filter(served | Q(report__in=ended)),
            )
        )
        + _forget_places()
    )


def _forget_places() -> int:
    """Delete the places that word of a report has left for another, once they were told so."""
    asks = Report.objects.filter(contact=OuterRef("pk"))
    behind = Contact.objects.filter(otherwise=OuterRef("pk"))
    waits = Message.objects.filter(ON_THEIR_WAY, contact=OuterRef("pk"))
    told = Message.objects.filter(contact=OuterRef("pk"), template=TOLD_OF_LEAVING)
    rows = Contact.objects.filter(Q(channel=PUSH) | Exists(told))
    left = rows.exclude(Exists(asks)).exclude(Exists(behind)).exclude(Exists(waits))
    keys = list(left.values_list("pk", flat=True)[:SOME])
    Contact.objects.filter(pk__in=keys).delete()
    return len(keys)


def _forget(rows: QuerySet[Any]) -> int:
    """Delete the contacts of these rows to which no letter is on its way; return how many."""
    waits = Message.objects.filter(ON_THEIR_WAY, contact=OuterRef("contact"))
    kept = rows.filter(contact__isnull=False).exclude(Exists(waits)).order_by()
    gone = 0
    while keys := list(kept.values_list("contact", flat=True)[:SOME]):
        gone += len(keys)
        while keys:  # and where word would have gone if it had failed there
            others = Contact.objects.filter(pk__in=keys).exclude(otherwise=None)
            behind = [key for key in others.values_list("otherwise", flat=True) if key]
            Contact.objects.filter(pk__in=keys).delete()
            keys = behind
    return gone


def forget_files(now: datetime) -> int:
    """Delete the copies, thumbnails and originals of files whose case has been still for years.

    A case is over when it is closed or archived and nothing has happened in it since. Returns how
    many files went; safe to repeat.
    """
    if not settings.FILES_YEARS:
        return 0
    since = now - settings.FILES_YEARS * YEAR
    moved = Event.objects.filter(report=OuterRef("report"), at__gte=since)
    old = Attachment.objects.filter(at__lt=since, report__status__in=ENDED).exclude(Exists(moved))
    old = old.exclude(file__state=File.State.DELETED).select_related("file", "shown")
    gone = 0
    while rows := list(old.order_by("pk")[:SOME]):
        for row in rows:
            _forget_file(row)
        gone += len(rows)
    return gone


def forget_points(now: datetime) -> int:
    """Delete the points of reports whose case has been still for years, as its files are.

    Returns how many; safe to repeat.
    """
    if not settings.FILES_YEARS:
        return 0
    since = now - settings.FILES_YEARS * YEAR
    moved = Event.objects.filter(report=OuterRef("pk"), at__gte=since)
    old = Report.objects.filter(received_at__lt=since, status__in=ENDED, latitude__isnull=False)
    gone = 0
    while rows := list(old.exclude(Exists(moved)).order_by("pk")[:SOME]):
        with transaction.atomic():
            keys = [row.pk for row in rows]
            gone += perform.forget_points(Report.objects.filter(pk__in=keys))
            identity.forget_points(keys)
            for row in rows:
                if row.published:
                    refresh(str(row.pk))
    return gone


def _forget_file(row: Attachment) -> None:
    """Take a file from the public page first, so that no link there leads to nothing."""
    with transaction.atomic():
        if take_back([row]):
            refresh(str(row.report_id))
    copies.delete(row.file)  # it ends the row's turn
