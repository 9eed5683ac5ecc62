"""Files that no look came to the end of: what came of them lies there some days more.

A key that was lost and found, a worker that could not begin, a scanner that erred: once that is
mended they are taken up again, and what was refused may be clean after all.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from lapor.files import arriving, quarantine
from lapor.files.models import File

DAYS = timedelta(days=30)  # until what came goes for good
SOME = 200  # rows of a round


def parked() -> QuerySet[File]:
    """Return the files that were refused unseen and of which everything is still there."""
    lying = File.objects.filter(state=File.State.REFUSED, fault=File.Fault.UNSEEN)
    return lying.order_by("settled_at", "pk")


def take_up_again() -> int:
    """Let every parked file be looked at as if it had just come; return how many. Repeatable."""
    count = 0
    for key in list(parked().values_list("pk", flat=True)):
        with transaction.atomic():
            file = parked().select_for_update().filter(pk=key).first()
            if file is None:
                continue
            file.state, file.fault, file.attempts = File.State.WAITING, "", 0
            file.settled_at = None
            file.save(update_fields=["state", "fault", "attempts", "settled_at"])
            arriving.ask_for_check(file)
            count += 1
    return count


@transaction.atomic
def forget_parked(now: datetime) -> int:
    """Delete what came of files that were refused unseen, after days to mend it; how many."""
    gone = list(parked().select_for_update().filter(settled_at__lt=now - DAYS)[:SOME])
    for file in gone:
        quarantine.forget(file)
        File.objects.filter(pk=file.pk).update(received=0, fault=File.Fault.BROKEN)
    return len(gone)
