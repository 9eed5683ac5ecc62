"""Reports about one problem (masalah), and who suffers it too."""

from django.db import models
from django.db.models import Q

from lapor.agencies.models import Agency, Post
from lapor.outbox.models import Contact
from lapor.reports.models.case import Report


class Problem(models.Model):
    """What several reports are about: one flood, one broken bridge. Each keeps its own course.

    A report is in it while `Report.problem` says so; the events `group` and `ungroup` tell when.
    """

    institution = models.ForeignKey(Agency, models.PROTECT, related_name="problems")
    title = models.CharField(max_length=150)
    made_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # nobody adds to it any more

    class Meta:
        indexes = [
            models.Index(
                fields=["institution", "-made_at"], name="problem_open", condition=Q(ended_at=None)
            )
        ]

    def __str__(self) -> str:
        return self.title


class Support(models.Model):
    """Somebody who suffers it too (ikut mengalami) and brings no report of their own.

    key: HMAC of what their browser or address is known by, so that nobody counts twice. contact:
    where they want word of it, sealed; empty: nowhere.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="supports")
    key = models.BinaryField(max_length=32)
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True)
    language = models.CharField(max_length=5, default="id")  # of the letters
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "key"], name="supports_once"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}"
