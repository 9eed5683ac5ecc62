"""Holds a bind for each account that is live, and lets the jobs of the outbox send by it.

A job of the general worker can not hold a bind: it hands its message on to a queue of the account,
which is worked through here, and only while the bind is there. Nobody else takes from that queue.
"""

import asyncio
import secrets
import zlib
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import structlog
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.db.models import Q, QuerySet
from psycopg_pool import PoolTimeout

from lapor.channels.adapter import Outgoing
from lapor.channels.faults import Later, Undelivered
from lapor.channels.sms import gathering, letters, pdu, receipts
from lapor.channels.sms.bind import Bind, Lost, Refused, Take, Terms
from lapor.channels.sms.pdu import Part
from lapor.outbox.accounts import sending
from lapor.outbox.models import ChannelAccount, Message
from lapor.outbox.names import TALKS

WAY, SMPP = "way", "smpp"
QUEUE = "sms-"  # begins the name of a queue that one bind works through
PORT = 2775  # where SMPP has its own, unless somebody says otherwise
LOOK = 10.0  # seconds between two looks at the accounts
STEADY = 60.0  # seconds; a bind that held so long is forgiven the failures before
PROMPT = 5.0  # seconds; an answer that took longer may have come too late to be heard
MOST_MARKS = 10_000  # of what was acknowledged on a bind
LONGEST_PAUSE = 60.0  # seconds until a bind is tried again
SOON = 5  # seconds until a message is tried again that no bind is there for, or that was too much
BREATHS = (0.5, 1.0, 2.0, 4.0)  # seconds; how long later parts of a message wait their turn
TOO_MUCH = (pdu.THROTTLED, pdu.BUSY_QUEUE)
NEVER = (0x01, 0x0B)  # too long; no such number
DATABASE_GONE = (OperationalError, InterfaceError, PoolTimeout)
AWAY = (*DATABASE_GONE, Lost, OSError)
Fault = Message.Fault
Work = Callable[[str], Awaitable[None]]  # takes jobs from a queue, until it is cancelled
Key = tuple[str, str, str, str]
log = structlog.get_logger("lapor.channels")


@dataclass(frozen=True)
class Wanted:
    """A bind that is to be there. Another one once anything of it changes."""

    account: int
    takes: bool
    terms: Terms


@dataclass
class Held:
    """A bind that is there, and the loop it lives in. It rests until then where it was too much."""

    bind: Bind
    loop: asyncio.AbstractEventLoop
    rests_until: float = 0.0

    async def say(self, out: Outgoing) -> str:
        """Send all parts of a text; return the centre's name for the last one."""
        if not self.bind.is_bound or self.loop.time() < self.rests_until:
            raise Later(SOON)
        parts, name = letters.parts_of(out.text, zlib.crc32(out.key.encode()) & 0xFF), ""
        for part in parts:
            name = await self._submit(part, out.to, is_first=part is parts[0])
        return name

    async def _submit(self, part: Part, to: str, *, is_first: bool) -> str:
        for breath in BREATHS:
            try:
                status, name = await self.bind.submit(part, to)
            except Lost:
                raise Undelivered(Fault.UNREACHED) from None
            if status == pdu.OK:
                return name
            if status not in TOO_MUCH:
                log.warning("sms_refused", status=status)
                raise Undelivered(Fault.REFUSED, lasting=status in NEVER)
            self.rests_until = self.loop.time() + breath
            if is_first:
                raise Later(SOON)
            await asyncio.sleep(breath)
        raise Undelivered(Fault.UNREACHED)


HELD: dict[Key, Held] = {}  # the binds of this process


def is_by_bind(account: ChannelAccount | None) -> bool:
    """Say whether an account sends by a bind that one process holds."""
    return account is not None and account.channel == "sms" and account.said.get(WAY) == SMPP


def is_held_here(account: ChannelAccount) -> bool:
    return _key(account.said) in HELD


def bound() -> QuerySet[ChannelAccount]:
    """Return the accounts that a bind is to be held for."""
    rows = ChannelAccount.objects.filter(channel="sms", ended_at=None)
    return rows.filter(Q(takes=True) | Q(sends=True), **{f"said__{WAY}": SMPP})


def free_stranded() -> int:
    """Give the jobs of accounts that have no bind any more back to the worker; return how many."""
    kept = [queue_of(one.pk) for one in bound()]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET queue_name = %s WHERE status = 'todo' "
            "AND queue_name LIKE %s AND queue_name <> ALL(%s)",
            [TALKS, f"{QUEUE}%", kept],
        )
        return int(cursor.rowcount)


def say(said: Mapping[str, str], out: Outgoing) -> str:
    """Send by the bind of these settings, from the thread of a job; return the centre's name.

    Raises Later where there is no bind now or the centre has had too much, and Undelivered.
    """
    held = HELD.get(_key(said))
    if held is None:
        raise Later(SOON)
    return asyncio.run_coroutine_threadsafe(held.say(out), held.loop).result()


async def hold_all(told: asyncio.Event, work: Work) -> None:
    """Hold a bind for each account that wants one, as they are now, until told to end."""
    loop, tasks = asyncio.get_running_loop(), dict[Wanted, asyncio.Task[None]]()
    with ThreadPoolExecutor(1) as thread:
        try:
            while not told.is_set():
                try:
                    wanted = set(await loop.run_in_executor(thread, _wanted))
                except DATABASE_GONE:
                    wanted = set(tasks)
                await _end([tasks.pop(one) for one in set(tasks) - wanted])
                for one in wanted - set(tasks):
                    tasks[one] = asyncio.create_task(_keep(one, work))
                await _pause(told, LOOK)
        finally:
            await _end(list(tasks.values()))


async def _keep(wanted: Wanted, work: Work) -> None:
    """Hold one bind, and bind anew whenever it is lost, a little later each time."""
    loop, failures, place = asyncio.get_running_loop(), 0, 0
    key = (wanted.terms.host, str(wanted.terms.port), wanted.terms.system_id, wanted.terms.number)
    with ThreadPoolExecutor(1) as thread:
        while True:
            bind, begun = Bind(wanted.terms, _taking(wanted, thread)), loop.time()
            HELD[key] = Held(bind, loop)
            live = wanted.terms.passwords or ("",)
            try:
                await bind.hold(live[place % len(live)], partial(_work, work, wanted.account))
            except Refused as error:
                log.error("smpp_refused", status=error.code)
                place += 1  # of two that are live while one is changed, the other
            except AWAY:
                log.warning("smpp_lost")
            finally:
                HELD.pop(key, None)
            failures = 1 if loop.time() - begun > STEADY else failures + 1
            longest = min(2.0 ** (failures - 1), LONGEST_PAUSE)
            await asyncio.sleep(longest * (1 + secrets.randbelow(100) / 100) / 2)


async def _work(work: Work, account: int) -> None:
    log.info("smpp_bound")
    await work(queue_of(account))


def queue_of(account: int) -> str:
    """Return the queue of what is to leave by the bind of an account."""
    return f"{QUEUE}{account}"


def _taking(wanted: Wanted, thread: ThreadPoolExecutor) -> Take:
    """Return what takes in what comes by one bind, each in its own transaction.

    What was acknowledged at once, on this bind, and comes again later was written again. What comes
    again on another bind, or was acknowledged late, was not heard to be acknowledged.
    """
    acknowledged: dict[bytes, float] = {}  # the newest last

    async def take(octets: bytes, came_at: float) -> int:
        mark, loop = gathering.mark_of(octets), asyncio.get_running_loop()
        heard_at = acknowledged.get(mark, came_at)
        work = partial(_take, wanted, octets, is_another=heard_at < came_at)
        status = await loop.run_in_executor(thread, work)
        if status == pdu.OK and loop.time() - came_at < PROMPT:
            acknowledged[mark] = loop.time()
            if len(acknowledged) > MOST_MARKS:
                acknowledged.pop(next(iter(acknowledged)))
        return status

    return take


def _take(wanted: Wanted, octets: bytes, *, is_another: bool) -> int:
    """Return 0 after the commit, else that the centre is to bring it again."""
    close_old_connections()
    try:
        if not wanted.takes and not receipts.is_receipt(pdu.came(octets)):
            return pdu.TEMPORARY
        account = ChannelAccount.objects.get(pk=wanted.account)
        gathering.take(account, octets, is_another=is_another)
    except Exception as error:  # whatever it is: who acknowledges loses it
        log.error("sms_not_taken", error=type(error).__name__)
        return pdu.TEMPORARY
    finally:
        close_old_connections()
    return pdu.OK


def _wanted() -> list[Wanted]:
    close_old_connections()
    try:
        return [Wanted(one.pk, one.takes, _terms(one)) for one in bound()]
    finally:
        close_old_connections()


def _terms(account: ChannelAccount) -> Terms:
    said = {name: str(value) for name, value in account.said.items()}
    port = said.get("port", "")
    return Terms(
        host=said.get("host", ""),
        port=int(port) if port.isdecimal() else PORT,
        system_id=said.get("system_id", ""),
        number=said.get("number", ""),
        passwords=sending(account).get("password", ()),
        system_type=said.get("system_type", ""),
        tls=said.get("tls") == "yes",
    )


def _key(said: Mapping[str, str]) -> Key:
    port = str(said.get("port", ""))
    host, system_id, number = (str(said.get(name, "")) for name in ("host", "system_id", "number"))
    return host, port if port.isdecimal() else str(PORT), system_id, number


async def _pause(told: asyncio.Event, seconds: float) -> None:
    telling = asyncio.create_task(told.wait())
    await asyncio.wait({telling}, timeout=seconds)
    telling.cancel()


async def _end(tasks: "list[asyncio.Task[None]]") -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
