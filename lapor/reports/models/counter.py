"""A report that somebody told at a counter, on the telephone or in a letter."""

from django.db import models

from lapor.reports.models.case import Report


class TakenDown(models.Model):
    """When an operator wrote a report down for its reporter. By whom stands in its first event.

    The report counts as received on the day when its reporter came, rang, or the letter arrived.
    """

    report = models.OneToOneField(
        Report, models.PROTECT, primary_key=True, related_name="taken_down"
    )
    written_at = models.DateTimeField()  # as the operator sent the form
    letter_on = models.DateField(null=True)  # the day that stands on the letter

    def __str__(self) -> str:
        return f"{self.report_id}"
