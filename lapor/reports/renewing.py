"""New ways in for people whose office began to watch others after they were seated there.

Whoever let them in may be watched by them now, and may hold their password still. Run by the clock,
so that it does not matter how an office came to watch: by a rule, or by a change of the tree.
"""

import logging
from datetime import datetime

from django.db import transaction

from lapor.agencies import ways_in
from lapor.agencies.actor import SYSTEM
from lapor.outbox import queue

log = logging.getLogger(__name__)


def renew_ways_in(now: datetime) -> int:
    """Take back each such way in and write how a new one begins; return how many.

    Run again, it finds nobody twice: what was taken back is nobody else's any more.
    """
    count = 0
    for person, post in list(ways_in.astray(now)):
        with transaction.atomic():
            why = f"{post.title}, {post.agency.name}"
            ways_in.begin_anew(person, actor=SYSTEM, agency=post.agency, why=why)
            queue.write_to(person, "reset", {})
            count += 1
    if count:
        log.warning("ways_in_renewed", extra={"count": count})
    return count
