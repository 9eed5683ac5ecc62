"""Each hostile file gets the answer it deserves, and what is let through is harmless."""

import io
import zipfile

import pikepdf
import pytest

from lapor.files import arriving, checking, copies, shelf
from lapor.files.arriving import FileRefused
from lapor.files.cleaning import answers
from lapor.files.models import File
from tests.files import made
from tests.files.corpus import CASES, Case

FAULTS = {fault.value for fault in answers.Fault}
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def told_of(content: bytes) -> File:
    """Return what became of a file, from its first byte to its settling."""
    file, _token = arriving.take(io.BytesIO(content), len(content))
    checking.check(str(file.pk))
    file.refresh_from_db()
    return file


def opened(content: bytes) -> bytes:
    """Return all that is inside a copy, unpacked, so that one can look for what must be gone."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return b"".join(archive.read(name) for name in archive.namelist())
    if content.startswith(b"%PDF"):
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(content)) as document:
            document.save(
                out,
                qdf=True,
                compress_streams=False,
                object_stream_mode=pikepdf.ObjectStreamMode.disable,
                stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            )
        return out.getvalue()
    return content


def test_there_are_enough_of_them_and_each_has_a_name_of_its_own():
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_hostile_file_gets_its_answer(case: Case) -> None:
    content = case.make()
    if not content:
        with pytest.raises(FileRefused) as refused:
            told_of(content)
        assert refused.value.fault == case.answer
        return
    assert len(content) <= arriving.MOST_BYTES, "else it would not even come in"
    file = told_of(content)
    if case.answer in FAULTS:
        assert (file.state, file.fault) == ("refused", case.answer)
        with pytest.raises(LookupError):
            copies.read(file)
        with pytest.raises(LookupError):
            shelf.take(shelf.FILES, file.key)
        return
    assert (file.state, file.fault, file.kind) == ("clean", "", case.answer)
    with copies.read(file) as copy:
        inside = opened(copy.read())
    assert [sign for sign in case.gone if sign in inside] == []
    if file.thumbnail:
        with copies.read_thumbnail(file) as small:
            assert small.read(3) == b"\xff\xd8\xff"


HONEST = {
    "photograph": (lambda: made.image(), "image/jpeg"),
    "photograph of a telephone": (lambda: made.image("HEIF"), "image/jpeg"),
    "picture with holes": (lambda: made.image("PNG", mode="RGBA"), "image/png"),
    "picture of the web": (lambda: made.image("WEBP"), "image/jpeg"),
    "screenshot": (lambda: made.image("BMP"), "image/png"),
    "scan in grey": (lambda: made.image(mode="L"), "image/jpeg"),
    "print in four colours": (lambda: made.image(mode="CMYK"), "image/jpeg"),
    "letter": (lambda: made.saved(made.pdf()), "application/pdf"),
    "word": (made.docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "excel": (made.xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "slides": (
        made.pptx,
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    "writer": (made.odf, "application/vnd.oasis.opendocument.text"),
    "calc": (
        lambda: made.odf(kind="spreadsheet"),
        "application/vnd.oasis.opendocument.spreadsheet",
    ),
    "note": (lambda: b"Jalan rusak, tanggal,tempat\n", "text/plain"),
}


@pytest.mark.parametrize(("make", "media_type"), HONEST.values(), ids=HONEST.keys())
def test_an_honest_file_of_every_kind_comes_through_and_says_what_it_said(make, media_type):
    file = told_of(make())
    assert (file.state, file.fault, file.media_type) == ("clean", "", media_type)
    with copies.read(file) as copy:
        content = copy.read()
    assert len(content) == file.size
    if file.kind == "image":
        assert (file.width, file.height) == (64, 48)
    elif file.kind == "pdf":
        assert file.pages == 2
        assert b"Jalan berlubang" in opened(content)
    elif "word" in media_type or media_type.endswith("document.text"):
        assert b"Jalan berlubang" in opened(content)
    assert bool(file.thumbnail) is (file.kind in ("image", "pdf"))


def test_the_faults_and_kinds_of_the_child_are_those_of_the_rows():
    assert {fault.value for fault in answers.Fault} <= set(File.Fault.values)
    assert {kind.value for kind in answers.Kind} == set(File.Kind.values)
