"""Two hands on one report: an officer's form acts only on the story that the officer has read."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lapor.agencies.actor import Actor
from lapor.reports.models import Report
from lapor.reports.terms import Refused

MOVED_ON = _(
    "Laporan ini sudah berubah sejak halaman Anda dibuka. Baca langkah terbarunya di Perjalanan,"
    " lalu kirim lagi kalau masih perlu."
)


def hold_still(report: Report, actor: Actor, seen: int) -> None:
    """Lock the report until the caller's transaction ends; nobody else takes a step meanwhile.

    seen: the newest step that the page showed. Raises Refused where there are newer ones, so that
    a form sent twice acts once. Notes of other offices, which this actor may not see, do not count.
    """
    Report.objects.select_for_update(of=("self",)).only("pk").get(pk=report.pk)
    unseen = ~Q(move="note") | Q(agency=actor.agency)
    if report.events.filter(unseen, pk__gt=seen).exists():
        raise Refused(MOVED_ON)
