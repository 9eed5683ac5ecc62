"""Goes round the accounts whose provider brings us nothing: mailboxes, and mentions on X."""

import contextlib
from datetime import datetime

from django.db.models import QuerySet
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from lapor.channels.email import mailboxes
from lapor.channels.email import polling as letters
from lapor.channels.x import polling as posts
from lapor.outbox.models import ChannelAccount
from lapor.outbox.names import POLL, PRIORITY, TALKS

Kind = ChannelAccount.Kind


def ask_for_all(now: datetime) -> int:
    """Queue a look at each account that is due, one at a time for each; return how many."""
    keys = [*mailboxes.polled().values_list("pk", flat=True), *posts.due(now)]
    for key in keys:
        lock = f"poll:{key}"
        task = app.configure_task(
            POLL, queue=TALKS, priority=PRIORITY[TALKS], lock=lock, queueing_lock=lock
        )
        with contextlib.suppress(AlreadyEnqueued):  # the last look still waits
            task.defer(account_id=key)
    return len(keys)


def poll(account_id: int, now: datetime) -> None:
    """Take what is new in one account, if it still is to be asked."""
    live: QuerySet[ChannelAccount] = ChannelAccount.objects.filter(takes=True, ended_at=None)
    account = live.filter(pk=account_id).first()
    if account and account.channel == Kind.EMAIL and account.said.get("imap"):
        letters.poll(account, now)
    elif account and account.channel == Kind.X:
        posts.poll(account, now)
