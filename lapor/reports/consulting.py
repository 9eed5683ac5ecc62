"""Asking an outside party by link (pihak luar): invited, taken back, its answer used or dropped.

Only what was chosen leaves, masked; never to who is complained of, and nothing confidential.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lapor.agencies.actor import Actor
from lapor.files import arriving
from lapor.files.models import File
from lapor.outbox import asking, queue
from lapor.outbox.models import Message
from lapor.reports import access, drafting, outward
from lapor.reports.access import digest
from lapor.reports.models import Draft, OutsideParty, PartyTrace, Report
from lapor.reports.moves import MOVES
from lapor.reports.outward import CONSULT, LinkState
from lapor.reports.perform import perform
from lapor.reports.terms import Audience, NotFound, Reach, Refused

FEWEST_DAYS, USUAL_DAYS, MOST_DAYS = 1, 7, 30
LONGEST_NAME, LONGEST_QUESTION = 120, 2000
MOST_OPEN = 10  # links of one report that work at the same time
TAKEN_BY = ("follow_up", "finish")  # the answers that what a party wrote can become
READERS = (Reach.HOLDER, Reach.ABOVE, Reach.NATION)
State, What = Draft.State, PartyTrace.What
CONFIDENTIAL = _(
    "Laporan rahasia tidak ditunjukkan kepada pihak luar. Tanyakan sendiri hal umumnya tanpa"
    " menyebut laporan ini."
)
ACCUSED = _(
    "Nama itu unit yang dilaporkan di sini, atau berada di bawahnya. Yang dilaporkan tidak boleh"
    " ditanya lewat tautan. Tulis pihak lain."
)
SEAT_OF_ACCUSED = _("Alamat itu milik pejabat unit yang dilaporkan. Tulis alamat pihak lain.")
TOO_MANY = _("Sudah ada %(most)d tautan yang berlaku. Tarik salah satu dulu.")
UNASKED = _("Tulis apa yang Anda tanyakan.")
UNNAMED = _("Tulis siapa yang ditanya.")
DAYS = _("Isi satu sampai tiga puluh hari.")
NO_FILE = _("Ada lampiran yang tidak dapat ditunjukkan lagi. Periksa pilihan Anda.")
NOT_OPEN = _("Tautan itu sudah tidak berlaku.")
NOT_YOURS = _(
    "Yang menjawab laporan ini unit pemegangnya. Langkah menjawab tidak terbuka untuk Anda."
)
GONE = _("Keterangan itu sudah dibuang.")
UNCHECKED = _("Berkas dari pihak itu masih diperiksa. Coba lagi sebentar lagi.")


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Who is asked what, for how long, and what of the report they may read.

    shows: of `outward.SHOWS`. enclosures: numbers of files. address: where the link is sent;
    empty: whoever asks hands it over.
    """

    name: str
    question: str
    shows: tuple[str, ...] = ()
    enclosures: tuple[int, ...] = ()
    days: int = USUAL_DAYS
    address: str = ""


@dataclass(frozen=True)
class Asked:
    """One party as an officer reads of it. letter: how the one with its link stands; empty: none.

    words: what it answered; empty where nothing came, or it was dropped.
    """

    key: int
    name: str
    question: str
    post: str
    made_at: datetime
    expires_at: datetime
    opened_at: datetime | None
    answered_at: datetime | None
    state: LinkState
    elsewhere: bool  # somebody else has tried the link
    letter: Message.State | None
    draft: int
    words: str
    files: tuple[File, ...]
    taken: datetime | None


@transaction.atomic
def invite(
    report: Report, asks: Asking, *, actor: Actor, at: datetime | None = None
) -> tuple[OutsideParty, str]:
    """Ask an outside party (tanya pihak luar); return its row and the link, which nobody keeps.

    Raises Refused where the step is not open, the report is confidential, or the party is
    complained of; about `name`, `question`, `days`, `address` or `enclosures` where it is those.
    """
    at = at or timezone.now()
    drafting.lock(report)
    refuse_unfit(report, asks, at)
    event = perform(report, MOVES[CONSULT], actor=actor, at=at)
    shown = outward.extract(report, asks.shows, ())
    contact = queue.keep_contact(asks.address) if asks.address else None
    secret = asking.secret_for(contact.pk) if contact else asking.new_secret()
    if actor.agency is None or actor.post is None or actor.user is None:
        raise NotFound
    party = OutsideParty.objects.create(
        report=report,
        event=event,
        name=asks.name,
        question=asks.question,
        shows=[what for what in asks.shows if getattr(shown, what)],  # what there is of it
        enclosures=list(asks.enclosures),
        token=digest(f"party:{secret}"),
        contact=contact,
        agency=actor.agency,
        post=actor.post,
        user=actor.user,
        made_at=event.at,
        expires_at=event.at + timedelta(days=asks.days),
    )
    if contact:
        queue.put([_letter(party)])
    return party, asking.link_of(secret)


def refuse_unfit(report: Report, asks: Asking, at: datetime) -> None:
    """Raise Refused, as `invite` does, where this party must not be asked this; takes no step."""
    if report.confidential:
        raise Refused(CONFIDENTIAL)
    if not asks.name.strip():
        raise Refused(UNNAMED, field="name")
    if not asks.question.strip():
        raise Refused(UNASKED, field="question")
    if not FEWEST_DAYS <= asks.days <= MOST_DAYS:
        raise Refused(DAYS, field="days")
    accused = outward.accused_offices(report)
    if outward.is_accused(asks.name, accused):
        raise Refused(ACCUSED, field="name")
    if outward.sits_there(asks.address, accused):
        raise Refused(SEAT_OF_ACCUSED, field="address")
    if {*asks.enclosures} - {file.number for file in outward.offered_files(report)}:
        raise Refused(NO_FILE, field="enclosures")
    live = report.parties.filter(revoked_at=None, answered_at=None, expires_at__gt=at)
    if live.count() >= MOST_OPEN:
        raise Refused(TOO_MANY % {"most": MOST_OPEN})


@transaction.atomic
def revoke(report: Report, key: int, *, actor: Actor, at: datetime | None = None) -> None:
    """Take a link back (tarik tautan): who has it reads that. Raises Refused where it is over."""
    at = at or timezone.now()
    drafting.lock(report)
    party = _own(report, key, actor)
    if party.answered_at or party.revoked_at:
        raise Refused(NOT_OPEN)
    party.revoked_at = at
    party.save(update_fields=["revoked_at"])
    if party.contact_id:
        waits = Message.objects.filter(contact=party.contact_id, state=Message.State.QUEUED)
        waits.update(state=Message.State.DROPPED, settled_at=at)
    PartyTrace.objects.create(
        party=party,
        report=report,
        agency=party.agency,
        user=actor.user,
        post=actor.post,
        what=What.REVOKED,
        at=at,
    )


@transaction.atomic
def take(report: Report, key: int, *, actor: Actor, at: datetime | None = None) -> str:
    """Put what a party wrote into one's own draft of the answer; return its step.

    What stands in that draft already stays above it; files come along once, a recording does not.
    Nothing is sent. Raises Refused, also while a file is still being checked.
    key: of the party.
    """
    drafting.lock(report)
    move = takes([name for name in TAKEN_BY if access.may(actor, report, MOVES[name])])
    if not move:
        raise Refused(NOT_YOURS)
    draft = _written(report, key)
    heard = _fit_to_take(draft)
    mine = drafting.own(report, move, actor)
    words = "\n\n".join(filter(None, [mine.words if mine else "", draft.words]))
    files = [*(mine.files if mine else ()), *heard]
    outcome = mine.code if mine else ""
    drafting.keep(report, move, actor=actor, words=words, outcome=outcome, files=files, at=at)
    draft.files, draft.decided_at, draft.decided_by = [], at or timezone.now(), actor.user
    draft.save()
    return move


@transaction.atomic
def drop(report: Report, key: int, *, actor: Actor) -> None:
    """Throw away what a party wrote (buang), with its files; that it answered stays known."""
    drafting.lock(report)
    _own(report, key, actor)
    drafting.end(_written(report, key), State.DROPPED)


def takes(open_now: Sequence[str]) -> str:
    """Return by which open step one would answer with it; empty where by none."""
    return next((move for move in TAKEN_BY if move in open_now), "")


def may_read(stands: frozenset[Reach]) -> bool:
    """Say whether who stands so reads what outside parties were asked; no statement."""
    return bool(stands & {*READERS})


def asked_parties(report: Report, now: datetime) -> list[Asked]:
    """Return who was asked, the newest first: a fixed number of statements, however many.

    The caller has checked `may_read`.
    """
    tried = PartyTrace.objects.filter(party=OuterRef("pk"), what=What.ELSEWHERE)
    letters = Message.objects.filter(contact=OuterRef("contact")).order_by("-pk")
    rows = list(
        report.parties.select_related("agency", "post")
        .prefetch_related("drafts")
        .annotate(
            tried=Subquery(tried.values("pk")[:1]), letter=Subquery(letters.values("state")[:1])
        )
        .order_by("-pk")
    )
    accused = outward.accused_offices(report) if rows else []
    tokens = [token for row in rows for draft in row.drafts.all() for token in draft.files]
    files = dict(arriving.find_all(tokens))
    for row in rows:
        row.report = report
    return [_asked(row, files, outward.state_of(row, accused, now)) for row in rows]


def file_of(report: Report, key: int, place: int) -> File:
    """Return a file that a party sent, by its place from 1. Raises NotFound."""
    draft = report.drafts.filter(party=key, state=State.WRITING).first()
    if draft is None or not 0 < place <= len(draft.files):
        raise NotFound
    found = arriving.find_all([draft.files[place - 1]])
    if not found:
        raise NotFound
    return found[0][1]


def _asked(row: OutsideParty, files: dict[str, File], state: LinkState) -> Asked:
    drafts = [draft for draft in row.drafts.all() if draft.state == State.WRITING]
    draft = drafts[0] if drafts else None
    letter = vars(row)["letter"]
    return Asked(
        key=row.pk,
        name=row.name,
        question=row.question,
        post=row.post.title,
        made_at=row.made_at,
        expires_at=row.expires_at,
        opened_at=row.opened_at,
        answered_at=row.answered_at,
        state=state,
        elsewhere=vars(row)["tried"] is not None,
        letter=Message.State(letter) if letter else None,
        draft=draft.pk if draft else 0,
        words=draft.words if draft else "",
        files=tuple(files[token] for token in draft.files if token in files) if draft else (),
        taken=draft.decided_at if draft else None,
    )


def may_decide(actor: Actor, stands: frozenset[Reach]) -> bool:
    """Say whether who stands so decides on links and on what came by them; no statement."""
    return any(by.role == actor.role and by.reach in stands for by in MOVES[CONSULT].by)


def _own(report: Report, key: int, actor: Actor) -> OutsideParty:
    if not may_decide(actor, access.reaches(actor, report)):
        raise Refused(NOT_YOURS)
    party = report.parties.select_related("agency").filter(pk=key).first()
    if party is None:
        raise NotFound
    return party


def _written(report: Report, key: int) -> Draft:
    draft = report.drafts.filter(party=key, state=State.WRITING).first()
    if draft is None:
        raise Refused(GONE)
    return draft


def _fit_to_take(draft: Draft) -> list[str]:
    """Return the files that an officer can have seen: a recording can be heard by nobody yet."""
    found = arriving.find_all(draft.files)
    if any(file.state == File.State.WAITING for _token, file in found):
        raise Refused(UNCHECKED)
    voices = {token for token, file in found if file.kind == File.Kind.AUDIO}
    return [token for token in draft.files if token not in voices]


def _letter(party: OutsideParty) -> Message:
    """Return the letter with the link. It names who asks, nothing of the report or its number."""
    return Message(
        contact=party.contact,
        audience=Audience.REPORTER,
        template=f"{asking.LETTER}/{Audience.REPORTER}",
        context={
            "office": party.agency.name,
            "until": party.expires_at.isoformat(),
            "zone": party.agency.time_zone,
        },
    )
