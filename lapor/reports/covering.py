"""The copies of files that the public has: what of a picture is covered, and taking one back."""

from collections.abc import Iterable
from functools import partial
from uuid import UUID

from django.db import transaction

from lapor.files import copies
from lapor.files.models import File
from lapor.reports.models import Attachment


def take_back(rows: Iterable[Attachment]) -> int:
    """Take the public copies of these files away; return how many there were.

    In the caller's transaction. From its end on nobody gets one, and then their bytes go. Where
    that fails they are copies that nothing keeps, which go with the next day's round.
    """
    count = 0
    for row in rows:
        if row.shown_id is None:
            continue
        copy, row.shown = row.shown_id, None
        row.save(update_fields=["shown"])
        count += 1
        if copy != row.file_id:  # a document is shown as it is; a picture has a copy of its own
            File.objects.filter(pk=copy).update(kept=False)
            transaction.on_commit(partial(_forget, copy), robust=True)
    return count


def _forget(copy: UUID) -> None:
    copies.delete(File.objects.get(pk=copy))
