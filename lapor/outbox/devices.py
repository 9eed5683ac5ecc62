"""The account by which devices are told, and the key that signs for it.

It is made at the first question, and the private half is sealed to the courier at once: the web
server, which makes it, cannot read it again.
"""

from collections.abc import Collection

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lapor.kit.push import new_key
from lapor.outbox.accounts import keep_secret
from lapor.outbox.models import ChannelAccount

PUSH, SLUG = ChannelAccount.Kind.PUSH, "perangkat"
PRIVATE, PUBLIC, HOSTS = "private_key", "public_key", "hosts"
A_SECOND = 50  # notices; push services ask for patience by themselves


def account() -> ChannelAccount | None:
    """Return the account that tells devices; None where an administrator has switched it off."""
    rows = list(ChannelAccount.objects.filter(channel=PUSH).order_by("pk"))
    if not rows:
        rows = [_open()]
    live = [row for row in rows if row.sends and not row.ended_at and public_key(row)]
    return live[-1] if live else None


def public_key(row: ChannelAccount) -> str:
    """Return the public half, which browsers are given with each subscription."""
    return str(row.said.get(PUBLIC) or "")


def own_hosts(row: ChannelAccount) -> Collection[str]:
    """Return the hosts of a push service of one's own, with commas between them in the account."""
    return frozenset(str(row.said.get(HOSTS) or "").replace(",", " ").split())


@transaction.atomic
def renew_key() -> None:
    """Make another key for each account; browsers know the old one, so they are to ask anew."""
    for row in ChannelAccount.objects.select_for_update().filter(channel=PUSH):
        private, row.said[PUBLIC] = new_key()
        row.save(update_fields=["said"])
        keep_secret(row, PRIVATE, private, timezone.now())


def _open() -> ChannelAccount:
    """Make the account and its key; of two at the same moment one does."""
    private, public = new_key()
    try:
        with transaction.atomic():
            row = ChannelAccount.objects.create(
                channel=PUSH,
                slug=SLUG,
                label=_("Kabar di perangkat"),
                said={PUBLIC: public},
                sends=True,
                a_second=A_SECOND,
            )
            keep_secret(row, PRIVATE, private, timezone.now())
    except IntegrityError:
        return ChannelAccount.objects.get(channel=PUSH, slug=SLUG)
    return row
