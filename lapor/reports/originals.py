"""What came, exactly as it came, goes into the vault of its report once the clean copy is there.

Of a reporter who gave no name at all nothing is kept but the clean copy: place, device and author
inside a file would be the name that they did not give.
"""

import structlog
from django.db import transaction

from lapor.files import quarantine, shelf
from lapor.files.models import File
from lapor.files.shelf import FILES, ORIGINAL
from lapor.kit.seal import seal
from lapor.reports import identity
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
        if file.state != File.State.CLEAN:
            return
        kept = Sealed.objects.filter(attachment=attachment).exists()
        if not kept and not _is_of_nobody(attachment):
            _seal(attachment, file)
    quarantine.forget(file)


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


def _seal(attachment: Attachment, file: File) -> None:
    try:
        plain = quarantine.raw(file)
    except LookupError:  # put back from a backup, which holds no quarantine
        log.warning("original_is_lost", file_id=str(file.pk))
        return
    vault = identity.open_vault(attachment.report)
    if vault is None:  # nobody holds the keys that what this reporter hides would need
        return
    row = Sealed(report=attachment.report, part=Sealed.Part.FILE, attachment=attachment)
    row.place = file.key + ORIGINAL
    shelf.put(FILES, row.place, seal(plain, to=bytes(vault.public), about=row.id.bytes))
    row.save(force_insert=True)
