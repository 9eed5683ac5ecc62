"""A hook that we can register with its provider ourselves: asked for here, done by the worker."""

import secrets
from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app

from lapor.outbox.accounts import BY_US, keep_secret, live
from lapor.outbox.models import ChannelAccount
from lapor.outbox.names import PRIORITY, TALKS, TELL_HOOK

ASKED, LIVE, FAILED = "asked", "live", "failed"  # how far it came
BYTES = 32  # of a secret that is made here


@transaction.atomic
def ask(account: ChannelAccount, address: str, now: datetime) -> bool:
    """Let the worker tell the provider this address; say whether a secret was made for it.

    Without a secret nobody could be known as the provider: where there is none, one is made.
    """
    name = BY_US[account.channel]
    made = not live(now).filter(account=account, name=name, retired_at=None).exists()
    if made:
        keep_secret(account, name, secrets.token_urlsafe(BYTES), now)
    account.hooked = {"state": ASKED, "at": now.isoformat()}
    account.save(update_fields=["hooked"])
    task = app.configure_task(TELL_HOOK, queue=TALKS, priority=PRIORITY[TALKS])
    task.defer(account_id=account.pk, address=address)
    return made
