"""Paints pages: what they look like stays, what they would do is gone."""

import io
import math

import pypdfium2
from pikepdf import Dictionary, Name, Pdf, Stream
from PIL import Image

from lapor.files.cleaning.answers import Fault, Refused
from lapor.files.cleaning.images import THUMBNAIL, thumbnail, written

DOTS = 150  # to an inch; small print stays readable
LARGEST = 4_000_000  # pixels of a page, however large the paper says it is
MOST_PAINTED = 100  # pages
LARGEST_PAPER = 14_400  # points; no reader takes more
QUALITY = 70


class Unpaintable(Exception):
    """The painter cannot read this document."""


def flattened(content: bytes, count: int) -> bytes:
    """Return a document of pictures of the pages. Raises `Refused` or `Unpaintable`."""
    if count > MOST_PAINTED:
        raise Refused(Fault.BOMB)
    clean = Pdf.new()
    document = _opened(content)
    try:
        for number in range(len(document)):
            page = document[number]
            width, height = page.get_size()
            picture = _painted(page, DOTS / 72)
            page.close()
            _add(clean, picture, width, height)
    finally:
        document.close()
    if not len(clean.pages):
        raise Refused(Fault.BROKEN)
    out = io.BytesIO()
    clean.save(out, deterministic_id=True)
    return out.getvalue()


def first_page(content: bytes) -> bytes:
    """Return a thumbnail of the first page. Raises `Unpaintable`."""
    document = _opened(content)
    try:
        width, height = document[0].get_size()
        return thumbnail(_painted(document[0], THUMBNAIL / max(width, height, 1)))
    except pypdfium2.PdfiumError:
        raise Unpaintable from None
    finally:
        document.close()


def _opened(content: bytes) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(content)
        document.init_forms()
    except pypdfium2.PdfiumError:
        raise Unpaintable from None
    return document


def _painted(page: pypdfium2.PdfPage, scale: float) -> Image.Image:
    width, height = page.get_size()
    area = max(width * height * scale * scale, 1)
    scale *= min(1.0, math.sqrt(LARGEST / area))
    if max(width, height) * scale > 20_000:  # a page like a thread
        raise Refused(Fault.PIXELS)
    picture: Image.Image = page.render(scale=scale).to_pil()
    return picture.convert("RGB")


def _add(document: Pdf, picture: Image.Image, width: float, height: float) -> None:
    shrunk = min(1.0, LARGEST_PAPER / max(width, height, 1))
    width, height = max(width * shrunk, 3), max(height * shrunk, 3)
    image = Stream(document, written(picture, "JPEG", QUALITY))
    image.Type, image.Subtype = Name.XObject, Name.Image
    image.Width, image.Height = picture.size
    image.ColorSpace, image.BitsPerComponent = Name.DeviceRGB, 8
    image.Filter = Name.DCTDecode
    drawn = Stream(document, f"{width:.2f} 0 0 {height:.2f} 0 0 cm /P Do".encode())
    page = document.add_blank_page(page_size=(width, height))
    page.obj.Resources = Dictionary(XObject=Dictionary(P=image))
    page.obj.Contents = drawn
