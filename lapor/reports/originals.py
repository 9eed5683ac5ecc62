"""What came, exactly as it came, goes into the vault of its report once the clean copy is there.

Of a reporter who gave no name at all nothing is kept but the clean copy: place, device and author
inside a file would be the name that they did not give. A voice is a name: of a reporter who hides
from offices there is no copy, only what the two custodians keep.
"""

import structlog
from django.db import transaction

from lapor.files import arriving, checking, quarantine, shelf
from lapor.files.cleaning.answers import Refused
from lapor.files.models import File
from lapor.files.shelf import FILES, ORIGINAL
from lapor.kit.seal import seal
from lapor.reports import enclosures, identity
from lapor.reports.models import Attachment, Sealed

log = structlog.get_logger("lapor.files")


def seal_original(file_id: str) -> None:
    """Move the original of an attached file from quarantine into the vault; safe to repeat.

    The worker alone can. Raises `shelf.Unwritten`; then the original lies where it lay.
    """
    attachment = Attachment.objects.select_related("report").filter(file_id=file_id).first()
    if attachment is None:
        return
    with transaction.atomic():
        file = File.objects.select_for_update().get(pk=file_id)
        if file.state in arriving.CHECKED:
            _keep(attachment, file)
        elif not _was_refused(file):
            return
    quarantine.forget(file)


def _keep(attachment: Attachment, file: File) -> None:
    """Seal what came where it must be kept, and settle who may hear a voice."""
    kept = Sealed.objects.filter(attachment=attachment).exists()
    betrays = enclosures.betrays(attachment, file)
    if not kept and (betrays or not _is_of_nobody(attachment)):
        kept = _seal(attachment, file)
    if file.state == File.State.SEALED:
        _settle_voice(file, betrays=betrays, kept=kept)


def _was_refused(file: File) -> bool:
    """Say whether nothing of it is kept: an attempt before may have ended before it forgot it."""
    return file.state == File.State.REFUSED and file.fault != File.Fault.UNSEEN


def ciphertext(sealed: Sealed) -> bytes:
    """Return a sealed original; who joins the halves of its vault opens it with the row's id.

    Raises `LookupError` where it is there no more.
    """
    return shelf.take(FILES, sealed.place)


def _is_of_nobody(attachment: Attachment) -> bool:
    """Say whether a reporter brought it of whom no name is kept, not even sealed."""
    report = attachment.report
    if attachment.by_office or not report.anonymous:
        return False
    return not report.sealed.filter(part=Sealed.Part.NAME).exists()


def _settle_voice(file: File, *, betrays: bool, kept: bool) -> None:
    """Let offices hear a voice, or nobody but the custodians; say so where it is not kept."""
    if betrays and not identity.has_custodians():
        _refuse(file, File.Fault.VOICE)
    elif betrays and not kept:  # put back from a backup, which holds no quarantine
        _refuse(file, File.Fault.BROKEN)
    elif not betrays:
        try:
            checking.let_hear(file)
        except (Refused, LookupError):
            _refuse(file, File.Fault.BROKEN)


def _refuse(file: File, fault: File.Fault) -> None:
    file.state, file.fault = File.State.REFUSED, fault
    file.save(update_fields=["state", "fault"])


def _seal(attachment: Attachment, file: File) -> bool:
    """Say whether it is sealed now."""
    try:
        plain = quarantine.raw(file)
    except LookupError:  # put back from a backup, which holds no quarantine
        log.warning("original_is_lost", file_id=str(file.pk))
        return False
    vault = identity.open_vault(attachment.report)
    if vault is None:  # nobody holds the keys that what this reporter hides would need
        return False
    row = Sealed(report=attachment.report, part=Sealed.Part.FILE, attachment=attachment)
    row.place = file.key + ORIGINAL
    shelf.put(FILES, row.place, seal(plain, to=bytes(vault.public), about=row.id.bytes))
    row.save(force_insert=True)
    return True
