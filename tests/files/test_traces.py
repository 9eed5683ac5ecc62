"""Who took a picture, where, and who wrote a letter: no copy says it, and no place we keep it in.

The canaries lie in every corner a file has for them. What came is sealed; all else is searched.
"""

import io
import os
import subprocess
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from django.db import connection
from PIL import Image, ImageCms, PngImagePlugin

from lapor.files import arriving, copies
from lapor.project.programs import address, program
from lapor.reports.attaching import attach
from lapor.reports.models import Sealed
from lapor.reports.terms import Audience
from tests.factories import MONDAY, make_report
from tests.files import made
from tests.files.test_corpus import opened, told_of

CANARY = "Kenari-Sangkarwati"
BYTES = CANARY.encode()
GPS = b"6/1,10/1,4243/100"
FORMS = (BYTES, CANARY.encode("utf-16-le"), CANARY.encode("utf-16-be"), BYTES.hex().encode())
PLACE = (6.0, 10.0, 42.43)  # degrees, minutes and seconds of a garden
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def exif() -> bytes:
    """Author, maker's note, comment, place, and a small picture of the first one."""
    tags = Image.Exif()
    tags[0x010E] = tags[0x013B] = tags[0x8298] = CANARY  # description, artist, copyright
    tags[0x9C9D] = CANARY.encode("utf-16-le")  # author, as Windows writes it
    inner = tags.get_ifd(0x8769)
    inner[0x927C] = b"Maker " + BYTES
    inner[0x9286] = b"ASCII\0\0\0" + BYTES
    inner[0xA430] = CANARY  # the camera's owner
    tags.get_ifd(0x8825).update({1: "S", 2: PLACE, 3: "E", 4: PLACE, 27: BYTES, 29: "2026:01:05"})
    return tags.tobytes()


XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:creator>{CANARY}</dc:creator></x:xmpmeta>'.encode()
IPTC = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x18\x1c\x02\x50\0\x13" + BYTES


def profile() -> bytes:
    """A colour profile that says whose it is."""
    plain = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return plain.replace(b"s\0R\0G\0B", CANARY.encode("utf-16-be")[:7]) + BYTES


def jpeg() -> bytes:
    small = made.jpeg_with(0xFE, BYTES)
    whole = made.image(size=(400, 300), exif=exif(), icc_profile=profile(), comment=BYTES, xmp=XMP)
    whole = made.jpeg_with(0xED, IPTC, whole)
    return made.jpeg_with(0xE0, b"JFXX\0\x10" + small, whole) + BYTES


def png() -> bytes:
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", CANARY)
    told.add_text("Comment", CANARY, zip=True)
    told.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return made.image("PNG", pnginfo=told, exif=exif(), icc_profile=profile()) + BYTES


def webp() -> bytes:
    return made.image("WEBP", exif=exif(), xmp=XMP, icc_profile=profile())


def heic() -> bytes:
    return made.image("HEIF", exif=exif(), xmp=XMP)


def gif() -> bytes:
    return made.image("GIF", comment=BYTES)


def letter() -> pikepdf.Pdf:
    """Author, XMP, an author's private data, and a photograph with all of the above in it."""
    document = made.pdf(1)
    document.docinfo["/Author"] = document.docinfo["/Producer"] = CANARY
    with document.open_metadata() as told:
        told["dc:creator"] = [CANARY]
    page = document.pages[0]
    page.PieceInfo = pikepdf.Dictionary(App=pikepdf.Dictionary(Private=CANARY))
    page.Metadata = pikepdf.Stream(document, XMP)
    photo = pikepdf.Stream(document, jpeg())
    photo.Type, photo.Subtype, photo.Filter = (
        pikepdf.Name.XObject, pikepdf.Name.Image, pikepdf.Name.DCTDecode,
    )  # fmt: skip
    photo.Width, photo.Height, photo.BitsPerComponent = 400, 300, 8
    colours = pikepdf.Stream(document, profile())
    colours.N = 3
    photo.ColorSpace = pikepdf.Array([pikepdf.Name.ICCBased, colours])
    photo.Metadata = pikepdf.Stream(document, XMP)
    page.Resources.XObject = pikepdf.Dictionary(X=photo)
    page.Resources.Properties = pikepdf.Dictionary(M=pikepdf.Dictionary(Author=CANARY))
    drawn = b"q 300 0 0 200 72 300 cm /X Do Q BT /F 24 Tf 72 700 Td (Jalan berlubang) Tj ET"
    page.Contents = pikepdf.Stream(document, drawn)
    return document


def pdf() -> bytes:
    return made.saved(letter())


def pdf_with_attachment() -> bytes:
    document = letter()
    document.attachments[f"{CANARY}.txt"] = BYTES
    return made.saved(document)


CORE = (
    f'<cp:coreProperties xmlns:cp="{made.P}/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/">'
    f"<dc:creator>{CANARY}</dc:creator><cp:lastModifiedBy>{CANARY}</cp:lastModifiedBy>"
    "</cp:coreProperties>"
)


def docx() -> bytes:
    said = f'<w:comment w:id="0" w:author="{CANARY}" w:initials="{CANARY}"><w:p/></w:comment>'
    body = (
        f'<w:p w:rsidR="00AB12CD"><w:ins w:id="1" w:author="{CANARY}" w:date="2026-01-05">'
        f"<w:r><w:t>Jalan berlubang</w:t></w:r></w:ins><!-- {CANARY} --></w:p>"
    )
    people = f'<w:people {made.W}><w:person w:author="{CANARY}"/></w:people>'
    rows = made.relations(("attachedTemplate", f"file:///C:\\Users\\{CANARY}\\a.dotx", "External"))
    return made.docx(
        {
            "docProps/core.xml": CORE,
            "docProps/app.xml": f"<Properties><Company>{CANARY}</Company></Properties>",
            "docProps/custom.xml": f"<Properties><p>{CANARY}</p></Properties>",
            "docProps/thumbnail.jpeg": jpeg(),
            "word/comments.xml": f"<w:comments {made.W}>{said}</w:comments>",
            "word/people.xml": people,
            "word/media/image1.jpeg": jpeg(),
            "word/media/image2.png": png(),
            "word/settings.xml": f'<w:settings {made.W}><w:rsids><w:rsid w:val="00AB"/></w:rsids>'
            f'<w:docVars><w:docVar w:name="x" w:val="{CANARY}"/></w:docVars></w:settings>',
            "word/_rels/settings.xml.rels": rows,
            "customXml/item1.xml": f"<a>{CANARY}</a>",
        },
        body=body,
    )


def xlsx() -> bytes:
    spread = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return made.xlsx(
        {
            "docProps/core.xml": CORE,
            "xl/comments1.xml": f'<comments xmlns="{spread}"><authors><author>{CANARY}</author>'
            "</authors><commentList/></comments>",
            "xl/persons/person.xml": f'<p><person displayName="{CANARY}" userId="{CANARY}"/></p>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{spread}"><sheetData/></worksheet>',
            "xl/printerSettings/printerSettings1.bin": CANARY.encode("utf-16-le"),
        }
    )


def odt() -> bytes:
    meta = f"<m><creator>{CANARY}</creator></m>"
    return made.odf(
        {"meta.xml": meta, "settings.xml": meta, "Thumbnails/thumbnail.png": png(),
         "Pictures/a.jpg": jpeg()},
        body=f"<office:annotation><dc:creator>{CANARY}</dc:creator></office:annotation>",
    )  # fmt: skip


FILES = {
    make.__name__: make
    for make in (jpeg, png, webp, heic, gif, pdf, pdf_with_attachment, docx, xlsx, odt)
}


def found_in(content: bytes) -> list[bytes]:
    return [form for form in FORMS if form in content]


def parts_of(content: bytes) -> bytes:
    """Return what a file holds, unpacked, its photographs as they lie in it."""
    return content + opened(content)


@pytest.mark.parametrize("make", FILES.values(), ids=FILES.keys())
def test_no_copy_says_whose_it_was(make):
    content = make()
    assert found_in(parts_of(content)), "a control"
    file = told_of(content)
    assert (file.state, file.fault) == ("clean", "")
    with copies.read(file) as copy:
        made_anew = copy.read()
    assert found_in(parts_of(made_anew)) == []
    assert b"Exif" not in parts_of(made_anew)
    if file.thumbnail:
        with copies.read_thumbnail(file) as small:
            assert found_in(small.read()) == []


def test_a_letter_that_could_be_copied_was_not_painted():
    file = told_of(pdf())
    with copies.read(file) as copy:
        assert b"Jalan berlubang" in opened(copy.read()), "its words can still be searched"


def test_no_place_where_we_keep_anything_says_it(world, work, caplog):
    report, _reporter = make_report(world)
    before = everything(settings.QUARANTINE).keys()
    for make in FILES.values():
        content = make()
        _file, token = arriving.take(io.BytesIO(content), len(content))
        attach(report, [token], audience=Audience.HOLDER, at=MONDAY, event=report.events.first())
    waiting = everything(settings.QUARANTINE)
    assert len(waiting) > len(before), "a control: they lie there, sealed"
    assert [path for path, held in waiting.items() if found_in(held)] == []
    work()
    assert Sealed.objects.filter(part=Sealed.Part.FILE).count() == len(FILES)
    lying = everything(settings.FILES)
    assert len(lying) > 2 * len(FILES), "copies, thumbnails, originals"
    assert [path for path, held in lying.items() if found_in(held)] == []
    assert not [path for path in lying if path.suffix], "no name says what it is"
    assert everything(settings.QUARANTINE).keys() == before, "and nothing is left there"
    ran = subprocess.run(  # noqa: S603
        [program("pg_dump"), "--inserts"],
        env=os.environ | address(),
        capture_output=True,
        check=True,
    )
    assert str(report.pk).encode() in ran.stdout, "a control"
    assert found_in(ran.stdout) == []
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
    wal = everything(settings.HOME / "postgres" / "data" / "pg_wal")
    assert any(str(report.number).encode() in held for held in wal.values()), "a control"
    assert [path for path, held in wal.items() if found_in(held)] == []
    assert "file_settled" in caplog.text, "a control"
    assert found_in(caplog.text.encode()) == []


def everything(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
