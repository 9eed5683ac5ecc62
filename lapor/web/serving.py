"""Bytes of files on their way out: never run, never guessed at, never named by who sent them."""

from collections.abc import Iterator

from django.http import StreamingHttpResponse

from lapor.files import shelf
from lapor.files.models import File
from lapor.reports.terms import NotFound

POLICY = "sandbox; default-src 'none'"
PIECE = 64 << 10
ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "application/pdf": "pdf",
    "text/plain": "txt",
    "text/csv": "csv",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
}
OF_ITS_READER, OF_ANYBODY = "no-store, private", "public, max-age=300"


def handed_out(file: File, number: str, place: int, *, cache: str) -> StreamingHttpResponse:
    """Return a file to be kept, under a name of ours. Raises NotFound where it is not clean."""
    ending = ENDINGS.get(file.media_type, "bin")
    return _stream(file, f'attachment; filename="LAPOR-{number}-lampiran-{place}.{ending}"', cache)


def small(file: File, *, cache: str) -> StreamingHttpResponse:
    """Return the thumbnail of a picture, to be looked at in a page."""
    return _stream(file, "inline", cache, small=True)


def _stream(
    file: File, disposition: str, cache: str, *, small: bool = False
) -> StreamingHttpResponse:
    if file.state != File.State.CLEAN:
        raise NotFound
    try:
        opened = shelf.hand_out(shelf.FILES, file.thumbnail if small else file.key)
    except LookupError:
        raise NotFound from None

    def pieces() -> Iterator[bytes]:
        with opened:
            while piece := opened.read(PIECE):
                yield piece

    response = StreamingHttpResponse(pieces())
    response.headers["Content-Type"] = "image/jpeg" if small else file.media_type
    response.headers["Content-Disposition"] = disposition
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = cache
    response.headers["X-Robots-Tag"] = "noindex"
    return response
