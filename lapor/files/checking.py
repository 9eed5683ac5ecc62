"""Looks at what has come and settles it: a clean copy made anew, or a refusal that says why.

Safe to repeat: a file already settled is left alone, and one that kills its worker again and again
is refused.
"""

import structlog
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone

from lapor.files import child, quarantine, scanning, shelf
from lapor.files.arriving import ask_for_sealing
from lapor.files.cleaning.answers import Fault as Why
from lapor.files.cleaning.answers import Kind, Refused, Remade
from lapor.files.models import File
from lapor.files.names import MOST
from lapor.files.shelf import FILES, THUMBNAIL

PAUSE, LONGEST = 60, 7_200  # seconds between them, each five times the one before
AGAIN = (
    scanning.Unanswered, shelf.Unwritten, shelf.Unread, quarantine.Unopened, child.Unfinished
)  # fmt: skip
State, Fault = File.State, File.Fault

log = structlog.get_logger("lapor.files")


def check(file_id: str) -> None:
    """Settle one file that waits. The worker alone can: it opens what lies in quarantine.

    Raises one of `AGAIN` where it must be tried again. Those that may be the file's own fault count
    as an attempt: a virus scanner that answers, but not about this one; a process that was ended.
    """
    if not settings.COURIER_KEY:
        raise ImproperlyConfigured("Only the worker checks: this process has no courier key.")
    file = begin(file_id)
    if file is None:
        return
    try:
        settle(file, look_at(file))
    except Refused as refused:
        refuse(file_id, Fault(refused.fault.value))
    except (scanning.Unanswered, shelf.Unwritten, shelf.Unread) as away:
        if not (isinstance(away, scanning.Unanswered) and scanning.answers()):
            begin_anew(file_id)
        raise


def pause(file_id: str) -> int:
    """Return in how many seconds to look again: time enough to mend what a file did not break."""
    attempts = File.objects.values_list("attempts", flat=True).filter(pk=file_id).first() or 0
    return int(min(PAUSE * 5 ** max(attempts - 1, 0), LONGEST))


@transaction.atomic
def begin(file_id: str) -> File | None:
    """Count an attempt; return the file if there is something to do."""
    file = _locked(file_id)
    if file is None or file.state != State.WAITING:
        return None
    if file.attempts >= MOST:
        _refuse(file, Fault.UNSEEN)
        return None
    file.attempts += 1
    file.save(update_fields=["attempts"])
    return file


@transaction.atomic
def begin_anew(file_id: str) -> None:
    """Let the attempt not count: it was not the file's fault."""
    file = _locked(file_id)
    if file is not None and file.attempts:
        file.attempts -= 1
        file.save(update_fields=["attempts"])


def look_at(file: File) -> Remade:
    """Return the clean copy. Raises `Refused` and what is in `AGAIN`."""
    try:
        content = quarantine.raw(file)
    except LookupError:  # a backup that was put back holds no quarantine
        raise Refused(Why.BROKEN) from None
    if scanning.has_virus(content):
        raise Refused(Why.VIRUS)
    return child.remake(content)


def settle(file: File, made: Remade) -> None:
    """Keep the copy and say so. Raises `shelf.Unwritten`; then the file still waits.

    Of a voice no copy is kept yet: who it belongs to decides whether anybody may hear it.
    """
    is_voice = made.kind == Kind.AUDIO
    if not is_voice:
        shelf.put(FILES, file.key, made.content)
    small = file.key + THUMBNAIL if made.thumbnail else ""
    if small:
        shelf.put(FILES, small, made.thumbnail)
    with transaction.atomic():
        row = _locked(str(file.pk))
        if row is None or row.state != State.WAITING:  # taken back meanwhile
            shelf.drop(FILES, file.key)
            shelf.drop(FILES, small)
            return
        row.state = State.SEALED if is_voice else State.CLEAN
        row.thumbnail, row.settled_at = small, timezone.now()
        describe(row, made)
        row.save()
        if row.kept:
            ask_for_sealing(row)
    log.info("file_settled", file_id=str(file.pk), status=str(row.state))


def let_hear(file: File) -> None:
    """Keep the copy of a voice that offices may hear, made from what still lies in quarantine.

    In the caller's transaction, which holds the file. Raises `LookupError` where nothing lies
    there, `Refused`, and what is in `AGAIN`.
    """
    made = child.remake(quarantine.raw(file))
    shelf.put(FILES, file.key, made.content)
    file.state = State.CLEAN
    describe(file, made)
    file.save()


def describe(file: File, made: Remade) -> None:
    """Write down what the copy is."""
    file.kind, file.media_type, file.size = made.kind.value, made.media_type, len(made.content)
    file.width, file.height, file.pages = made.width, made.height, made.pages
    file.seconds = made.seconds


@transaction.atomic
def refuse(file_id: str, fault: File.Fault) -> None:
    """Say why, and forget what came."""
    file = _locked(file_id)
    if file is not None and file.state == State.WAITING:
        _refuse(file, fault)


def _refuse(file: File, fault: File.Fault) -> None:
    """UNSEEN: nobody has come to see what it is, so what came lies there some days more."""
    file.state, file.fault, file.settled_at = State.REFUSED, fault, timezone.now()
    file.save(update_fields=["state", "fault", "settled_at"])
    for key in (file.key, file.key + THUMBNAIL):  # of an attempt that did not come to its end
        shelf.drop(FILES, key)
    if fault == Fault.UNSEEN:
        log.error("file_parked", file_id=str(file.pk))
    else:
        quarantine.forget(file)
    log.info("file_settled", file_id=str(file.pk), status=fault.value)


def _locked(file_id: str) -> File | None:
    return File.objects.select_for_update().filter(pk=file_id).first()
