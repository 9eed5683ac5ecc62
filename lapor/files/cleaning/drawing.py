"""What draws a page: read as a painter reads it, so that no remark in between comes along."""

import re
from collections.abc import Iterator

import pikepdf
from pikepdf import Name, Object, Operator, Page, Pdf, Stream

LARGEST = 3 << 20  # bytes; to read more of it word by word takes longer than to paint it
# A remark, or properties of a part (its words read aloud, its author) other than a mere number.
TELLING = re.compile(rb"%|<<(?!\s*/MCID\s+\d+\s*>>)")
MARKED, ENDED, POINT = Operator("BDC"), Operator("BMC"), Operator("DP")
# What a picture or a form drawn into a page needs; programs of printing note files and folders.
NEEDED = {
    "/Image": {
        "/Type", "/Subtype", "/Width", "/Height", "/ColorSpace", "/BitsPerComponent", "/Intent",
        "/ImageMask", "/Mask", "/Decode", "/Interpolate", "/SMask", "/SMaskInData", "/Matte",
    },
    "/Form": {
        "/Type", "/Subtype", "/FormType", "/BBox", "/Matrix", "/Resources", "/Group",
    },
}  # fmt: skip
PACKED = {"/Filter", "/DecodeParms", "/Length"}


class TooLong(Exception):
    """It is to be painted."""


def bare(document: Pdf) -> None:
    """Take remarks out of all that draws. Raises `TooLong`, and what pikepdf raises."""
    for page in document.pages:
        if "/Contents" in page.obj:
            page.contents_coalesce()
    for stream in _drawing(document):
        _retell(stream)


def prune(stream: Stream) -> None:
    """Leave of a picture or a form what is needed to see it."""
    needed = NEEDED.get(str(stream.get("/Subtype")))
    if needed is not None:
        for key in set(stream.keys()) - needed - PACKED:
            del stream[key]


def _drawing(document: Pdf) -> Iterator[Stream]:
    for page in document.pages:
        yield from _streams([Page(page).obj.get("/Contents")])
    for thing in document.objects:
        if isinstance(thing, Stream) and (
            thing.get("/Subtype") == Name.Form or thing.get("/PatternType") == 1
        ):
            yield thing
        elif isinstance(thing, pikepdf.Dictionary) and "/CharProcs" in thing:
            yield from _streams([letter for _name, letter in thing.CharProcs.items()])


def _streams(things: list[Object | None]) -> list[Stream]:
    return [thing for thing in things if isinstance(thing, Stream)]


def _retell(stream: Stream) -> None:
    said = stream.read_bytes()
    if not TELLING.search(said):
        return
    if len(said) > LARGEST:
        raise TooLong
    told: list[pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage] = []
    for step in pikepdf.parse_content_stream(stream):
        if step.operator == POINT:
            continue
        if step.operator == MARKED:
            step = pikepdf.ContentStreamInstruction([Name.Span], ENDED)
        told.append(step)
    stream.write(pikepdf.unparse_content_stream(told))
