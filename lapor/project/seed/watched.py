"""What the demo shows of suggestions: what was suggested and chosen, and a city that watches."""

from datetime import datetime, timedelta

from lapor.agencies.models import Agency, AutomaticRouting, Role
from lapor.project.seed.people import CITY, cast
from lapor.reports import suggested
from lapor.reports.models import Report

MOST = 60  # reports of the city, the newest that were handed on
WATCHED = timedelta(days=12)


def load(now: datetime) -> None:
    """Keep beside the city's newest reports what would have been suggested, and what was done."""
    city = Agency.objects.get(slug=CITY)
    rows = Report.objects.filter(
        tier1=city.pk, events__move="assign", confidential=False, whole=None, suggestions=None
    )
    for report in rows.select_related("holder").distinct().order_by("-pk")[:MOST]:
        handed = report.events.filter(move="assign").select_related("holder").earliest("pk")
        suggested.suggestion_for(report, at=report.received_at)
        suggested.keep_choice(report, office=handed.holder, at=handed.at)
    admin = cast().get((CITY, Role.AGENCY_ADMIN))
    if admin and not AutomaticRouting.objects.filter(institution=city).exists():
        AutomaticRouting.objects.create(
            institution=city,
            state=AutomaticRouting.State.WATCHING,
            since=now - WATCHED,
            why="Keputusan Kepala Diskominfo tentang uji coba penerusan otomatis",
            entered_by=admin.post,
        )
