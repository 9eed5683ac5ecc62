"""The point of a report: which of it is kept in the open, and which its readers see."""

from lapor.kit.points import Pin, rounded
from lapor.reports.models import PublishedReport, Report


def kept_of(exact: Pin | None, *, hides: bool) -> Pin | None:
    """Return what of a point offices may read, and so what is stored.

    hides: the report is anonymous or confidential. The point of a house tells who lives there, and
    then an office reads it rounded.
    """
    return rounded(exact) if exact and hides else exact


def pin_of(report: Report) -> Pin | None:
    """Return the point of a report as it is stored; None where it has none."""
    if report.latitude is None or report.longitude is None:
        return None
    return Pin(report.latitude, report.longitude, report.accuracy)


def public_pin(report: Report) -> Pin | None:
    """Return the point that everybody may see: rounded, and none where the verifier hides it."""
    pin = pin_of(report)
    return rounded(pin) if pin and not report.point_hidden else None


def published_pin(row: PublishedReport) -> Pin | None:
    """Return the point of a published report; it is rounded already."""
    if row.latitude is None or row.longitude is None:
        return None
    return rounded(Pin(row.latitude, row.longitude))
