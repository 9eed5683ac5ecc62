"""Answers a mention: once, neutrally, for all to read. It never becomes a report by itself."""

from datetime import timedelta

from django.conf import settings

from lapor.channels import speaking
from lapor.channels.conversing import Place
from lapor.channels.dialogue.effects import Say
from lapor.channels.dialogue.texts import Text
from lapor.channels.models import Inbound

AGAIN = timedelta(days=1)  # who mentions us more often is answered once in that time


def answer(place: Place, row: Inbound) -> None:
    """Say where to report, under the mention. In the caller's transaction.

    The answer holds no name, no number and nothing of what was written.
    """
    place.talk.save(update_fields=["heard_at", "blocked_at"])
    if place.to == place.talk.account.said.get("user_id"):  # our own words
        return
    earlier = Inbound.objects.filter(account=row.account_id, who=bytes(row.who))
    since = place.now - AGAIN
    if earlier.exclude(pk=row.pk).filter(taken_at__gt=since, state=Inbound.State.DONE).exists():
        return
    link = f"{settings.ADDRESS.rstrip('/')}/lapor"
    speaking.say(place.talk, place.able, [Say(Text.MENTIONED, {"link": link})], place.answered)
