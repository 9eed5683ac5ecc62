"""A mailbox of ours as a channel: letters are read, answered, and known again when they come back.

Nothing is brought by a hook: letters come by LMTP (`lmtp`) or are fetched by IMAP (`polling`).
"""

import re
from collections.abc import Mapping, Sequence
from email.utils import formataddr
from uuid import UUID

import structlog
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import translation
from django.utils.translation import gettext as _

from lapor.channels.adapter import (
    Able,
    Asked,
    Incoming,
    Item,
    Landed,
    Media,
    Outgoing,
    Secrets,
    Unfetched,
)
from lapor.channels.email import bounces, tokens
from lapor.channels.email.post import Post, read
from lapor.channels.email.quotes import own_words
from lapor.channels.email.sending import Mail, hand_over, invitation
from lapor.channels.faults import Undelivered
from lapor.files.arriving import MOST_BYTES
from lapor.outbox.models import Message

LONGEST, LONGEST_STORY = 20_000, 9_000  # letters of an answer of ours, and of theirs in a report
WHOLE = "surel.txt"  # the file with all of a letter that is longer
SECONDS = 10
SMTP = "django.core.mail.backends.smtp.EmailBackend"
NO = "no"
TLS, UNSEALED = "ssl", "none"  # else STARTTLS
LOOPBACK = ("localhost", "127.0.0.1", "::1")
# Subjects that say nothing, so that they are no title.
EMPTY = re.compile(
    r"\W*|\W*(laporan|pengaduan|aduan|keluhan|lapor|report|complaint|tanpa (judul|subjek)"
    r"|no subject|tidak ada subjek|none|test|tes)\W*",
    re.IGNORECASE,
)
log = structlog.get_logger("lapor.channels")


class Mailbox:
    """Settings: `address`, `name`, `plus` (no: what has a plus does not arrive), `checks`.

    To read: `imap`, `imap_tls`, `user`, `folder`, `done`, or `lmtp`. To send: `smtp`, `smtp_tls`,
    else the installation's own mail server.
    """

    able = Able(longest=LONGEST, letters=True, names_answered=True, names_repeat=True)

    def is_from_provider(self, asked: Asked, secrets: Secrets) -> bool:
        """No provider brings letters to a hook."""
        return False

    def shakes_hands(self, asked: Asked, secrets: Secrets) -> bytes | None:
        """Nothing is asked."""
        return None

    def read(self, body: bytes) -> Sequence[Item]:
        """Return the one item of a letter, none where a machine wrote it. Never raises."""
        post = read(body)
        if notice := bounces.read(post):
            key = tokens.bounced(post.to)
            return [Landed(str(key), notice.status, post.sent_at, notice.code)] if key else []
        if post.machine or not post.sender:
            log.info("mail_set_aside", status=post.machine or "no-sender")
            return []
        signs = (*post.to, *post.answered)
        answers = tokens.answered(signs, post.sender)
        is_ours = any(tokens.is_ours(name) for name in post.answered[:1])
        is_reply = answers is not None or is_ours or tokens.has_reply_token(signs)
        is_stray = is_reply and answers is None
        text = "" if is_stray else _words(post, is_reply=is_reply)
        media = () if is_stray else _media(post)
        if len(text) > LONGEST_STORY:
            media = (Media(WHOLE, WHOLE, data=text.encode()), *media)
            text = _shortened(text)
        unread = "" if text or media else "empty"
        return [
            Incoming(
                provider_id=f"sha256:{post.key}",
                sender=post.sender,
                sent_at=post.sent_at,
                text=text,
                media=media,
                name=post.name,
                reply_with=post.message_id,
                unread="stray" if is_stray else unread,
                answers=answers,
                proved=answers is not None,
                checked=post.checked,
            )
        ]

    def send(self, said: Mapping[str, str], secrets: Secrets, out: Outgoing) -> str:
        """Send a letter, and return our own name for it: a bounce brings it back."""
        address = said.get("address", "")
        if "@" not in address:
            raise Undelivered(Message.Fault.SERVER)
        has_plus = said.get("plus") != NO
        reply_to = (
            tokens.reply_address(address, out.contact, out.to)
            if out.contact and has_plus
            else tokens.plain(address)
        )
        with translation.override(out.language):
            subject = out.subject or _("LAPOR: jawaban atas surel Anda")
        # Word of a report says that it can be answered; a turn of the dialogue asks for it itself.
        told = f"\n{invitation(out.language)}\n" if out.subject else ""
        mail = Mail(
            out.key,
            [out.to],
            subject,
            f"{out.text.rstrip()}\n{told}",
            out.language,
            automatic="auto-generated" if out.subject else "auto-replied",
            sender=formataddr((said.get("name") or "LAPOR", tokens.plain(address))),
            reply_to=reply_to,
            bounces_to=tokens.bounce_address(address, UUID(out.key)) if has_plus else "",
            answers=out.reply_with,
            contact=out.contact,
        )
        hand_over(mail, _server(said, secrets))
        return out.key

    def fetch(self, said: Mapping[str, str], secrets: Secrets, media: Media) -> bytes:
        """All files came with the letter; what did not is gone."""
        raise Unfetched(lasting=True)


def _words(post: Post, *, is_reply: bool) -> str:
    """Return what a letter tells: its subject as the first line, where it says something.

    Of an answer the subject is ours; a link in our letter writes one alone: "STOP".
    """
    own = own_words(post.text, reply=is_reply or post.answers)
    subject = post.subject
    if post.answers or EMPTY.fullmatch(subject) or (is_reply and own):
        return own
    if own.casefold().startswith(subject.casefold()):
        return own
    return f"{subject}\n{own}".strip()


def _media(post: Post) -> tuple[Media, ...]:
    """Return the files; one without its bytes stands for those that were too many."""
    return tuple(
        Media(one.name, one.name, one.size if one.body else MOST_BYTES + 1, one.body)
        for one in post.files
    )


def _shortened(text: str) -> str:
    """Return the beginning of a long letter, cut at a word; the whole goes along as a file."""
    beginning = text[:LONGEST_STORY].rsplit(maxsplit=1)[0]
    return f"{beginning} …\n\n({_('Selengkapnya di berkas')} {WHOLE})"


def _server(said: Mapping[str, str], secrets: Secrets) -> BaseEmailBackend | None:
    """Return the mailbox's own mail server; None where it has none.

    Letters and passwords leave this machine under TLS alone.
    """
    host, _colon, port = said.get("smtp", "").rpartition(":")
    if not host:
        return None
    is_wrapped = said.get("smtp_tls") == TLS
    is_plain = said.get("smtp_tls") == UNSEALED and host in LOOPBACK
    backend: BaseEmailBackend = get_connection(
        SMTP,
        host=host,
        port=int(port) if port.isdecimal() else 587,
        username=said.get("user", "") if secrets.get("password") else "",
        password=next(iter(secrets.get("password", ())), ""),
        use_ssl=is_wrapped,
        use_tls=not is_wrapped and not is_plain,
        timeout=SECONDS,
    )
    return backend
