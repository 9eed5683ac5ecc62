"""What officers keep beside the reports: views, who opened what, who is there, work in bulk."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lapor.agencies.models import Agency, Post, Role
from lapor.kit.ids import new_id
from lapor.reports.models.case import APPEND_ONLY, Report
from lapor.reports.terms import Audience


class Opening(models.Model):
    """That an officer opened a report. Written once, never changed: who saw what is asked later."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="openings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role)
    audience = models.CharField(max_length=10, choices=Audience)  # as whom they saw it
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["report", "-at"], name="opening_of_report"),
            models.Index(fields=["user", "-at"], name="opening_by_user"),
            models.Index(fields=["agency", "-at"], name="opening_by_agency"),
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.report_id} {self.at:%Y-%m-%d %H:%M}"


class Presence(models.Model):
    """Who has a report open now, as far as the browser said so a moment ago."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "presence"
        constraints = [
            models.UniqueConstraint(fields=["report", "user"], name="present_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.report_id}"


class SavedView(models.Model):
    """A view of the inbox under a name: one's own, or shared with an office (`agency`)."""

    maker = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    agency = models.ForeignKey(Agency, models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500)  # as in the address of the inbox
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["maker", "name"], condition=Q(agency=None), name="own_view_once"
            ),
            models.UniqueConstraint(
                fields=["agency", "name"], condition=~Q(agency=None), name="shared_view_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Mention(models.Model):
    """That a note named an officer (`@`)."""

    event = models.ForeignKey("reports.Event", models.PROTECT, related_name="mentions")
    report = models.ForeignKey(Report, models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "person"], name="mentioned_once"),
        ]
        indexes = [
            models.Index(fields=["person", "-at"], name="mention_unread", condition=Q(read_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.event_id}"


class Batch(models.Model):
    """One step for many reports, asked for once and taken one by one by the worker."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    move = models.CharField(max_length=20)
    given = models.JSONField(default=dict)  # what the form said; emptied when all rows are done
    client_key = models.UUIDField(unique=True)  # a form sent twice is one batch
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "batches"
        indexes = [models.Index(fields=["user", "-made_at"], name="batch_by_user")]

    def __str__(self) -> str:
        return f"{self.move} {self.pk}"


class BatchRow(models.Model):
    """What came of the step for one report of a batch."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Menunggu")
        DONE = "done", _("Berhasil")
        REFUSED = "refused", _("Tidak dijalankan")
        FAILED = "failed", _("Gagal")

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows")
    report = models.ForeignKey(Report, models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()  # in the order of the list
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    seen = models.BigIntegerField(default=0)  # the newest step when the list was shown
    says = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "report"], name="once_in_a_batch"),
        ]
        indexes = [
            models.Index(
                fields=["batch", "place"], name="batch_row_waiting", condition=Q(state="waiting")
            )
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.state}"


class CalendarFeed(models.Model):
    """An address at which a calendar reads the due dates of one post, while its person holds it.

    way_in: a digest of the password's row when it was made. A new password, or a way in that was
    taken back, ends the address as it ends the sessions.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    token_hmac = models.BinaryField(max_length=32, unique=True)
    way_in = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "post"], condition=Q(ended_at=None), name="one_feed_of_a_post"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.post_id}"
