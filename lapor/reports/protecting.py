"""Who protects a reporter is asked anew wherever a report, or whom it is about, changes."""

from datetime import datetime

from lapor.agencies.models import Agency
from lapor.reports import notices, stakes
from lapor.reports.models import Report, Stake
from lapor.reports.watchers import outside


def protect_anew(report: Report, at: datetime) -> list[Agency]:
    """Let those protect the reporter who do so now, tell whoever is new, and return those.

    In the caller's transaction. Nobody protects where no retaliation was told of: one statement.
    Whoever came to hold the report, or is complained of since, protects no more.
    """
    before = stakes.offices(report, Stake.Why.PROTECTOR)
    if not before:
        return []
    now = outside(report).protectors
    stakes.replace(report, Stake.Why.PROTECTOR, now, at)
    new = [office for office in now if office not in before]
    notices.entrust(report, new)
    return new
