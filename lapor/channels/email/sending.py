"""Sends one letter by the mail server, and tells a refused address from a server in trouble."""

import smtplib
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage

from lapor.channels.faults import Undelivered
from lapor.channels.wording import Letter
from lapor.outbox.models import Message

PERMANENT = 500  # SMTP replies from here on will not change by themselves
Fault = Message.Fault


def send(letter: Letter, to: list[str]) -> None:
    """Send to all of these addresses in one transaction with the server; raises Undelivered.

    The Message-ID is the message's own, so that a letter sent twice can be known as one.
    """
    host = urlsplit(settings.ADDRESS).hostname or "localhost"
    headers = {
        "Message-ID": f"<{letter.id}@{host}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": letter.language,
    }
    try:
        EmailMessage(letter.subject, letter.body, to=to, headers=headers).send()
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
