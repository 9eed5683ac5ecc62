"""What of a report somebody outside government may read, and who must never be asked about it."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Q
from django.utils import timezone

from lapor.accounts.models import User
from lapor.agencies.models import Agency, Delegation, Tenure, in_force
from lapor.files.models import File
from lapor.kit.betrays import cover_parts, find_all
from lapor.kit.text import mask
from lapor.reports import stakes
from lapor.reports.enclosures import Enclosure, of_file
from lapor.reports.models import Attachment, OutsideParty, Report, Stake
from lapor.reports.moves import OPEN
from lapor.reports.terms import Audience

CONSULT = "consult"  # the step that asks, and what the draft of an answer is for
TITLE, BODY, PLACE = SHOWS = ("title", "body", "place")
MOST_ROUNDS = 10  # of covering: each covers what fifty findings hid
WORD = re.compile(r"[^\W_]+")
# What kind of office a name is of; who sits at its head is asked no more than the office.
KINDS = {
    *("pemerintah", "kota", "kabupaten", "provinsi", "kecamatan", "kelurahan", "desa"),
    *("dinas", "badan", "inspektorat", "unit", "kementerian", "satuan", "balai", "kantor"),
    *("bagian", "bidang"),
}
HEADS = {
    "pemkot": "kota",
    "walikota": "kota",
    "pemkab": "kabupaten",
    "bupati": "kabupaten",
    "pemprov": "provinsi",
    "gubernur": "provinsi",
    "camat": "kecamatan",
    "lurah": "kelurahan",
    "kades": "desa",
    "kadis": "dinas",
    "menteri": "kementerian",
}
SMALL = ("dan", "di", "ke", "dari", "untuk", "kepala", "pak", "bu", "bapak", "ibu", "republik")


class LinkState(StrEnum):
    """How the link of an outside party stands."""

    OPEN = "open"
    ANSWERED = "answered"
    REVOKED = "revoked"
    EXPIRED = "expired"
    OVER = "over"  # the report has ended, gone elsewhere, or is not to be asked about any more


@dataclass(frozen=True)
class Extract:
    """What an outside party reads of a report. Empty: it was not chosen."""

    title: str = ""
    body: str = ""
    place: str = ""
    files: tuple[Enclosure, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.title or self.body or self.place or self.files)


def extract(report: Report, shows: Collection[str], enclosures: Collection[int]) -> Extract:
    """Return what was chosen, each word masked for the public and by what betrays anybody.

    Nothing else of a report leaves government by a link. `report.region` is the whole's.
    """
    whole = report.whole or report
    place = ", ".join(filter(None, [whole.region.label if whole.region else "", whole.landmark]))
    chosen = [row for row in _offered(report) if row.number in enclosures]
    return Extract(
        title=_covered(whole.public_title or whole.title, whole) if TITLE in shows else "",
        body=_covered(whole.body, whole) if BODY in shows else "",
        place=_covered(place, whole) if PLACE in shows else "",
        files=tuple(of_file(row, copy_of(row)) for row in chosen),
    )


def offered_files(report: Report) -> list[Enclosure]:
    """Return the files of which a copy may be shown to somebody outside.

    Of who hides only what was decided on for the public: a photo may show their yard.
    """
    return [of_file(row, copy_of(row)) for row in _offered(report)]


def file_of(report: Report, number: int) -> tuple[File, Enclosure] | None:
    """Return the copy of one of those files, the covered one where there is one; else None."""
    row = next((row for row in _offered(report) if row.number == number), None)
    return (copy_of(row), of_file(row, copy_of(row))) if row else None


def copy_of(row: Attachment) -> File:
    return row.shown or row.file


def state_of(party: OutsideParty, accused: Sequence[Agency], now: datetime) -> LinkState:
    """Say how a link stands; its report must be loaded. accused: `accused_offices` of the report.

    It ends with the report, when the report leaves the office that asked, when it becomes
    confidential, and when whoever was asked turns out to be complained of.
    """
    report = party.report
    if party.answered_at:
        return LinkState.ANSWERED
    if party.revoked_at:
        return LinkState.REVOKED
    moved = report.holder_id != party.agency_id and party.agency.ended_at is None
    if report.status not in OPEN or report.confidential or moved or is_accused(party.name, accused):
        return LinkState.OVER
    return LinkState.EXPIRED if party.expires_at <= now else LinkState.OPEN


def accused_offices(report: Report) -> list[Agency]:
    """Return the offices complained of, and all below them: two statements, three of a part."""
    tops = stakes.offices(report, Stake.Why.SUBJECT)
    if report.whole:
        tops += stakes.offices(report.whole, Stake.Why.SUBJECT)
    if not tops:
        return []
    below = Q(pk=None)
    for office in tops:
        below |= Q(path__within=str(office.path))
    return list(Agency.objects.filter(below))


def is_accused(name: str, accused: Iterable[Agency]) -> bool:
    """Say whether a name is of one of these offices; no statement.

    It is where it has the words that tell the office from others: "Lurah Sawah Luhur" is Kelurahan
    Sawah Luhur. Rather one too many: who is asked by mistake cannot be unasked.
    """
    words = _words(name)
    return any(_means(words, text) for office in accused for text in _names(office))


def sits_there(address: str, accused: Sequence[Agency]) -> bool:
    """Say whether an address is of somebody who holds a post in one of these offices."""
    if not address or not accused:
        return False
    people = User.objects.filter(email__iexact=address.strip())
    seats = in_force(timezone.now()) & Q(person__in=people, post__agency__in=accused)
    return any(rows.objects.filter(seats).exists() for rows in (Tenure, Delegation))


def _offered(report: Report) -> Sequence[Attachment]:
    whole = report.whole or report
    rows = Attachment.objects.filter(
        report=whole, audience=Audience.REPORTER, file__state=File.State.CLEAN
    )
    rows = rows.exclude(file__kind=File.Kind.AUDIO)  # a voice tells who speaks
    if whole.anonymous:
        rows = rows.exclude(shown=None)
    return list(rows.select_related("file", "shown").order_by("number"))


def _covered(text: str, whole: Report) -> str:
    text = mask(text, whole.redactions)
    for _round in range(MOST_ROUNDS):
        found = find_all([text])
        if not found:
            break
        text = cover_parts(text, [one.text for one in found])
    return text


def _names(office: Agency) -> Iterable[str]:
    former = [str(name) for _until, name in office.former_names]
    return filter(None, [office.name, office.short_name, *former])


def _words(text: str) -> frozenset[str]:
    plain = text.casefold().replace("wali kota", "walikota")
    found = (HEADS.get(word, word) for word in WORD.findall(plain))
    return frozenset(word for word in found if word not in SMALL)


def _means(words: frozenset[str], name: str) -> bool:
    """Say whether these words name an office; one word of its own needs its kind beside it."""
    office = _words(name)
    kinds = office & KINDS
    own = office - kinds
    if not own or not own <= words:
        return False
    return len(own) > 1 or not kinds or bool(kinds & words)
