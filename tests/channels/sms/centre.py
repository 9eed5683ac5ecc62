"""An operator's message centre on loopback (SMPP 3.4 by smpp34), and the telephones behind it."""

import asyncio
import contextlib
import threading
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import gsm0338  # noqa: F401 - registers the codec
import smpp34

from tests.project.service import until
from tests.project.surroundings import free_port

NUMBER = "1708"
GSM, WIDE = 0, 8  # data_coding
UDH, RECEIPT = 0x40, 0x04  # esm_class
BEFORE, AFTER, LATER, NEVER = "before", "after", "later", "never"
ALPHANUMERIC = 5  # type of number
REFERENCES = count(1)
OK = 0


@dataclass
class Handset:
    """What one telephone got: parts as they came, and the whole texts."""

    texts: list[str] = field(default_factory=list)
    open: dict[tuple[int, int], dict[int, str]] = field(default_factory=dict)

    def take(self, event: smpp34.SubmitSmEvent) -> None:
        head, body = headed(event)
        text = decoded(body, event.data_coding)
        if head is None:
            self.texts.append(text)
            return
        reference, total, place = head
        parts = self.open.setdefault((reference, total), {})
        parts[place] = text
        if len(parts) == total:
            self.texts.append("".join(parts[n] for n in sorted(parts)))
            del self.open[reference, total]


class Centre:
    """Takes binds and messages; `receipts` says when it tells what became of one.

    AFTER its answer, which it may overtake on the wire; LATER: when `tells_what_is_owed`.

    `refusals` are given to the next messages, one each; `sizes` are of what came, in octets.
    """

    def __init__(self) -> None:
        self.port = int(free_port())
        self.handsets: dict[str, Handset] = defaultdict(Handset)
        self.receipts, self.state = AFTER, "DELIVRD"
        self.refusals: deque[int] = deque()
        self.sizes: list[int] = []
        self.esmes: dict[str, smpp34.Esme] = {}
        self.numbers = count(1)
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.telling: set[asyncio.Task[None]] = set()
        self.owed: list[tuple[smpp34.SubmitSmEvent, str]] = []

    # --- what the operator does --------------------------------------------------------------

    def open(self) -> None:
        """Begin to listen; also again, after `close`, on the same port."""
        if not self.thread.is_alive():
            self.thread.start()
        self._do(self._open)

    async def _open(self) -> None:
        self.server = smpp34.Server("127.0.0.1", self.port, system_id="centre")
        await self.server.start()
        self.task = self.loop.create_task(self._serve(self.server))

    def close(self) -> None:
        """End every bind and listen no more."""
        self._do(self._close)

    async def _close(self) -> None:
        """Who is bound hangs up first, so that the port is free again at once."""
        for esme in list(self.esmes.values()):
            with contextlib.suppress(smpp34.SmppError):
                await esme.unbind()
        self.task.cancel()
        await self.server.stop()
        self.esmes.clear()

    def end(self) -> None:
        self.close()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    async def _serve(self, server: smpp34.Server) -> None:
        while True:
            event = await server.next()
            if isinstance(event, smpp34.Esme):
                self.esmes[event.session_id] = event
            elif isinstance(event, smpp34.Unbound):
                self.esmes.pop(event.session_id, None)
            else:
                task = self.loop.create_task(self._take(event))
                self.telling.add(task)
                task.add_done_callback(self.telling.discard)

    async def _take(self, event: smpp34.SubmitSmEvent) -> None:
        if self.refusals:
            event.reject(self.refusals.popleft())
            return
        self.sizes.append(len(event.short_message))
        name = f"c{next(self.numbers):08x}"
        wanted = self.receipts if event.registered_delivery & 1 else NEVER
        if wanted == BEFORE:
            await self._tell(event, name)
        self.handsets[plain(event.destination_addr)].take(event)
        event.accept(name)
        if wanted == AFTER:
            await self._tell(event, name)
        if wanted == LATER:
            self.owed.append((event, name))

    async def _tell(self, event: smpp34.SubmitSmEvent, name: str) -> None:
        told = (
            f"id:{name} sub:001 dlvrd:001 submit date:2603020900 done date:2603020901 "
            f"stat:{self.state} err:000 text:"
        )
        for esme in list(self.esmes.values()):
            if esme.can_receive:
                with contextlib.suppress(smpp34.SmppError):  # who hangs up meanwhile hears nothing
                    await esme.deliver_sm(
                        event.source_addr,
                        told.encode(),
                        source_addr=event.destination_addr,
                        esm_class=RECEIPT,
                    )
                return

    def tells_what_is_owed(self) -> None:
        """Tell what became of the messages of which it was not told yet."""
        self._do(self._tell_owed)

    async def _tell_owed(self) -> None:
        while self.owed:
            await self._tell(*self.owed.pop(0))

    # --- what people do ----------------------------------------------------------------------

    def is_bound(self) -> bool:
        return any(esme.can_receive for esme in self.esmes.values())

    def says(
        self, sender: str, text: str, *, order: Sequence[int] = (), reference: int = -1
    ) -> list[int]:
        """Let somebody send an SMS; return what each part was answered. order: of its parts."""
        bodies, coding = encoded(text)
        if len(bodies) == 1:
            return [self.brings(sender, bodies[0], coding)]
        reference = next(REFERENCES) % 256 if reference < 0 else reference
        return [
            self.brings(
                sender,
                bytes((5, 0, 3, reference, len(bodies), place + 1)) + bodies[place],
                coding,
                esm_class=UDH,
            )
            for place in order or range(len(bodies))
        ]

    def brings(
        self,
        sender: str,
        body: bytes,
        coding: int = GSM,
        *,
        esm_class: int = 0,
        tlvs: Sequence[smpp34.Tlv] = (),
        seconds: float = 30,
    ) -> int:
        """Deliver one PDU to whoever is bound; return the status it was answered with."""
        until(self.is_bound)
        esme = next(esme for esme in self.esmes.values() if esme.can_receive)
        answer = self._do(
            lambda: esme.deliver_sm(
                NUMBER,
                body,
                source_addr=sender.lstrip("+"),
                source_addr_ton=1 if plain(sender).isdecimal() else ALPHANUMERIC,
                source_addr_npi=1,
                data_coding=coding,
                esm_class=esm_class,
                tlvs=list(tlvs),
            ),
            seconds,
        )
        return int(answer.command_status)

    def heard(self, sender: str) -> list[str]:
        """Return the whole texts that a telephone got."""
        return list(self.handsets[plain(sender)].texts)

    def _do(self, work: Callable[[], Awaitable[Any]], seconds: float = 30) -> Any:
        """Do something in the loop, where all that is the library's must begin."""

        async def whole() -> Any:
            return await work()

        return asyncio.run_coroutine_threadsafe(whole(), self.loop).result(seconds)


@contextmanager
def centre() -> Iterator[Centre]:
    made = Centre()
    made.open()
    try:
        yield made
    finally:
        made.end()


def plain(number: str) -> str:
    return number.lstrip("+")


def headed(event: smpp34.SubmitSmEvent) -> tuple[tuple[int, int, int] | None, bytes]:
    """Return reference, total and place of a part, and its body."""
    body = bytes(event.short_message)
    if not event.esm_class & UDH:
        return None, body
    assert body[:3] == b"\x05\x00\x03", "one header of concatenation with eight bits"
    return (body[3], body[4], body[5]), body[6:]


def decoded(body: bytes, coding: int) -> str:
    return body.decode("utf-16-be" if coding == WIDE else "gsm03.38")


def encoded(text: str) -> tuple[list[bytes], int]:
    """Return the parts that a telephone sends of a text, and their data_coding."""
    try:
        units, coding, alone, joined = [one.encode("gsm03.38") for one in text], GSM, 160, 153
    except UnicodeEncodeError:
        units, coding, alone, joined = [one.encode("utf-16-be") for one in text], WIDE, 140, 134
    if sum(map(len, units)) <= alone:
        return [b"".join(units)], coding
    parts = [b""]
    for unit in units:
        if len(parts[-1]) + len(unit) > joined:
            parts.append(b"")
        parts[-1] += unit
    return parts, coding
