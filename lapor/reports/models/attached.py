"""The files of a report, each as its audience may have it."""

from django.db import models
from django.db.models import Q

from lapor.files.models import File
from lapor.reports.models.case import Event, Report
from lapor.reports.terms import Audience


class Attachment(models.Model):
    """One file of a report (lampiran). It is named by its number; its own name is sealed.

    covers: boxes that the public does not see, [[left, top, width, height], …] in fractions of the
    picture. `shown` is the copy that is published, with those covered; empty: not published.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="attachments")
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="attachments")
    number = models.PositiveSmallIntegerField()  # within the report, from 1
    file = models.OneToOneField(File, models.PROTECT, related_name="+")
    by_office = models.BooleanField(default=False)
    audience = models.CharField(max_length=10, choices=Audience)  # as of Words
    covers = models.JSONField(default=list)
    shown = models.OneToOneField(File, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="number_of_attachment"),
            models.CheckConstraint(condition=Q(number__gte=1), name="attachments_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.number}"
