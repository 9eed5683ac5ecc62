"""What hostile files are made of, and the longer ones whole; `corpus` says what each deserves."""

import base64
import io
import struct
import tarfile
import zipfile
import zlib
from typing import Any

from pikepdf import Array, Dictionary, Encryption, Name, Permissions, Stream, String

from tests.files import made
from tests.files.made import docx, docx_parts, image, pdf, relations, saved, zipped

SCRIPT = b"<script>alert(1)</script>"
PHP = b"<?php system($_GET['x']); ?>"
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]><l>&i;</l>"
)
XXE = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><l>&a;</l>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
MZ = b"MZ\x90\x00\x03" + bytes(58) + b"PE\0\0" + bytes(400)

MADE_BY = (
    f'<c:coreProperties xmlns:c="{made.P}/metadata/core-properties" '
    'xmlns:d="http://purl.org/dc/elements/1.1/"><d:creator>Sangkarwati</d:creator>'
    "</c:coreProperties>"
)
BEGUN = '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>'
WORDS = "<w:p><w:r><w:t>Jalan berlubang</w:t></w:r></w:p>"
# Of what Word shows to no reader: by what it is called.
UNSEEN = {
    "words struck": "<w:del><w:r><w:delText>Sangkarwati</w:delText></w:r></w:del>",
    "words moved": "<w:moveFrom><w:r><w:t>Sangkarwati</w:t></w:r></w:moveFrom>",
    "a row struck": "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>Sangkarwati</w:tc></w:tr></w:tbl>",
    "hidden words": "<w:r><w:rPr><w:vanish/></w:rPr><w:t>Sangkarwati</w:t></w:r>",
    "a look of before": '<w:pPr><w:pPrChange w:author="Sangkarwati"/></w:pPr>',
    "a day of change": '<w:ins w:date="Sangkarwati"><w:r/></w:ins>',
    "the name of a picture": '<docPr id="1" name="Sangkarwati" descr="C:\\Sangkarwati"/>'
    '<cNvPr id="0" name="Sangkarwati.jpg"/>',
}


def truncated(content: bytes) -> bytes:
    return content[: len(content) // 2]


def truncated_image(form: str) -> bytes:
    return truncated(image(form, size=(200, 200)))


def heif() -> bytes:
    return image("HEIF")


def giant_heif() -> bytes:
    whole = bytearray(heif())
    at = whole.index(b"ispe") + 8
    whole[at : at + 8] = struct.pack(">II", 60_000, 60_000)
    return bytes(whole)


def broken_crc() -> bytes:
    whole = bytearray(image("PNG"))
    whole[whole.index(b"IDAT") + 8] ^= 0xFF
    return bytes(whole)


def giant_webp() -> bytes:
    whole = bytearray(image("WEBP", lossless=True))
    at = whole.index(b"VP8L") + 9  # fourteen bits each, less one
    whole[at : at + 4] = struct.pack("<I", 0x0FFFFFFF)
    return bytes(whole)


def giant_gif() -> bytes:
    whole = bytearray(image("GIF"))
    whole[6:10] = b"\xff\xff\xff\xff"
    return bytes(whole)


def giant_bmp() -> bytes:
    whole = bytearray(image("BMP"))
    whole[18:26] = struct.pack("<ii", 60_000, 60_000)
    return bytes(whole)


def gif_that_runs() -> bytes:
    """Begins as a GIF and goes on as a script that a browser would run."""
    return b"GIF89a/*" + bytes(10) + b"*/=1;alert(1)//"


def gif_with_comment() -> bytes:
    return image("GIF", comment=b"*/=1;alert(1)//")


def tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("../../etc/cron.d/x"), io.BytesIO())
    return out.getvalue()


def avif() -> bytes:
    return b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf".replace(b"mif1", b"MA1A") + bytes(200)


def mp4() -> bytes:
    return b"\0\0\0\x18ftypisom\0\0\2\0isomiso2mp41" + bytes(200)


def encrypted_zip(content: bytes) -> bytes:
    """Set the flag of each entry, in both places where it stands."""
    whole = bytearray(content)
    for start, flag in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = whole.find(start)
        while at >= 0:
            whole[at + flag] |= 1
            at = whole.find(start, at + 4)
    return bytes(whole)


def zip_that_lies() -> bytes:
    """Says that an entry is small when it is not."""
    whole = bytearray(docx({"word/styles.xml": b"<a/>" + b" " * 900_000}))
    for start, where in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        at = whole.find(start)
        while at >= 0:
            if b"word/styles.xml" in whole[at : at + 80]:
                whole[at + where : at + where + 4] = struct.pack("<I", 4)
            at = whole.find(start, at + 4)
    return bytes(whole)


def docx_entry(name: str, mode: int = 0) -> bytes:
    out = io.BytesIO(docx())
    with zipfile.ZipFile(out, "a") as archive:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = mode << 16
        archive.writestr(entry, "/etc/passwd")
    return out.getvalue()


def docx_twice() -> bytes:
    """Two entries of one name: who checks reads the first, who opens the second."""
    whole = docx({"word/documenu.xml": "<a/>"})
    return whole.replace(b"word/documenu.xml", b"word/document.xml")


def nested() -> bytes:
    innermost = docx()
    inner = docx({"word/embeddings/a.docx": innermost})
    return docx({"word/embeddings/a.docx": inner})


def bomb(size: int = 150 << 20) -> bytes:
    """Zeros, packed a thousand to one."""
    return docx({"word/styles.xml": bytes(size)})


def matryoshka() -> bytes:
    """Archives in archives, as 42.zip."""
    whole = zipped({"0": bytes(1 << 20)})
    for _ in range(4):
        whole = zipped({f"{n}.zip": whole for n in range(8)})
    return whole


def with_annotation(subtype: str, **more: Any) -> bytes:
    document = pdf()
    note = Dictionary(
        Type=Name.Annot, Subtype=Name("/" + subtype), Rect=Array([50, 50, 300, 300]), **more
    )
    document.pages[0].Annots = Array([document.make_indirect(note)])
    return saved(document)


def action(kind: str, **more: Any) -> Dictionary:
    return Dictionary(S=Name("/" + kind), **more)


def pdf_with_file() -> bytes:
    document = pdf()
    document.attachments["jahat.exe"] = MZ
    return saved(document)


def pdf_with_xfa() -> bytes:
    document = pdf()
    xfa = Stream(document, b"<xdp><script>app.alert(1)</script></xdp>")
    document.Root.AcroForm = Dictionary(Fields=Array(), XFA=xfa)
    return saved(document)


def pdf_with_field() -> bytes:
    document = pdf()
    field = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T="isian", V="terisi",
        Rect=Array([50, 50, 300, 90]), DA="/Helv 12 Tf 0 g",
    )  # fmt: skip
    held = document.make_indirect(field)
    document.pages[0].Annots = Array([held])
    document.Root.AcroForm = Dictionary(Fields=Array([held]), NeedAppearances=True)
    return saved(document)


def pdf_with_layer() -> bytes:
    document = pdf()
    layer = document.make_indirect(Dictionary(Type=Name.OCG, Name="tersembunyi"))
    document.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
    return saved(document)


def pdf_with_picture(width: int, height: int, *, whole: bool = False) -> bytes:
    """A page with a picture that says it is so large."""
    document = pdf(1)
    pixels = zlib.compress(bytes(width * height) if whole else bytes(1000))
    drawn = Stream(document, pixels)
    drawn.Type, drawn.Subtype, drawn.Filter = Name.XObject, Name.Image, Name.FlateDecode
    drawn.Width, drawn.Height, drawn.BitsPerComponent = width, height, 8
    drawn.ColorSpace = Name.DeviceGray
    page = document.pages[0]
    page.Resources.XObject = Dictionary(X=drawn)
    page.Contents = Stream(document, b"q 500 0 0 700 0 0 cm /X Do Q")
    return saved(document, compress_streams=False)


def pdf_that_inflates() -> bytes:
    document = pdf(1)
    packed = zlib.compress(b"0 0 m 1 1 l S\n" * (20 << 20), 9)
    drawn = Stream(document, packed)
    drawn.Filter = Name.FlateDecode
    document.pages[0].Contents = drawn
    return saved(document, compress_streams=False)


def pdf_that_bites_its_tail() -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count 1/Kids[2 0 R]>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF"
    )


def pdf_that_never_ends_drawing() -> bytes:
    """Forms that draw each other ten times, nine deep."""
    document = pdf(1)
    inner = Stream(document, b"0 0 m 9 9 l S")
    inner.Type, inner.Subtype, inner.BBox = Name.XObject, Name.Form, Array([0, 0, 9, 9])
    for _ in range(9):
        outer = Stream(document, b"/X Do " * 10)
        outer.Type, outer.Subtype, outer.BBox = Name.XObject, Name.Form, Array([0, 0, 9, 9])
        outer.Resources = Dictionary(XObject=Dictionary(X=inner))
        inner = outer
    document.pages[0].Resources = Dictionary(XObject=Dictionary(X=inner))
    document.pages[0].Contents = Stream(document, b"/X Do")
    return saved(document)


def pdf_of_paper(side: int, **root: Any) -> bytes:
    document = pdf(1, **root)
    document.pages[0].MediaBox = Array([0, 0, side, side])
    return saved(document)


def locked_pdf(user: str) -> bytes:
    allow = Permissions(extract=False, modify_other=False)
    return saved(pdf(), encryption=Encryption(user=user, owner="pemilik", allow=allow))


def pdf_with_note() -> bytes:
    return with_annotation("Text", Contents="catatan", T="Kenari Sangkarwati")


def field(*parts: str) -> str:
    runs = "".join(f"<w:r><w:instrText>{part}</w:instrText></w:r>" for part in parts)
    return f"<w:p>{runs}</w:p>"


def linked(kind: str, target: str) -> bytes:
    rows = relations((kind, target, "External"))
    return docx({"word/_rels/document.xml.rels": rows})


def typed(kind: str) -> bytes:
    return zipped(
        dict(docx_parts()) | {"[Content_Types].xml": made.types("word/document.xml", kind)}
    )


WORD_MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"
JS = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg">'


def drawn_around(photo: bytes) -> bytes:
    """A drawing with a photograph in it that says whose it is, again and again."""
    packed = base64.b64encode(made.jpeg_with(0xFE, b"Sangkarwati" * 9, photo)).decode()
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
        f'<image xlink:href="data:image/jpeg;base64,{packed}"/></svg>'
    ).encode()


def pdf_drawn(drawn: bytes, words: str = "") -> bytes:
    """A page that is drawn so; `words` are in keys that its figure has from who made it."""
    document = pdf(1)
    page = document.pages[0]
    figure = Stream(document, b"0 0 m 9 9 l S")
    figure.Type, figure.Subtype, figure.BBox = Name.XObject, Name.Form, Array([0, 0, 9, 9])
    picture = Stream(document, bytes(300))
    picture.Type, picture.Subtype = Name.XObject, Name.Image
    picture.Width = picture.Height = 10
    picture.ColorSpace, picture.BitsPerComponent = Name.DeviceRGB, 8
    if words:
        figure["/PTEX.FileName"] = picture["/ImageFile"] = String(f"/home/{words}/a.pdf")
        figure["/PTEX.InfoDict"] = document.make_indirect(Dictionary(Author=words))
    page.Resources.XObject = Dictionary(F=figure, I=picture)
    page.Contents = Stream(document, b"BT /F 24 Tf (Jalan) Tj ET /F Do /I Do " + drawn)
    return saved(document)


def pdf_with_photo(photo: bytes) -> bytes:
    document = pdf(1)
    page = document.pages[0]
    picture = Stream(document, photo)
    picture.Type, picture.Subtype, picture.Filter = Name.XObject, Name.Image, Name.DCTDecode
    picture.Width, picture.Height, picture.BitsPerComponent = 64, 48, 8
    picture.ColorSpace = Name.DeviceRGB
    page.Resources.XObject = Dictionary(I=picture)
    page.Contents = Stream(document, b"/I Do")
    return saved(document)


def jpeg_told_between(words: bytes) -> bytes:
    """One that sharpens as it comes, with a remark between two scans."""
    whole = image(progressive=True)
    at = whole.index(b"\xff\xc4", whole.index(b"\xff\xda"))
    return whole[:at] + b"\xff\xfe" + struct.pack(">H", len(words) + 2) + words + whole[at:]
