"""What an outside party does with its link: opens it first, reads what was chosen, answers once.

It holds a secret and a browser, no account. Whoever opens the link first keeps it; everything that
happens with it is written down.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lapor.agencies.calendar import zone_label
from lapor.agencies.models import Agency
from lapor.files.models import File
from lapor.reports import drafting, notices, outward
from lapor.reports.access import digest
from lapor.reports.enclosures import Enclosure
from lapor.reports.models import Draft, OutsideParty, PartyTrace
from lapor.reports.outward import CONSULT, Extract, LinkState
from lapor.reports.terms import NotFound, Refused

AGAIN = timedelta(hours=1)  # after which looking once more is another opening
LONGEST = 5000
NOTHING = Extract()
What = PartyTrace.What
EMPTY = _("Tulis keterangan Anda.")
ENDED = _("Tautan ini tidak berlaku lagi, jadi keterangan Anda belum terkirim.")


class Elsewhere(Exception):
    """The link was opened first by another browser; `agency` can give a new one."""

    def __init__(self, agency: Agency, at: datetime | None) -> None:
        super().__init__("opened by another browser")
        self.agency, self.at, self.zone = agency.name, at, zone_label(agency)


@dataclass(frozen=True)
class Visit:
    """What the party has before it. extract and question: only while the link is open."""

    key: int
    agency: str
    name: str
    state: LinkState
    expires_at: datetime
    answered_at: datetime | None
    zone: str
    question: str = ""
    extract: Extract = NOTHING

    @property
    def is_open(self) -> bool:
        return self.state == LinkState.OPEN


def open_link(secret: str, browser: str, *, at: datetime | None = None) -> int:
    """Open a link in this browser; return by which key it is looked at from then on.

    Raises NotFound for an unknown one, Elsewhere where another browser came first.
    """
    at = at or timezone.now()
    party = _claim(secret, browser, at)
    if not _is_kept_by(party, browser):
        _trace(party, What.ELSEWHERE, at)
        raise Elsewhere(party.agency, party.opened_at)
    return party.pk


def visit(key: int, browser: str, *, at: datetime | None = None) -> Visit:
    """Return what the party has before it, and write down that it looked. Raises NotFound."""
    at = at or timezone.now()
    party = _kept(key, browser)
    state = outward.state_of(party, outward.accused_offices(party.report), at)
    is_open = state == LinkState.OPEN
    what = What.OPENED if is_open else What.LATE
    if (
        state != LinkState.ANSWERED
        and not party.traces.filter(what=what, at__gt=at - AGAIN).exists()
    ):
        _trace(party, what, at)
    shown = outward.extract(party.report, party.shows, party.enclosures) if is_open else NOTHING
    return Visit(
        key=party.pk,
        agency=party.agency.name,
        name=party.name,
        state=state,
        expires_at=party.expires_at,
        answered_at=party.answered_at,
        zone=zone_label(party.agency),
        question=party.question if is_open else "",
        extract=shown,
    )


def fetch(
    key: int, browser: str, number: int, *, at: datetime | None = None
) -> tuple[File, Enclosure]:
    """Return a file that was chosen for the party, and write it down. Raises NotFound."""
    at = at or timezone.now()
    party = _kept(key, browser)
    state = outward.state_of(party, outward.accused_offices(party.report), at)
    found = outward.file_of(party.report, number) if number in party.enclosures else None
    if state != LinkState.OPEN or found is None:
        raise NotFound
    _trace(party, What.FILE, at)
    return found


@transaction.atomic
def answer(
    key: int, browser: str, words: str, files: Sequence[str] = (), *, at: datetime | None = None
) -> None:
    """Let the party answer, once: a draft of the office that asked, which is told of it.

    Raises NotFound, or Refused: about `words` or `files`, or without a field where the link does
    not work any more.
    """
    at = at or timezone.now()
    drafting.lock(_kept(key, browser).report)
    party = _kept(key, browser)  # as it is once nobody else acts on the report
    if outward.state_of(party, outward.accused_offices(party.report), at) != LinkState.OPEN:
        raise Refused(ENDED)
    if not words.strip():
        raise Refused(EMPTY, field="words")
    drafting.refuse_unfit(files)
    Draft.objects.create(
        report=party.report,
        move=CONSULT,
        words=words,
        files=list(files),
        state=Draft.State.WRITING,
        agency=party.agency,
        party=party,
        made_at=at,
        changed_at=at,
    )
    party.answered_at = at
    party.save(update_fields=["answered_at"])
    _trace(party, What.ANSWERED, at)
    notices.tell_holder(party.report, CONSULT)


@transaction.atomic
def _claim(secret: str, browser: str, at: datetime) -> OutsideParty:
    """Return the party of a secret; it is this browser's where it was nobody's.

    Of two at the same moment one waits for the other and comes second.
    """
    rows = OutsideParty.objects.select_for_update(of=("self",)).select_related("agency")
    party = rows.filter(token=digest(f"party:{secret}")).first()
    if party is None:
        raise NotFound
    if party.browser is None:
        party.browser, party.opened_at = _known_as(party.pk, browser), at
        party.save(update_fields=["browser", "opened_at"])
    return party


def _kept(key: int, browser: str) -> OutsideParty:
    """Return a party whose link this browser opened first. Raises NotFound."""
    rows = OutsideParty.objects.select_related(
        "agency", "report__holder", "report__region", "report__whole__region"
    )
    party = rows.filter(pk=key).first()
    if party is None or not _is_kept_by(party, browser):
        raise NotFound
    return party


def _is_kept_by(party: OutsideParty, browser: str) -> bool:
    kept = bytes(party.browser or b"")
    return bool(browser) and hmac.compare_digest(kept, _known_as(party.pk, browser))


def _known_as(key: int, browser: str) -> bytes:
    """Return by what a browser is known here: of another link it is something else."""
    return digest(f"party-browser:{key}:{browser}")


def _trace(party: OutsideParty, what: PartyTrace.What, at: datetime) -> None:
    PartyTrace.objects.create(
        party=party, report_id=party.report_id, agency=party.agency, what=what, at=at
    )
