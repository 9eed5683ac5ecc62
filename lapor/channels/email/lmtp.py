"""Takes letters from a mail server of ours over LMTP (RFC 2033): 250 only after the commit.

451 while the database is gone, so that the mail server keeps the letter and comes again; 552 where
it is too large; 550 for an address that is no mailbox of ours. One recipient a letter.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

import structlog
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import Envelope, Session
from django.db import close_old_connections

from lapor.channels import arriving
from lapor.channels.email import mailboxes
from lapor.outbox.models import ChannelAccount

LARGEST = 36_000_000  # bytes of a letter
LONGEST_LINE = 1_000_000  # bytes; some programs write a whole page of HTML on one
TAKEN, LATER = "250 2.0.0 Taken", "451 4.3.0 Not now, please come again"
UNKNOWN, ONE_ONLY = "550 5.1.1 No such mailbox here", "452 4.5.3 One recipient at a time"
Told = TypeVar("Told")
log = structlog.get_logger("lapor.channels")


class Lines(LMTP):
    """The protocol. Nothing of a letter or of who brings it is logged."""

    line_length_limit = LONGEST_LINE
    __ident__ = "LAPOR"


class Door:
    """What is said to a mail server at each step. `threads`: those that may use the database."""

    def __init__(self, threads: ThreadPoolExecutor) -> None:
        self.threads = threads

    async def handle_RCPT(
        self,
        server: LMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        if envelope.rcpt_tos:
            return ONE_ONLY
        account = await self.asked(partial(mailboxes.of_recipient, address))
        if isinstance(account, Exception):
            return LATER
        if account is None:
            return UNKNOWN
        if not account.takes:  # switched off for a while: its letters wait where they are
            return LATER
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: LMTP, session: Session, envelope: Envelope) -> str:
        body = envelope.original_content or b""
        whole = partial(keep, envelope.rcpt_tos[0], envelope.mail_from or "", body)
        told = await self.asked(whole)
        return LATER if isinstance(told, Exception) else told

    async def handle_exception(self, error: Exception) -> str:
        log.error("letter_not_taken", error=type(error).__name__)
        return LATER

    async def asked(self, ask: Callable[[], Told]) -> Told | Exception:
        """Return what a function that uses the database says; its error where that is away."""
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self.threads, with_fresh_connection, ask)
        except Exception as error:  # whatever it is: the letter stays with its server
            log.error("letter_not_taken", error=type(error).__name__)
            return error


def with_fresh_connection(ask: Callable[[], Told]) -> Told:
    """Call in a thread of its own, with a connection that lives."""
    close_old_connections()
    try:
        return ask()
    finally:
        close_old_connections()


def keep(recipient: str, sender: str, body: bytes) -> str:
    """Keep a letter, and return what the mail server is told after the commit."""
    account: ChannelAccount | None = mailboxes.of_recipient(recipient)
    if account is None or not account.takes:
        return UNKNOWN if account is None else LATER
    head = f"Return-Path: <{sender}>\r\nDelivered-To: {recipient}\r\n"
    arriving.keep(account, head.encode("utf-8", "replace") + body)
    return TAKEN


async def serve(host: str, port: int, until: asyncio.Event) -> None:
    """Listen until told to end; letters in hand are finished."""
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(4, thread_name_prefix="letters") as threads:
        door = Door(threads)

        def talk() -> Lines:
            return Lines(door, data_size_limit=LARGEST, enable_SMTPUTF8=True, loop=loop)

        server = await loop.create_server(talk, host, port)
        log.info("lmtp_listens")
        await until.wait()
        server.close()
        await server.wait_closed()
