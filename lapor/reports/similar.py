"""Reports that may be about the same: near in place and time, alike in words, each with reasons.

Asked while a citizen writes, among what is published, and by a verifier, among what they see.
Confidential reports and personal matters (`Category.personal`: aid, cards, claims) are left out:
those look alike and are other people's. What remains of them are the asker's own earlier ones.

What is alike and what the same is said by `kit.nearness`, whose thresholds were measured on pairs
that people judged: docs/decisions/0047.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat, Left
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lapor.agencies.actor import Actor
from lapor.agencies.models import Category, Region
from lapor.kit.nearness import (
    ALIKE,
    COMPARED,
    DAYS,
    METRES,
    SAME,
    Box,
    Likeness,
    Point,
    address,
    box_around,
    cells_around,
    compare,
    likeness,
    metres,
)
from lapor.reports.access import visible_at_all, visible_to
from lapor.reports.models import OPEN, PublishedReport, Report
from lapor.reports.pins import pin_of
from lapor.reports.terms import Reach, Status

MOST = 5
FEWEST = 20  # letters typed, before anything is compared
LATELY = timedelta(days=DAYS)  # or still open
BESIDE = 50  # metres: nearer than that no device is sure
LOOKED_AT = 100  # candidates compared at most; first of the kelurahan, then the newest
KECAMATAN = 8  # letters of its code (36.73.01); a kelurahan's goes on
NEVER = Q(pk=None)
Hmac = bytes | memoryview  # as the database gives it
FIRST_WORDS = Left(Concat("title", Value(" "), "body", output_field=TextField()), COMPARED)


@dataclass(frozen=True)
class Sought:
    """A report that is being written, or looked at: what others are compared with."""

    words: str  # title and story
    region: str = ""  # code of its place
    point: Point | None = None
    category: Category | None = None

    @property
    def is_enough(self) -> bool:
        return len(self.words) >= FEWEST

    @property
    def is_placed(self) -> bool:
        return len(self.region) >= KECAMATAN or self.point is not None


@dataclass(frozen=True)
class Alike:
    """A report that is like the one asked about. Faces show this, never the row."""

    number: str
    title: str
    status: Status
    received_at: datetime
    holder: str
    place: str
    reasons: tuple[str, ...]
    is_same: bool  # probably the same problem, not only a like one
    problem: int | None = None  # the group that it is in; officers only
    by_same_account: bool = False  # officers only
    is_open: bool = True


def published_like(sought: Sought, *, now: datetime | None = None) -> list[Alike]:
    """Return published reports near in place and time and alike in words: two statements.

    None where nothing says where it is, or the category is of personal matters.
    """
    now = now or timezone.now()
    if not (sought.is_enough and sought.is_placed) or _is_personal(sought.category):
        return []
    near = _in_same_place(sought.region)
    if sought.point:
        near |= _within(cells_around(sought.point))
    rows = PublishedReport.objects.filter(near, _of_category(sought.category), _lately(now))
    found = _alike(PublishedReport.objects.select_related("holder"), rows, sought)
    return [
        _told(row, sought, now, _same_place(row.region_id, sought.region) or _("di sekitar sini"))
        for row in found[:MOST]
    ]


def own_like(sought: Sought, citizen: Actor, *, now: datetime | None = None) -> list[Alike]:
    """Return the earlier reports of a citizen's own account that are alike: two statements."""
    now = now or timezone.now()
    if not sought.is_enough:
        return []
    rows = visible_to(citizen, Reach.OWN).filter(_lately(now))
    found = _alike(Report.objects.select_related("holder", "region"), rows, sought)
    return [_told(row, sought, now, _("laporan Anda sendiri")) for row in found[:MOST]]


def seen_like(report: Report, actor: Actor, *, now: datetime | None = None) -> list[Alike]:
    """Return what this officer may see and what is like this report: two statements.

    Of personal matters only those that the same account brought. A confidential report has none:
    what is written of it would be looked for among what others read.
    """
    now = now or timezone.now()
    if report.confidential:
        return []
    sought = sought_of(report)
    own = Q(account=bytes(report.account)) if report.account else NEVER
    near = own
    if not _is_personal(report.category):
        place = _in_same_place(sought.region)
        if sought.point:
            place |= _within(box_around(sought.point, METRES))
        near |= place & _of_category(report.category)
    rows = visible_at_all(actor).filter(near, _lately(now), confidential=False, whole=None)
    shown = Report.objects.select_related("holder", "region")
    found = _alike(shown, rows.exclude(pk=report.pk), sought)
    return [
        _told(row, sought, now, where, account=report.account)
        for row in found
        if (where := _where(row, sought, report.account))
    ][:MOST]


def sought_of(report: Report) -> Sought:
    """Return what others are compared with where this report is looked at."""
    pin = pin_of(report)
    return Sought(
        words=f"{report.title} {report.body}",
        region=report.region_id or "",
        point=pin.point if pin else None,
        category=report.category,
    )


def _is_personal(category: Category | None) -> bool:
    return bool(category and category.personal)


def _of_category(category: Category | None) -> Q:
    """Return the rule of the same category or none, and never a personal one."""
    none = Q(category=None)
    if category is None:
        return none | Q(category__personal=False)
    return none | Q(category=category)


def _lately(now: datetime) -> Q:
    return OPEN | Q(received_at__gte=now - LATELY)


def _in_same_place(region: str) -> Q:
    """Return the rule of the same kecamatan with its kelurahan; a city is no place near by.

    The codes are in order, so that an index finds all of one kecamatan at once.
    """
    if len(region) < KECAMATAN:
        return NEVER
    kecamatan = region[:KECAMATAN]
    return Q(region__gte=kecamatan, region__lt=f"{kecamatan}/")  # "/" comes after "."


def _within(box: Box) -> Q:
    south, north, west, east = box
    return Q(latitude__range=(south, north), longitude__range=(west, east))


def _alike(shown: QuerySet[Any], candidates: QuerySet[Any], sought: Sought) -> list[Any]:
    """Return the candidates whose first words are alike, the most alike first.

    Some more than are shown: a point in the corner of the box is not within reach yet. The keys
    are asked for first: in one statement the database compares all of a city before it chooses.
    """
    here = ExpressionWrapper(Q(region=sought.region or None), output_field=BooleanField())
    nearest = candidates.order_by(here.desc(), "-received_at")
    newest = list(nearest.values_list("pk", flat=True)[:LOOKED_AT])
    if not newest:
        return []
    score = TrigramSimilarity(FIRST_WORDS, sought.words[:COMPARED])
    rows = shown.filter(pk__in=newest).annotate(score=score)  # once a row: it is what costs
    best = rows.order_by(F("score").desc(), "-received_at")[: 4 * MOST]
    return [row for row in best if row.score >= ALIKE]


def _where(row: Report, sought: Sought, account: Hmac | None) -> str:
    """Say how near a report is; empty where the box held it and no rule does."""
    if sought.point and row.latitude is not None and row.longitude is not None:
        apart = metres(sought.point, (row.latitude, row.longitude))
        if apart < BESIDE:
            return _("kurang dari %(n)d m dari sini") % {"n": BESIDE}
        if apart <= METRES:
            return _("%(n)d m dari sini") % {"n": round(apart, -1)}
    if where := _same_place(row.region_id, sought.region):
        return where
    return _("pelapor yang sama") if _is_same(row.account, account) else ""


def _same_place(one: str | None, other: str) -> str:
    if not one or len(other) < KECAMATAN:
        return ""
    if one == other:
        is_kelurahan = len(one) > KECAMATAN
        return _("kelurahan yang sama") if is_kelurahan else _("kecamatan yang sama")
    return _("kecamatan yang sama") if one[:KECAMATAN] == other[:KECAMATAN] else ""


def _told(
    row: Any, sought: Sought, now: datetime, where: str, *, account: Hmac | None = None
) -> Alike:
    """Return a row with the reasons for which it is shown."""
    theirs = f"{row.title} {row.body}"[:COMPARED]
    addressed = compare(address(sought.words[:COMPARED]), address(theirs))
    is_same = likeness(row.score, addressed) is Likeness.SAME
    like = _("kata-katanya sangat mirip") if row.score >= SAME else _("kata-katanya mirip")
    same_account = account is not None and _is_same(row.account, account)
    said = [where, _ago(row.received_at, now), like]
    if same_account and where != _("pelapor yang sama"):
        said.append(_("pelapor yang sama"))
    region: Region | None = getattr(row, "region", None) if isinstance(row, Report) else None
    return Alike(
        number=row.number,
        title=row.title,
        status=Status(row.status),
        received_at=row.received_at,
        holder=row.holder.name,
        place=row.place if isinstance(row, PublishedReport) else (region.label if region else ""),
        reasons=tuple(said),
        is_same=is_same,
        problem=getattr(row, "problem_id", None),
        by_same_account=same_account,
        is_open=row.status not in (Status.CLOSED, Status.ARCHIVED),
    )


def _is_same(one: Hmac | None, other: Hmac | None) -> bool:
    return one is not None and other is not None and bytes(one) == bytes(other)


def _ago(then: datetime, now: datetime) -> str:
    """Say how many days ago, by the calendar of the capital."""
    days = (timezone.localdate(now) - timezone.localdate(then)).days
    if days < 1:
        return _("hari ini")
    if days == 1:
        return _("kemarin")
    return ngettext("%(n)d hari lalu", "%(n)d hari lalu", days) % {"n": days}


def numbers(found: Iterable[Alike]) -> list[str]:
    """Return the numbers of these, as a form remembers what it has shown."""
    return [row.number for row in found]


def any_same(found: Sequence[Alike]) -> bool:
    return any(row.is_same for row in found)
