"""What a document holds and does not show: words, rows, sheets, slides, remarks in drawings."""

import io
import struct
import zipfile

from tests.files import made

OASIS = "urn:oasis:names:tc:opendocument:xmlns"
SPREAD = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SLIDE = "http://schemas.openxmlformats.org/presentationml/2006/main"
NAME = b"Sangkarwati"

Parts = dict[str, bytes | str]


def _parts(content: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _emf(words: bytes) -> bytes:
    """Describes itself, and makes a remark between two steps."""
    said = words.decode().encode("utf-16-le")
    said += bytes(-len(said) % 4)
    head = bytearray(108)
    head[40:44] = b" EMF"
    head[60:68] = struct.pack("<II", len(words), 108)
    head[0:8] = struct.pack("<II", 1, 108 + len(said))
    told = words + bytes(-len(words) % 4)
    remark = struct.pack("<III", 70, 12 + len(told), len(words)) + told
    end = struct.pack("<IIIII", 14, 20, 0, 0, 20)
    return bytes(head) + said + remark + end + words


def _wmf(words: bytes, *, placed: bool) -> bytes:
    told = words + bytes(len(words) % 2)
    remark = struct.pack("<IHHH", 5 + len(told) // 2, 0x0626, 15, len(told)) + told
    end = struct.pack("<IH", 3, 0)
    head = struct.pack("<HHHIHIH", 1, 9, 0x300, 9 + len(remark + end) // 2, 0, 20, 0)
    return (b"\xd7\xcd\xc6\x9a" + bytes(18) if placed else b"") + head + remark + end


METAFILES = {
    "an EMF that says whose it is": ("word/media/a.emf", _emf(NAME)),
    "a WMF that says whose it is": ("word/media/a.wmf", _wmf(NAME, placed=False)),
    "a WMF with its place that says whose it is": ("word/media/b.wmf", _wmf(NAME, placed=True)),
}


def _sheet(inner: str) -> Parts:
    sheet = f'<worksheet xmlns="{SPREAD}">{inner}</worksheet>'
    return _parts(made.xlsx({"xl/worksheets/sheet1.xml": sheet}))


def _book(inner: str) -> Parts:
    return _parts(made.xlsx()) | {
        "xl/workbook.xml": f'<workbook xmlns="{SPREAD}">{inner}</workbook>'
    }


def _writer(styles: str, body: str = "") -> Parts:
    names = "".join(
        f' xmlns:{short}="{OASIS}:{name}:1.0"'
        for short, name in {
            "office": "office", "text": "text", "style": "style", "table": "table",
            "presentation": "presentation", "draw": "drawing",
        }.items()
    )  # fmt: skip
    content = (
        f"<office:document-content{names}><office:automatic-styles>{styles}"
        "</office:automatic-styles><office:body><office:text>"
        f"<text:p>Jalan berlubang</text:p>{body}"
        "</office:text></office:body></office:document-content>"
    )
    return _parts(made.odf()) | {"content.xml": content}


LOOK = (
    '<style:style style:name="T1" style:family="text">'
    '<style:text-properties text:display="none"/></style:style>'
)
# By what it is called: the parts, and what must not be in the copy. Words that a look of their own
# hides go; what others refer to is shown.
HIDDEN: dict[str, tuple[Parts, tuple[bytes, ...]]] = {
    "word with a hidden row": (
        _parts(made.docx(body="<w:tbl><w:tr><w:trPr><w:hidden/></w:trPr></w:tr></w:tbl>")),
        (b"hidden",),
    ),
    "word with a style that hides": (
        _parts(made.docx({"word/styles.xml": f"<w:styles {made.W}><w:style><w:rPr><w:vanish/>"
                          "</w:rPr></w:style></w:styles>"})),
        (b"vanish",),
    ),
    "excel with a hidden sheet": (_book('<sheets><sheet state="hidden"/></sheets>'), (b"hidden",)),
    "excel with a sheet that no menu shows": (
        _book('<sheets><sheet state="veryHidden"/></sheets>'), (b"veryHidden",)
    ),
    "excel with a hidden window": (
        _book('<bookViews><workbookView visibility="hidden"/></bookViews>'), (b"hidden",)
    ),
    "excel with hidden rows and columns": (
        _sheet('<sheetFormatPr zeroHeight="1"/><cols><col hidden="1"/></cols>'
               '<sheetData><row hidden="1"/></sheetData>'),
        (b"hidden", b"zeroHeight"),
    ),
    "slides with a hidden one": (
        _parts(made.pptx({"ppt/slides/slide1.xml": f'<p:sld xmlns:p="{SLIDE}" show="0"/>'})),
        (b"show=",),
    ),
    "writer with hidden words": (
        _writer(LOOK, '<text:p>a<text:span text:style-name="T1">Sangkarwati</text:span>b</text:p>'),
        (NAME, b"display"),
    ),
    "writer with a hidden section": (
        _writer("", '<text:section text:display="none" text:is-hidden="true"/>'
                '<text:section text:display="condition" text:condition="a"/>'),
        (b"display", b"is-hidden"),
    ),
    "writer with words for another case": (
        _writer("", '<text:p><text:conditional-text text:condition="a" '
                'text:string-value-if-true="Sangkarwati">b</text:conditional-text></text:p>'),
        (NAME,),
    ),
    "writer with a hidden paragraph": (
        _writer("", '<text:p><text:hidden-paragraph text:is-hidden="true"/>a</text:p>'),
        (b"hidden",),
    ),
    "calc with a hidden sheet, row and column": (
        _writer('<style:style><style:table-properties table:display="false"/></style:style>',
                '<table:table-row table:visibility="collapse"/>'
                '<table:table-column table:visibility="filter"/>'),
        (b"display", b"visibility"),
    ),
    "impress with a hidden slide": (
        _writer('<style:drawing-page-properties presentation:visibility="hidden"/>',
                '<draw:layer draw:display="none"/>'),
        (b"visibility", b"display"),
    ),
}  # fmt: skip
