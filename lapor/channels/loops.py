"""Cuts a loop of machines: of one conversation only so much is taken up at a time.

Nothing is dropped. What is too much waits in its order, and `slowing` says so once a day: a person
knows, and another machine has next to nothing to answer. A person hardly ever writes so much. A
letter with a token waits for none of it: else whoever writes a name on many letters would shut its
owner out. We write twenty a day to an address, so that a machine which answers each of them brings
no more.
"""

from datetime import datetime, timedelta

from lapor.channels.adapter import Able
from lapor.channels.models import Inbound

# Messages of one conversation that are taken up in an hour, and in a day. A whole report takes
# about ten; where each answer costs money, one is a whole report.
AN_HOUR, A_DAY = 60, 200
AN_HOUR_TERSE, A_DAY_TERSE = 20, 60
AN_HOUR_LETTERS, A_DAY_LETTERS = 10, 40
LONGEST = 3600  # seconds until it is looked at again


def wait_of(row: Inbound, able: Able, now: datetime) -> int:
    """Return the seconds that a message has to wait, 0 where it may be taken up now."""
    hour, day = (AN_HOUR_TERSE, A_DAY_TERSE) if able.terse else (AN_HOUR, A_DAY)
    if able.letters:
        hour, day = AN_HOUR_LETTERS, A_DAY_LETTERS
    return max(
        _full_for(row, hour, timedelta(hours=1), now), _full_for(row, day, timedelta(days=1), now)
    )


def _full_for(row: Inbound, most: int, span: timedelta, now: datetime) -> int:
    """Return the seconds until fewer than `most` were taken up within the span."""
    taken = Inbound.objects.filter(account=row.account_id, who=bytes(row.who))
    within = taken.filter(taken_at__gt=now - span).order_by("-taken_at")
    oldest = within.values_list("taken_at", flat=True)[most - 1 : most].first()
    if oldest is None:
        return 0
    return min(max(int((oldest + span - now).total_seconds()) + 1, 1), LONGEST)
