"""Pictures inside documents: made anew in the format they have, for other parts name it."""

from lapor.files.cleaning import images, kinds
from lapor.files.cleaning.answers import Fault, Refused

FORMS = {kinds.JPEG: "JPEG", kinds.PNG: "PNG", kinds.GIF: "GIF", kinds.BMP: "BMP"}
DRAWN = (b"\x01\x00\x00\x00", b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00")  # EMF and WMF


def remake(content: bytes) -> bytes:
    """Return the same picture without a word in it.

    What draws (EMF, WMF) stays as it is. Raises `Refused`: TYPE for anything else.
    """
    if content.startswith(DRAWN) or not content:
        return content
    kind = kinds.kind_of(content)
    if kind not in FORMS:
        raise Refused(Fault.TYPE)
    image, _source = images.read(content)
    if FORMS[kind] in ("JPEG", "BMP") and image.mode == "RGBA":
        image = image.convert("RGB")
    return images.written(image, FORMS[kind])
