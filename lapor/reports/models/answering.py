"""Answers before and after they go out: drafts with a second officer, checks, weekly samples."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lapor.agencies.models import Agency, Post
from lapor.reports.models.case import Event, Report

USER = settings.AUTH_USER_MODEL


class Draft(models.Model):
    """An answer being written, or waiting for a second officer (empat mata). The clocks run on.

    files: tokens of what has arrived for it. party: the outside party whose words they are.
    urgent: why it went out without a second officer. despite: why it goes out although the check
    warns. What was sent or dropped keeps no words: those that went out are the step's.
    """

    class State(models.TextChoices):
        WRITING = "writing", _("Ditulis")
        WAITING = "waiting", _("Menunggu persetujuan")
        SENT_BACK = "sent_back", _("Dikembalikan")
        SENT = "sent", _("Terkirim")
        DROPPED = "dropped", _("Dibuang")

    report = models.ForeignKey(Report, models.CASCADE, related_name="drafts")
    move = models.CharField(max_length=20)  # follow_up, close, finish
    words = models.TextField(blank=True)
    code = models.CharField(max_length=20, blank=True)  # the outcome
    files = ArrayField(models.CharField(max_length=64), default=list)
    state = models.CharField(max_length=10, choices=State)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    author = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    party = models.ForeignKey("OutsideParty", models.PROTECT, null=True, related_name="drafts")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    decided_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    urgent = models.CharField(max_length=500, blank=True)
    despite = models.CharField(max_length=500, blank=True)
    event = models.OneToOneField(Event, models.PROTECT, null=True, related_name="draft")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report"],
                condition=Q(state__in=("waiting", "sent_back")),
                name="one_answer_waits",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(event__isnull=False), name="what_was_sent_has_a_step"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("author")),
                name="nobody_approves_their_own",
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "asked_at"], name="draft_waiting", condition=Q(state="waiting")
            )
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.state}"


class Remark(models.Model):
    """What an officer said of a draft: a comment, or why it was sent back."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="remarks")
    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    words = models.TextField()
    sent_back = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.draft_id}"


class AnswerCheck(models.Model):
    """What the check of an answer said when it went out: rules by code, a hint, never a grade.

    fired: [code, …]; strong: those that need a reason; despite: the reason that was given.
    """

    event = models.OneToOneField(Event, models.PROTECT, related_name="checked")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    fired = ArrayField(models.CharField(max_length=20), default=list)
    strong = ArrayField(models.CharField(max_length=20), default=list)
    score = models.PositiveSmallIntegerField()  # 0 to 100, a hint
    despite = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["agency", "-event"], name="answers_of_office")]

    def __str__(self) -> str:
        return f"{self.event_id}: {self.score}"


class Sample(models.Model):
    """An answer of a week that people score: drawn at random among the cases closed in it.

    reviewers: the office whose admins score it, the tier above that answered. twice: a second
    person scores it too, not seeing the first.
    """

    week = models.DateField()  # its Monday
    event = models.OneToOneField(Event, models.PROTECT, related_name="sample")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")  # that answered
    reviewers = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    twice = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["reviewers", "-week"], name="sample_to_score")]

    def __str__(self) -> str:
        return f"{self.week}"


class Score(models.Model):
    """What one person thinks of a sampled answer. marks: {criterion: 0, 1 or 2}."""

    sample = models.ForeignKey(Sample, models.PROTECT, related_name="scores")
    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    marks = models.JSONField()
    words = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sample", "user"], name="scored_once_by_one"),
        ]

    def __str__(self) -> str:
        return f"{self.sample_id}"
