"""Letters of people, as their mail programs write them."""

import itertools
from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from django.core.mail import EmailMessage as Sent

from lapor.outbox.models import ChannelAccount
from lapor.reports.models import Report, Words
from tests.channels.accounts import live_account

US, SITI = "aduan@lapor.test", "Siti.Contoh@Example.org"
STORY = "Kemarin jalan di Sukamaju amblas dan ada yang jatuh."
SECONDS = itertools.count(1_780_000_000, 60)


def mailbox(**said: str) -> ChannelAccount:
    """Return a live mailbox of ours, with the texts of the dialogue."""
    said = {"address": US, "name": "LAPOR", **said}
    return live_account("email", "aduan", said, {}, label=US)


def letter(
    words: str = STORY,
    subject: str = "Jalan amblas",
    sender: str = SITI,
    to: str = US,
    **headers: str,
) -> EmailMessage:
    """Return a letter that somebody writes anew."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = f"Siti Contoh <{sender}>", to, subject
    made["Message-ID"], made["Date"] = make_msgid(domain="example.org"), formatdate(next(SECONDS))
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(words)
    return made


def answer_to(ours: Mapping[str, str], words: str, sender: str = SITI) -> EmailMessage:
    """Return what "Balas" in a mail program makes of a letter of ours. `ours`: its headers."""
    quoted = f"Pada Sen, 2 Nov 2026 pukul 10.12 LAPOR <{US}> menulis:\n\n> Kabar laporan\n> Anda"
    return letter(
        f"{words}\n\n{quoted}\n",
        f"Re: {ours['Subject']}",
        sender,
        ours["Reply-To"],
        In_Reply_To=ours["Message-ID"].strip(),
    )


def head(sent: Sent) -> dict[str, str]:
    """Return the headers of a letter of ours, as its reader's program has them."""
    return {name: str(value) for name, value in sent.message().items()}


def said_in(report: Report) -> list[str]:
    """Return the words that its reporter and the offices have added."""
    return list(Words.objects.filter(event__report=report).values_list("text", flat=True))
