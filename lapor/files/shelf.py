"""Where bytes lie: a folder of this machine or a bucket, under random keys that tell nothing.

Whatever is written is there whole or not at all, and a key written twice holds the second.
"""

import contextlib
import errno
import os
import secrets
import shutil
import stat
import tempfile
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, storages
from django.utils.deconstruct import deconstructible

FILES, QUARANTINE = "files", "quarantine"
THUMBNAIL, ORIGINAL = "-t", "-o"  # beside the clean copy of a key
HALF, A_DAY = ".part-", 24 * 3600  # what is being written; seconds
MEGA, LEAST_SPARE = 1 << 20, 2048 << 20  # bytes


class Unwritten(Exception):
    """There is no room, or the storage does not answer. Nothing half was left behind."""


class Unread(Exception):
    """The storage does not answer; what is there is there still."""


def new_key() -> str:
    return secrets.token_hex(16)


def put(shelf: str, key: str, content: bytes) -> None:
    """Keep these bytes under this key. Raises `Unwritten`."""
    try:
        storages[shelf].save(key, ContentFile(content))
    except Exception as error:  # a disk and a bucket fail in many ways; none may quote a path
        raise Unwritten(type(error).__name__) from None


def take(shelf: str, key: str) -> bytes:
    """Return the bytes of a key. Raises `LookupError` where there are none, and `Unread`."""
    with hand_out(shelf, key) as file:
        try:
            return bytes(file.read())
        except Exception as error:  # the line to a bucket may break in the middle
            raise Unread(type(error).__name__) from None


def hand_out(shelf: str, key: str) -> "File[bytes]":
    """Return a file open for reading. Raises `LookupError` where there is none, and `Unread`."""
    storage = storages[shelf]
    try:
        return storage.open(key)
    except FileNotFoundError:
        # What waits was laid there; the other folder is made with the first copy.
        gone = isinstance(storage, Folder) and not storage.location.is_dir()
        if gone and shelf == QUARANTINE:
            raise Unread("The folder is not there.") from None
        raise LookupError("There are no bytes under this key.") from None
    except Exception as error:
        raise Unread(type(error).__name__) from None


def drop(shelf: str, key: str) -> None:
    """Delete the bytes of a key; it does not matter whether there are any. Raises `Unwritten`."""
    if not key:
        return
    try:
        storages[shelf].delete(key)
    except Exception as error:
        raise Unwritten(type(error).__name__) from None


def sweep(now: datetime) -> None:
    """Delete what a killed process left half written, a day later."""
    for shelf in (FILES, QUARANTINE):
        storage = storages[shelf]
        if isinstance(storage, Folder):
            for half in storage.location.glob(f"*/{HALF}*"):
                with contextlib.suppress(FileNotFoundError):
                    if now.timestamp() - half.stat().st_mtime > A_DAY:
                        half.unlink()


def spare(disk: int) -> int:
    """Return the bytes of a disk that files leave free, so that reports can still be written."""
    if settings.SPARE_MB is not None:
        return int(settings.SPARE_MB) * MEGA
    return max(LEAST_SPARE, disk // 20)


def modes(folder: Path) -> tuple[int, int]:
    """Return the modes of what lies in a folder: folders' and files'. Ours alone, or our group's.

    The group's only where whoever runs LAPOR said so, by a folder above that hands its group down:
    web server and worker under two users share it.
    """
    above = folder.parent
    hands_down = stat.S_ISGID | stat.S_IWGRP
    shared = above.exists() and above.stat().st_mode & hands_down == hands_down
    return (0o2770, 0o660) if shared else (0o700, 0o600)


@deconstructible
class Folder(Storage):
    """Files of this machine that we alone may read, spread over 256 folders."""

    def __init__(self, location: str | Path) -> None:
        self.location = Path(location)

    def path(self, name: str) -> str:
        """Return where a key lies. Raises `ValueError` for what is no key of ours."""
        if not name.replace("-", "").isalnum() or len(name) < 32:
            raise ValueError("That is no key.")
        return str(self.location / name[:2] / name)

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name  # keys are random; what is repeated takes its own place

    def exists(self, name: str) -> bool:
        return Path(self.path(name)).exists()

    def size(self, name: str) -> int:
        return Path(self.path(name)).stat().st_size

    def delete(self, name: str) -> None:
        Path(self.path(name)).unlink(missing_ok=True)

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        return File(Path(self.path(name)).open("rb"))

    def _save(self, name: str, content: "File[bytes]") -> str:
        """Write beside, then rename: who reads finds all of it or nothing."""
        target = Path(self.path(name))
        of_folders, of_files = modes(self.location)
        for folder in (self.location, target.parent):
            if not folder.exists():
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                folder.chmod(of_folders)
        disk = shutil.disk_usage(target.parent)
        if disk.free - content.size < spare(disk.total):
            raise OSError(errno.ENOSPC, "Too little room is left for files.")
        handle, half = tempfile.mkstemp(prefix=HALF, dir=target.parent)  # 0600
        try:
            with os.fdopen(handle, "wb") as file:
                for piece in content.chunks():
                    file.write(piece)
                file.flush()
                os.fchmod(handle, of_files)
                os.fsync(file.fileno())
            Path(half).rename(target)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(half).unlink(missing_ok=True)
            raise
        _settle(target.parent)
        return name


def _settle(folder: Path) -> None:
    """Let the disk have the new name, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
