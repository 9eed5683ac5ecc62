"""PDF: its pages are copied into a new document, by a list of what a page needs to be seen.

Where something acts, hides, floats over the page or is damaged, the pages are painted instead.
"""

import io
from collections.abc import Iterable, Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from lapor.files.cleaning import drawing, flattening
from lapor.files.cleaning.answers import MOST_BYTES_OUT, MOST_PAGES, Fault, Kind, Refused, Remade
from lapor.files.cleaning.segments import bare_jpeg, bare_profile

NEEDED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate", "/Contents")
INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
# What no reader needs: who, when, with what, thumbnails, attachments, what it does when opened.
DROPPED = (
    "/Metadata", "/PieceInfo", "/LastModified", "/AF", "/Annots", "/JS", "/OpenAction",
    "/JavaScript", "/EmbeddedFiles", "/StructParent", "/StructParents", "/OPI", "/Thumb",
    "/Measure", "/PtData", "/Properties",
)  # fmt: skip
NOTED = "/PTEX."  # by TeX, of each figure: its file, its author
ACTIONS = {
    "/JavaScript", "/Launch", "/GoToE", "/GoToR", "/ImportData", "/SubmitForm", "/Rendition",
    "/Movie", "/Sound", "/RichMediaExecute", "/GoTo3DView", "/Trans",
}  # fmt: skip
HARMLESS = {"/Link", "/Popup"}  # annotations that paint nothing
ROOT = ("/OCProperties", "/Collection", "/Perms")  # layers, a portfolio, a signature
MOST_OBJECTS = 300_000


class Doubtful(Exception):
    """The pages cannot be copied as they are; they can still be painted."""


def remake(content: bytes) -> Remade:
    """Return a new document of the same pages. Raises `Refused`."""
    try:
        with pikepdf.open(io.BytesIO(content)) as source:
            count = _counted(source)
            try:
                made = _copied(source)
                small = flattening.first_page(made)
            except (Doubtful, flattening.Unpaintable):
                made = flattening.flattened(_saved(source), count)
                small = flattening.first_page(made)
    except (Refused, MemoryError):
        raise
    except pikepdf.PasswordError:
        raise Refused(Fault.LOCKED) from None
    except Exception:  # a reader of PDF fails in many ways, all of them for the same reason
        raise Refused(Fault.BROKEN) from None
    if len(made) > MOST_BYTES_OUT:
        raise Refused(Fault.BOMB)
    return Remade(Kind.PDF, "application/pdf", made, small, pages=count)


def _counted(source: Pdf) -> int:
    count = len(source.pages)
    if not count:
        raise Refused(Fault.BROKEN)
    if count > MOST_PAGES or len(source.objects) > MOST_OBJECTS:
        raise Refused(Fault.BOMB)
    return count


def _copied(source: Pdf) -> bytes:
    """Return the pages in a document of our own. Raises `Doubtful`."""
    if source.get_warnings() or any(key in source.Root for key in ROOT):
        raise Doubtful
    form = source.Root.get("/AcroForm")
    if form is not None and (len(form.get("/Fields", Array())) or "/XFA" in form):
        raise Doubtful
    if any(acts(thing) for thing in source.objects):
        raise Doubtful
    clean = Pdf.new()
    for page in source.pages:
        _prune(page.obj)
        clean.pages.append(page)
    for thing in clean.objects:
        for part in _dictionaries(thing):
            _scrub(part)
        if isinstance(thing, Stream):
            _scrub_stream(thing)
    try:
        drawing.bare(clean)
    except (drawing.TooLong, pikepdf.PdfError, pikepdf.PdfParsingError):
        raise Doubtful from None
    if source.get_warnings() or clean.get_warnings():
        raise Doubtful
    return _saved(clean)


def acts(thing: Object) -> bool:
    """Say whether an object does something, carries a file, or paints over its page."""
    for part in _dictionaries(thing):
        kind, subtype = part.get("/Type"), part.get("/Subtype")
        if str(part.get("/S", "")) in ACTIONS or "/JS" in part or "/EF" in part:
            return True
        if kind == "/EmbeddedFile" or kind == "/Filespec" or subtype == "/PS":
            return True
        floats = kind == "/Annot" or (subtype is not None and "/Rect" in part)
        if floats and str(subtype) not in HARMLESS:
            return True
    return False


def _prune(page: Object) -> None:
    """Leave of a page what is needed to see it, with what it has from the pages above."""
    for key in INHERITED:
        above, depth = page, 0
        while key not in page and "/Parent" in above and depth < 50:
            above, depth = above["/Parent"], depth + 1
            if key in above:
                page[key] = above[key]
    for key in list(page.keys()):
        if key not in (*NEEDED, "/Type", "/Parent"):
            del page[key]


def _dictionaries(thing: Object) -> Iterator[Any]:
    """Yield an object's own dictionaries, those inside it too, but no other object's."""
    waiting = [thing]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Stream | Dictionary):
            yield part
            inner: Iterable[Any] = [value for _key, value in part.items()]
        elif isinstance(part, Array):
            inner = list(part)
        else:
            continue
        waiting += [
            value
            for value in inner
            if isinstance(value, Dictionary | Array) and not value.is_indirect
        ]


def _scrub(part: Any) -> None:
    for key in list(part.keys()):
        if key in DROPPED or key.startswith(NOTED):
            del part[key]


def _scrub_stream(stream: Stream) -> None:
    """Take the words out of pictures and colour profiles that lie inside. Raises `Doubtful`."""
    drawing.prune(stream)
    filters = stream.get("/Filter")
    names = [str(name) for name in filters] if isinstance(filters, Array) else [str(filters)]
    if "/JPXDecode" in names or "/Crypt" in names or "/F" in stream:  # the last: lies elsewhere
        raise Doubtful
    if "/DCTDecode" in names:
        if len(names) > 1:
            raise Doubtful
        if (bare := bare_jpeg(stream.read_raw_bytes())) is None:
            raise Doubtful
        how: Any = stream.get("/DecodeParms")
        stream.write(bare, filter=Name.DCTDecode, decode_parms=how)
    elif "/N" in stream and (profile := bare_profile(stream.read_bytes())) is not None:
        stream.write(profile)


def _saved(document: Pdf) -> bytes:
    out = io.BytesIO()
    for key in ("/Info", "/ID"):
        if key in document.trailer:
            del document.trailer[key]
    document.save(
        out,
        encryption=False,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        compress_streams=True,
        deterministic_id=True,
    )
    return out.getvalue()
