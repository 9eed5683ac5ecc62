"""One bind with an operator's centre (SMPP 3.4, transceiver): octets in and out, nothing kept.

What comes in is acknowledged once it is taken, in its order; what goes out waits for its own
answer, so that other things come and go meanwhile. Everything happens in one loop.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import count

from lapor.channels.sms import pdu
from lapor.channels.sms.pdu import Head, Malformed, Part

CONNECT, ANSWER, GOODBYE = 10.0, 15.0, 3.0  # seconds
IDLE = 30.0  # seconds between two questions whether the centre is there
MOST_WAITING = 500  # messages that came and are not taken yet; the centre keeps the rest
LAST_NUMBER = 0x7FFFFFFF
# Octets of a `deliver_sm`, and when they came, to the status of its answer.
Take = Callable[[bytes, float], Awaitable[int]]


class Lost(Exception):
    """The bind is over, or was never there."""


class Refused(Exception):
    """The centre did not bind us."""

    def __init__(self, status: int) -> None:
        super().__init__(f"{status:#x}")
        self.code = status


@dataclass(frozen=True)
class Terms:
    """What a bind needs to know. passwords: those that are live, the newest first."""

    host: str
    port: int
    system_id: str
    number: str
    passwords: tuple[str, ...] = field(default=(), repr=False)
    system_type: str = ""
    tls: bool = False


class Bind:
    """Bound or not. `say` may be awaited by many at a time."""

    def __init__(self, terms: Terms, take: Take) -> None:
        self.terms, self.take = terms, take
        self.is_bound = False
        self.numbers = count(1)
        self.waiting: dict[int, asyncio.Future[tuple[Head, bytes]]] = {}
        self.came: asyncio.Queue[tuple[int, bytes, float]] = asyncio.Queue(MOST_WAITING)

    async def hold(self, password: str, work: Callable[[], Awaitable[None]]) -> None:
        """Bind, let `work` go on, and stay bound until cancelled; then unbind.

        Raises Refused where the centre does not want us, and Lost where it is not there any more.
        """
        opening = asyncio.open_connection(
            self.terms.host, self.terms.port, ssl=self.terms.tls or None
        )
        try:
            reader, self.writer = await asyncio.wait_for(opening, CONNECT)
        except (OSError, TimeoutError):
            raise Lost from None
        reading = asyncio.create_task(self._read(reader))
        others: list[asyncio.Task[None]] = []
        try:
            await self._bind(password, reading)
            others = [
                asyncio.create_task(one) for one in (self._take_all(), self._ask_now_and_then())
            ]
            await self._work_while(work, [reading, *others])
        finally:
            self.is_bound = False
            await _end([reading, *others])
            self.writer.close()
            with contextlib.suppress(OSError, TimeoutError):
                await asyncio.wait_for(self.writer.wait_closed(), GOODBYE)

    async def submit(self, part: Part, to: str) -> tuple[int, str]:
        """Hand one part over; return the centre's status and its name for it. Raises Lost."""
        number = self.terms.number
        head, answer = await self._ask(lambda n: pdu.submit(n, part, number=number, to=to))
        return head.status, pdu.name_of(answer)

    async def _bind(self, password: str, reading: "asyncio.Task[None]") -> None:
        terms = self.terms
        asked = asyncio.create_task(
            self._ask(lambda n: pdu.bind(n, terms.system_id, password, terms.system_type))
        )
        await asyncio.wait({asked, reading}, return_when=asyncio.FIRST_COMPLETED)
        if not asked.done():
            asked.cancel()
            raise Lost
        head, _ = await asked
        if head.status != pdu.OK:
            raise Refused(head.status)
        self.is_bound = True

    async def _work_while(
        self, work: Callable[[], Awaitable[None]], needed: "list[asyncio.Task[None]]"
    ) -> None:
        """Let it work as long as all that is needed goes on. What ends first ends the rest."""
        working = asyncio.ensure_future(work())
        try:
            await asyncio.wait({working, *needed}, return_when=asyncio.FIRST_COMPLETED)
            for task in needed:
                if task.done():
                    task.result()
        except asyncio.CancelledError:
            await _end([working])  # while the bind is still there to send by
            self.is_bound = False
            with contextlib.suppress(Lost, TimeoutError):  # some just hang up
                await asyncio.wait_for(self._ask(lambda n: pdu.asks("unbind", n)), GOODBYE)
            raise
        finally:
            self.is_bound = False
            await _end([working])

    async def _read(self, reader: asyncio.StreamReader) -> None:
        """Hear everything, until the centre hangs up. Raises Lost."""
        try:
            while True:
                begun = await reader.readexactly(pdu.HEAD.size)
                head = pdu.head_of(begun)
                rest = await reader.readexactly(head.length - pdu.HEAD.size)
                await self._hear(head, begun + rest)
        except (asyncio.IncompleteReadError, OSError, Malformed):
            raise Lost from None
        finally:
            self._let_go()

    async def _hear(self, head: Head, octets: bytes) -> None:
        if head.command.endswith("_resp") or head.command == "generic_nack":
            answered = self.waiting.pop(head.sequence, None)
            if answered and not answered.done():
                answered.set_result((head, octets))
        elif head.command == "deliver_sm":
            now = asyncio.get_running_loop().time()
            try:
                self.came.put_nowait((head.sequence, octets, now))
            except asyncio.QueueFull:
                await self._write(pdu.answer("deliver_sm_resp", head.sequence, pdu.TEMPORARY))
        elif head.command == "enquire_link":
            await self._write(pdu.answer("enquire_link_resp", head.sequence))
        elif head.command == "unbind":
            await self._write(pdu.answer("unbind_resp", head.sequence))
            raise Lost
        elif head.command != "alert_notification":  # the one that wants no answer
            await self._write(pdu.answer("generic_nack", head.sequence, pdu.UNKNOWN_COMMAND))

    async def _take_all(self) -> None:
        """Take what came, one after the other; where one can not be taken now, none can."""
        while True:
            sequence, octets, at = await self.came.get()
            status = await self.take(octets, at)
            await self._write(pdu.answer("deliver_sm_resp", sequence, status))
            while status == pdu.TEMPORARY and not self.came.empty():
                sequence, octets, at = self.came.get_nowait()
                await self._write(pdu.answer("deliver_sm_resp", sequence, status))

    async def _ask_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(IDLE)
            await self._ask(lambda n: pdu.asks("enquire_link", n))

    async def _ask(self, make: Callable[[int], bytes]) -> tuple[Head, bytes]:
        """Send a question and return its answer. Raises Lost where none comes."""
        number = next(self.numbers) % LAST_NUMBER + 1
        answered = self.waiting[number] = asyncio.get_running_loop().create_future()
        try:
            await self._write(make(number))
            return await asyncio.wait_for(answered, ANSWER)
        except TimeoutError:
            raise Lost from None
        finally:
            self.waiting.pop(number, None)

    async def _write(self, octets: bytes) -> None:
        try:
            self.writer.write(octets)
            await self.writer.drain()
        except OSError:
            raise Lost from None

    def _let_go(self) -> None:
        """Tell all that wait for an answer that none will come; drop what was not taken."""
        for answered in self.waiting.values():
            if not answered.done():
                answered.set_exception(Lost())
        self.waiting.clear()
        while not self.came.empty():
            self.came.get_nowait()


async def _end(tasks: "list[asyncio.Task[None]]") -> None:
    """Cancel tasks and wait until they are over; how they ended was told elsewhere."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
