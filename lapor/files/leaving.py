"""How files go: when they are taken back, when nothing keeps them, when their time is over."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from lapor.files import quarantine, shelf
from lapor.files.models import File
from lapor.files.shelf import FILES, ORIGINAL, THUMBNAIL

UNKEPT = timedelta(hours=24)  # as long as somebody may need to finish the form
SOME = 200  # rows of a transaction


@transaction.atomic
def remove(file: File) -> None:
    """Delete every byte of a file; the row says that there was one. Safe to repeat."""
    row = File.objects.select_for_update().get(pk=file.pk)
    if row.state == File.State.DELETED:
        return
    quarantine.forget(row)
    for ending in ("", THUMBNAIL, ORIGINAL):
        shelf.drop(FILES, row.key + ending)
    row.state, row.fault, row.deleted_at = File.State.DELETED, "", timezone.now()
    row.save(update_fields=["state", "fault", "deleted_at"])


def forget_unkept(now: datetime, *, but: Collection[bytes] = ()) -> int:
    """Delete what nothing has kept for a day, and that it ever was; return how many.

    What somebody writes with stays as long as was said for it.

    but: under which HMAC the files are that somebody still writes with.
    """
    stale = File.objects.filter(kept=False, created_at__lt=now - UNKEPT).order_by("created_at")
    stale = stale.filter(Q(until=None) | Q(until__lt=now))
    stale = stale.exclude(token__in=but) if but else stale
    gone = 0
    while keys := list(stale.values_list("pk", flat=True)[:SOME]):
        for key in keys:
            with transaction.atomic():
                row = stale.select_for_update().filter(pk=key).first()
                if row is not None:  # else somebody kept it a moment ago
                    remove(row)
                    row.delete()
                    gone += 1
    return gone
