"""Who else has to do with a report: supporters, overseers, those complained of, former holders."""

from collections.abc import Iterable
from datetime import datetime

from lapor.agencies.models import Agency
from lapor.reports.models import Report, Stake

# What a step sets, and the standing that it gives.
SETS = {
    "subjects": Stake.Why.SUBJECT,
    "supporters": Stake.Why.SUPPORT,
    "overseers": Stake.Why.OVERSEER,
    "protectors": Stake.Why.PROTECTOR,
}


def offices(report: Report, why: Stake.Why) -> list[Agency]:
    """Return the offices that stand so towards the report now."""
    rows = report.stakes.filter(why=why, until=None, agency__isnull=False)
    return [row.agency for row in rows.select_related("agency").order_by("pk") if row.agency]


def add(report: Report, why: Stake.Why, agencies: Iterable[Agency], at: datetime) -> None:
    """Give these offices a standing; one they have already stays as it was."""
    Stake.objects.bulk_create(
        (Stake(report=report, agency=agency, why=why, since=at) for agency in agencies),
        ignore_conflicts=True,
    )


def end(report: Report, why: Stake.Why, agencies: Iterable[Agency], at: datetime) -> None:
    """Let the standing of these offices end."""
    report.stakes.filter(why=why, until=None, agency__in=list(agencies)).update(until=at)


def replace(report: Report, why: Stake.Why, agencies: Iterable[Agency], at: datetime) -> None:
    """Let exactly these offices have the standing; the others' ends."""
    kept = list(agencies)
    rows = report.stakes.filter(why=why, until=None, agency__isnull=False)
    rows.exclude(agency__in=kept).update(until=at)
    add(report, why, kept, at)
