"""What is done where nothing comes any more: drafts, bodies, and what a dead worker left behind."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from lapor.channels import contacts, conversing, delivery, hearing
from lapor.channels.arriving import ask_to_match, ask_to_take
from lapor.channels.conversing import Place
from lapor.channels.models import Conversation, Inbound
from lapor.channels.registry import ADAPTERS
from lapor.outbox import crossing
from lapor.outbox.models import DeliveryEvent, Message
from lapor.outbox.names import TAKE_IN

SOME = 500  # rows of one run
LATE = timedelta(minutes=15)  # after which a message without a job is asked about again
BEHIND = timedelta(days=2)  # how far back what a provider said is looked at once more
AT_WORK = ("todo", "doing")


def look_at_drafts(now: datetime) -> int:
    """Remind of drafts that lie for a day, let go of those that lie for a week; return how many."""
    due = Conversation.objects.filter(look_at__lte=now).order_by("look_at")
    keys = list(due.values_list("pk", flat=True)[:SOME])
    for key in keys:
        with transaction.atomic():
            _look_at(key, now)
    return len(keys)


def _look_at(key: UUID, now: datetime) -> None:
    rows = Conversation.objects.select_for_update(of=("self",), skip_locked=True)
    talk = rows.select_related("account", "contact").filter(pk=key, look_at__lte=now).first()
    adapter = ADAPTERS.get(talk.account.channel) if talk else None
    if talk and adapter:  # one that is being spoken in now is looked at later
        place = Place(talk, contacts.open_contact(talk.contact), adapter.able, now)
        conversing.look_again(place)


def sweep(now: datetime) -> int:
    """Take up what no job is left for, drop old bodies and links; return what was asked anew."""
    hearing.forget(now)
    crossing.forget(now)
    delivery.forget_words(now)
    return _ask_again_to_take(now) + _ask_again_to_match(now)


def _ask_again_to_take(now: datetime) -> int:
    """Queue the messages that wait and have no job: it was deleted, or given up by hand."""
    late = Inbound.objects.filter(state=Inbound.State.WAITING, received_at__lt=now - LATE)
    rows = list(late.order_by("sent_at", "pk")[:SOME])
    keys = [str(row.pk) for row in rows]
    jobs = ProcrastinateJob.objects.filter(task_name=TAKE_IN, status__in=AT_WORK)
    known = set(jobs.filter(args__inbound_id__in=keys).values_list("args__inbound_id", flat=True))
    left = [row for row in rows if str(row.pk) not in known]
    with transaction.atomic():
        for row in left:
            ask_to_take(row)
    return len(left)


def _ask_again_to_match(now: datetime) -> int:
    """Queue the look at messages that a provider failed and that still count as sent."""
    told = DeliveryEvent.objects.filter(status=DeliveryEvent.Status.FAILED, at__gt=now - BEHIND)
    left = [event for event in told.order_by("pk")[:SOME] if _counts_as_sent(event)]
    with transaction.atomic():
        for event in left:
            ask_to_match(event)
    return len(left)


def _counts_as_sent(event: DeliveryEvent) -> bool:
    rows = Message.objects.filter(account=event.account_id, provider_id=event.provider_id)
    return rows.filter(state=Message.State.SENT).exists()
