"""Where files lie, told by one address: folders of this machine, or a bucket that speaks S3."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

FORM = (
    "LAPOR_FILES_URL must look like s3://key:secret@host/bucket or file:///a/folder (or be empty)."
)


def folders(url: str, home: Path) -> tuple[Path, Path]:
    """Return where files and quarantine lie on this machine: in the home, or in a shared folder.

    Web server and worker under two users have two homes, and one folder for files.
    """
    parts = urlsplit(url)
    if parts.scheme == "file" and (parts.netloc or not parts.path.strip("/")):
        raise ImproperlyConfigured(FORM)
    base = Path(unquote(parts.path)) if parts.scheme == "file" else home
    return base / "files", base / "quarantine"


def shelves(url: str, files: Path, quarantine: Path) -> dict[str, dict[str, Any]]:
    """Return the storages `files` and `quarantine` as Django's STORAGES names them.

    url: empty or `file://` for the two folders, else `s3://key:secret@host/bucket?region=…`, key
    and secret quoted as in any URL; `s3+http://` for a server without TLS close by. Raises
    `ImproperlyConfigured` that does not quote it.
    """
    if not url or url.startswith("file:"):
        backend = "lapor.files.shelf.Folder"
        folders = {"files": files, "quarantine": quarantine}
        return {
            name: {"BACKEND": backend, "OPTIONS": {"location": folder}}
            for name, folder in folders.items()
        }
    parts = urlsplit(url)
    bucket = parts.path.strip("/")
    known = parts.scheme in ("s3", "s3+http") and parts.hostname and parts.username
    if not known or not bucket or "/" in bucket:
        raise ImproperlyConfigured(FORM)
    host = parts.netloc.rpartition("@")[2]
    options = {
        "access_key": unquote(parts.username or ""),
        "secret_key": unquote(parts.password or ""),
        "bucket_name": bucket,
        "endpoint_url": f"{'http' if parts.scheme == 's3+http' else 'https'}://{host}",
        "region_name": dict(parse_qsl(parts.query)).get("region", "us-east-1"),
    }
    backend = "lapor.files.bucket.Bucket"
    return {
        name: {"BACKEND": backend, "OPTIONS": options | {"location": name}}
        for name in ("files", "quarantine")
    }
