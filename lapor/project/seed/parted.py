"""What the demo shows of several offices at one report: parts, and a proposed answer."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from lapor.agencies.actor import Actor
from lapor.agencies.models import Agency, Role
from lapor.project.seed.people import CITY, cast
from lapor.reports import proposing, splitting, triage
from lapor.reports.models import OPEN, Report
from lapor.reports.splitting import Part
from lapor.reports.terms import Outcome, Status

HOURS = timedelta(hours=3)  # so long ago the last step must lie
SPLIT = 2  # reports in parts; of the first one part is finished
# Offices that work outdoors, where a second one has something to do; first who helps them most.
OUTDOORS = ("dpupr", "dlh", "dishub", "dprkp", "perumdam", "dkp3")
HELPFUL = ("dishub", "satpol-pp", "dlh")
DOES = ("Pekerjaan di lapangan", "{office} memeriksa dan mengerjakannya di lapangan.")
HELPS = ("Pengaturan di sekitarnya", "{office} mengatur dan mengawasi di sekitar lokasi.")
INSIDE = "Tolong saling mengabari sebelum turun ke lapangan."
ANSWER = (
    "Petugas kami memeriksa lokasi kemarin dan mengerjakannya hari ini. Hasilnya diperiksa lagi"
    " bersama kelurahan pada akhir pekan."
)
PROPOSED = (
    "Kami sudah mendata lokasinya bersama ketua RT. Daftarnya kami serahkan ke dinas untuk"
    " dikerjakan menurut urutan yang paling mendesak."
)


def load(now: datetime) -> None:
    """Split reports of the city between two offices, and let an office that helps propose."""
    seats = cast()
    admin = seats.get((CITY, Role.AGENCY_ADMIN))
    liaisons = {slug: actor for (slug, role), actor in seats.items() if role == Role.LIAISON}
    if admin is None:
        return
    for number, report in enumerate(_open_reports(now)):
        other = _another(report, liaisons)
        if other is None:
            continue
        into = [_part(report.holder, DOES), _part(other, HELPS)]
        splitting.split(report, actor=admin, into=into, at=now - timedelta(hours=2))
        own = report.parts.select_related("holder", "whole").get(holder=into[0].to)
        if number == 0 and (actor := liaisons.get(own.holder.slug)):
            at = now - timedelta(hours=1)
            splitting.finish(own, actor=actor, words=ANSWER, outcome=Outcome.DONE, at=at)
    _propose(admin, liaisons, now)


def _open_reports(now: datetime) -> Sequence[Report]:
    """Return the newest reports that an office was handed hours ago and has not answered.

    Those of offices that work outdoors first, and of them what the public reads; none that somebody
    is already answering.
    """
    path = str(Agency.objects.get(slug=CITY).path)
    rows = Report.objects.filter(
        status=Status.ASSIGNED,
        holder__path__within=path,
        holder__kind=Agency.Kind.OFFICE,
        confidential=False,
        verified=True,
        split="whole",
        problem=None,
        drafts=None,
    )
    rows = rows.exclude(events__at__gt=now - HOURS).select_related("holder")
    newest = list(rows.order_by("-pk"))
    newest.sort(key=lambda row: not row.published)
    newest.sort(key=lambda row: _place_in(OUTDOORS, row.holder) == len(OUTDOORS))
    return newest[:SPLIT]


def _place_in(kinds: Sequence[str], office: Agency) -> int:
    """Return how early an office stands in the list; its length where it does not."""
    kind = office.slug.removeprefix(f"{CITY}-")
    return kinds.index(kind) if kind in kinds else len(kinds)


def _another(report: Report, liaisons: dict[str, Actor]) -> Agency | None:
    """Return another office of the city in which somebody sits and that is not complained of."""
    accused = report.stakes.filter(why="subject", until=None).values("agency")
    rows = Agency.objects.filter(parent=report.holder.parent_id, kind=Agency.Kind.OFFICE)
    rows = rows.filter(slug__in=liaisons).exclude(pk=report.holder_id).exclude(pk__in=accused)
    return min(rows.order_by("name"), key=lambda office: _place_in(HELPFUL, office), default=None)


def _part(office: Agency, told: tuple[str, str]) -> Part:
    title, task = told
    return Part(to=office, title=title, task=task.format(office=office.name), words=INSIDE)


def _propose(admin: Actor, liaisons: dict[str, Actor], now: datetime) -> None:
    """Ask an office for help with one report, and let it propose the answer."""
    path = str(Agency.objects.get(slug=CITY).path)
    rows = Report.objects.filter(
        OPEN, holder__path__within=path, confidential=False, verified=True, split="whole"
    )
    rows = rows.exclude(events__at__gt=now - HOURS).filter(status=Status.ASSIGNED)
    found = (
        (row, helper)
        for row in rows.select_related("holder").order_by("pk")
        if row.holder.depth > 1 and (helper := _another(row, liaisons))
    )
    report, helper = next(found, (None, None))
    if not report or not helper:
        return
    words = "Mohon bantu mendata lokasi dan usulkan jawabannya."
    at = now - timedelta(hours=2)
    triage.support(report, actor=admin, offices=[helper], words=words, at=at)
    actor = liaisons[helper.slug]
    proposing.propose(report, actor=actor, words=PROPOSED, at=now - timedelta(hours=1))
