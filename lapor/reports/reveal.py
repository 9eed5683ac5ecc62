"""Breaking the glass: asking for what two custodians keep, and opening it once, for a quarter hour.

What is opened is built anew for each page from the two opened halves, and is kept nowhere. After
the quarter hour, or when the request has run out, the halves are emptied.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lapor.agencies.actor import Actor
from lapor.agencies.models import Role
from lapor.agencies.request import offices_of
from lapor.kit.points import Pin
from lapor.kit.seal import new_keys, seal
from lapor.reports import access, custodians, notices, unsealing
from lapor.reports.asked import (
    Asked,
    Standing,
    all_told,
    is_genuine,
    mark_of,
    requests,
    standing_of,
    told,
)
from lapor.reports.models import Report, Reveal, RevealVote, Sealed, Vault
from lapor.reports.terms import Audience, NotFound, Reach, Refused
from lapor.reports.told import READERS, is_told

log = structlog.get_logger("lapor.reports")
LASTS = timedelta(hours=72)  # in which both must have opened their halves
OPEN_FOR = timedelta(minutes=15)
PAUSE = timedelta(days=1)  # between two requests of one office for one report
SHORTEST, LONGEST = 20, 1000  # letters of a reason
# Who decides on a case, and may therefore ask.
ASKING = frozenset(
    {
        (Role.AGENCY_ADMIN, Reach.HOLDER),
        (Role.LIAISON, Reach.HOLDER),
        (Role.OVERSEER, Reach.OVERSIGHT),
        (Role.OVERSEER, Reach.PROTECTION),
        (Role.NATIONAL_ADMIN, Reach.NATION),
        (Role.NATIONAL_ADMIN, Reach.PROTECTION),
    }
)
BASES = Reveal.Basis.choices


@dataclass(frozen=True)
class Said:
    """Words as the reporter wrote them. at: when; None for the report itself."""

    at: datetime | None
    text: str


@dataclass(frozen=True)
class Original:
    """A file as it came. number: of the attachment that was made of it."""

    key: UUID
    number: int


@dataclass(frozen=True)
class Contents:
    """What was opened. files: as they came, each to be downloaded."""

    asked: Asked
    title: str
    name: str
    words: tuple[Said, ...]
    pin: Pin | None  # the exact one, where offices read it rounded
    files: tuple[Original, ...]
    who: str  # for the watermark: the user name that opened it


@dataclass(frozen=True)
class Sealing:
    """What of a report is sealed to two custodians, before one who may ask for it."""

    report: Report
    requests: Sequence[Asked]
    kept: bool  # whether there is anything to open
    asking: bool  # whether a request of this office is under way
    hindered: str  # why no request of this office can be granted; empty: none


def may_ask(actor: Actor, stands: frozenset[Reach]) -> bool:
    """Say whether this officer decides on the case; who is accused stands nowhere."""
    return any((actor.role, reach) in ASKING for reach in stands)


def sealing(number: str, actor: Actor, now: datetime) -> Sealing:
    """Return what is sealed of a report and the requests this officer may know of.

    Those are the own office's, and to the nation all: nobody learns from here that somebody
    watches, or protects a reporter. Raises NotFound for who may not ask.
    """
    report, audience = _may_know(number, actor)
    rows = requests().filter(report=report).order_by("-asked_at")
    if actor.role != Role.NATIONAL_ADMIN:
        rows = rows.filter(agency=actor.agency)
    found = all_told(rows, now)
    running = (Standing.WAITING, Standing.GRANTED, Standing.OPEN)
    own = {row.pk for row in rows if row.agency_id == (actor.agency and actor.agency.pk)}
    asking = any(row.key in own and row.standing in running for row in found)
    paused = "" if asking else _paused(report, actor, now)
    return Sealing(
        report=report,
        requests=found,
        kept=bool(_sealed(report, audience, actor)),
        asking=asking,
        hindered=_hindered(report, actor) or paused,
    )


@transaction.atomic
def ask(number: str, actor: Actor, *, basis: str, reason: str, now: datetime) -> UUID:
    """Ask both custodians; tell them and the reporter. Raises NotFound or Refused."""
    report, _audience = _may_know(number, actor)
    Report.objects.select_for_update(of=("self",)).only("pk").get(pk=report.pk)
    before = sealing(number, actor, now)
    if not before.kept:
        raise Refused(_("Tidak ada yang disegel dari laporan ini."))
    if before.asking:
        raise Refused(_("Permintaan dari kantor Anda masih berjalan. Tunggu jawabannya."))
    if before.hindered:
        raise Refused(before.hindered)
    if basis not in Reveal.Basis.values:
        raise Refused(_("Pilih dasar hukumnya."), field="basis")
    if len(reason) < SHORTEST:
        raise Refused(_("Tulis alasannya, paling sedikit 20 huruf."), field="reason")
    if len(reason) > LONGEST:
        raise Refused(_("Paling banyak 1.000 huruf."), field="reason")
    private, public = new_keys()
    reveal = Reveal(
        report=report,
        basis=basis,
        reason=reason,
        public=public,
        asked_at=now,
        expires_at=now + LASTS,
        **custodians.seat_of(actor),
    )
    reveal.mark = mark_of(reveal)
    reveal.private = seal(private, to=settings.NAMES_PUBLIC, about=reveal.id.bytes)
    reveal.save(force_insert=True)
    for posts in custodians.sides_that_may(report, actor.offices).values():
        notices.call_custodians(posts, reveal.expires_at)
    notices.tell_of_sealing(report)
    return reveal.id


def get_own(key: UUID, actor: Actor, now: datetime) -> Asked:
    """Return a request of this officer's office; raises NotFound."""
    return told(_own(key, actor), now)


def is_asker(key: UUID, actor: Actor) -> bool:
    """Say whether this officer asked; raises NotFound for who may not know of the request."""
    return _own(key, actor).user_id == (actor.user and actor.user.pk)


@transaction.atomic
def open_once(key: UUID, actor: Actor, now: datetime) -> None:
    """Begin the quarter hour in which the request's own asker reads what was sealed.

    Raises NotFound for everybody else, Refused where it is not granted, has run out, was opened
    before, or an approver is excluded by now.
    """
    _own(key, actor)
    reveal = _locked(key)
    if reveal.user_id != (actor.user and actor.user.pk):
        raise NotFound(str(key))
    votes = list(reveal.votes.select_related("agency"))
    standing = standing_of(reveal, votes, now)
    if standing in (Standing.OPEN, Standing.OVER):
        raise Refused(_("Permintaan ini sudah dibuka satu kali."))
    if standing != Standing.GRANTED:
        raise Refused(_("Kedua pemegang kunci harus menyetujui dulu, sebelum waktunya habis."))
    subjects = custodians.subjects_of([reveal.report_id])[reveal.report_id]
    now_in = offices_of([vote.user_id for vote in votes])
    offices = [office for vote in votes for office in (vote.agency, *now_in[vote.user_id])]
    if custodians.is_excluded(offices, custodians.asking_offices([reveal])[key], subjects):
        raise Refused(_("Seorang penyetuju sekarang tidak boleh memutus permintaan ini lagi."))
    _private(reveal, votes)  # what cannot be opened does not begin
    reveal.opened_at, reveal.closes_at = now, now + OPEN_FOR
    reveal.save(update_fields=["opened_at", "closes_at"])
    notices.tell_of_sealing(reveal.report)


def contents(key: UUID, actor: Actor, now: datetime) -> Contents | None:
    """Return what was opened, to its own asker while the quarter hour lasts; else None."""
    reveal = _own(key, actor)
    _report, audience = _may_know(reveal.report.number, actor)
    private = key_while_open(key, actor, now)
    if private is None or actor.user is None:
        return None
    rows = _sealed(reveal.report, audience, actor)
    words = (
        Said(row.event.at if row.event else None, text)
        for row, text in unsealing.words_in(rows, private)
    )
    return Contents(
        asked=told(reveal, now),
        title=reveal.report.title,
        name=unsealing.name_in(rows, private),
        words=tuple(words),
        pin=unsealing.point_in(rows, private),
        files=tuple(Original(row.id, row.attachment.number) for row in rows if row.attachment),
        who=actor.user.get_username(),
    )


def key_while_open(key: UUID, actor: Actor, now: datetime) -> bytes | None:
    """Return what opens the vault, to the request's own asker within the quarter hour; else None.

    For this answer alone: it is never kept. Raises NotFound for everybody else.
    """
    reveal = _own(key, actor)
    votes = list(reveal.votes.all())
    if reveal.user_id != (actor.user and actor.user.pk):
        return None
    if standing_of(reveal, votes, now) != Standing.OPEN:
        return None
    try:
        return _private(reveal, votes)
    except Refused:  # the clock has emptied the halves between two looks
        return None


def original(key: UUID, file: UUID, actor: Actor, now: datetime) -> tuple[Original, bytes]:
    """Return a file as it came, to the request's own asker within the quarter hour.

    Raises NotFound for everybody else and everything else, and `shelf.Unread`.
    """
    reveal, private = _own(key, actor), key_while_open(key, actor, now)
    _report, audience = _may_know(reveal.report.number, actor)
    if private is None:
        raise NotFound(str(key))
    for row in _sealed(reveal.report, audience, actor):
        if row.id == file and row.attachment:
            try:
                plain = unsealing.file_in(row, private)
            except LookupError:
                raise NotFound(str(file)) from None
            log.info("original_handed_out", reveal_id=str(key), number=row.attachment.number)
            return Original(row.id, row.attachment.number), plain
    raise NotFound(str(file))


def forget(now: datetime) -> int:
    """Empty the halves and the key of each request that is over; return how many there were."""
    over = Q(closes_at__lte=now) | Q(closes_at=None, expires_at__lte=now)
    over |= Q(closes_at=None, votes__granted=False)
    rows = Reveal.objects.filter(over).exclude(private=b"")
    count = 0
    for key in list(rows.values_list("pk", flat=True).distinct()):
        with transaction.atomic():
            reveal = _locked(key)
            reveal.votes.update(half=b"")
            reveal.private = b""
            reveal.save(update_fields=["private"])
            count += 1
    return count


def _may_know(number: str, actor: Actor) -> tuple[Report, Audience]:
    report, stands = access.find_report(number, actor)
    if not may_ask(actor, stands) or report.whole_id:
        raise NotFound(number)
    return report, access.audience_of(stands)


def _sealed(report: Report, audience: Audience, actor: Actor) -> list[Sealed]:
    """Return what two custodians keep of a report and this officer may know of: one statement.

    What is kept of a step follows the step: of retaliation only who protects the reporter learns,
    and another office's note stays that office's.
    """
    rows = report.sealed.filter(report__vault__half_b__isnull=False).order_by("at", "pk")
    rows = rows.select_related("event__agency", "attachment__event__agency")
    return [row for row in rows if _is_told(row, audience, actor)]


def _is_told(row: Sealed, audience: Audience, actor: Actor) -> bool:
    file = row.attachment
    if file and audience not in READERS[Audience(file.audience)]:
        return False
    event = row.event or (file.event if file else None)
    return event is None or is_told(event, audience, actor)


def _paused(report: Report, actor: Actor, now: datetime) -> str:
    """Return that this office asked less than a day ago; empty where it did not.

    One request after the other would wear custodians down, and a reporter out.
    """
    since = now - PAUSE
    if Reveal.objects.filter(report=report, agency=actor.agency, asked_at__gt=since).exists():
        return _("Kantor Anda sudah meminta dalam 24 jam terakhir. Anda dapat meminta lagi besok.")
    return ""


def _own(key: UUID, actor: Actor) -> Reveal:
    """Return a request that this officer may know of; they must still decide on the case."""
    reveal = requests().filter(pk=key).first()
    if reveal is None:
        raise NotFound(str(key))
    _may_know(reveal.report.number, actor)
    if actor.role != Role.NATIONAL_ADMIN and reveal.agency != actor.agency:
        raise NotFound(str(key))
    return reveal


def _locked(key: UUID) -> Reveal:
    rows = Reveal.objects.select_for_update(of=("self",))
    return rows.select_related("report", "agency").get(pk=key)


def _private(reveal: Reveal, votes: Sequence[RevealVote]) -> bytes:
    """Return what opens the vault of both opened halves; raises Refused where they are wrong."""
    vault = Vault.objects.get(report=reveal.report)
    try:
        if not is_genuine(reveal):
            raise unsealing.WrongHalf
        halves = {v.side: unsealing.opened_half(reveal, v.side, bytes(v.half)) for v in votes}
        return unsealing.with_halves(vault, (halves["a"], halves["b"]))
    except (unsealing.WrongHalf, InvalidTag):
        raise Refused(_("Kedua bagian kunci tidak cocok. Ajukan permintaan baru.")) from None


def _hindered(report: Report, actor: Actor) -> str:
    """Return why no request of this office could be granted; empty where one can."""
    missing = [
        side
        for side, posts in custodians.sides_that_may(report, actor.offices).items()
        if not posts
    ]
    if not missing:
        return ""
    says = _(
        "Tidak ada pemegang kunci %(side)s yang boleh memutus permintaan dari kantor Anda."
        " Kantor lain yang menangani atau mengawasi laporan ini dapat mengajukannya."
    )
    return says % {"side": ", ".join(missing).upper()}
