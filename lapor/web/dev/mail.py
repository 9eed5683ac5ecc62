"""The mail of a demo, which nobody else would deliver: `/dev/mail`. Only where LAPOR_DEMO=1."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

MOST = 100  # the newest; a demo's older mail lies on in its folder


@dataclass(frozen=True)
class Mail:
    """One mail of the file mailbox. `name` is what its page is called."""

    name: str
    subject: str
    to: str
    at: datetime
    body: str


@never_cache
@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """List the newest mails."""
    files = sorted(_folder().glob("*.eml"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    context = {"mails": [_read(path) for path in files[:MOST]], "count": len(files)}
    return render(request, "dev/mails.html", context)


@never_cache
@require_safe
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """Show one mail with links that can be followed. `name` is letters and digits only."""
    path = _folder() / f"{name}.eml"
    if not path.is_file():
        raise Http404
    return render(request, "dev/mail.html", {"mail": _read(path)})


def _folder() -> Path:
    return Path(settings.MAIL_FOLDER)


def _read(path: Path) -> Mail:
    message = message_from_bytes(path.read_bytes(), EmailMessage, policy=policy.default)
    part = message.get_body(("plain",))
    return Mail(
        name=path.stem,
        subject=str(message["Subject"]),
        to=str(message["To"]),
        at=datetime.fromtimestamp(path.stat().st_mtime, timezone.get_default_timezone()),
        body=part.get_content() if part else "",
    )
