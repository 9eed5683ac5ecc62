"""The parts of a report as its readers meet them, and the one story of parts and whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, Q

from lapor.agencies.calendar import zone_label
from lapor.agencies.models import Role
from lapor.kit.text import mask
from lapor.reports.models import Event, Report
from lapor.reports.moves import ASIDE, OPEN
from lapor.reports.terms import UNSEEN, Status

# Steps of a part that belong to the one story; that it began or was recalled, the whole says.
TOLD_OF_A_PART = (
    *("assign", "decline", "progress", "finish", "archive", "extend", "escalate", "rehome"),
    "consult",
)


@dataclass(frozen=True)
class Piece:
    """One part of a report. number and words are for officers; everybody else reads the rest."""

    place: int  # from 1
    title: str
    task: str
    office: str
    status: Status
    due_at: datetime
    zone: str
    number: str = ""
    key: UUID | None = None
    held_in: tuple[int, ...] = ()  # the office and those above it, from the root down
    is_own: bool = False  # the part that is looked at

    @property
    def is_open(self) -> bool:
        return self.status in OPEN


@dataclass(frozen=True)
class Belonging:
    """To which report a part belongs, as the office that does the part reads it."""

    number: str
    title: str
    holder: str
    place: int
    of: int  # how many parts there are
    task: str
    held_in: tuple[int, ...]


def of_family(report: Report, field: str = "report") -> Func:
    """Return the condition that a row is of the whole or of one of its parts; most have no parts.

    field: how the row leads to its report. The reports are found before the rows: from a join the
    planner, with many tables beside, would read every row first.
    """
    key = report.whole_id or report.pk
    reports = Report.objects.filter(Q(pk=key) | Q(whole=key)).order_by().values("pk")
    return Func(
        F(f"{field}_id"),
        ArraySubquery(reports),
        template="%(expressions)s)",
        arg_joiner=" = ANY(",
        output_field=BooleanField(),
    )


def belongs_to_the_story(event: Event, report: Report) -> bool:
    """Say whether a step is told with this report: its own, and what everybody in the case hears.

    What the clock says to the whole when a part gives word is left out: the word itself is there.
    """
    if event.move == "progress" and event.role == Role.SYSTEM:
        return False
    if event.report_id == report.pk:
        return True
    if event.report_id == report.whole_id:
        return event.move not in (*ASIDE, *UNSEEN, "ask_extension", "refuse_extension")
    return event.move in TOLD_OF_A_PART


def pieces_of(report: Report) -> tuple[Piece, ...]:
    """Return the parts of the report, or of the whole it is a part of, in their order."""
    rows = Report.objects.filter(whole=report.whole_id or report.pk).select_related("holder")
    return tuple(
        Piece(
            place=place,
            title=row.title,
            task=row.body,
            office=row.holder.name,
            status=Status(row.status),
            due_at=row.due_at,
            zone=zone_label(row.holder),
            number=row.number,
            key=row.pk,
            held_in=tuple(row.holder.ids),
            is_own=row.pk == report.pk,
        )
        for place, row in enumerate(rows.order_by("pk"), 1)
    )


def unnumbered(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return the same parts for who can open none of them by itself."""
    return tuple(replace(piece, number="", key=None) for piece in pieces)


def for_the_public(pieces: Sequence[Piece], redactions: Sequence[str]) -> list[dict[str, object]]:
    """Return what everyone reads of the parts of a published report, masked like it."""
    return [
        {
            "place": piece.place,
            "title": mask(piece.title, redactions),
            "task": mask(piece.task, redactions),
            "office": piece.office,
            "status": str(piece.status),
            "due_at": piece.due_at.isoformat(),
            "zone": piece.zone,
        }
        for piece in pieces
    ]


def published_pieces(step: Mapping[str, Any]) -> tuple[Piece, ...]:
    """Return the parts that stand with a step of a public story."""
    return tuple(
        Piece(
            place=row["place"],
            title=row["title"],
            task=row["task"],
            office=row["office"],
            status=Status(row["status"]),
            due_at=datetime.fromisoformat(row["due_at"]),
            zone=row["zone"],
        )
        for row in step["parts"]
    )


def belonging(report: Report, pieces: Sequence[Piece]) -> Belonging | None:
    """Return to what a part belongs; None for a report that is none."""
    whole = report.whole
    if whole is None:
        return None
    own = next(piece for piece in pieces if piece.is_own)
    return Belonging(
        number=whole.number,
        title=whole.title,
        holder=whole.holder.name,
        place=own.place,
        of=len(pieces),
        task=own.task,
        held_in=tuple(whole.holder.ids),
    )
