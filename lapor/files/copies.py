"""The clean copies: reading them, covering parts of a picture, and throwing them away."""

import secrets
from collections.abc import Sequence

from django.core.files.base import File as Opened
from django.utils import timezone

from lapor.files import child, shelf
from lapor.files.checking import describe
from lapor.files.cleaning.answers import Refused, Remade
from lapor.files.leaving import remove
from lapor.files.models import File
from lapor.files.shelf import FILES, THUMBNAIL

State = File.State
Box = Sequence[float]  # left, top, width, height, in fractions of the picture
MOST_BOXES = 50


def read(file: File) -> "Opened[bytes]":
    """Return the clean copy, open for reading. Raises `LookupError` where there is none."""
    return shelf.hand_out(FILES, _clean(file).key)


def read_thumbnail(file: File) -> "Opened[bytes]":
    """Return a small JPEG of it. Raises `LookupError` where there is none."""
    if not _clean(file).thumbnail:
        raise LookupError("It has no thumbnail.")
    return shelf.hand_out(FILES, file.thumbnail)


def made(file: File, boxes: Sequence[Box]) -> Remade:
    """Return a picture with these parts painted over, as it would be kept; nothing is kept yet.

    Raises `ValueError` for boxes that are not on the picture, `LookupError` where there is no clean
    picture, `shelf.Unread`, and `shelf.Unwritten` where there is no room to make it now.
    """
    if not are_boxes(boxes):
        raise ValueError("A box lies on the picture: four fractions.")
    if _clean(file).kind != File.Kind.IMAGE:
        raise LookupError("That is no picture.")
    with read(file) as opened:
        content = opened.read()
    try:
        return child.cover(content, boxes)
    except (Refused, child.Unfinished) as ended:  # it was decoded before: there is no room now
        raise shelf.Unwritten(str(ended)) from None


def covered(file: File, boxes: Sequence[Box]) -> File:
    """Return a copy of a picture with these parts painted over; nothing of them is in it.

    Who shows it keeps it (`kept`); else it goes with what nobody sent. The copy lies on its shelf
    before the row is there. Raises as `made`.
    """
    remade = made(file, boxes)
    key, now = shelf.new_key(), timezone.now()
    copy = File(
        token=secrets.token_bytes(32), state=State.CLEAN, declared=0, key=key,
        thumbnail=key + THUMBNAIL, created_at=now, settled_at=now,
    )  # fmt: skip
    describe(copy, remade)
    shelf.put(FILES, copy.key, remade.content)
    shelf.put(FILES, copy.thumbnail, remade.thumbnail)
    copy.save(force_insert=True)
    return copy


def are_boxes(boxes: Sequence[Box]) -> bool:
    """Say whether each has four fractions, an area, and lies on the picture."""
    return len(boxes) <= MOST_BOXES and all(_is_box(box) for box in boxes)


def delete(file: File) -> None:
    """Delete every byte of a file: the copy, the thumbnail, and what its uploader sent."""
    remove(file)


def _is_box(box: Box) -> bool:
    if len(box) != 4 or not all(0 <= side <= 1 for side in box):
        return False
    left, top, width, height = box
    return width > 0 and height > 0 and left + width <= 1.0001 and top + height <= 1.0001


def _clean(file: File) -> File:
    if file.state != State.CLEAN:
        raise LookupError("There is no clean copy.")
    return file
