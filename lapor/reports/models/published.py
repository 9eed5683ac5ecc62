"""What the public reads of a report, apart from the report itself."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from lapor.agencies.models import Agency, Category, Region
from lapor.reports.models.case import Report
from lapor.reports.terms import Clock, Kind, Status


class PublishedReport(models.Model):
    """What the public reads: redacted, without identity. Written only by `publication`."""

    report = models.OneToOneField(Report, models.CASCADE, primary_key=True)
    number = models.CharField(max_length=8, unique=True)
    title = models.CharField(max_length=150)
    body = models.TextField()
    kind = models.CharField(max_length=12, choices=Kind)
    category = models.ForeignKey(Category, models.PROTECT, null=True)
    region = models.ForeignKey(Region, models.PROTECT, null=True)
    place = models.CharField(max_length=200, blank=True)
    latitude = models.FloatField(null=True)  # rounded
    longitude = models.FloatField(null=True)
    status = models.CharField(max_length=12, choices=Status)
    holder = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    institution = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    turn = models.CharField(max_length=16, choices=Clock)
    due_at = models.DateTimeField(null=True)  # when the office's next word is due
    story = models.JSONField(default=list)
    received_at = models.DateTimeField()
    search = SearchVectorField()

    class Meta:
        indexes = [
            GinIndex(fields=["search"], name="published_search"),
            models.Index(fields=["-received_at", "-report"], name="published_newest"),
            models.Index(
                fields=["institution", "-received_at", "-report"], name="published_of_institution"
            ),
            models.Index(fields=["region", "-received_at"], name="published_of_region"),
            models.Index(fields=["category", "-received_at"], name="published_of_category"),
            models.Index(
                fields=["latitude", "longitude"],
                name="published_by_point",
                condition=~Q(latitude=None),
            ),
        ]

    def __str__(self) -> str:
        return self.number
