"""Sends letters by a mail server, and tells a refused address from a server in trouble."""

import smtplib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import translation
from django.utils.translation import gettext as _

from lapor.channels.email.tokens import letter_name
from lapor.channels.faults import Undelivered
from lapor.channels.wording import Letter
from lapor.outbox.models import ChannelAccount, Message

PERMANENT = 500  # SMTP replies from here on will not change by themselves
Fault = Message.Fault


@dataclass(frozen=True)
class Back:
    """How a letter to a reporter can be answered, and where it comes back to if nobody is there."""

    account: ChannelAccount
    contact: UUID
    reply_to: str
    bounces_to: str


@dataclass(frozen=True)
class Mail:
    """A letter with all that stands on its envelope and in its head."""

    id: str  # the same however often it is sent
    to: list[str]
    subject: str
    body: str
    language: str
    automatic: str = "auto-generated"  # RFC 3834: of itself, or auto-replied
    sender: str = ""  # as the reader sees it; empty: the installation's own
    reply_to: str = ""
    bounces_to: str = ""
    answers: str = ""  # the Message-ID of theirs
    contact: UUID | None = None  # that may answer it


class Unfolded(EmailMessage):
    """A letter each of whose headers is one line: some programs lose a name that goes over two."""

    def message(self, **given: Any) -> Any:
        made = super().message(**given)
        made.policy = made.policy.clone(max_line_length=0)
        return made


def send(letter: Letter, to: list[str], back: Back | None = None) -> None:
    """Send to all of these addresses in one transaction with the server; raises Undelivered.

    back: an answer finds its way to the report. Then the letter says so.
    """
    body = letter.body
    if back:
        body = f"{body.rstrip()}\n\n{invitation(letter.language)}\n"
    mail = Mail(letter.id, to, letter.subject, body, letter.language)
    if back:
        mail = Mail(
            letter.id,
            to,
            letter.subject,
            body,
            letter.language,
            contact=back.contact,
            reply_to=back.reply_to,
            bounces_to=back.bounces_to if _may_bounce_to(back.bounces_to) else "",
        )
    hand_over(mail)


def invitation(language: str) -> str:
    """Return the line that says how to answer."""
    with translation.override(language):
        return _(
            "Anda dapat menjawab dengan membalas surel ini. Balas dengan BACA untuk membaca apa"
            " yang ditulis kantor, atau WEB untuk membuka laporan Anda."
        )


def hand_over(mail: Mail, by: BaseEmailBackend | None = None) -> None:
    """Give a letter to a mail server, the installation's own where none is named.

    The Message-ID is the message's own, so that a letter sent twice can be known as one. Raises
    Undelivered.
    """
    headers = {
        "Message-ID": letter_name(mail.id, mail.contact, mail.to[0]),
        "Auto-Submitted": mail.automatic,
        "X-Auto-Response-Suppress": "All",
        "Content-Language": mail.language,
        "From": mail.sender or settings.DEFAULT_FROM_EMAIL,
    }
    if mail.reply_to:
        headers["Reply-To"] = mail.reply_to
        headers["List-Unsubscribe"] = f"<mailto:{mail.reply_to}?subject=STOP>"
    if mail.answers:
        headers |= {"In-Reply-To": mail.answers, "References": mail.answers}
    envelope = mail.bounces_to or mail.sender or None
    whole = Unfolded(mail.subject, mail.body, envelope, mail.to, headers=headers, connection=by)
    try:
        whole.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _reply in error.recipients.values()]
        raise Undelivered(Fault.REFUSED, lasting=min(codes) >= PERMANENT) from None
    except smtplib.SMTPDataError as error:
        raise Undelivered(Fault.REFUSED, lasting=error.smtp_code >= PERMANENT) from None
    except (smtplib.SMTPNotSupportedError, ValueError):  # letters no server of ours can write
        raise Undelivered(Fault.REFUSED, lasting=True) from None
    except (smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError):
        raise Undelivered(Fault.UNREACHED) from None
    except smtplib.SMTPException:  # our name or our password: the fault is here, and may be mended
        raise Undelivered(Fault.SERVER) from None
    except OSError:
        raise Undelivered(Fault.UNREACHED) from None


def _may_bounce_to(address: str) -> bool:
    """Say whether the installation's mail server may send in the name of that host."""
    own = str(settings.DEFAULT_FROM_EMAIL).rstrip("> ").rpartition("@")[2].lower()
    return address.rpartition("@")[2] == own
