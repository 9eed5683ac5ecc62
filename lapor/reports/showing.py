"""Letting the public see a file of a published report: decided file by file, and taken back."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lapor.agencies.actor import Actor
from lapor.files import copies
from lapor.files.copies import Box
from lapor.files.models import File
from lapor.files.shelf import Unwritten
from lapor.reports import access
from lapor.reports.covering import take_back
from lapor.reports.models import Attachment, Event, Report
from lapor.reports.moves import MOVES
from lapor.reports.perform import perform
from lapor.reports.publication import refresh
from lapor.reports.terms import Audience, NotFound, Refused

Made = TypeVar("Made")
WRONG_BOXES = _("Ada kotak penutup yang tidak berada di dalam foto. Periksa angkanya.")
FIRST = _("Terbitkan laporannya dulu, baru lampirannya.")
READ = _("Baca dulu dokumennya, lalu centang bahwa Anda sudah.")
LOOK = _(
    "Tutup bagian yang perlu, atau centang bahwa tidak ada wajah atau pelat nomor di foto ini."
)
NOT_NOW = _("Fotonya belum dapat dibuat saat ini. Coba lagi beberapa menit lagi.")


def covers_of(report: Report, number: int) -> list[Box]:
    """Return the parts of a picture that were covered last time."""
    row = Attachment.objects.filter(report=report, number=number).first()
    return list(row.covers) if row else []


def may_show(report: Report, actor: Actor) -> bool:
    """Say whether this officer decides what the public sees of this report."""
    return not report.confidential and access.may(actor, report, MOVES["redact"])


def preview(file: File, boxes: Sequence[Box]) -> tuple[bytes, str]:
    """Return the very bytes that would be published, and their media type.

    Raises Refused for boxes that are not on the picture, NotFound for what is none.
    """
    try:
        made = _or_refuse(copies.made, file, boxes)
    except LookupError:
        raise NotFound from None
    return made.content, made.media_type


def show(
    report: Report,
    number: int,
    *,
    actor: Actor,
    boxes: Sequence[Box] = (),
    was_read: bool = False,
    at: datetime | None = None,
) -> Event:
    """Publish a copy of a file, of a picture with these parts covered.

    was_read: the officer says that they have read a document, of which nothing can be covered, or
    looked at a picture of which nothing needs to be. The copy is made before the report is held.
    Raises Refused, and NotFound where there is no such file that the public could see.
    """
    file = _file(report, number)
    is_image = file.kind == File.Kind.IMAGE
    if not report.published:
        raise Refused(FIRST)
    if not was_read and not (is_image and boxes):
        raise Refused(LOOK if is_image else READ, field="was_read")
    copy = _or_refuse(copies.covered, file, boxes) if is_image else file
    try:
        return _publish(report, number, copy, boxes, actor=actor, at=at)
    except BaseException:
        if copy != file:
            copies.delete(copy)
        raise


@transaction.atomic
def _publish(
    report: Report,
    number: int,
    copy: File,
    boxes: Sequence[Box],
    *,
    actor: Actor,
    at: datetime | None,
) -> Event:
    """Show this copy, if everything is still as it was before the copy was made."""
    row = _row(report, number)
    if not report.published:
        raise Refused(FIRST)
    event = perform(report, MOVES["redact"], actor=actor, at=at, enclosure=f"show-{number}")
    take_back([row])
    row.covers = [list(box) for box in boxes] if copy != row.file else []
    row.shown = copy
    row.save(update_fields=["covers", "shown"])
    File.objects.filter(pk=copy.pk).update(kept=True)
    refresh(str(report.pk))
    return event


@transaction.atomic
def hide(report: Report, number: int, *, actor: Actor, at: datetime | None = None) -> Event:
    """Take a file from the public page. Its copy is deleted."""
    row = _row(report, number)
    event = perform(report, MOVES["redact"], actor=actor, at=at, enclosure=f"hide-{number}")
    take_back([row])
    refresh(str(report.pk))
    return event


def _file(report: Report, number: int) -> File:
    """Return the file as it is now; nothing is held still."""
    return _found(report, number).file


def _row(report: Report, number: int) -> Attachment:
    """Return the attachment, with its report held still."""
    locked = Report.objects.select_for_update(of=("self",)).select_related("holder")
    report.refresh_from_db(from_queryset=locked)
    return _found(report, number)


def _found(report: Report, number: int) -> Attachment:
    if report.confidential:
        raise Refused(_("Laporan rahasia tidak pernah diterbitkan."))
    rows = Attachment.objects.select_related("file")
    row = rows.filter(report=report, number=number, audience=Audience.REPORTER).first()
    if row is None or row.file.state != File.State.CLEAN:
        raise NotFound
    if row.file.kind == File.Kind.AUDIO:  # a voice tells who speaks, and nothing of it is covered
        raise NotFound
    return row


def _or_refuse(
    make: Callable[[File, Sequence[Box]], Made], file: File, boxes: Sequence[Box]
) -> Made:
    """Make a picture; say in words where that cannot be."""
    try:
        return make(file, boxes)
    except ValueError:
        raise Refused(WRONG_BOXES, field="boxes") from None
    except Unwritten:
        raise Refused(NOT_NOW) from None
