"""One report as an officer has it open: what they see, what they may do, and holding it still."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from lapor.agencies.actor import Actor
from lapor.agencies.models import Role
from lapor.agencies.rules import Rules, rules
from lapor.reports import access
from lapor.reports.disclosure import Card, card_for
from lapor.reports.models import Event, Report
from lapor.reports.terms import Reach, Refused
from lapor.reports.told import steps_seen_by
from lapor.reports.unavailable import OWN_ASKING, Unavailable, unavailable

MOVED_ON = _(
    "Laporan ini sudah berubah sejak halaman Anda dibuka. Baca langkah terbarunya di Perjalanan,"
    " lalu kirim lagi kalau masih perlu."
)

SAID_SINCE = _(
    "Anda sudah mengambil langkah lain sejak halaman tadi dibuka. Periksa di Perjalanan laporan"
    " apakah tulisan ini sudah ada di sana; kalau belum, salin lalu kirim lagi."
)


@dataclass(frozen=True)
class Case:
    """A report before one officer."""

    report: Report
    actor: Actor
    stands: frozenset[Reach]
    card: Card
    open: tuple[str, ...]  # names of the steps that this officer may take now
    closed: tuple[Unavailable, ...]
    book: Rules  # by which the page is made, asked for once

    @property
    def seen(self) -> int:
        """The newest step that this officer sees, which every form of the page sends back."""
        return max((step.id for step in self.card.thread if step.of is None), default=0)


def open_case(number: str, actor: Actor) -> Case:
    """Return the report of this number as this officer may see it; raises NotFound."""
    report, stands = access.find_report(number, actor)
    book = rules()
    moves = access.open_moves(actor, report, stands)
    own = [move for move in moves if move.guard == access.DECIDES]
    own = own if own and access.has_asked(actor, report) else []
    return Case(
        report=report,
        actor=actor,
        stands=stands,
        card=card_for(report, access.audience_of(stands), actor, book=book),
        open=tuple(move.name for move in moves if move not in own),
        closed=(
            *unavailable(actor, report, stands),
            *(Unavailable(move, OWN_ASKING) for move in own),
        ),
        book=book,
    )


def hold_still(report: Report, actor: Actor, seen: int) -> None:
    """Lock the report until the caller's transaction ends; nobody else takes a step meanwhile.

    seen: `Case.seen` of the page from which a form came. Raises Refused where the story has gone
    on since, so that a form sent twice acts once. What other offices noted, and what only the
    reporter's protectors know, does not count.
    """
    _lock(report)
    if report.events.filter(steps_seen_by(actor), pk__gt=seen).exists():
        raise Refused(MOVED_ON)


def moved_on(reports: Sequence[Report], actor: Actor, seen: Mapping[UUID, int]) -> frozenset[UUID]:
    """Return those of these locked reports whose story has gone on since: one statement.

    seen: the newest step of each that this officer was shown. As `hold_still` asks of one.
    """
    steps = Event.objects.filter(steps_seen_by(actor), report__in=reports).order_by()
    newest = steps.values_list("report").annotate(newest=Max("pk"))
    return frozenset(key for key, step in newest if step > seen[key])


def hold_own_still(report: Report, seen: int) -> None:
    """Lock the report for its reporter's step until the caller's transaction ends.

    seen: the newest step on the page from which the form came. Raises Refused where the reporter
    has acted since, so that a form sent twice acts once. What an office did meanwhile does not
    stop a word to it.
    """
    _lock(report)
    if report.events.filter(role=Role.REPORTER, pk__gt=seen).exists():
        raise Refused(SAID_SINCE)


def _lock(report: Report) -> None:
    if report.whole_id:  # of a part its whole first, as every step does
        Report.objects.select_for_update(of=("self",)).only("pk").get(pk=report.whole_id)
    Report.objects.select_for_update(of=("self",)).only("pk").get(pk=report.pk)
