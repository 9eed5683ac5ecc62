"""The files of a report as its readers meet them: which step brought each, and how it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, JSONObject
from django.db.models.lookups import Exact

from lapor.files.models import File
from lapor.reports.models import Attachment, Event
from lapor.reports.terms import Audience

FIRST = "receive"  # the step that shows what came with the report itself
TOLD = {
    "number": "number",
    "audience": "audience",
    "by_office": "by_office",
    "state": "file__state",
    "fault": "file__fault",
    "kind": "file__kind",
    "media_type": "file__media_type",
    "declared": "file__declared",
    "size": "file__size",
    "width": "file__width",
    "height": "file__height",
    "pages": "file__pages",
    "seconds": "file__seconds",
    "anonymous": "report__anonymous",
    "confidential": "report__confidential",
}
OF_A_FILE = "file__"
NOT_HIDING = {"anonymous": False, "confidential": False}
PLAYED = ("audio/ogg", "audio/aac", "audio/mpeg")  # by browsers; AMR needs a program of its own


@dataclass(frozen=True)
class Enclosure:
    """One file of a report (lampiran), without its bytes and without the name it came by."""

    number: int
    state: File.State
    kind: File.Kind | None  # known when it has been checked
    size: int  # bytes of the clean copy; until there is one, of what came
    fault: str = ""  # why it was refused
    media_type: str = ""
    width: int = 0
    height: int = 0
    pages: int = 0
    seconds: int = 0
    by_office: bool = False
    shown: bool = False  # the public reads a copy of it
    is_inside: bool = False  # for officers, or for protectors, alone: never for the public
    is_sealed: bool = False  # the voice of who hides: two custodians together open it, nobody else

    @property
    def is_clean(self) -> bool:
        return self.state == File.State.CLEAN

    @property
    def is_image(self) -> bool:
        return self.is_clean and self.kind == File.Kind.IMAGE

    @property
    def is_voice(self) -> bool:
        """A recording, which tells who speaks: no copy of it is ever public."""
        return self.kind == File.Kind.AUDIO

    @property
    def is_played(self) -> bool:
        return self.is_clean and self.media_type in PLAYED

    @property
    def length(self) -> str:
        """How long it takes to hear: 1:05, minutes and seconds."""
        return f"{self.seconds // 60}:{self.seconds % 60:02}"

    @property
    def is_refused(self) -> bool:
        return self.state == File.State.REFUSED

    @property
    def says(self) -> str:
        """Why it was refused, in the reader's language."""
        return str(File.Fault(self.fault).label) if self.fault else ""

    @property
    def is_parked(self) -> bool:
        """Nobody could look at it yet: what came lies there some days more."""
        return self.is_refused and self.fault == File.Fault.UNSEEN

    @property
    def is_gone(self) -> bool:
        return self.state == File.State.DELETED


def with_files(events: QuerySet[Event]) -> QuerySet[Event]:
    """Return the same events, each with the files that it brought: no statement of its own."""
    of_step = Q(event=OuterRef("pk"))
    of_report = Q(event__isnull=True) & Q(Exact(OuterRef("move"), FIRST))
    # What a part brings is kept with its whole, so that one count of files serves all.
    whole = Coalesce(OuterRef("report__whole"), OuterRef("report"))
    rows = Attachment.objects.filter(of_step | of_report, report=whole)
    told = JSONObject(**TOLD, hidden=ExpressionWrapper(Q(shown=None), BooleanField()))
    return events.annotate(enclosed=ArraySubquery(rows.order_by("number").values(told=told)))


def of_step(event: Any, audiences: frozenset[str]) -> tuple[Enclosure, ...]:
    """Return the files of an event of `with_files` whose audience is one of these."""
    return tuple(_read(row) for row in event.enclosed if row["audience"] in audiences)


def of_file(row: Attachment, file: File) -> Enclosure:
    """Return the same of one attachment: of what came with it, or of its public copy."""
    own = {name: getattr(row, name) for name in ("number", "by_office", "audience")}
    of_file = {
        name: getattr(file, name) for name, path in TOLD.items() if path.startswith(OF_A_FILE)
    }
    told = _read(own | of_file | NOT_HIDING | {"hidden": row.shown_id is None})
    is_sealed = file.state == File.State.SEALED and betrays(row, file)
    return replace(told, is_sealed=True) if is_sealed else told


def betrays(row: Attachment, file: File) -> bool:
    """Say whether this is the voice of a reporter who hides from offices: then none hears it."""
    report = row.report
    is_voice = file.kind == File.Kind.AUDIO and not row.by_office
    return is_voice and _hides(anonymous=report.anonymous, confidential=report.confidential)


def _hides(*, anonymous: bool, confidential: bool) -> bool:
    """Say whether who reported is hidden from offices, as the name is (see `naming.kept`)."""
    return anonymous or (confidential and len(settings.CUSTODIANS) == 2)


def as_public(row: Attachment) -> dict[str, Any]:
    """Return what the public story of a report keeps of a file; its `shown` must be loaded."""
    names = ("state", "kind", "media_type", "size", "width", "height", "pages")
    told = {name: getattr(row.shown, name) for name in names}
    return told | {"number": row.number, "by_office": row.by_office}


def published(step: Mapping[str, Any]) -> tuple[Enclosure, ...]:
    """Return the files of a step of a public story; that everybody sees them needs no saying."""
    known: dict[str, Any] = {"fault": "", "declared": 0, "seconds": 0, **NOT_HIDING}
    known |= {"hidden": True, "audience": Audience.REPORTER}
    return tuple(_read(known | row) for row in step.get("files", ()))


def _read(row: dict[str, Any]) -> Enclosure:
    is_sealed = row["state"] == File.State.SEALED and not row["by_office"]
    hides = _hides(anonymous=row["anonymous"], confidential=row["confidential"])
    return Enclosure(
        number=row["number"],
        state=File.State(row["state"]),
        kind=File.Kind(row["kind"]) if row["kind"] else None,
        size=row["size"] or row["declared"],
        fault=row["fault"],
        media_type=row["media_type"],
        width=row["width"],
        height=row["height"],
        pages=row["pages"],
        seconds=row["seconds"],
        by_office=row["by_office"],
        shown=not row["hidden"],
        is_inside=row["audience"] != Audience.REPORTER,
        is_sealed=is_sealed and hides,
    )
