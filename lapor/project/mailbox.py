"""Where mail goes when no server is named: one file a message (in the demo at /dev/mail)."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from lapor.kit.ids import new_id
from lapor.project.places import open_folder


class Mailbox(BaseEmailBackend):
    """Writes each message whole as `<time-ordered id>.eml` into `settings.MAIL_FOLDER`."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.MAIL_FOLDER)
        open_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        for message in email_messages:
            handle, half = tempfile.mkstemp(dir=folder, suffix=".part")  # 0600
            with os.fdopen(handle, "wb") as file:
                file.write(message.message().as_bytes())
            Path(half).rename(folder / f"{new_id()}.eml")
        return len(email_messages)
