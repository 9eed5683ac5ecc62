"""Letting the public see a file of a published report: decided file by file, and taken back."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lapor.agencies.actor import Actor
from lapor.files import child, copies
from lapor.files.cleaning.answers import Refused as Unmade
from lapor.files.copies import Box, are_boxes
from lapor.files.models import File
from lapor.files.shelf import Unwritten
from lapor.reports import access
from lapor.reports.covering import take_back
from lapor.reports.models import Attachment, Event, Report
from lapor.reports.moves import MOVES
from lapor.reports.perform import perform
from lapor.reports.publication import refresh
from lapor.reports.terms import Audience, NotFound, Refused

WRONG_BOXES = _("Ada kotak penutup yang tidak berada di dalam foto. Periksa angkanya.")
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
    if not are_boxes(boxes):
        raise Refused(WRONG_BOXES, field="boxes")
    try:
        with copies.read(file) as opened:
            content = opened.read()
    except LookupError:
        raise NotFound from None
    if file.kind != File.Kind.IMAGE:
        raise NotFound
    try:
        made = child.cover(content, boxes)
    except (Unmade, child.Unfinished):
        raise Refused(NOT_NOW) from None
    return made.content, made.media_type


@transaction.atomic
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

    was_read: the officer says that they have read a document, of which nothing can be covered.
    Raises Refused, and NotFound where there is no such file that the public could see.
    """
    row = _row(report, number, actor)
    if not report.published:
        raise Refused(_("Terbitkan laporannya dulu, baru lampirannya."))
    if row.file.kind == File.Kind.IMAGE:
        copy = _copy(row.file, boxes)
    elif was_read:
        copy = row.file
    else:
        raise Refused(_("Baca dulu dokumennya, lalu centang bahwa Anda sudah."), field="was_read")
    event = perform(report, MOVES["redact"], actor=actor, at=at)
    take_back([row])
    row.covers = [list(box) for box in boxes] if copy != row.file else []
    row.shown = copy
    row.save(update_fields=["covers", "shown"])
    refresh(str(report.pk))
    return event


@transaction.atomic
def hide(report: Report, number: int, *, actor: Actor, at: datetime | None = None) -> Event:
    """Take a file from the public page. Its copy is deleted."""
    row = _row(report, number, actor)
    event = perform(report, MOVES["redact"], actor=actor, at=at)
    take_back([row])
    refresh(str(report.pk))
    return event


def _row(report: Report, number: int, actor: Actor) -> Attachment:
    """Return the attachment, held still, where this officer may decide on it."""
    locked = Report.objects.select_for_update(of=("self",)).select_related("holder")
    report.refresh_from_db(from_queryset=locked)
    if report.confidential:
        raise Refused(_("Laporan rahasia tidak pernah diterbitkan."))
    rows = Attachment.objects.select_related("file")
    row = rows.filter(report=report, number=number, audience=Audience.REPORTER).first()
    if row is None or row.file.state != File.State.CLEAN:
        raise NotFound
    return row


def _copy(file: File, boxes: Sequence[Box]) -> File:
    try:
        return copies.covered(file, boxes)
    except ValueError:
        raise Refused(WRONG_BOXES, field="boxes") from None
    except Unwritten:
        raise Refused(NOT_NOW) from None
