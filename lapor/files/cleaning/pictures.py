"""Pictures inside documents: made anew in the format they have, for other parts name it."""

from lapor.files.cleaning import images, kinds
from lapor.files.cleaning.answers import Fault, Refused

FORMS = {kinds.JPEG: "JPEG", kinds.PNG: "PNG", kinds.GIF: "GIF", kinds.BMP: "BMP"}
DRAWN = (b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00")  # WMF
EMF, SIGNATURE = b"\x01\x00\x00\x00", b" EMF"
DESCRIBED = slice(60, 68)  # how many letters, and where they begin


def remake(content: bytes) -> bytes:
    """Return the same picture without a word in it.

    What draws (EMF, WMF) stays, without its description. Raises `Refused`: TYPE for anything else.
    """
    if content.startswith(EMF) and content[40:44] == SIGNATURE:
        return _undescribed(content)
    if content.startswith(DRAWN) or not content:
        return content
    kind = kinds.kind_of(content)
    if kind not in FORMS:
        raise Refused(Fault.TYPE)
    image, _source = images.read(content)
    if FORMS[kind] in ("JPEG", "BMP") and image.mode == "RGBA":
        image = image.convert("RGB")
    return images.written(image, FORMS[kind])


def _undescribed(content: bytes) -> bytes:
    """Blank what an EMF says of the program and of itself."""
    bare, told = bytearray(content), content[DESCRIBED]
    start = int.from_bytes(told[4:], "little")
    end = min(start + 2 * int.from_bytes(told[:4], "little"), len(bare))
    if start < end:
        bare[start:end] = bytes(end - start)
    bare[DESCRIBED] = bytes(8)
    return bytes(bare)
