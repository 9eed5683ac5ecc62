"""Puts the parts of an SMS together, in whatever order and however often they come.

A part is a row from the moment it is acknowledged, so that no process that dies takes it along.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from lapor.channels import arriving
from lapor.channels.models import SmsPart
from lapor.channels.sms import bodies, letters, pdu, receipts
from lapor.channels.sms.letters import Piece
from lapor.channels.sms.pdu import Came
from lapor.kit.ids import new_id
from lapor.kit.seal import seal, unseal
from lapor.outbox.models import ChannelAccount
from lapor.reports.access import digest

PATIENCE = timedelta(minutes=15)  # since the newest part, until what is there goes on alone
AGAIN = timedelta(minutes=30)  # how long the same octets are taken for the same part
KEPT = timedelta(days=1)  # how long it is remembered what was handed on


def mark_of(octets: bytes) -> bytes:
    """Return by what a PDU is known when it is brought again: all of it but its head."""
    return digest(f"sms:{octets[pdu.HEAD.size :].hex()}")


@transaction.atomic
def take(account: ChannelAccount, octets: bytes, *, is_another: bool) -> None:
    """Keep what a `deliver_sm` brings; hand a message on that is whole with it.

    is_another: the same octets were taken and acknowledged on this very bind, so that somebody
    wrote the same again, where they are a whole message: a part carries a count of its own. What
    can not be read is kept for somebody to look at. Raises whatever the database raises; then
    nothing is kept.
    """
    now = timezone.now()
    try:
        came = pdu.came(octets)
    except pdu.Malformed:
        arriving.keep(account, octets)
        return
    if receipts.is_receipt(came):
        if landed := receipts.read(came, now):
            arriving.keep(account, bodies.of_receipt(landed))
        return
    piece, mark = letters.piece_of(came), mark_of(octets)
    whole = _whole(account, came, piece)
    _wait_in_line(whole)
    rows = SmsPart.objects.filter(account=account)
    is_new = is_another and piece.total == 1
    if not is_new and rows.filter(mark=mark, received_at__gt=now - AGAIN).exists():
        return
    if piece.total == 1:
        _hand_on_alone(account, came, piece, whole, mark, now)
        return
    there = list(rows.filter(whole=whole, handed_at=None))
    if any(row.place == piece.place for row in there):  # they have begun another with that count
        _hand_on(account, there, now)
        there = []
    there.append(_kept(account, octets, piece, whole, mark, now))
    if len(there) == piece.total:
        _hand_on(account, there, now)


def give_up(now: datetime) -> int:
    """Hand on what has waited in vain for the rest of it; return how many messages."""
    waiting = SmsPart.objects.filter(handed_at=None).values("account", "whole")
    stale = waiting.annotate(newest=Max("received_at")).filter(newest__lt=now - PATIENCE)
    return sum(_give_up_one(found["account"], bytes(found["whole"]), now) for found in stale)


def forget(now: datetime) -> int:
    """Delete what was handed on long ago; return how many parts."""
    return SmsPart.objects.filter(handed_at__lt=now - KEPT).delete()[0]


@transaction.atomic
def _give_up_one(account_id: int, whole: bytes, now: datetime) -> int:
    _wait_in_line(whole)
    rows = SmsPart.objects.filter(account_id=account_id, whole=whole, handed_at=None)
    there = list(rows.select_related("account"))
    if not there or max(row.received_at for row in there) >= now - PATIENCE:
        return 0
    _hand_on(there[0].account, there, now)
    return 1


def _whole(account: ChannelAccount, came: Came, piece: Piece) -> bytes:
    named = f"{came.sender}:{came.to}:{piece.reference}:{piece.total}"
    return digest(f"sms-parts:{account.pk}:{named}")


def _wait_in_line(whole: bytes) -> None:
    """Let the parts of one message be taken one after the other, by whatever process."""
    number = int.from_bytes(whole[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def _kept(
    account: ChannelAccount, octets: bytes, piece: Piece, whole: bytes, mark: bytes, now: datetime
) -> SmsPart:
    key = new_id()
    return SmsPart.objects.create(
        id=key,
        account=account,
        whole=whole,
        mark=mark,
        total=piece.total,
        place=piece.place,
        sealed=seal(octets, to=settings.COURIER_PUBLIC, about=key.bytes),
        received_at=now,
    )


def _hand_on_alone(
    account: ChannelAccount, came: Came, piece: Piece, whole: bytes, mark: bytes, now: datetime
) -> None:
    row = SmsPart(account=account, whole=whole, mark=mark, total=1, place=1, handed_at=now)
    row.received_at = now
    row.save(force_insert=True)
    words = letters.text_of(piece.coding, piece.body)
    arriving.keep(account, bodies.of_message(row.pk.hex, came.sender, now, [words]))


def _hand_on(account: ChannelAccount, rows: list[SmsPart], now: datetime) -> None:
    """Hand the message on that these parts make, with a gap where one is missing."""
    opened = {row.place: pdu.came(_opened(row)) for row in rows}
    first = min(rows, key=lambda row: row.received_at)
    pieces = {place: letters.piece_of(came) for place, came in opened.items()}
    said = list(_words(pieces, rows[0].total))
    sender = opened[first.place].sender
    arriving.keep(account, bodies.of_message(first.pk.hex, sender, first.received_at, said))
    keys = [row.pk for row in rows]
    SmsPart.objects.filter(pk__in=keys).update(handed_at=now, sealed=None)


def _opened(row: SmsPart) -> bytes:
    return unseal(bytes(row.sealed or b""), key=settings.COURIER_KEY, about=row.pk.bytes)


def _words(pieces: Mapping[int, Piece], total: int) -> Iterator[str | None]:
    """Yield the words of each part; a letter that is cut by the end of one is with the first.

    What follows without a gap in one alphabet is read as one, then told where it began.
    """
    place = 1
    while place <= total:
        if place not in pieces:
            yield None
            place += 1
            continue
        coding, body, begin = pieces[place].coding, b"", place
        while place in pieces and pieces[place].coding == coding:
            body += pieces[place].body
            place += 1
        yield letters.text_of(coding, body)
        yield from [""] * (place - begin - 1)
