"""Documents of offices are archives: taken apart within limits, and put together anew."""

import io
import stat
import zipfile
from collections.abc import Mapping

from lapor.files.cleaning import odf, ooxml
from lapor.files.cleaning.answers import Fault, Kind, Refused, Remade

MOST_ENTRIES = 2_000
MOST_OPENED = 100 << 20  # bytes of all entries
RATIO = 100  # how much larger than the archive they may be
LEAST = 1 << 20  # bytes below which the ratio says nothing
DEEPEST = 1  # a table inside a document, but nothing inside that
EPOCH = (1980, 1, 1, 0, 0, 0)
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 0x1


def remake(content: bytes) -> Remade:
    """Return the same document without authors, history or pictures' data. Raises `Refused`."""
    media_type, made = _remade(content, 0)
    return Remade(Kind.OFFICE, media_type, made)


def _remade(content: bytes, depth: int) -> tuple[str, bytes]:
    if depth > DEEPEST:
        raise Refused(Fault.BOMB)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise Refused(Fault.BROKEN) from None
    with archive:
        names = set(archive.namelist())
        if ooxml.FIRST not in names and odf.FIRST not in names:
            raise Refused(Fault.TYPE)
        parts = _opened(archive, len(content))
    if ooxml.FIRST in parts:
        for name in [name for name in parts if ooxml.is_document_inside(name)]:
            parts[name] = _remade(parts[name], depth + 1)[1]
        media_type, parts = ooxml.remake(parts)
        return media_type, _packed(parts)
    media_type, parts = odf.remake(parts)
    return media_type, _packed(parts, stored=odf.FIRST)


def _opened(archive: zipfile.ZipFile, size: int) -> dict[str, bytes]:
    """Return every entry by its name. Raises `Refused` for what no office program writes."""
    entries = archive.infolist()
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or total > MOST_OPENED or total > max(RATIO * size, LEAST):
        raise Refused(Fault.BOMB)
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise Refused(Fault.LOCKED)
    if len({entry.filename for entry in entries}) < len(entries):
        raise Refused(Fault.BROKEN)
    parts, left = {}, min(MOST_OPENED, max(RATIO * size, LEAST))
    for entry in entries:
        if entry.is_dir():
            continue
        name, mode = entry.filename, entry.external_attr >> 16
        outside = name.startswith("/") or ".." in name.split("/") or set(name) & set("\\:\0")
        if outside or stat.S_ISLNK(mode) or entry.compress_type not in METHODS:
            raise Refused(Fault.BROKEN)
        try:
            with archive.open(entry) as file:  # what it says of its size may be a lie
                parts[name] = file.read(left + 1)
        except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
            raise Refused(Fault.BROKEN) from error
        except Exception as error:  # zlib's own
            raise Refused(Fault.BROKEN) from error
        left -= len(parts[name])
        if left < 0:
            raise Refused(Fault.BOMB)
    return parts


def _packed(parts: Mapping[str, bytes], stored: str = "") -> bytes:
    """Return an archive of these parts that tells neither when nor where it was made."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.external_attr = 0o600 << 16
            method = zipfile.ZIP_STORED if name == stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content, method)
    return out.getvalue()
