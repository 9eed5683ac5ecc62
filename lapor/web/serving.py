"""Bytes of files on their way out: never run, never guessed at, never named by who sent them."""

import re
from typing import TypeVar

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from lapor.files import copies
from lapor.files.models import File
from lapor.reports.terms import NotFound

Answer = TypeVar("Answer", bound=HttpResponseBase)
POLICY = "sandbox; default-src 'none'"
ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "application/pdf": "pdf",
    "text/plain": "txt",
    "text/csv": "csv",
    "audio/ogg": "ogg",
    "audio/aac": "aac",
    "audio/mpeg": "mp3",
    "audio/amr": "amr",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
}
# An address stays when its file is covered anew or taken back: no cache hands out the old one.
RANGE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})")
PARTIAL, BEYOND = 206, 416
OF_ITS_READER, OF_ANYBODY = "no-store, private", "public, no-cache"


def asked_of(request: HttpRequest) -> str:
    """Return which bytes of a file a player asks for; empty: all of them."""
    return request.headers.get("Range", "")


def handed_out(
    file: File, number: str, place: int, *, cache: str, asked: str = ""
) -> HttpResponseBase:
    """Return a file to be kept, under a name of ours. Raises NotFound where it is not clean.

    asked: see `asked_of`. Players of recordings ask piece by piece, some of them for nothing else.
    """
    ending = ENDINGS.get(file.media_type, "bin")
    name = f'attachment; filename="LAPOR-{number}-lampiran-{place}.{ending}"'
    if file.kind != File.Kind.AUDIO:
        return _stream(file, name, cache)
    piece = RANGE.fullmatch(asked.strip())
    answer = _piece(file, *piece.groups()) if piece else _stream(file, name, cache)
    answer.headers["Content-Disposition"], answer.headers["Accept-Ranges"] = name, "bytes"
    return sandboxed(answer, cache)


def small(file: File, *, cache: str) -> FileResponse:
    """Return the thumbnail of a picture, to be looked at in a page."""
    return _stream(file, "inline", cache, small=True)


def _stream(file: File, disposition: str, cache: str, *, small: bool = False) -> FileResponse:
    try:
        opened = copies.read_thumbnail(file) if small else copies.read(file)
    except LookupError:
        raise NotFound from None

    kind = "image/jpeg" if small else file.media_type
    response = FileResponse(opened, content_type=kind)  # which closes it, read or not
    response.headers["Content-Disposition"] = disposition
    return sandboxed(response, cache)


def _piece(file: File, start: str, end: str) -> HttpResponseBase:
    """Return the bytes from one place to another, as a player names them; its end may be open."""
    try:
        with copies.read(file) as opened:
            content = opened.read()
    except LookupError:
        raise NotFound from None
    size = len(content)
    first = int(start) if start else max(size - int(end or 0), 0)
    last = min(int(end), size - 1) if start and end else size - 1
    if first > last:
        return HttpResponse(status=BEYOND, headers={"Content-Range": f"bytes */{size}"})
    answer = HttpResponse(content[first : last + 1], file.media_type, PARTIAL)
    answer.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return answer


def shown_at_once(file: File) -> HttpResponse:
    """Return the thumbnail of a picture that somebody has just uploaded, for their form."""
    try:
        with copies.read_thumbnail(file) as opened:
            return drawn(opened.read(), "image/jpeg")
    except LookupError:
        raise NotFound from None


def drawn(content: bytes, media_type: str) -> HttpResponse:
    """Return a picture that lies nowhere yet, to be looked at in a page of its officer."""
    return sandboxed(HttpResponse(content, content_type=media_type), OF_ITS_READER)


def sandboxed(response: Answer, cache: str) -> Answer:
    """Let an answer that is somebody's file run nothing and load nothing."""
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = cache
    response.headers["X-Robots-Tag"] = "noindex"
    return response
