"""A file on its way in: announced, then piece by piece, in as many attempts as the line needs.

Who uploads holds a token; the row has its HMAC. Pieces are sealed before they touch a disk.
"""

import hashlib
import hmac
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from procrastinate.contrib.django import app
from procrastinate.types import JSONDict

from lapor.files import quarantine, shelf
from lapor.files.leaving import remove
from lapor.files.models import File
from lapor.files.names import CHECK, CHECK_AGAIN, KEPT, LANES, PRIORITY, QUEUE, SEAL_ORIGINAL
from lapor.files.quarantine import PIECE

CHUNK = PIECE  # bytes of each piece but the last
MOST_BYTES = 10 * 1024 * 1024
MOST_FILES = 5  # of a step, or of a report when it is made
State, Fault = File.State, File.Fault
CHECKED = (State.CLEAN, State.SEALED)


class FileRefused(Exception):
    """This file is not taken; `fault.label` says why."""

    def __init__(self, fault: File.Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class NotFound(LookupError):
    """No such file, or it is gone, or it already belongs to something."""


class OutOfOrder(Exception):
    """That piece does not follow; `received` is where to go on."""

    def __init__(self, received: int) -> None:
        super().__init__(f"go on at {received}")
        self.received = received


def begin(declared: int) -> tuple[File, str]:
    """Announce a file of so many bytes; return its row and the secret of who uploads it.

    Raises `FileRefused` where it would be empty or too large, `shelf.Unwritten` where as much as
    may lie here without belonging to anything lies here already.
    """
    if declared <= 0:
        raise FileRefused(Fault.EMPTY)
    if declared > MOST_BYTES:
        raise FileRefused(Fault.SIZE)
    unkept = File.objects.filter(kept=False).exclude(state=State.DELETED)
    lying = unkept.aggregate(bytes=Sum("declared"))["bytes"] or 0
    if lying + declared > settings.UNKEPT_MB * shelf.MEGA:
        raise shelf.Unwritten("Too much lies here that nobody has sent.")
    token = secrets.token_urlsafe(16)
    file = File.objects.create(token=digest(token), declared=declared, key=shelf.new_key())
    return file, token


@transaction.atomic
def append(token: str, offset: int, chunk: bytes) -> File:
    """Take the piece that begins at `offset`: `CHUNK` bytes, or what is left.

    A repeated piece changes nothing. When all is there the check is asked for in the same
    transaction. Raises `NotFound`, `OutOfOrder`, `FileRefused` (more than was announced, or
    refused before), `shelf.Unwritten` (then the same piece may be sent again).
    """
    file = _locked(token)
    if file.state == State.REFUSED:
        raise FileRefused(Fault(file.fault))
    if offset + len(chunk) > file.declared:
        raise FileRefused(Fault.SIZE)
    if chunk and offset + len(chunk) <= file.received:
        return file
    whole = len(chunk) == min(CHUNK, file.declared - file.received)
    if file.state != State.RECEIVING or offset != file.received or not whole:
        raise OutOfOrder(file.received)
    quarantine.lay(file, offset, chunk)
    file.received += len(chunk)
    if file.received == file.declared:
        file.state = State.WAITING
        ask_for_check(file)
    file.save(update_fields=["received", "state"])
    return file


def take(stream: BinaryIO, size: int) -> tuple[File, str]:
    """Take a whole upload at once. Raises what `begin` and `append` do; then nothing is kept."""
    file, token = begin(size)
    try:
        while file.received < file.declared:
            due = min(CHUNK, file.declared - file.received)
            chunk = stream.read(due)
            if len(chunk) < due:
                raise FileRefused(Fault.BROKEN)
            file = append(token, file.received, chunk)
    except BaseException:
        remove(file)
        raise
    return file, token


def find(token: str) -> File:
    """Return a file by the secret of who uploaded it, while nothing keeps it. Raises `NotFound`."""
    file = File.objects.filter(token=digest(token)).first()
    return _free(file)


def find_all(tokens: Sequence[str]) -> list[tuple[str, File]]:
    """Return the files of these tokens that nothing keeps yet, in their order: one statement."""
    if not tokens:
        return []
    rows = File.objects.filter(token__in=map(digest, tokens), kept=False)
    known = {bytes(row.token): row for row in rows.exclude(state=State.DELETED)}
    found = ((token, known.get(digest(token))) for token in tokens)
    return [(token, file) for token, file in found if file]


@transaction.atomic
def drop(token: str) -> None:
    """Delete a file that who uploaded it takes back. Raises `NotFound`."""
    remove(_locked(token))


@transaction.atomic(savepoint=False)  # it is the caller's; a savepoint costs two statements
def keep(tokens: Sequence[str]) -> list[File]:
    """Let files belong to what the caller is about to save, in the order of their tokens.

    The caller's transaction. Raises `NotFound` for one that is unknown, gone or kept,
    `FileRefused` for one that was refused or has not come whole. The originals of clean ones are
    asked to be sealed; of those that still wait, the check asks for it.
    """
    rows = File.objects.select_for_update().filter(token__in=map(digest, tokens)).order_by("id")
    known = {bytes(row.token): row for row in rows}
    files = [_free(known.pop(digest(token), None)) for token in tokens]
    for file in files:
        if file.state == State.REFUSED:
            raise FileRefused(Fault(file.fault))
        if file.state == State.RECEIVING:
            raise FileRefused(Fault.BROKEN)
        file.kept = True
    File.objects.filter(pk__in=[file.pk for file in files]).update(kept=True)
    ask_for_sealing(*(file for file in files if file.state in CHECKED))
    _hurry(*(file for file in files if file.state == State.WAITING))
    return files


def wait_for(tokens: Collection[str], until: datetime | None) -> None:
    """Let files wait until then for who still writes with them; None: as long as any other.

    One statement, none where there is no file. What belongs to something stays as it is.
    """
    if tokens:
        rows = File.objects.filter(token__in=map(digest, tokens), kept=False)
        rows.update(until=until)


def digest(token: str) -> bytes:
    """Return the HMAC under which a token is looked up."""
    return hmac.digest(settings.PEPPER, b"file:" + token.encode(), hashlib.sha256)


def ask_for_check(file: File) -> None:
    """Queue the check; few run at a time, so that letters and clocks find a free hand."""
    if file.kept:
        _hurry(file)
        return
    lane = f"{QUEUE}-{file.id.int % LANES}"
    task = app.configure_task(CHECK, queue=QUEUE, priority=PRIORITY - 1, lock=lane)
    task.defer(file_id=str(file.id))


def _hurry(*files: File) -> None:
    """Queue the checks of files that belong to something now in a lane of their own.

    What others upload and never send cannot stand before them. Whichever job comes first settles
    a file; the other finds nothing to do.
    """
    if files:
        lane = f"{QUEUE}-{KEPT}"
        task = app.configure_task(CHECK, queue=QUEUE, priority=PRIORITY, lock=lane)
        jobs: list[JSONDict] = [{"file_id": str(file.id)} for file in files]
        task.batch_defer(*jobs)


def ask_again(file_id: str, seconds: int) -> None:
    """Queue the check for later. What waits has no lane: nothing behind it has to wait as well."""
    later = {"seconds": seconds}
    task = app.configure_task(CHECK_AGAIN, queue=QUEUE, priority=PRIORITY, schedule_in=later)
    task.defer(file_id=file_id)


def ask_for_sealing(*files: File) -> None:
    """Queue the sealing of originals: one statement, none where there is no file."""
    if files:
        task = app.configure_task(SEAL_ORIGINAL, queue=QUEUE, priority=PRIORITY)
        jobs: list[JSONDict] = [{"file_id": str(file.id)} for file in files]
        task.batch_defer(*jobs)


def _locked(token: str) -> File:
    return _free(File.objects.select_for_update().filter(token=digest(token)).first())


def _free(file: File | None) -> File:
    if file is None or file.kept or file.state == State.DELETED:
        raise NotFound
    return file
