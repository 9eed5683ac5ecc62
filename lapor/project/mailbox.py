"""Where mail goes when no server is named: one file a message (in the demo at /dev/mail)."""

import hashlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from lapor.project.places import open_folder


class Mailbox(BaseEmailBackend):
    """Writes each message whole into `settings.MAIL_FOLDER`, under a name made of its Message-ID.

    A message that is sent again after a crash takes its own place: it is there once.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.MAIL_FOLDER)
        open_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        for message in email_messages:
            whole = message.message()
            name = hashlib.sha256(str(whole["Message-ID"]).encode()).hexdigest()[:32]
            handle, half = tempfile.mkstemp(dir=folder, suffix=".part")  # 0600
            with os.fdopen(handle, "wb") as file:
                file.write(whole.as_bytes())
            Path(half).replace(folder / f"{name}.eml")
        return len(email_messages)
