"""One file of a report for one reader: the same rule by which its card names the file."""

from dataclasses import dataclass

from lapor.agencies.actor import Actor
from lapor.files.models import File
from lapor.reports.enclosures import Enclosure, of_file
from lapor.reports.models import Attachment, Report
from lapor.reports.terms import Audience, NotFound
from lapor.reports.told import READERS, is_told


@dataclass(frozen=True)
class Fetched:
    """A file with what its reader may know of it."""

    file: File
    told: Enclosure


def fetch(report: Report, number: int, audience: Audience, viewer: Actor) -> Fetched:
    """Return the file of this number as this audience has it: one statement.

    Raises NotFound where there is none, and where a step that this audience is not told of, or
    words that it does not read, have brought it.
    """
    rows = Attachment.objects.select_related("file", "report", "event", "event__agency")
    row = rows.filter(report=report.whole_id or report.pk, number=number).first()
    if row is None or audience not in READERS[Audience(row.audience)]:
        raise NotFound
    if row.event and not is_told(row.event, audience, viewer):
        raise NotFound
    if _is_of_another(row, report) and row.audience != Audience.REPORTER:
        raise NotFound  # what another part, or the whole, brought inside stays there
    return Fetched(row.file, of_file(row, row.file))


def _is_of_another(row: Attachment, report: Report) -> bool:
    """Say whether another part of the same report, or its whole, brought this file."""
    return (row.event.report_id if row.event else row.report_id) != report.pk
