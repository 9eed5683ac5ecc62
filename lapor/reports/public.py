"""What anyone may read: cards of published reports, one by one or as a list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from lapor.agencies.calendar import zone_label
from lapor.files.models import File
from lapor.kit.points import Pin
from lapor.reports.disclosure import Office, office_of
from lapor.reports.enclosures import FIRST, Enclosure, of_file, published
from lapor.reports.models import Attachment, PublishedReport, Support
from lapor.reports.pieces import Piece, published_pieces
from lapor.reports.pins import published_pin
from lapor.reports.terms import Clock, Kind, NotFound, Status

PAGE = 20
_SUPPORTS = Support.objects.filter(report=OuterRef("pk")).order_by().values("report")
_JOINED = Coalesce(Subquery(_SUPPORTS.annotate(n=Count("pk")).values("n")), 0)


@dataclass(frozen=True)
class PublicCard:
    """A published report as anyone reads it."""

    number: str
    title: str
    body: str
    kind: Kind
    status: Status
    category: str
    place: str
    holder: Office
    institution: Office
    received_at: datetime
    due_at: datetime | None
    turn: Clock
    zone: str
    story: tuple[Mapping[str, Any], ...]
    key: str  # where a list goes on after this line
    pin: Pin | None = None  # rounded
    joined: int = 0  # how many suffer it too; of one report, not in a list

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The parts into which it was split, as they stand; none for most reports."""
        return next((published_pieces(step) for step in self.story if "parts" in step), ())

    @property
    def files(self) -> tuple[Enclosure, ...]:
        """What was published of what came with the report itself."""
        return next((published(step) for step in self.story if step["move"] == FIRST), ())


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a reader of the public list looks for. Empty: everything."""

    words: str = ""
    kind: str = ""
    status: str = ""
    category: int | None = None
    region: str = ""  # a code; everything below it counts
    institution: int | None = None
    holder: int | None = None
    after: str = ""  # the number of the last line already read


def public_card(number: str) -> PublicCard:
    """Return a published report; raises NotFound for what is not published."""
    row = _rows().annotate(joined=_JOINED).filter(number=number).first()
    if row is None:
        raise NotFound(number)
    return replace(_cards([row])[0], joined=row.joined)


def public_cards(wanted: Wanted, *, most: int = PAGE) -> tuple[list[PublicCard], bool]:
    """Return the newest lines that fit, and whether there are more: one statement."""
    rows = _rows().filter(_fits(wanted)).order_by("-received_at", "-report")
    cards = _cards(rows[: most + 1])
    return cards[:most], len(cards) > most


def public_file(number: str, place: int) -> tuple[File, Enclosure]:
    """Return the copy of a file that was published with a report; raises NotFound."""
    rows = Attachment.objects.filter(
        report__publishedreport__number=number, number=place, shown__isnull=False
    )
    row = rows.select_related("shown").first()
    if row is None or row.shown is None:
        raise NotFound
    return row.shown, of_file(row, row.shown)


def _rows() -> QuerySet[PublishedReport]:
    rows = PublishedReport.objects.select_related("holder", "institution", "category")
    return rows.defer("search")


def _fits(wanted: Wanted) -> Q:
    fits = Q()
    exact = {
        "kind": wanted.kind,
        "status": wanted.status,
        "category": wanted.category,
        "institution": wanted.institution,
        "holder": wanted.holder,
    }
    fits &= Q(**{name: value for name, value in exact.items() if value})
    if wanted.region:
        fits &= Q(region=wanted.region) | Q(region__code__startswith=f"{wanted.region}.")
    if wanted.words:
        fits &= Q(search=SearchQuery(wanted.words, config="indonesian", search_type="websearch"))
    if key := _key_of(wanted.after):
        at, pk = key
        fits &= Q(received_at__lt=at) | Q(received_at=at, report__lt=pk)
    return fits


def _key_of(number: str) -> tuple[datetime, UUID] | None:
    """Return the place of a line in the list; None for what is none of its lines.

    The address names only the number: the moment of receipt could tell who it was.
    """
    if not number.isalnum():
        return None
    rows = PublishedReport.objects.filter(number=number)
    return rows.values_list("received_at", "report").first()


def _cards(rows: Iterable[PublishedReport]) -> list[PublicCard]:
    return [
        PublicCard(
            number=row.number,
            title=row.title,
            body=row.body,
            kind=Kind(row.kind),
            status=Status(row.status),
            category=row.category.name if row.category else "",
            place=row.place,
            holder=office_of(row.holder),
            institution=office_of(row.institution),
            received_at=row.received_at,
            due_at=row.due_at,
            turn=Clock(row.turn),
            zone=zone_label(row.holder),
            story=tuple(row.story),
            key=row.number,
            pin=published_pin(row),
        )
        for row in rows
    ]
