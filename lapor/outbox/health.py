"""How the accounts of the channels are doing: what left, what failed, what waits, what it cost."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, Q, Sum
from django.db.models.functions import TruncMonth

from lapor.outbox.models import ON_THEIR_WAY, TO_MEND, ChannelAccount, DeliveryEvent, Message

LATELY = timedelta(days=7)  # of what providers tell us
LOOKS_BACK = timedelta(days=62)  # for the last message in and out: older than that is "long ago"


@dataclass(frozen=True)
class Cost:
    """What left by a channel in one month, and what it cost."""

    month: datetime
    channel: str
    messages: int
    rupiah: int


@dataclass
class Health:
    """How one account is doing now."""

    last_in: datetime | None = None
    last_out: datetime | None = None
    failed: int = 0
    waiting: int = 0
    waits_since: datetime | None = None
    rupiah: int = 0  # this month
    rehearsed: int = 0  # messages of this month that were settled without leaving
    spared: int = 0  # what those would have cost, in rupiah
    landed: Mapping[str, int] = field(default_factory=dict)  # lately, by what the provider told


def health_of_all(now: datetime, month: datetime) -> dict[int, Health]:
    """Return the health of every account by its key: five statements, however many there are.

    month: its first moment, since when costs are summed.
    """
    found: dict[int, Health] = defaultdict(Health)
    for key, at in _newest_in(now - LOOKS_BACK):
        found[key].last_in = at
    left = Message.objects.filter(account__isnull=False, tried_at__gte=now - LOOKS_BACK).order_by()
    this_month = Q(tried_at__gte=month)
    for key, *figures in left.values_list("account").annotate(
        last=Max("settled_at", filter=Q(state=Message.State.SENT, rehearsed=False)),
        cost=Sum("rupiah", filter=this_month & Q(rehearsed=False), default=0),
        kept_back=Count("pk", filter=this_month & Q(rehearsed=True)),
        spared=Sum("rupiah", filter=this_month & Q(rehearsed=True), default=0),
    ):
        one = found[key]
        one.last_out, one.rupiah, one.rehearsed, one.spared = figures
    of_contact = Message.objects.filter(contact__account__isnull=False).order_by()
    by_account = of_contact.values_list("contact__account")
    for key, number in by_account.filter(TO_MEND).annotate(n=Count("pk")):
        found[key].failed = number
    for key, number, since in by_account.filter(ON_THEIR_WAY).annotate(
        n=Count("pk"), since=Min("created_at")
    ):
        found[key].waiting, found[key].waits_since = number, since
    for key, told in _landed(now - LATELY).items():
        found[key].landed = told
    return found


def costs(since: datetime) -> Sequence[Cost]:
    """Return what each channel cost month by month since then, the newest first: one statement."""
    left = Message.objects.filter(account__isnull=False, tried_at__gte=since, rehearsed=False)
    rows = (
        left.filter(state=Message.State.SENT)
        .order_by()
        .values_list(TruncMonth("tried_at"), "account__channel")
        .annotate(n=Count("pk"), rupiah=Sum("rupiah", default=0))
    )
    return sorted(
        (Cost(*row) for row in rows), key=lambda one: (-one.month.timestamp(), one.channel)
    )


def _newest_in(since: datetime) -> Sequence[tuple[int, datetime]]:
    """Return when each account was last written to, by the rows that the channels keep."""
    rows = ChannelAccount.objects.filter(inbound__received_at__gte=since)
    return list(rows.values_list("pk").annotate(last=Max("inbound__received_at")))


def _landed(since: datetime) -> Mapping[int, Mapping[str, int]]:
    rows = DeliveryEvent.objects.filter(at__gte=since).order_by()
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for key, status, number in rows.values_list("account", "status").annotate(n=Count("pk")):
        found[key][status] = number
    return found


def messages_of(account: ChannelAccount) -> Q:
    """Return which messages are of an account: sent by it, or to be."""
    return Q(account=account) | Q(account=None, contact__account=account)
