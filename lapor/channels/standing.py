"""How a report of a conversation stands, and what its office last said. Reading only."""

from collections.abc import Collection
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag

from lapor.agencies.actor import Actor
from lapor.agencies.models import Agency, Role
from lapor.agencies.rules import rules
from lapor.channels import contacts, speaking
from lapor.channels.adapter import Able
from lapor.channels.dialogue.effects import Quoted, Standing
from lapor.channels.dialogue.memory import News, Own, Who
from lapor.channels.states import plainly
from lapor.outbox.models import Contact
from lapor.reports import choosing, naming, quoting
from lapor.reports.access import digest, get_own, open_moves
from lapor.reports.disclosure import clocks_of, status_of
from lapor.reports.terms import Clock, NotFound, Status

HASHED = "hmac:"  # before the HMAC of a reply key, where the key itself is not known
MAIL, DEVICE = "email", "push"
# What waits for a reporter, by the step that is open to them then.
NEWS = {"resume": News.ASKED, "reply": News.ANSWERED}
THEIRS = (Clock.REPORTER_REPLY, Clock.COMPLETION)


@dataclass(frozen=True)
class Here:
    """Where a conversation is held: by which channel, and how that names its person."""

    channel: str = ""
    to: str = ""


def reporter(own: Own) -> Actor:
    """Return the reporter whom the reply key names; of a link there is its HMAC alone."""
    hashed = own.receipt.removeprefix(HASHED)
    known = digest(own.receipt) if hashed == own.receipt else bytes.fromhex(hashed)
    return Actor(Role.REPORTER, receipt=known)


def has_left(contact: Contact | None, here: Here, *, moved: bool) -> bool:
    """Say whether word of a report has gone elsewhere, so that this place may read it no more.

    A device of its reporter is beside the place where they are spoken with. Where no word goes
    anywhere any more, the place that reported it may go on, unless word had left a place before:
    which one that was nobody knows now.

    contact, moved: of the report.
    """
    if contact is not None and contact.channel == DEVICE:
        contact = contact.otherwise
    if not here.to:
        return False
    if contact is None:
        return moved
    if contact.channel != here.channel:
        return True
    try:
        known = contacts.open_contact(contact)
    except (InvalidTag, ValueError):  # sealed to a key that is gone
        return True
    if contact.channel == MAIL:
        return contacts.plain_address(known) != contacts.plain_address(here.to)
    return known != here.to


def standing(number: str, own: Own | None, able: Able, here: Here) -> Standing | None:
    """Return how a report stands: in full for its own conversation, else its status alone.

    Of a confidential report no office is named.
    """
    if own is None:
        return _status_alone(number)
    actor = reporter(own)
    try:
        report = get_own(actor)
    except NotFound:
        return None
    if has_left(report.contact, here, moved=report.moved):
        return _status_alone(number, moved=True)
    running = [clock for clock in clocks_of(report, rules()) if clock.running]
    running.sort(key=lambda clock: clock.clock != report.turn)  # whose turn it is comes first
    names = {move.name for move in open_moves(actor, report)}
    holder: Agency = report.holder
    is_named = not report.anonymous and naming.kept(report) is naming.Kept.OPEN
    return Standing(
        number,
        plainly(report.status),
        "" if report.confidential else holder.name,
        speaking.day(running[0].due_at, able) if running else "",
        _waiting(names, report.turn),
        may_close="close" in names,
        may_withdraw="withdraw" in names,
        who=Who.NAMED if is_named else Who.HIDDEN,
        confidential=report.confidential,
    )


def quoted(own: Own, able: Able, here: Here) -> Quoted | None:
    """Return what an office last said to the reporter of a report; None where nothing.

    Of a confidential report, and of one that has left this place, its words are not even read.
    """
    actor = reporter(own)
    try:
        report = get_own(actor)
    except NotFound:
        return None
    if has_left(report.contact, here, moved=report.moved):
        return Quoted(own.number or report.number, "", "", moved=True)
    if report.confidential:
        return Quoted(own.number or report.number, "", "", hidden=True)
    said = quoting.quote(report, actor)
    if said is None:
        return None
    news = _waiting({move.name for move in open_moves(actor, report)}, said.turn)
    return Quoted(
        number=report.number,
        office=said.office,
        words=said.words,
        due=speaking.day(said.due_at, able) if said.due_at else "",
        news=news,
        choices=tuple(choosing.offered(report.number)) if news is News.ASKED else (),
    )


def _waiting(names: Collection[str], turn: str | None) -> News | None:
    """Return what waits for a reporter: by the steps open to them, while it is their turn."""
    if turn not in THEIRS:
        return None
    return next((news for name, news in NEWS.items() if name in names), None)


def _status_alone(number: str, *, moved: bool = False) -> Standing | None:
    status: Status | None = status_of(number)
    return Standing(number, plainly(status), moved=moved) if status else None
