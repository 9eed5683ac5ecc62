"""Reads a letter as it came: who, when, what, and which files. Pure, and nothing in it raises.

The older way of the standard library to read headers (`compat32`) is used on purpose: the newer
one takes each header apart when it is asked for, and raises on what strangers send.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime

from lapor.channels.email.plain import text_of

MOST_PARTS, DEEPEST = 400, 12
MOST_CHECKS = 10  # headers of mail servers
MOST_NAMES = 10  # letters that one answers, as its program lists them
MOST_BOUNDARIES = 100  # that a letter names; each holds up all lines that follow
BOUNDARY = re.compile(rb"\bboundary\b", re.IGNORECASE)
MOST_FILES = 5  # that one letter hands over; the rest is told of
LONGEST_TEXT = 200_000  # letters of a part
LONGEST_ADDRESS = 254
LONGEST_HEADER = 2_000  # letters of a header that are looked at
SMALLEST_PICTURE = 12_000  # bytes; smaller ones inside the words are logos and counters
ADDRESS = re.compile(r"[^\s@<>()\[\],;:\\\"]{1,64}@[A-Za-z0-9.-]{1,189}")
CHARSET = re.compile(
    r"(utf-?(7|8|16|32)|us-ascii|ascii|iso-?8859|latin-?[1-9]|windows-12|cp12|koi8|gb|big5|shift|"
    r"sjis|euc|iso-2022)[\w-]*",
    re.IGNORECASE,
)
# Parts that are neither words nor files for us.
SEALS = """
application/pgp-signature application/pkcs7-signature application/x-pkcs7-signature
application/pgp-encrypted application/pgp-keys text/x-amp-html
"""
NOTICE = "message/delivery-status"  # read as several small messages
CUT = "x-lapor-cut"  # a header of ours, before a letter of which only the beginning was fetched
TO_US = ("delivered-to", "x-original-to", "envelope-to", "to", "cc")


@dataclass(frozen=True)
class Enclosed:
    """A file in a letter. Of one that is not handed over `body` is empty."""

    name: str
    body: bytes
    size: int


@dataclass(frozen=True)
class Post:
    """A letter, read. sender: empty where it names none that could be answered."""

    key: str  # a hash of its Message-ID, else of all of it
    message_id: str
    sender: str
    name: str
    subject: str
    text: str
    sent_at: datetime
    to: tuple[str, ...] = ()
    files: tuple[Enclosed, ...] = ()
    answers: bool = False  # another letter
    answered: tuple[str, ...] = ()  # the Message-IDs of those it answers, the nearest first
    checked: tuple[str, ...] = ()  # what mail servers wrote on it about who sent it
    machine: str = ""  # why nobody is to be answered; empty: a person wrote it
    parts: tuple[Message, ...] = field(default=(), compare=False)


def read(body: bytes) -> Post:
    """Return what a letter says, whatever was sent."""
    message = _parsed(body)
    parts = tuple(_leaves(message))
    subject, answers = subject_of(header(message, "subject"))
    message_id = header(message, "message-id").strip()[:400]
    name, sender = _sender(message)
    is_cut = bool(header(message, CUT))
    return Post(
        key=hashlib.sha256(message_id.encode() if message_id else body).hexdigest(),
        message_id=message_id if re.fullmatch(r"<[^<>\s]{3,398}>", message_id) else "",
        sender=sender,
        name=name,
        subject=subject,
        text=_words(message),
        sent_at=moment(header(message, "date")),
        to=tuple(recipients(message)),
        files=() if is_cut else _files(parts, _words_parts(message)),
        answers=answers or bool(header(message, "in-reply-to")),
        answered=tuple(_answered(message)),
        checked=tuple(_checked(message)),
        machine=machine(message, sender),
        parts=parts,
    )


def _parsed(body: bytes) -> Message:
    """Return a letter with its parts; of one that is nested beyond reason its head alone.

    The parser holds each line against every boundary that is open, and calls itself for each.
    """
    if len(BOUNDARY.findall(body)) > MOST_BOUNDARIES:
        return BytesHeaderParser().parsebytes(body)
    try:
        return message_from_bytes(body)
    except RecursionError:
        return BytesHeaderParser().parsebytes(body)


def header(message: Message, name: str) -> str:
    """Return the first header of this name in words; what can not be decoded stays as it is."""
    found = next((str(raw) for key, raw in message.raw_items() if key.lower() == name), "")
    return decoded(found)


def decoded(raw: str) -> str:
    """Return what an encoded header says, on one line."""
    cut = raw[: 2 * LONGEST_HEADER].encode("utf-8", "surrogateescape").decode("latin-1")
    lines = [line.strip(" \t") for line in re.split(r"[\r\n]+", cut)]
    flat = " ".join(lines)[:LONGEST_HEADER]
    try:
        pieces = decode_header(flat)
    except (HeaderParseError, ValueError):
        pieces = [(flat, None)]
    words = ""
    for piece, charset in pieces:
        if isinstance(piece, str):
            piece = piece.encode("latin-1", "replace")
        words += in_letters(piece, charset or "")
    return " ".join(words.replace("\x00", "").split())


def in_letters(raw: bytes, charset: str) -> str:
    """Return bytes as words: in the charset they claim, else in UTF-8, else in Windows' own."""
    for name in (charset if CHARSET.fullmatch(charset) else "", "utf-8"):
        try:
            return raw.decode(name) if name else raw.decode("ascii")
        except (LookupError, ValueError):
            continue
    return raw.decode("cp1252", "replace")


def subject_of(typed: str) -> tuple[str, bool]:
    """Return a subject without "Re:" and the like, and whether it answered something."""
    plain, answers = typed.strip(), False
    while found := re.match(r"^(re|bls|balas|aw|sv)\s*(\[\d+\])?\s*:\s*", plain, re.IGNORECASE):
        plain, answers = plain[found.end() :], True
    plain = re.sub(r"^((fwd?|tr|wg|terusan)\s*:\s*)+", "", plain, flags=re.IGNORECASE)
    return plain.strip(), answers


def recipients(message: Message) -> Iterator[str]:
    """Yield the addresses that a letter was sent to, those of its envelope first."""
    for name in TO_US:
        raw = [str(value) for key, value in message.raw_items() if key.lower() == name]
        for value in raw[:20]:
            yield from (found[0].lower() for found in ADDRESS.finditer(value[:20_000]))


def _answered(message: Message) -> Iterator[str]:
    """Yield the names of the letters in whose line this one stands."""
    for name in ("in-reply-to", "references"):
        found = re.findall(r"<[^<>\s]{3,398}>", header(message, name))
        yield from reversed(found[-MOST_NAMES:])


def _checked(message: Message) -> Iterator[str]:
    """Yield what mail servers found out about who sent a letter, the last server's first."""
    found = [raw for name, raw in message.raw_items() if name.lower() == "authentication-results"]
    yield from (" ".join(str(raw)[:LONGEST_HEADER].split()) for raw in found[:MOST_CHECKS])


def machine(message: Message, sender: str) -> str:
    """Say why a letter is not to be answered; empty where a person wrote it.

    Source: RFC 3834, and what mail programs of lists and notices put into their headers.
    """
    said = {name: header(message, name).lower() for name in MACHINES}
    if said["auto-submitted"].partition(";")[0].strip() not in ("", "no"):
        return "auto-submitted"
    if said["precedence"] in ("bulk", "list", "junk", "auto_reply"):
        return "precedence"
    if re.search(r"\b(all|oof|autoreply)\b", said["x-auto-response-suppress"]):
        return "suppress"
    plainly = next(
        (n for n in ("list-id", "x-loop", "x-autoreply", "x-autorespond") if said[n]), ""
    )
    if plainly:
        return plainly
    if said["return-path"].replace(" ", "") == "<>":
        return "no-return-path"
    if re.match(r"(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)[@+-]", sender):
        return "sender"
    return ""


MACHINES = (
    "auto-submitted",
    "precedence",
    "x-auto-response-suppress",
    "list-id",
    "x-loop",
    "x-autoreply",
    "x-autorespond",
    "return-path",
)


def _sender(message: Message) -> tuple[str, str]:
    """Return the name and address of the one who wrote; empty where there is none, or several."""
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == "from"), "")
    raw = " ".join(raw[:LONGEST_HEADER].split())
    angled = [one.strip() for one in re.findall(r"<([^<>]{1,322})>", raw)]
    found = angled or [one[0] for one in ADDRESS.finditer(raw)]
    if len(found) != 1:
        return "", ""
    address, name = found[0], raw[: raw.rfind("<")] if angled else ""
    is_one = ADDRESS.fullmatch(address) and len(address) <= LONGEST_ADDRESS and ".." not in address
    return (decoded(name).strip("\"' ")[:100], address.lower()) if is_one else ("", "")


def moment(typed: str) -> datetime:
    """Return when a letter says that it was written; now where that can not be, or is to come."""
    now = datetime.now(UTC)
    try:
        at = parsedate_to_datetime(typed)
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return now
    return min(at, now) if at.year >= 2000 else now


def _leaves(message: Message) -> Iterator[Message]:
    """Yield the parts that hold something, in their order; no deeper and no more than is sane."""
    waiting, count = [(message, 0)], 0
    while waiting and count < MOST_PARTS:
        part, depth = waiting.pop()
        count += 1
        inner = _inner(part)
        if inner and part.get_content_type() != NOTICE and depth < DEEPEST:
            waiting += [(one, depth + 1) for one in reversed(inner)]
        elif not inner or part.get_content_type() == NOTICE:
            yield part


def _inner(part: Message) -> list[Message]:
    """Return the parts of a part. Of a leaf the words are not asked for: that may raise."""
    payload = part.get_payload() if part.is_multipart() else []
    return [one for one in payload if isinstance(one, Message)]


def _words(message: Message) -> str:
    """Return the words of a letter: plain ones where there are some, else those of its HTML."""
    found = [_text(part) for part in _words_parts(message)]
    return "\n\n".join(words for words in found if words)


def _words_parts(message: Message) -> Sequence[Message]:
    """Return the parts that are the words: of alternatives one, of a forwarded letter its own."""
    found: list[Message] = []
    waiting, count = [(message, 0)], 0
    while waiting and count < MOST_PARTS:
        part, depth = waiting.pop()
        count += 1
        inner = _inner(part)
        if part.get_content_type() == NOTICE:
            continue
        if inner and depth < DEEPEST:
            if part.get_content_type() == "multipart/alternative":
                inner = [_best(inner)]
            waiting += [(one, depth + 1) for one in reversed(inner)]
        elif _is_words(part):
            found.append(part)
    return found


def _best(choices: Sequence[Message]) -> Message:
    """Return the alternative that is read: plain text that says something, else the richest."""
    for part in choices:
        if part.get_content_type() == "text/plain" and len(_text(part)) > 2:
            return part
    return choices[-1]


def _is_words(part: Message) -> bool:
    kind, how = part.get_content_type(), header(part, "content-disposition").lower()
    return kind in ("text/plain", "text/html") and not how.startswith("attachment")


def _text(part: Message) -> str:
    if not _is_words(part):
        return ""
    words = in_letters(_bytes(part), _charset(part))[:LONGEST_TEXT].replace("\x00", "")
    return text_of(words) if part.get_content_type() == "text/html" else words.strip()


def _charset(part: Message) -> str:
    try:
        return str(part.get_content_charset() or "")
    except (LookupError, ValueError, TypeError):
        return ""


def _bytes(part: Message) -> bytes:
    """Return the content of a part; what claims an encoding it has not is taken as it stands."""
    try:
        found = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, AssertionError):
        found = b""
    return found if isinstance(found, bytes) else b""


def _files(parts: Sequence[Message], words: Sequence[Message]) -> tuple[Enclosed, ...]:
    """Return the files: what was attached first, then larger pictures that stand in the words.

    More than `MOST_FILES` are named without their bytes, so that the sender is told.
    """
    spoken = {id(part) for part in words}
    enclosed: list[Enclosed] = []
    pictured: list[Enclosed] = []
    for part in parts:
        kind, how = part.get_content_type(), header(part, "content-disposition").lower()
        is_word = id(part) in spoken or (_is_words(part) and not how.startswith("attachment"))
        if is_word or kind in SEALS.split() or kind.startswith("message/"):
            continue
        body = _bytes(part)
        if not body:
            continue
        is_picture = kind.startswith("image/") and not how.startswith("attachment")
        if is_picture and len(body) < SMALLEST_PICTURE:
            continue
        (pictured if is_picture else enclosed).append(Enclosed(_name(part), body, len(body)))
    found = [*enclosed, *pictured]
    more = [Enclosed(one.name, b"", one.size) for one in found[MOST_FILES : MOST_FILES + 1]]
    return (*found[:MOST_FILES], *more)


def _name(part: Message) -> str:
    try:
        return decoded(str(part.get_filename() or ""))[:120]
    except (LookupError, ValueError, TypeError, IndexError):
        return ""
