"""Files for the tests of pages: sent with a form, or laid in beforehand and checked."""

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from lapor.files import arriving, checking
from lapor.files.models import File
from lapor.reports.models import Attachment
from tests.files import made


def photo(side: int = 64) -> bytes:
    return made.image(size=(side, side))


def sent(content: bytes, name: str = "IMG_rahasia_budi.jpg") -> SimpleUploadedFile:
    """A file as a form without scripts sends it."""
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def laid_in(content: bytes | None = None, *, looked_at: bool = True) -> str:
    """Return the token of a file that has arrived, and was checked unless that is to wait."""
    content = photo() if content is None else content
    file, token = arriving.take(io.BytesIO(content), len(content))
    if looked_at:
        checking.check(str(file.pk))
    return token


def look_at_all() -> None:
    """Check whatever waits, as the worker does."""
    for file in File.objects.filter(state=File.State.WAITING):
        checking.check(str(file.pk))


def attached(report: Any) -> list[Attachment]:
    return list(Attachment.objects.select_related("file", "shown").filter(report=report))


def taken(answer: Any) -> bytes:
    """Return the bytes of a file that was handed out."""
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def move_of(row: Attachment) -> str:
    """Return the step that brought a file."""
    return row.event.move if row.event else ""


def shown_key(report: Any) -> str:
    """Return the key of the public copy of the first file."""
    shown = attached(report)[0].shown
    assert shown
    return shown.key
