"""Two hands on one report: an officer's form acts only on the story that the officer has read."""

from django.utils.translation import gettext_lazy as _

from lapor.reports.models import Event, Report
from lapor.reports.terms import Refused

MOVED_ON = _(
    "Laporan ini sudah berubah sejak halaman Anda dibuka. Baca langkah terbarunya di Perjalanan,"
    " lalu kirim lagi kalau masih perlu."
)


def last_step(report: Report) -> int:
    """Return the id of the newest step: what a form must send back."""
    return Event.objects.filter(report=report).order_by("-pk").values_list("pk", flat=True)[0]


def hold_still(report: Report, seen: int) -> None:
    """Lock the report until the caller's transaction ends; nobody else takes a step meanwhile.

    seen: the newest step on the page from which the form came. Raises Refused where there are
    newer ones, so that a form sent twice acts once.
    """
    Report.objects.select_for_update(of=("self",)).only("pk").get(pk=report.pk)
    if last_step(report) != seen:
        raise Refused(MOVED_ON)
