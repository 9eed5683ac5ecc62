"""What comes in by a channel: each message once, and the conversation it belongs to."""

from django.db import models
from django.utils import timezone

from lapor.kit.ids import new_id
from lapor.outbox.models import ChannelAccount, Contact


class Conversation(models.Model):
    """One person in one account of ours, known by an HMAC of how the channel names them.

    What was said and which reports are theirs lies sealed to the courier: only the worker reads
    it, and no row ties a person to a report.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(ChannelAccount, models.PROTECT)
    who = models.BinaryField()
    contact = models.ForeignKey(Contact, models.PROTECT)
    memory = models.BinaryField(null=True)
    language = models.CharField(max_length=5, default="id")
    heard_at = models.DateTimeField()  # their last message: opens the window of some channels
    stopped_at = models.DateTimeField(null=True)  # they asked us to send nothing more
    blocked_at = models.DateTimeField(null=True)  # the channel says that they shut us out
    look_at = models.DateTimeField(null=True)  # when to remind of a draft, or to let it go

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "who"], name="one_conversation_a_person"),
        ]
        indexes = [
            models.Index(
                fields=["look_at"],
                name="conversation_to_look_at",
                condition=models.Q(look_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class Inbound(models.Model):
    """One message as a provider handed it over. Its body is dropped after a week.

    `sealed`: the raw body it came in, sealed to the courier; `part`: which message of it this is.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        BROKEN = "broken"  # could not be read; the body stays for a week

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(ChannelAccount, models.PROTECT)
    provider_id = models.CharField(max_length=200)
    who = models.BinaryField()
    part = models.PositiveSmallIntegerField(default=0)
    sealed = models.BinaryField(null=True)
    sent_at = models.DateTimeField()  # as the provider says
    received_at = models.DateTimeField(default=timezone.now)
    taken_at = models.DateTimeField(null=True)  # when the dialogue heard it
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "provider_id"], name="one_inbound"),
        ]
        indexes = [
            models.Index(
                fields=["account", "who", "sent_at", "id"],
                name="inbound_waiting",
                condition=models.Q(state="waiting"),
            ),
            models.Index(
                fields=["received_at"],
                name="inbound_to_drop",
                condition=models.Q(sealed__isnull=False),
            ),
            models.Index(fields=["account", "-received_at"], name="inbound_of_account"),
            models.Index(
                fields=["account", "who", "-taken_at"],
                name="inbound_taken",
                condition=models.Q(taken_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.provider_id


class SmsPart(models.Model):
    """One part of an SMS as an operator handed it over, kept until all of it is there.

    `whole`: an HMAC of who wrote and how they count their parts. `mark`: one of its octets, by
    which it is known when it is brought again. The octets are sealed to the courier, and dropped
    once they were handed on.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(ChannelAccount, models.PROTECT)
    whole = models.BinaryField()
    mark = models.BinaryField()
    total = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField()
    sealed = models.BinaryField(null=True)
    received_at = models.DateTimeField(default=timezone.now)
    handed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["account", "mark", "received_at"], name="sms_part_again"),
            models.Index(
                fields=["account", "whole"],
                name="sms_part_open",
                condition=models.Q(handed_at=None),
            ),
            models.Index(fields=["handed_at"], name="sms_part_to_drop"),
        ]

    def __str__(self) -> str:
        return f"{self.place}/{self.total}"
