"""Pictures inside documents: made anew in the format they have, for other parts name it."""

from lapor.files.cleaning import images, kinds, metafiles
from lapor.files.cleaning.answers import Fault, Refused

FORMS = {kinds.JPEG: "JPEG", kinds.PNG: "PNG", kinds.GIF: "GIF", kinds.BMP: "BMP"}


def remake(content: bytes) -> bytes:
    """Return the same picture without a word in it.

    What draws (EMF, WMF) stays, without remarks. Raises `Refused`: TYPE for anything else.
    """
    if not content:
        return content
    if metafiles.is_emf(content):
        return metafiles.bare_emf(content)
    if metafiles.is_wmf(content):
        return metafiles.bare_wmf(content)
    kind = kinds.kind_of(content)
    if kind not in FORMS:
        raise Refused(Fault.TYPE)
    image, _source = images.read(content)
    if FORMS[kind] in ("JPEG", "BMP") and image.mode == "RGBA":
        image = image.convert("RGB")
    return images.written(image, FORMS[kind])
