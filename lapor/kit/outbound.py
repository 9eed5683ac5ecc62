"""Asking another machine over HTTPS: the name is resolved once, and only public addresses count.

Whoever may type an address here could otherwise make this machine ask its own neighbours.
"""

import functools
import http.client
import ipaddress
import select
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

TIMEOUT = 5  # seconds of silence
LONGEST = 8  # seconds of an answer in all: who drips a byte now and then holds nobody up
MOST = 200_000  # bytes of an answer
# Addresses that carry another one inside, by which a translator on the way reaches a neighbour.
CARRIERS = tuple(
    ipaddress.IPv6Network(one)
    for one in ("::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16")
)
IDLE = 4  # seconds that a line stays good for the next request; servers hang up after longer
MOST_LINES = 4  # kept by one thread
# A name server that keeps silent keeps these threads, and no page.
RESOLVERS = ThreadPoolExecutor(3, thread_name_prefix="resolve")


class Unreachable(Exception):
    """Nothing that may be used came back; says why in a word, never with an address."""


@dataclass(frozen=True)
class Answer:
    """What came back. A redirect is an answer like any other: it is not followed."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)  # their names in small letters


@dataclass(frozen=True)
class Place:
    """What an address names."""

    host: str
    port: int
    path: str
    tls: bool


@dataclass(frozen=True)
class Door(Place):
    """Where it leads. at: the one network address that was checked and will be used."""

    at: str


@dataclass(frozen=True)
class Ask:
    """One request. on_this_machine: plain HTTP to a loopback address is allowed, too.

    keep: the line stays open for the next request of this thread to the same place.
    """

    url: str
    method: str = "GET"
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    on_this_machine: bool = False
    most: int = MOST  # bytes of the answer
    longest: float = LONGEST  # seconds of the answer in all
    keep: bool = False


def fetch(ask: Ask) -> Answer:
    """Return what the address answers. Raises Unreachable."""
    place = _place(ask.url, on_this_machine=ask.on_this_machine)
    talk = _kept(place, ask) or _Pinned(_door(place, on_this_machine=ask.on_this_machine))
    clock = threading.Timer(ask.longest, talk.cut)
    clock.daemon = True
    clock.start()
    try:
        talk.request(ask.method, place.path, ask.body or None, dict(ask.headers))
        answer = talk.getresponse()
        body, missing = answer.read(ask.most + 1), answer.length
    except (OSError, http.client.HTTPException) as error:
        talk.close()
        raise Unreachable("too slow" if talk.is_cut else type(error).__name__) from None
    finally:
        clock.cancel()
    if ask.keep and answer.isclosed() and not answer.will_close and not talk.is_cut:
        _keep(place, ask, talk)
    else:
        talk.close()
    if talk.is_cut:
        raise Unreachable("too slow")
    if len(body) > ask.most:
        raise Unreachable("too long")
    if missing:
        raise Unreachable("cut off")
    headers = {name.lower(): value for name, value in answer.getheaders()}
    return Answer(answer.status, body, headers)


def find_door(url: str, *, on_this_machine: bool = False) -> Door:
    """Return where this address leads, after the checks. Raises Unreachable."""
    return _door(_place(url, on_this_machine=on_this_machine), on_this_machine=on_this_machine)


def _place(url: str, *, on_this_machine: bool) -> Place:
    """Return what an address says, before any name is looked up. Raises Unreachable."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Unreachable("no address") from None
    host = parts.hostname or ""
    if not host or parts.username is not None or parts.password is not None:
        raise Unreachable("no address")
    tls = parts.scheme == "https"
    if not tls and not (on_this_machine and parts.scheme == "http"):
        raise Unreachable("not https")
    path = parts.path or "/"
    path = f"{path}?{parts.query}" if parts.query else path
    return Place(host, port or (443 if tls else 80), path, tls)


def _door(place: Place, *, on_this_machine: bool) -> Door:
    """Return the network address behind a name, if all it may mean can be asked."""
    try:
        asked = RESOLVERS.submit(
            socket.getaddrinfo, place.host, place.port, type=socket.SOCK_STREAM
        )
        found = asked.result(timeout=TIMEOUT)
    except (OSError, UnicodeError):  # a TimeoutError is an OSError
        raise Unreachable("no such name") from None
    addresses = [ipaddress.ip_address(str(row[4][0]).partition("%")[0]) for row in found]
    if not addresses or not all(_may_ask(one, on_this_machine, place.tls) for one in addresses):
        raise Unreachable("not public")
    return Door(place.host, place.port, place.path, place.tls, str(addresses[0]))


def _may_ask(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address, on_this_machine: bool, tls: bool
) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if address.is_loopback:
        return on_this_machine
    if isinstance(address, ipaddress.IPv6Address) and any(address in one for one in CARRIERS):
        return False
    return tls and address.is_global and not address.is_multicast


class _Pinned(http.client.HTTPConnection):
    """Connects to the address that was checked, whatever the name means a moment later."""

    def __init__(self, door: Door) -> None:
        super().__init__(door.host, door.port, timeout=TIMEOUT)
        self.door, self.is_cut = door, False
        self.line: socket.socket | None = None  # the library lets go of its own before the end

    def connect(self) -> None:
        self.sock = self.line = socket.create_connection((self.door.at, self.door.port), TIMEOUT)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # head and body at once
        if self.door.tls:
            secure = _trusted()
            self.sock = self.line = secure.wrap_socket(
                self.sock, server_hostname=self.door.host, do_handshake_on_connect=False
            )
            self.sock.do_handshake()

    def __del__(self) -> None:
        self.close()  # a thread that ended leaves the lines that it kept

    def is_silent(self) -> bool:
        """Say whether nothing came since the last answer: neither an end nor words unasked for."""
        if self.sock is None:
            return False
        poll = select.poll()
        poll.register(self.sock, select.POLLIN | select.POLLHUP | select.POLLERR)
        return not poll.poll(0)

    def cut(self) -> None:
        """End the talk from another thread: whatever waits for a byte gets none any more."""
        self.is_cut = True
        if self.line is not None:
            with suppress(OSError):
                socket.socket.shutdown(self.line, socket.SHUT_RDWR)  # beneath TLS, still in use


@functools.cache
def _trusted() -> ssl.SSLContext:
    """Return whom we believe. To read all their certificates takes longer than a request."""
    return ssl.create_default_context()


class _Lines(threading.local):
    """The lines that this thread keeps, and since when each is idle."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, int, bool, bool], tuple[_Pinned, float]] = {}


LINES = _Lines()


def _key(place: Place, ask: Ask) -> tuple[str, int, bool, bool]:
    return place.host, place.port, place.tls, ask.on_this_machine


def _keep(place: Place, ask: Ask, talk: _Pinned) -> None:
    while len(LINES.kept) >= MOST_LINES:
        LINES.kept.pop(next(iter(LINES.kept)))[0].close()
    LINES.kept[_key(place, ask)] = talk, time.monotonic()


def _kept(place: Place, ask: Ask) -> _Pinned | None:
    """Return the line to this place that was used a moment ago, where its other end still holds it.

    It leads where it led when its address was checked. A request that is lost with it is not sent
    again here: nobody knows whether it was heard.
    """
    if not ask.keep:
        return None
    talk, since = LINES.kept.pop(_key(place, ask), (None, 0.0))
    if talk is None:
        return None
    if time.monotonic() - since < IDLE and talk.is_silent():
        return talk
    talk.close()
    return None
