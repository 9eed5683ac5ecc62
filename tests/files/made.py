"""Honest files of every kind we take, made on the spot; what is hostile is made from them."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

import pikepdf
import pillow_heif
from PIL import Image

pillow_heif.register_heif_opener()

Parts = Mapping[str, bytes | str]
RELS = "application/vnd.openxmlformats-package.relationships+xml"
DOC = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
P = "http://schemas.openxmlformats.org/package/2006"


def picture(size: tuple[int, int] = (64, 48), mode: str = "RGB") -> Image.Image:
    return Image.effect_noise(size, 60).convert(mode)


def image(
    form: str = "JPEG", size: tuple[int, int] = (64, 48), mode: str = "RGB", **options: Any
) -> bytes:
    out = io.BytesIO()
    picture(size, mode).save(out, form, **options)
    return out.getvalue()


def moving(form: str) -> bytes:
    """A picture with three frames, red first."""
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    out = io.BytesIO()
    frames[0].save(out, form, save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


def chunk(name: bytes, content: bytes) -> bytes:
    body = name + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


def png_of(width: int, height: int, pixels: bytes = b"") -> bytes:
    """A PNG that says it is so large, whatever it holds."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    ends = chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + ends


def png_with(name: bytes, content: bytes) -> bytes:
    """A sound PNG with one chunk more, behind its head."""
    whole = image("PNG")
    return whole[:33] + chunk(name, content) + whole[33:]


def jpeg_with(marker: int, content: bytes, whole: bytes = b"") -> bytes:
    """A sound JPEG with one segment more."""
    whole = whole or image()
    segment = bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content
    return whole[:2] + segment + whole[2:]


def jpeg_of(width: int, height: int) -> bytes:
    whole = bytearray(image())
    at = whole.index(b"\xff\xc0")
    whole[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(whole)


def pdf(pages: int = 2, words: str = "Jalan berlubang", **root: Any) -> pikepdf.Pdf:
    document = pikepdf.Pdf.new()
    for _ in range(pages):
        page = document.add_blank_page(page_size=(595, 842))
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        drawn = f"BT /F 24 Tf 72 700 Td ({words}) Tj ET"
        page.Contents = pikepdf.Stream(document, drawn.encode())
    for key, value in root.items():
        document.Root["/" + key] = value
    return document


def saved(document: pikepdf.Pdf, **options: Any) -> bytes:
    out = io.BytesIO()
    document.save(out, **options)
    return out.getvalue()


def zipped(parts: Parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def types(main: str, kind: str, *more: tuple[str, str]) -> str:
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{what}"/>'
        for name, what in ((main, kind), *more)
    )
    return (
        f'<?xml version="1.0"?><Types xmlns="{P}/content-types">'
        f'<Default Extension="rels" ContentType="{RELS}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def relations(*rows: tuple[str, str, str]) -> str:
    """rows: kind, target, and External or nothing."""
    inner = "".join(
        f'<Relationship Id="r{n}" Type="{R}/{kind}" Target="{target}"'
        + (f' TargetMode="{mode}"/>' if mode else "/>")
        for n, (kind, target, mode) in enumerate(rows)
    )
    return f'<?xml version="1.0"?><Relationships xmlns="{P}/relationships">{inner}</Relationships>'


def docx_parts(body: str = "<w:p><w:r><w:t>Jalan berlubang</w:t></w:r></w:p>") -> Parts:
    return {
        "[Content_Types].xml": types("word/document.xml", DOC),
        "_rels/.rels": relations(("officeDocument", "word/document.xml", "")),
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
    }


def docx(extra: Parts | None = None, body: str = "") -> bytes:
    parts = docx_parts(body) if body else docx_parts()
    return zipped({**parts, **(extra or {})})


def xlsx(extra: Parts | None = None) -> bytes:
    spread = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return zipped(
        {
            "[Content_Types].xml": types("xl/workbook.xml", SHEET),
            "_rels/.rels": relations(("officeDocument", "xl/workbook.xml", "")),
            "xl/workbook.xml": f'<workbook xmlns="{spread}"><sheets/></workbook>',
        }
        | dict(extra or {})
    )


def pptx(extra: Parts | None = None) -> bytes:
    shown = "http://schemas.openxmlformats.org/presentationml/2006/main"
    return zipped(
        {
            "[Content_Types].xml": types("ppt/presentation.xml", SLIDES),
            "_rels/.rels": relations(("officeDocument", "ppt/presentation.xml", "")),
            "ppt/presentation.xml": f'<p:presentation xmlns:p="{shown}"/>',
        }
        | dict(extra or {})
    )


def odf(extra: Parts | None = None, body: str = "", kind: str = "text", inside: str = "") -> bytes:
    office = "urn:oasis:names:tc:opendocument:xmlns"
    names = (
        f'xmlns:office="{office}:office:1.0" xmlns:text="{office}:text:1.0" '
        f'xmlns:draw="{office}:drawing:1.0" xmlns:script="{office}:script:1.0" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    )
    manifest = (
        f'<m:manifest xmlns:m="{office}:manifest:1.0">'
        f'<m:file-entry m:full-path="/" m:media-type="x"/>'
        f'<m:file-entry m:full-path="content.xml" m:media-type="text/xml">{inside}</m:file-entry>'
        '<m:file-entry m:full-path="meta.xml" m:media-type="text/xml"/></m:manifest>'
    )
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": f"<office:document-content {names}><office:body><office:text>"
            f"<text:p>Jalan berlubang</text:p>{body}</office:text></office:body>"
            "</office:document-content>",
            "META-INF/manifest.xml": manifest,
        }
        | dict(extra or {})
    )
