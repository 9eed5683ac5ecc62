"""Reads a mailbox by IMAP: each letter kept, and only then marked as seen or moved away.

How far it was read stands in the account's mark: UIDVALIDITY and the highest UID. The order is
that of the letters' own dates, and an answer comes after what it answers: servers number letters
as they happen to arrive.
"""

import imaplib
import re
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes

import structlog
from django.db import InterfaceError, OperationalError
from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError
from psycopg_pool import PoolTimeout

from lapor.channels import arriving
from lapor.channels.email.post import CUT, header, moment
from lapor.channels.models import Inbound
from lapor.outbox.accounts import sending
from lapor.outbox.models import ChannelAccount

SECONDS = 20  # of silence
A_RUN = 200  # letters
LARGEST = 36_000_000  # bytes that are fetched whole
BEGINNING = 1_000_000  # bytes of a larger one: its words stand first
BEFORE = timedelta(days=2)  # how old letters may be that are taken when a mailbox is read anew
# As IMAP writes them, in whatever language this runs.
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LOOPBACK = ("localhost", "127.0.0.1", "::1")
STARTTLS, UNSEALED = "starttls", "none"
HEADERS = "BODY.PEEK[HEADER.FIELDS (DATE MESSAGE-ID IN-REPLY-TO)]"
SIZE = re.compile(rb"UID (\d+)\b.*?RFC822\.SIZE (\d+)|RFC822\.SIZE (\d+).*?UID (\d+)\b", re.DOTALL)
AWAY = (OSError, imaplib.IMAP4.error, ImapToolsError, ValueError)
DATABASE_GONE = (OperationalError, InterfaceError, PoolTimeout)
log = structlog.get_logger("lapor.channels")


class Unencrypted(ValueError):
    """A mailbox on another machine is asked for without TLS."""


@dataclass(frozen=True)
class Waiting:
    """A letter in a mailbox, as far as its order goes."""

    uid: int
    size: int
    at: datetime
    key: str
    answers: str


def poll(account: ChannelAccount, now: datetime) -> int:
    """Take what is new in this mailbox; return how many letters. One at a time, under a lock.

    A server that can not be reached is asked again a minute later.
    """
    try:
        with _opened(account) as box:
            return _read(box, account, now)
    except DATABASE_GONE:
        raise
    except AWAY as error:
        log.warning("mailbox_unreached", error=type(error).__name__)
        return 0


def in_order(letters: Sequence[Waiting]) -> Iterator[Waiting]:
    """Yield letters by their own dates, an answer never before what it answers."""
    left = sorted(letters, key=lambda one: (one.at, one.uid))
    while left:
        keys = {one.key for one in left if one.key}
        first = next((one for one in left if one.answers not in keys), left[0])
        left.remove(first)
        yield first


def _opened(account: ChannelAccount) -> BaseMailBox:
    said = account.said
    host, _colon, port = str(said["imap"]).rpartition(":")
    how = said.get("imap_tls", "")
    if not host:
        host, port = port, ""
    number, secure = int(port) if port else 0, ssl.create_default_context()
    box: BaseMailBox
    if how == UNSEALED:
        if host not in LOOPBACK:
            raise Unencrypted
        box = MailBoxUnencrypted(host, number or 143, timeout=SECONDS)
    elif how == STARTTLS:
        box = MailBoxStartTls(host, number or 143, timeout=SECONDS, ssl_context=secure)
    else:
        box = MailBox(host, number or 993, timeout=SECONDS, ssl_context=secure)
    password = next(iter(sending(account).get("password", ())), "")
    folder = said.get("folder") or "INBOX"
    return box.login(said.get("user") or said["address"], password, initial_folder=folder)


def _read(box: BaseMailBox, account: ChannelAccount, now: datetime) -> int:
    folder = account.said.get("folder") or "INBOX"
    validity = box.folder.status(folder, ["UIDVALIDITY"])["UIDVALIDITY"]
    known, last = _mark(account)
    if known == validity:
        found = [uid for uid in _search(box, f"UID {last + 1}:*") if uid > last]
    else:  # never read, or numbered anew: what is old was taken, or is none of ours
        last, since = 0, _since(account, now)
        found = _search(box, f"SINCE {since.day}-{MONTHS[since.month - 1]}-{since.year}")
    found = sorted(found)[:A_RUN]
    taken = sum(_take(box, account, one) for one in in_order(_waiting(box, found)))
    account.mark = f"{validity}:{max([last, *found])}"
    account.save(update_fields=["mark"])
    if found:
        log.info("mailbox_read", count=taken)
    return taken


def _mark(account: ChannelAccount) -> tuple[int, int]:
    validity, _colon, last = account.mark.partition(":")
    return (int(validity), int(last)) if validity.isdecimal() and last.isdecimal() else (-1, 0)


def _since(account: ChannelAccount, now: datetime) -> datetime:
    """Return from which day on letters are new, where their numbers do not say it."""
    newest = Inbound.objects.filter(account=account).order_by("-received_at")
    return (newest.values_list("received_at", flat=True).first() or now) - BEFORE


def _search(box: BaseMailBox, what: str) -> list[int]:
    _status, answer = box.client.uid("SEARCH", *what.split())
    return [int(uid) for uid in (answer[0] or b"").split()]


def _waiting(box: BaseMailBox, uids: Sequence[int]) -> list[Waiting]:
    """Return what decides on the order of these letters: two requests for all of them."""
    if not uids:
        return []
    named = ",".join(map(str, uids))
    sizes = _sizes(box.client.uid("FETCH", named, "(RFC822.SIZE)")[1])
    found = []
    for answer in box.client.uid("FETCH", named, f"({HEADERS})")[1]:
        if not isinstance(answer, tuple) or not (uid := re.search(rb"UID (\d+)", answer[0])):
            continue
        head = message_from_bytes(answer[1])
        found.append(
            Waiting(
                int(uid[1]),
                sizes.get(int(uid[1]), 0),
                moment(header(head, "date")),
                header(head, "message-id").strip(),
                header(head, "in-reply-to").strip(),
            )
        )
    return found


def _sizes(answers: Sequence[object]) -> dict[int, int]:
    found = {}
    for answer in answers:
        if isinstance(answer, bytes) and (told := SIZE.search(answer)):
            uid, size = (told[1], told[2]) if told[1] else (told[4], told[3])
            found[int(uid)] = int(size)
    return found


def _take(box: BaseMailBox, account: ChannelAccount, letter: Waiting) -> int:
    """Keep one letter, and only then say so to the server.

    One that breaks us is left unread in its place, for a person to look at; the others go on.
    """
    is_cut = letter.size > LARGEST
    what = f"BODY.PEEK[]<0.{BEGINNING}>" if is_cut else "BODY.PEEK[]"
    answers = box.client.uid("FETCH", str(letter.uid), f"({what})")[1]
    body = next((one[1] for one in answers if isinstance(one, tuple)), None)
    if body is None:  # somebody has moved it
        return 0
    try:
        arriving.keep(account, f"{CUT}: yes\r\n".encode() + body if is_cut else body)
    except DATABASE_GONE:
        raise
    except Exception as error:
        log.error("letter_not_taken", error=type(error).__name__)
        return 0
    if done := account.said.get("done"):
        box.move(str(letter.uid), done)
    else:
        box.flag(str(letter.uid), "\\Seen", True)
    return 1
